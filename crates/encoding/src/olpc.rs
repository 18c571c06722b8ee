//! OLPC canonical JSON (<http://wiki.laptop.org/go/Canonical_JSON>), as TUF and in-toto sign it.
//!
//! No whitespace, members sorted, integers only. It is not [JCS](crate::jcs):
//!
//! - Names are sorted by code point, not by UTF-16 code unit; the two differ beyond the Basic Multilingual Plane.
//! - Only the quotation mark and the backslash are escaped. Controls are written as they are, so what comes out **need not
//!   be JSON**: it is there to be signed or hashed, not to be read again.
//! - Fractions and exponents have no form.
//!
//! The page above lets a reader normalize strings to NFC; `securesystemslib` (Python) and `go-securesystemslib` (Go), whose
//! signatures are what one meets, do not, and neither does this. What only one of the two writes is refused: they disagree
//! on integers beyond `i64` (Python writes them, Go does not) and on `-0` (Python writes `0`, Go `-0`).

use alloc::string::String;

use crate::json::{self, Form, JsonError, Limits, Number, Value};

/// Why a value has no OLPC canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OlpcError {
    /// The text is not the strict JSON that [`json::parse`] reads.
    #[error("text to be canonicalized is not strict JSON")]
    Json(#[from] JsonError),
    /// A number is written with a fraction or an exponent.
    #[error("number with fraction or exponent has no OLPC canonical form")]
    NotInteger,
    /// An integer lies beyond the range of `i64`, where the writers disagree.
    #[error("integer beyond 64 bits with sign has no agreed OLPC canonical form")]
    IntegerOutOfRange,
    /// A number is written `-0`, where the writers disagree.
    #[error("negative zero has no agreed OLPC canonical form")]
    NegativeZero,
}

/// Reads strict JSON and writes it canonically.
///
/// ```
/// use countersign_encoding::{json::Limits, olpc};
/// let canonical = olpc::canonicalize(br#"{ "b": 1, "a": "\u20ac\n" }"#, &Limits::default())?;
/// assert_eq!(canonical, "{\"a\":\"€\n\",\"b\":1}");
/// # Ok::<(), olpc::OlpcError>(())
/// ```
///
/// # Errors
///
/// [`OlpcError`], see its variants.
pub fn canonicalize(bytes: &[u8], limits: &Limits) -> Result<String, OlpcError> {
    to_canonical(&json::parse(bytes, limits)?)
}

/// Writes a value canonically. Two values have the same form only when they are equal up to the order of members.
///
/// # Errors
///
/// [`OlpcError::NotInteger`], [`OlpcError::IntegerOutOfRange`] and [`OlpcError::NegativeZero`].
pub fn to_canonical(value: &Value<'_>) -> Result<String, OlpcError> {
    // The order of UTF-8 bytes is that of code points.
    Form { push_number, push_string, order: str::cmp }.write(value)
}

/// The grammar has no leading zeros and no plus sign, so an integer is written as it was read.
fn push_number(out: &mut String, number: &Number<'_>) -> Result<(), OlpcError> {
    if !number.is_integer() {
        return Err(OlpcError::NotInteger);
    }
    if number.as_str() == "-0" {
        return Err(OlpcError::NegativeZero);
    }
    number.as_i64().ok_or(OlpcError::IntegerOutOfRange)?;
    out.push_str(number.as_str());
    Ok(())
}

fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for piece in text.split_inclusive(['"', '\\']) {
        match piece.char_indices().next_back() {
            Some((at, mark @ ('"' | '\\'))) => {
                out.push_str(piece.get(..at).unwrap_or_default());
                out.push('\\');
                out.push(mark);
            }
            _ => out.push_str(piece),
        }
    }
    out.push('"');
}
