//! The protected header against the caller's rules.

use countersign_encoding::json::{Object, Value};

use super::{JwsRules, JwsVerifyError};

/// The names of RFC 7515 §4.1, RFC 7516 §4.1 and RFC 7518 §4 that every reader knows: `crit` never lists them
/// (RFC 7515 §4.1.11).
const REGISTERED: [&str; 13] =
    ["alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "enc", "zip"];

/// Checks all but the signature, and gives the algorithm named.
pub(super) fn check<'h>(
    protected: &'h Object<'static>,
    rules: &JwsRules<'_>,
) -> Result<&'h str, JwsVerifyError> {
    check_critical(protected, rules.understood)?;
    // RFC 7797: with `false` the payload is signed as it is, not in base64url.
    if !matches!(protected.get("b64"), None | Some(Value::Bool(true))) {
        return Err(JwsVerifyError::UnencodedPayload);
    }
    check_text(protected, "typ", rules.media_type)?;
    check_text(protected, "cty", rules.content_type)?;
    Ok(protected.required_str("alg")?)
}

fn check_text(
    protected: &Object<'static>,
    name: &'static str,
    required: Option<&str>,
) -> Result<(), JwsVerifyError> {
    match required {
        Some(required) if protected.get(name).and_then(Value::as_str) != Some(required) => {
            Err(JwsVerifyError::WrongUse { name })
        }
        _ => Ok(()),
    }
}

fn check_critical(protected: &Object<'static>, understood: &[&str]) -> Result<(), JwsVerifyError> {
    let Some(critical) = protected.get("crit") else { return Ok(()) };
    let names = critical.as_array().filter(|names| !names.is_empty());
    let names = names.ok_or(JwsVerifyError::CriticalList)?;
    for (index, name) in names.iter().enumerate() {
        let name = name.as_str().ok_or(JwsVerifyError::CriticalList)?;
        let repeats = names.iter().take(index).any(|earlier| earlier.as_str() == Some(name));
        if repeats || REGISTERED.contains(&name) {
            return Err(JwsVerifyError::CriticalList);
        }
        if !understood.contains(&name) {
            return Err(JwsVerifyError::CriticalUnknown { index });
        }
        if protected.get(name).is_none() {
            return Err(JwsVerifyError::CriticalAbsent { index });
        }
    }
    Ok(())
}
