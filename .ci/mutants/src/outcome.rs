//! What became of a mutant, and how that is kept: a line about the run, then one JSON object a mutant.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::Result;

pub struct Outcome {
    pub id: usize,
    pub name: String,
    pub file: String,
    pub operator: String,
    pub end: End,
    /// The test that failed or did not end.
    pub by: String,
    pub milliseconds: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum End {
    Killed,
    TimedOut,
    Survived,
    /// No test comes by it.
    Unreached,
    /// It could not be tried.
    Broken,
}

pub struct Run {
    /// Git's name for the sources.
    pub sources: String,
    pub candidates: usize,
    pub tests: usize,
    pub seconds: u64,
}

impl End {
    const ALL: [Self; 5] = [Self::Killed, Self::TimedOut, Self::Survived, Self::Unreached, Self::Broken];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::TimedOut => "timeout",
            Self::Survived => "survived",
            Self::Unreached => "unreached",
            Self::Broken => "broken",
        }
    }
}

impl Outcome {
    pub fn is_killed(&self) -> bool {
        matches!(self.end, End::Killed | End::TimedOut)
    }
}

pub fn print(run: &Run, outcomes: &[Outcome]) -> String {
    let Run { candidates, tests, seconds, sources } = run;
    let mut text = format!(
        "{}\n",
        json!({"candidates": candidates, "tests": tests, "seconds": seconds, "sources": sources})
    );
    for outcome in outcomes {
        let Outcome { id, name, file, operator, end, by, milliseconds } = outcome;
        let end = end.name();
        let line = json!({"id": id, "name": name, "file": file, "operator": operator, "end": end, "by": by,
            "milliseconds": milliseconds});
        text.push_str(&format!("{line}\n"));
    }
    text
}

pub fn read(path: &Path) -> Result<Vec<Outcome>> {
    fs::read_to_string(path)?.lines().skip(1).map(outcome).collect()
}

pub fn read_run(path: &Path) -> Result<Run> {
    let text = fs::read_to_string(path)?;
    let run: Value = serde_json::from_str(text.lines().next().unwrap_or_default())?;
    let number = |name: &str| run[name].as_u64().ok_or_else(|| format!("no {name}"));
    let (seconds, sources) = (number("seconds")?, run["sources"].as_str().unwrap_or_default().to_owned());
    Ok(Run {
        sources,
        candidates: number("candidates")?.try_into()?,
        tests: number("tests")?.try_into()?,
        seconds,
    })
}

fn outcome(line: &str) -> Result<Outcome> {
    let value: Value = serde_json::from_str(line)?;
    let text = |name: &str| value[name].as_str().map(str::to_owned).ok_or_else(|| format!("no {name}"));
    let number = |name: &str| value[name].as_u64().ok_or_else(|| format!("no {name}"));
    let end = text("end")?;
    Ok(Outcome {
        id: number("id")?.try_into()?,
        name: text("name")?,
        file: text("file")?,
        operator: text("operator")?,
        end: End::ALL.into_iter().find(|known| known.name() == end).ok_or("an unknown end")?,
        by: text("by")?,
        milliseconds: number("milliseconds")?,
    })
}
