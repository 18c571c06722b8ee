//! Members of a key as octets.

use alloc::vec::Vec;

use countersign_encoding::{base64, json::Object};
use zeroize::Zeroizing;

use super::JwkError;

/// Octets of any length; they may be secret.
fn octets(key: &Object<'_>, field: &'static str) -> Result<Zeroizing<Vec<u8>>, JwkError> {
    let text = key.required_str(field)?;
    let octets = base64::decode_url(text.as_bytes()).map_err(|source| JwkError::Base64 { field, source })?;
    Ok(Zeroizing::new(octets))
}

/// Octets of one length.
pub(super) fn fixed(
    key: &Object<'_>,
    field: &'static str,
    expected: usize,
) -> Result<Zeroizing<Vec<u8>>, JwkError> {
    let octets = octets(key, field)?;
    if octets.len() == expected {
        return Ok(octets);
    }
    Err(JwkError::Length { field, expected, actual: octets.len() })
}

/// A number, big-endian: Base64urlUInt (RFC 7518 §2), of which zero is none that a key has.
pub(super) fn number(key: &Object<'_>, field: &'static str) -> Result<Zeroizing<Vec<u8>>, JwkError> {
    let octets = octets(key, field)?;
    match octets.first() {
        None | Some(0) => Err(JwkError::Number { field }),
        Some(_) => Ok(octets),
    }
}
