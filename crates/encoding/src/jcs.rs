//! The JSON Canonicalization Scheme (RFC 8785).

use alloc::string::String;

use crate::json::{self, Form, JsonError, Limits, Value};

mod number;

/// Why a value has no canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JcsError {
    /// The text is not the strict JSON that [`json::parse`] reads.
    #[error("text to be canonicalized is not strict JSON")]
    Json(#[from] JsonError),
    /// An integer literal lies beyond ±(2⁵³ − 1): as a double it could be mistaken for its neighbour (RFC 7493 §2.2).
    #[error("integer beyond 2^53-1 in magnitude has no exact canonical form")]
    InexactInteger,
    /// A number lies beyond the range of doubles (RFC 8785 §3.2.2.3 has no form for infinity).
    #[error("number beyond the range of doubles has no canonical form")]
    NotFinite,
}

/// Reads strict JSON and writes it canonically.
///
/// ```
/// use countersign_encoding::{jcs, json::Limits};
/// let canonical = jcs::canonicalize(br#"{ "b": 1e2, "a": "\u20ac" }"#, &Limits::default())?;
/// assert_eq!(canonical, r#"{"a":"€","b":100}"#);
/// # Ok::<(), jcs::JcsError>(())
/// ```
///
/// # Errors
///
/// [`JcsError`], see its variants.
pub fn canonicalize(bytes: &[u8], limits: &Limits) -> Result<String, JcsError> {
    to_canonical(&json::parse(bytes, limits)?)
}

/// Writes a value canonically: no whitespace, members sorted by the UTF-16 code units of their names (§3.2.3), numbers as
/// ECMAScript writes doubles (§3.2.2.3), strings with the least escapes (§3.2.2.2).
///
/// # Errors
///
/// [`JcsError::InexactInteger`] and [`JcsError::NotFinite`].
pub fn to_canonical(value: &Value<'_>) -> Result<String, JcsError> {
    let form = Form {
        push_number: number::push,
        push_string: json::push_string,
        order: |a, b| a.encode_utf16().cmp(b.encode_utf16()),
    };
    form.write(value)
}
