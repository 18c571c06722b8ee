//! Hexadecimal text (RFC 4648 §8), two digits a byte.

use alloc::string::String;
use alloc::vec::Vec;

/// Why a text is not hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HexError {
    /// A byte is no digit, or an upper-case digit where only lower case is accepted.
    #[error("hex text has a character that is no accepted digit at byte {offset}")]
    Character {
        /// Where the byte stands, counted from the start of the text.
        offset: usize,
    },
    /// A digit is left over.
    #[error("hex text has an odd number of digits ({digits})")]
    OddLength {
        /// How many digits there are.
        digits: usize,
    },
}

/// Writes lower-case hexadecimal digits.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        out.push(digit(byte >> 4));
        out.push(digit(byte & 15));
    }
    out
}

/// Reads lower-case hexadecimal digits, the one form that digests and ids are compared in.
///
/// # Errors
///
/// [`HexError`] unless [`encode`] of the result is `text`.
pub fn decode(text: &str) -> Result<Vec<u8>, HexError> {
    read(text, |byte| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    })
}

/// Reads hexadecimal digits of either case, for what people and other tools write.
///
/// # Errors
///
/// [`HexError`] when a byte is no digit or a digit is left over.
pub fn decode_any_case(text: &str) -> Result<Vec<u8>, HexError> {
    read(text, |byte| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    })
}

fn read(text: &str, value: impl Fn(u8) -> Option<u8>) -> Result<Vec<u8>, HexError> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut out = Vec::with_capacity(pairs.len());
    for (index, [high, low]) in pairs.iter().enumerate() {
        let high = value(*high).ok_or(HexError::Character { offset: index * 2 })?;
        let low = value(*low).ok_or(HexError::Character { offset: index * 2 + 1 })?;
        out.push(high << 4 | low);
    }
    match rest {
        [] => Ok(out),
        [last, ..] if value(*last).is_none() => Err(HexError::Character { offset: text.len() - 1 }),
        _ => Err(HexError::OddLength { digits: text.len() }),
    }
}

/// A lower-case digit; `nibble` is below 16.
pub(crate) fn digit(nibble: u8) -> char {
    char::from(if nibble < 10 { b'0' + nibble } else { b'a' - 10 + nibble })
}
