//! The report: `docs/x509-mutants.md`, and `docs/x509-mutants.jsonl` with every mutant of the sample.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    path::Path,
    process::{Command, ExitCode},
};

use crate::{
    Places, Result, modules,
    options::Options,
    outcome::{self, End, Outcome, Run},
};

/// Survivors and why they may: `name without line and column`, a tab, the reason.
const REASONS: &str = ".ci/mutants/survivors.txt";

/// Fails where a mutant survived for no known reason.
pub fn write(places: &Places, options: &Options) -> Result<ExitCode> {
    let outcomes = outcome::read(&places.outcomes)?;
    let run = outcome::read_run(&places.outcomes)?;
    let reasons = reasons(&places.root)?;
    let text = report(&places.root, options, &run, &outcomes, &reasons)?;
    if options.is_published() {
        fs::write(places.root.join("docs/x509-mutants.md"), &text)?;
        fs::copy(&places.outcomes, places.root.join("docs/x509-mutants.jsonl"))?;
    }
    println!("{text}");
    let survivors = outcomes.iter().filter(|outcome| !outcome.is_killed());
    let unexplained = survivors.filter(|outcome| !reasons.contains_key(&key(&outcome.name))).count();
    Ok(if unexplained == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn reasons(root: &Path) -> Result<BTreeMap<String, String>> {
    let text = fs::read_to_string(root.join(REASONS))?;
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    Ok(lines.map(|(name, reason)| (name.to_owned(), reason.to_owned())).collect())
}

/// A name without line and column, which shift.
fn key(name: &str) -> String {
    let (place, rest) = name.split_once(' ').unwrap_or((name, ""));
    format!("{} {rest}", place.split(':').next().unwrap_or_default())
}

fn report(
    root: &Path,
    options: &Options,
    run: &Run,
    outcomes: &[Outcome],
    reasons: &BTreeMap<String, String>,
) -> Result<String> {
    let count = |ends: &[End]| outcomes.iter().filter(|outcome| ends.contains(&outcome.end)).count();
    let (killed, timeouts) = (count(&[End::Killed]), count(&[End::TimedOut]));
    let survivors = outcomes.len() - killed - timeouts;
    let mut text = String::new();
    writeln!(text, "# Mutants of countersign-x509\n")?;
    writeln!(
        text,
        "Small faults were put into the modules that decide what is valid, one at a time, and the tests of the crate run \
         against each. Written by `.ci/mutants/run`; the reasons come from `{REASONS}`. `docs/x509-mutants.jsonl` has \
         every mutant of the sample and the test that killed it.\n"
    )?;
    writeln!(text, "| | |\n|---|---|")?;
    writeln!(text, "| date | {} |", printed("date", &["-u", "+%Y-%m-%d"], root)?)?;
    writeln!(text, "| sources | tree `{}` of `{}/src` |", run.sources, modules::FOLDER)?;
    writeln!(text, "| compiler | {} |", printed("rustc", &["--version"], root)?)?;
    writeln!(text, "| candidates that compile | {} |", run.candidates)?;
    writeln!(text, "| sample | {}, seed {} |", outcomes.len(), options.seed)?;
    writeln!(text, "| tests of the crate | {} |", run.tests)?;
    writeln!(text, "| killed by a failing test | {killed} |")?;
    writeln!(text, "| killed by a timeout | {timeouts} |")?;
    writeln!(text, "| survived | {survivors} |")?;
    let percent = (killed + timeouts) as f64 * 100.0 / outcomes.len().max(1) as f64;
    writeln!(text, "| **killed** | **{percent:.1} %** |")?;
    writeln!(
        text,
        "| wall time of the last run (with `--again`, of what had survived) | {} s |\n",
        run.seconds
    )?;
    counts(&mut text, "operator", outcomes, |outcome| outcome.operator.clone())?;
    counts(&mut text, "module", outcomes, |outcome| modules::module(&outcome.file).to_owned())?;
    writeln!(text, "## Survivors\n\n| mutant | end | reason |\n|---|---|---|")?;
    for outcome in outcomes.iter().filter(|outcome| !outcome.is_killed()) {
        let reason = reasons.get(&key(&outcome.name)).map_or("**none yet**", String::as_str);
        writeln!(text, "| `{}` | {} | {reason} |", cell(&outcome.name), outcome.end.name())?;
    }
    Ok(text)
}

fn counts(
    text: &mut String,
    what: &str,
    outcomes: &[Outcome],
    name: impl Fn(&Outcome) -> String,
) -> Result<()> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for outcome in outcomes {
        let (all, killed) = counts.entry(name(outcome)).or_default();
        *all += 1;
        *killed += usize::from(outcome.is_killed());
    }
    writeln!(text, "| {what} | mutants | killed |\n|---|---|---|")?;
    for (name, (all, killed)) in counts {
        writeln!(text, "| {name} | {all} | {killed} |")?;
    }
    writeln!(text)?;
    Ok(())
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// Git's name for the sources of the last commit.
pub fn tree(root: &Path) -> Result<String> {
    let folder = format!("HEAD:{}/src", modules::FOLDER);
    printed("git", &["rev-parse", "--short=12", &folder], root)
}

fn printed(program: &str, arguments: &[&str], root: &Path) -> Result<String> {
    let output = Command::new(program).args(arguments).current_dir(root).output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
