//! Weaves all mutants in and drops those that do not compile.

use std::{collections::HashSet, path::Path, process::Command};

use serde_json::Value;

use crate::{
    Result,
    find::{self, Mutant},
    modules, scratch,
    sites::{Choice, Site, Sites},
    weave::{self, Place, Woven},
};

/// How often what does not compile is dropped before it is given up.
const ROUNDS: usize = 40;
const SWITCH: &str = include_str!("mutant.rs.txt");

struct Source {
    file: String,
    text: String,
    sites: Sites,
    /// The id of its first choice.
    first: usize,
    woven: Woven,
}

/// Leaves the copy with every mutant in it that compiles.
pub fn candidates(copy: &Path) -> Result<Vec<Mutant>> {
    let (mut sources, count) = read(copy)?;
    scratch::write_source(copy, "mutant.rs", &format!("{SWITCH}\nconst COUNT: usize = {count};\n"))?;
    let mut dropped = HashSet::new();
    for _ in 0..ROUNDS {
        for source in &mut sources {
            source.weave(&dropped);
            scratch::write_source(copy, &source.file, &source.written())?;
        }
        let errors = check(copy)?;
        if errors.is_empty() {
            eprintln!("{} of {count} do not compile", dropped.len());
            return Ok(sources.iter().flat_map(|source| source.mutants(&dropped)).collect());
        }
        let known = dropped.len();
        for error in &errors {
            let source =
                sources.iter().find(|source| error.file == source.file).ok_or_else(|| error.text.clone())?;
            dropped.extend(source.blamed(error));
        }
        eprintln!("{} errors, {} mutants dropped", errors.len(), dropped.len() - known);
        if dropped.len() == known {
            return Err(format!("no mutant is to blame:\n{}", errors[0].text).into());
        }
    }
    Err("there is always one more error".into())
}

fn read(copy: &Path) -> Result<(Vec<Source>, usize)> {
    let (mut sources, mut first) = (Vec::new(), 0);
    for (file, text) in scratch::originals(copy)? {
        let sites = if modules::is_mutated(&file) { find::sites(&text)? } else { Sites::default() };
        let count: usize = sites.iter().map(|site| site.choices.len()).sum();
        sources.push(Source { file, text, sites, first, woven: Woven::default() });
        first += count;
    }
    Ok((sources, first))
}

impl Source {
    /// Its choices with their ids.
    fn numbered(&self) -> impl Iterator<Item = (Site<'_>, Vec<(usize, &Choice)>)> {
        let mut next = self.first;
        self.sites.iter().map(move |site| {
            let first = next;
            next += site.choices.len();
            let choices = (first..).zip(site.choices).collect();
            (site, choices)
        })
    }

    fn weave(&mut self, dropped: &HashSet<usize>) {
        let kept: Vec<_> = self
            .numbered()
            .map(|(site, mut choices)| {
                choices.retain(|(id, _)| !dropped.contains(id));
                (site, choices)
            })
            .collect();
        let woven = weave::weave(&self.text, &kept);
        drop(kept);
        self.woven = woven;
    }

    fn written(&self) -> String {
        let switch = if self.file == "lib.rs" { "\nmod mutant;\n" } else { "" };
        format!("{}{switch}", self.woven.text)
    }

    /// The mutants that an error may come from: the one that it stands in, or else those around it.
    fn blamed(&self, error: &CompileError) -> Vec<usize> {
        let holds = |place: &std::ops::Range<usize>| place.start <= error.start && error.end <= place.end;
        let own = self.woven.places.iter().filter(|place| holds(&place.own));
        let own: Vec<_> = own.map(|place| place.id).collect();
        if !own.is_empty() {
            return own;
        }
        let around = |place: &&Place| holds(&place.site);
        let narrowest = self.woven.places.iter().filter(around).map(|place| place.site.len()).min();
        let around =
            self.woven.places.iter().filter(around).filter(|place| Some(place.site.len()) == narrowest);
        let around: Vec<_> = around.map(|place| place.id).collect();
        if !around.is_empty() {
            return around;
        }
        let inside = |place: &&Place| error.start <= place.site.start && place.site.end <= error.end;
        self.woven.places.iter().filter(inside).map(|place| place.id).collect()
    }

    fn mutants(&self, dropped: &HashSet<usize>) -> Vec<Mutant> {
        let mut mutants = Vec::new();
        for (site, choices) in self.numbered() {
            let (line, column) = position(&self.text, site.range.start);
            for (id, choice) in choices.into_iter().filter(|(id, _)| !dropped.contains(id)) {
                let Choice { operator, before, after, .. } = choice;
                let name = format!("{}:{line}:{column} {operator}: {before} → {after}", self.file);
                mutants.push(Mutant { id, file: self.file.clone(), operator, name });
            }
        }
        mutants
    }
}

/// Line and column, both from 1.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

struct CompileError {
    file: String,
    start: usize,
    end: usize,
    text: String,
}

fn check(copy: &Path) -> Result<Vec<CompileError>> {
    let output = Command::new("cargo")
        .args(["check", "--quiet", "--lib", "--all-features", "--message-format", "json", "--package"])
        .arg(modules::PACKAGE)
        .env("CARGO_INCREMENTAL", "0")
        .current_dir(copy)
        .output()?;
    let lines = String::from_utf8(output.stdout)?;
    let errors: Vec<_> =
        lines.lines().filter_map(|line| compile_error(line).transpose()).collect::<Result<_>>()?;
    if errors.is_empty() && !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(errors)
}

fn compile_error(line: &str) -> Result<Option<CompileError>> {
    let value: Value = serde_json::from_str(line)?;
    let message = &value["message"];
    let mut spans = message["spans"].as_array().into_iter().flatten();
    let Some(span) = spans.rfind(|span| span["is_primary"] == true) else { return Ok(None) };
    if message["level"] != "error" {
        return Ok(None);
    }
    let offset = |name: &str| span[name].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or_default();
    let file = span["file_name"].as_str().unwrap_or_default();
    Ok(Some(CompileError {
        file: file.rsplit_once("src/").map_or(file, |(_, below)| below).to_owned(),
        start: offset("byte_start"),
        end: offset("byte_end"),
        text: message["rendered"].as_str().unwrap_or_default().to_owned(),
    }))
}
