//! Project Wycheproof's files: signatures, and JSON Web Keys and Signatures.

mod jose;
mod signatures;

use std::path::Path;

use countersign::crypto::KeyUseError;
use serde_json::{Value, json};

use crate::Failure;
use crate::answer::Stop;

/// What became of one test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Valid,
    Invalid,
    /// Not built, or not offered on purpose; the text says what.
    Unsupported(String),
}

impl Outcome {
    fn name(&self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Unsupported(_) => "UNSUPPORTED",
        }
    }
}

impl From<Result<(), Stop>> for Outcome {
    fn from(outcome: Result<(), Stop>) -> Self {
        match outcome {
            Ok(()) => Self::Valid,
            Err(Stop::Refused(_)) => Self::Invalid,
            Err(Stop::Unsupported(what)) => Self::Unsupported(what),
        }
    }
}

/// Every test of a file with its outcome.
pub fn answer_tests(file: &Value) -> Vec<(&Value, Outcome)> {
    array(file, "testGroups").iter().flat_map(answer_group).collect()
}

/// The answers to a file, one JSON object a line.
pub fn answer_file(path: &Path) -> Result<String, Failure> {
    let file: Value = serde_json::from_slice(&std::fs::read(path)?)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let line = |(test, outcome): (&Value, Outcome)| {
        format!("{}\n", json!({"file": name, "tcId": test.get("tcId"), "result": outcome.name()}))
    };
    Ok(answer_tests(&file).into_iter().map(line).collect())
}

fn answer_group(group: &Value) -> Vec<(&Value, Outcome)> {
    let answer = |verify: &dyn Fn(&Value) -> Result<(), Stop>| {
        array(group, "tests").iter().map(|test| (test, verify(test).into())).collect()
    };
    match text(group, "type") {
        "JsonWebSignature" | "JsonWebKey" | "JsonWebCrypto" => {
            let keys = jose::keys(group);
            answer(&|test| jose::verify(&keys, test))
        }
        _ => {
            let key = signatures::key(group);
            answer(&|test| signatures::verify(&key, test))
        }
    }
}

/// What a provider says that lacks a scheme is no judgement of the signature.
fn key_use(error: KeyUseError) -> Stop {
    match error {
        KeyUseError::Unsupported { .. } => Stop::Unsupported(error.to_string()),
        _ => error.into(),
    }
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn array<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}
