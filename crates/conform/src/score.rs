//! Every corpus of a folder, answered and held against what was expected.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::answer::Stop;
use crate::tally::{Scored, Tally};
use crate::wycheproof::{self, Outcome};
use crate::{Failure, case, exceptions, limbo};

/// The sums of every corpus, and what of it was not foreseen.
pub struct Report {
    corpora: BTreeMap<String, Tally>,
    /// False accepts that no exception names.
    unexplained: Vec<String>,
    /// Exceptions that were met as such.
    explained: Vec<(String, String)>,
    /// Exceptions whose case was answered otherwise, or is not there.
    outdated: Vec<String>,
}

impl Report {
    pub fn is_good(&self) -> bool {
        self.unexplained.is_empty() && self.outdated.is_empty()
    }

    fn new(corpora: BTreeMap<String, Tally>, known: BTreeMap<String, String>) -> Self {
        let accepted: BTreeSet<&String> = corpora.values().flat_map(|tally| &tally.false_accepts).collect();
        let unexplained =
            accepted.iter().filter(|id| !known.contains_key(**id)).map(|id| (*id).clone()).collect();
        let (explained, outdated): (Vec<_>, Vec<_>) =
            known.into_iter().partition(|(id, _)| accepted.contains(id));
        let outdated = outdated.into_iter().map(|(id, _)| id).collect();
        Self { corpora, unexplained, explained, outdated }
    }
}

/// Scores every corpus in `folder`.
pub fn run(folder: &Path) -> Result<Report, Failure> {
    let mut corpora = BTreeMap::new();
    for corpus in entries(folder)?.into_iter().filter(|path| path.is_dir()) {
        let mut tally = Tally::default();
        let mut files = 0;
        for file in entries(&corpus)? {
            let scored = score_file(&corpus, &file)?;
            files += usize::from(!scored.is_empty());
            scored.into_iter().for_each(|scored| tally.add(scored));
        }
        if files > 0 {
            corpora.insert(name(&corpus), tally);
        }
    }
    if corpora.is_empty() {
        return Err(format!("{} holds no corpus", folder.display()).into());
    }
    Ok(Report::new(corpora, exceptions::known()?))
}

fn score_file(corpus: &Path, file: &Path) -> Result<Vec<Scored>, Failure> {
    let within = |error: Failure| -> Failure { format!("{}: {error}", file.display()).into() };
    match (name(corpus).as_str(), file.extension().and_then(|extension| extension.to_str())) {
        (_, Some("jsonl")) => score_cases(&std::fs::read_to_string(file)?).map_err(within),
        ("wycheproof", Some("json")) => Ok(score_wycheproof(&name(file), &read_json(file)?)),
        ("x509-limbo", Some("json")) => Ok(score_limbo(&read_json(file)?)),
        _ => Ok(Vec::new()),
    }
}

fn score_cases(text: &str) -> Result<Vec<Scored>, Failure> {
    let scored = |case: &Value| {
        let id = case.get("id").and_then(Value::as_str).unwrap_or_default();
        let answer = case::answer(case);
        match answer.unsupported() {
            Some(what) => Scored::unsupported(id.to_owned(), what),
            None => Scored::new(id.to_owned(), expectation(case), &answer.result()),
        }
    };
    Ok(case::read_lines(text)?.iter().map(scored).collect())
}

/// What a case expects, or null where that is only advice.
fn expectation(case: &Value) -> &Value {
    let expected = case.get("expect").unwrap_or(&Value::Null);
    let op = case.get("op").and_then(Value::as_str).unwrap_or_default();
    let advisory = op.starts_with("parse.") && expected == "ERR";
    let special = op == "x509.verify_chain" && case.get("generic") == Some(&Value::Bool(false));
    if advisory || special { &Value::Null } else { expected }
}

fn score_wycheproof(file: &str, tests: &Value) -> Vec<Scored> {
    let scored = |(test, outcome): (&Value, Outcome)| {
        let id = format!("{file}#{}", test.get("tcId").unwrap_or(&Value::Null));
        let expected = match test.get("result").and_then(Value::as_str) {
            Some("valid") => json!(true),
            Some("invalid") => json!(false),
            _ => Value::Null,
        };
        match outcome {
            Outcome::Valid => Scored::new(id, &expected, &json!(true)),
            Outcome::Invalid => Scored::new(id, &expected, &json!(false)),
            Outcome::Unsupported(what) => Scored::unsupported(id, &what),
        }
    };
    wycheproof::answer_tests(tests).into_iter().map(scored).collect()
}

fn score_limbo(file: &Value) -> Vec<Scored> {
    let scored = |case: &Value| {
        let id = case.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let expected = json!(case.get("expected_result").and_then(Value::as_str) == Some("SUCCESS"));
        match limbo::verify(case) {
            Ok(()) => Scored::new(id, &expected, &json!(true)),
            Err(Stop::Refused(_)) => Scored::new(id, &expected, &json!(false)),
            Err(Stop::Unsupported(what)) => Scored::unsupported(id, &what),
        }
    };
    limbo::testcases(file).iter().map(scored).collect()
}

fn read_json(path: &Path) -> Result<Value, Failure> {
    let parsed = serde_json::from_slice(&std::fs::read(path)?);
    parsed.map_err(|error| format!("{}: {error}", path.display()).into())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let listed = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> =
        listed.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<22} {:>8} {:>14} {:>14} {:>12} {:>11} {:>16}",
            "corpus",
            "correct",
            "false accepts",
            "false rejects",
            "unsupported",
            "not scored",
            "positives right"
        )?;
        for (name, tally) in &self.corpora {
            let (accepts, rejects) = (tally.false_accepts.len(), tally.false_rejects.len());
            let positives = format!("{}/{}", tally.positives.0, tally.positives.1);
            writeln!(
                f,
                "{name:<22} {:>8} {accepts:>14} {rejects:>14} {:>12} {:>11} {positives:>16}",
                tally.correct,
                tally.unsupported.values().sum::<usize>(),
                tally.not_scored
            )?;
        }
        for (name, tally) in &self.corpora {
            for (what, count) in &tally.unsupported {
                writeln!(f, "unsupported: {name}: {count} × {what}")?;
            }
        }
        let rejected = self.corpora.values().flat_map(|tally| &tally.false_rejects);
        rejected
            .map(|id| ("false reject", id))
            .chain(self.unexplained.iter().map(|id| ("FALSE ACCEPT", id)))
            .chain(self.outdated.iter().map(|id| ("EXCEPTION THAT NO LONGER HAPPENS", id)))
            .try_for_each(|(what, id)| writeln!(f, "{what}: {id}"))?;
        self.explained.iter().try_for_each(|(id, why)| writeln!(f, "known false accept: {id}: {why}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(false_accepts: &[&str], known: &[&str]) -> Report {
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let tally = Tally { false_accepts: ids(false_accepts), ..Tally::default() };
        let known = ids(known).into_iter().map(|id| (id, "reason".to_owned())).collect();
        Report::new(BTreeMap::from([("corpus".to_owned(), tally)]), known)
    }

    #[test]
    fn a_score_without_false_accepts_is_good() {
        assert!(report(&[], &[]).is_good());
    }

    #[test]
    fn a_false_accept_that_nobody_named_fails() {
        let report = report(&["a"], &[]);
        assert!(!report.is_good());
        assert!(report.to_string().contains("FALSE ACCEPT: a"));
    }

    #[test]
    fn a_false_accept_that_is_named_passes_and_is_told() {
        let report = report(&["a"], &["a"]);
        assert!(report.is_good());
        assert!(report.to_string().contains("known false accept: a: reason"));
    }

    #[test]
    fn an_exception_that_no_longer_happens_fails() {
        let report = report(&["a"], &["a", "b"]);
        assert!(!report.is_good());
        assert!(report.to_string().contains("EXCEPTION THAT NO LONGER HAPPENS: b"));
    }

    #[test]
    fn advice_is_not_scored() {
        assert!(expectation(&json!({"op": "parse.cert", "expect": "ERR"})).is_null());
        assert_eq!(expectation(&json!({"op": "parse.cert", "expect": "OK"})), "OK");
        assert!(
            expectation(&json!({"op": "x509.verify_chain", "generic": false, "expect": "VALID"})).is_null()
        );
    }
}
