//! What every corpus of paths needs: cases are decoded, answered and compared with what is expected.

use std::collections::BTreeMap;

use countersign_encoding::{base64, der::Oid};
use countersign_time::UnixTime;
use countersign_x509::{OidSet, PathError};

/// A case of a corpus and what became of it.
pub struct Outcome {
    pub id: String,
    pub expected: bool,
    pub answer: Result<(), String>,
}

/// Cases whose answer is another one than the corpus expects, and why.
pub type Exceptions = &'static [(&'static str, &'static str)];

/// Every case must be answered as expected, but those named with a reason, which must not.
pub fn assert_outcomes(outcomes: &[Outcome], exceptions: Exceptions) {
    let mut exceptions: BTreeMap<_, _> = exceptions.iter().copied().collect();
    let mut wrong = Vec::new();
    for outcome in outcomes {
        let right = outcome.answer.is_ok() == outcome.expected;
        let excepted = exceptions.remove(outcome.id.as_str());
        if right == excepted.is_some() {
            let Outcome { id, expected, answer } = outcome;
            wrong.push(format!("{id}: expected {expected}, answered {answer:?}, exception {excepted:?}"));
        }
    }
    wrong.extend(exceptions.keys().map(|id| format!("{id}: is named as an exception and not in the corpus")));
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), outcomes.len(), wrong.join("\n"));
}

/// The reason with its code, for people who look at what failed.
pub fn told(error: PathError) -> String {
    let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    format!("{} at {}: {error}: {source}", error.code(), error.at())
}

pub fn bytes(value: &serde_json::Value) -> Vec<u8> {
    base64::decode_standard(value.as_str().unwrap().as_bytes()).unwrap()
}

pub fn list(value: &serde_json::Value) -> Vec<Vec<u8>> {
    value.as_array().unwrap().iter().map(bytes).collect()
}

pub fn time(value: &serde_json::Value) -> UnixTime {
    UnixTime::parse_rfc3339(value.as_str().unwrap()).unwrap()
}

pub fn oids<'t>(texts: impl Iterator<Item = &'t str>) -> OidSet {
    let contents: Vec<_> = texts.map(|text| Oid::contents_of(text).unwrap()).collect();
    contents.iter().map(|contents| Oid::from_contents(contents)).collect()
}
