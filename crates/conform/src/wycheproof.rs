//! Project Wycheproof's files of signatures.

use std::path::Path;

use countersign::crypto::{
    CryptoProvider, KeyType, Message, PublicKey, RustCrypto, Scheme, VerifyError, VerifyingKey,
};
use countersign::encoding::hex;
use serde_json::{Value, json};

use crate::Failure;
use crate::answer::Stop;

/// What became of one test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Valid,
    Invalid,
    Unsupported,
}

impl Outcome {
    fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Unsupported => "UNSUPPORTED",
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
    let key = group_key(group);
    let outcome = |test| match &key {
        Ok(key) => answer_test(key.as_ref(), test),
        Err(Stop::Refused(_)) => Outcome::Invalid,
        Err(Stop::Unsupported) => Outcome::Unsupported,
    };
    array(group, "tests").iter().map(|test| (test, outcome(test))).collect()
}

fn group_key(group: &Value) -> Result<Box<dyn VerifyingKey>, Stop> {
    let scheme = match text(group, "type") {
        "EcdsaVerify" => Scheme::ECDSA_P256_SHA256_DER,
        "EcdsaP1363Verify" => Scheme::ECDSA_P256_SHA256_FIXED,
        _ => return Err(Stop::Unsupported),
    };
    let public = group.get("publicKey").unwrap_or(&Value::Null);
    if (text(public, "curve"), text(group, "sha")) != ("secp256r1", "SHA-256") {
        return Err(Stop::Unsupported);
    }
    let key = match group.get("publicKeyDer").and_then(Value::as_str) {
        Some(der) => PublicKey::from_spki_der(&hex::decode_any_case(der)?, &RustCrypto)?,
        None => {
            let point = hex::decode_any_case(text(public, "uncompressed"))?;
            PublicKey::from_point(KeyType::EcdsaP256, &point, &RustCrypto)?
        }
    };
    Ok(RustCrypto.verifying_key(&key, scheme)?)
}

fn answer_test(key: &dyn VerifyingKey, test: &Value) -> Outcome {
    let (Ok(message), Ok(signature)) =
        (hex::decode_any_case(text(test, "msg")), hex::decode_any_case(text(test, "sig")))
    else {
        return Outcome::Invalid;
    };
    match key.verify(Message::Bytes(&message), &signature) {
        Ok(()) => Outcome::Valid,
        Err(VerifyError::Malformed | VerifyError::Mismatch) => Outcome::Invalid,
        Err(_) => Outcome::Unsupported,
    }
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn array<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}
