//! Retired cryptography that a case's own data uses, and that its caller permits by `allow`.

use countersign_x509::{AlgorithmRules, danger};
use serde_json::Value;

use crate::answer::Stop;
use crate::case::Input;

/// The default algorithms, and what the case permits besides.
pub fn algorithms(input: Input<'_>) -> Result<AlgorithmRules, Stop> {
    // A policy of strong digests goes before what the data uses.
    let is_strong = input.get("digest_policy").and_then(Value::as_str) == Some("STRONG");
    let allowed = input.get("allow").filter(|_| !is_strong).and_then(Value::as_array);
    let mut rules = AlgorithmRules::DEFAULT;
    for name in allowed.into_iter().flatten() {
        rules = match name.as_str() {
            Some("sha1") => danger::allow_sha1(rules),
            Some("md5") => danger::allow_md5(rules),
            Some("rsa1024") => danger::allow_rsa_1024(rules),
            _ => return Err(Stop::Unsupported(format!("to permit {name}"))),
        };
    }
    Ok(rules)
}
