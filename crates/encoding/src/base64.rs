//! Base64 with one accepted spelling per value (RFC 4648 §4 and §5).
//!
//! A text is accepted exactly when encoding the result again gives the same text: no whitespace, no missing or surplus
//! padding, no non-zero trailing bits (RFC 4648 §3.5), one alphabet. Private keys pass through here, so the bytes are
//! translated by arithmetic without tables or early exits; only a refused text is looked at again to say why.
//!
//! ```text
//! standard = *4(ALPHA / DIGIT / "+" / "/") [ last "=" / "=="]
//! url      = the same with "-" and "_" for "+" and "/", without "="
//! ```

use alloc::string::String;
use alloc::vec::Vec;

mod alphabet;

use alphabet::{Alphabet, INVALID, STANDARD, URL};

/// Why a text is not base64.
///
/// Offsets count bytes from the start of the text. When several things are wrong, the variant that stands first is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Base64Error {
    /// Characters of the standard and of the URL alphabet stand in one text.
    #[error("base64 mixes the standard and the URL alphabet")]
    MixedAlphabets,
    /// A byte stands outside the alphabet, or a `=` stands before the end.
    #[error("base64 has a character outside its alphabet at byte {offset}")]
    Character {
        /// Where the byte stands.
        offset: usize,
    },
    /// One character is left over after the last group of four: six bits make no byte.
    #[error("base64 ends with a single character left over")]
    Length,
    /// Padding is missing, of the wrong length, or present where the encoding has none.
    #[error("base64 padding is missing, surplus or not allowed")]
    Padding,
    /// The last character carries bits that belong to no byte and are not zero.
    #[error("base64 has non-zero trailing bits at byte {offset}")]
    TrailingBits {
        /// Where the last character stands.
        offset: usize,
    },
}

#[derive(Clone, Copy)]
enum Padding {
    Required,
    Refused,
    Optional,
}

/// Writes the standard alphabet with padding (RFC 4648 §4).
#[must_use]
pub fn encode_standard(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3).saturating_mul(4));
    push_standard(&mut out, bytes);
    out
}

/// Writes the URL alphabet without padding (RFC 4648 §5, RFC 7515 §2).
#[must_use]
pub fn encode_url(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3).saturating_mul(4));
    push(&mut out, bytes, URL);
    out
}

/// Reads the standard alphabet; padding is required (RFC 4648 §4).
///
/// # Errors
///
/// [`Base64Error`] unless [`encode_standard`] of the result is `text`.
pub fn decode_standard(text: &[u8]) -> Result<Vec<u8>, Base64Error> {
    decode(text, STANDARD, Padding::Required)
}

/// Reads the URL alphabet; padding is refused (RFC 4648 §5, RFC 7515 §2).
///
/// # Errors
///
/// [`Base64Error`] unless [`encode_url`] of the result is `text`.
pub fn decode_url(text: &[u8]) -> Result<Vec<u8>, Base64Error> {
    decode(text, URL, Padding::Refused)
}

/// Reads either alphabet, for formats that leave the choice to the writer (DSSE, protobuf JSON).
///
/// The standard alphabet needs its padding; the URL alphabet may have it or not, but then wholly. A text without any of
/// `+ / - _` counts as either. This reader is for public data: it looks for the alphabet first.
///
/// # Errors
///
/// [`Base64Error::MixedAlphabets`] when both alphabets appear, otherwise as the two strict readers.
pub fn decode_either(text: &[u8]) -> Result<Vec<u8>, Base64Error> {
    match (has(text, *b"+/"), has(text, *b"-_")) {
        (true, true) => Err(Base64Error::MixedAlphabets),
        (true, false) => decode(text, STANDARD, Padding::Required),
        _ => decode(text, URL, Padding::Optional),
    }
}

/// Appends the standard alphabet with padding to `out`.
pub(crate) fn push_standard(out: &mut String, bytes: &[u8]) {
    push(out, bytes, STANDARD);
    let padding = match bytes.len() % 3 {
        1 => "==",
        2 => "=",
        _ => "",
    };
    out.push_str(padding);
}

fn push(out: &mut String, bytes: &[u8], alphabet: Alphabet) {
    let (blocks, rest) = bytes.as_chunks::<24>();
    for block in blocks {
        push_ascii(out, &spread::<24, 32>(*block).map(|sextet| alphabet.character(sextet)));
    }
    let (groups, tail) = rest.as_chunks::<3>();
    for group in groups {
        push_ascii(out, &spread::<3, 4>(*group).map(|sextet| alphabet.character(sextet)));
    }
    let mut last = [0; 3];
    last.iter_mut().zip(tail).for_each(|(to, from)| *to = *from);
    let last = spread::<3, 4>(last).map(|sextet| alphabet.character(sextet));
    let kept = if tail.is_empty() { 0 } else { tail.len() + 1 };
    push_ascii(out, last.get(..kept).unwrap_or_default());
}

/// Groups of three bytes as groups of four sextets.
fn spread<const BYTES: usize, const SEXTETS: usize>(bytes: [u8; BYTES]) -> [u8; SEXTETS] {
    let mut sextets = [0; SEXTETS];
    for (to, [a, b, c]) in sextets.as_chunks_mut::<4>().0.iter_mut().zip(bytes.as_chunks::<3>().0) {
        *to = [a >> 2, (a & 3) << 4 | b >> 4, (b & 15) << 2 | c >> 6, c & 63];
    }
    sextets
}

/// Both alphabets are ASCII, so the text is never left out.
fn push_ascii(out: &mut String, ascii: &[u8]) {
    out.push_str(core::str::from_utf8(ascii).unwrap_or_default());
}

fn decode(text: &[u8], alphabet: Alphabet, padding: Padding) -> Result<Vec<u8>, Base64Error> {
    let body = without_padding(text);
    let padded = padding.allows(body.len(), text.len() - body.len());
    match translate(body, alphabet) {
        Some(bytes) if padded => Ok(bytes),
        _ => Err(diagnose(body, padded, alphabet)),
    }
}

/// Translates all of `body`, then says whether it was canonical.
fn translate(body: &[u8], alphabet: Alphabet) -> Option<Vec<u8>> {
    // Exactly what is needed, so that no reallocation leaves a copy of a secret behind.
    let mut out = Vec::with_capacity(body.len() / 4 * 3 + 2);
    let mut seen = 0;
    let (blocks, rest) = body.as_chunks::<32>();
    for block in blocks {
        // A whole block at once: the compiler turns the arithmetic into vector instructions.
        let sextets = block.map(|byte| alphabet.sextet(byte));
        seen |= any(sextets);
        out.extend_from_slice(&join::<32, 24>(sextets));
    }
    let (groups, tail) = rest.as_chunks::<4>();
    for group in groups {
        let sextets = group.map(|byte| alphabet.sextet(byte));
        seen |= any(sextets);
        out.extend_from_slice(&join::<4, 3>(sextets));
    }
    seen |= translate_tail(tail, alphabet, &mut out);
    (seen & INVALID == 0).then_some(out)
}

/// Two characters make one byte, three make two; the bits left over must be zero (RFC 4648 §3.5).
fn translate_tail(tail: &[u8], alphabet: Alphabet, out: &mut Vec<u8>) -> u8 {
    match *tail {
        [] => 0,
        [a, b] => {
            let [a, b] = [a, b].map(|byte| alphabet.sextet(byte));
            let [first, rest, _] = join::<4, 3>([a, b, 0, 0]);
            out.push(first);
            a | b | invalid_unless_zero(rest)
        }
        [a, b, c] => {
            let [a, b, c] = [a, b, c].map(|byte| alphabet.sextet(byte));
            let [first, second, rest] = join::<4, 3>([a, b, c, 0]);
            out.extend_from_slice(&[first, second]);
            a | b | c | invalid_unless_zero(rest)
        }
        _ => INVALID,
    }
}

/// Groups of four sextets as groups of three bytes.
fn join<const SEXTETS: usize, const BYTES: usize>(sextets: [u8; SEXTETS]) -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    for (to, [a, b, c, d]) in bytes.as_chunks_mut::<3>().0.iter_mut().zip(sextets.as_chunks::<4>().0) {
        *to = [a << 2 | b >> 4 & 3, b << 4 | c >> 2 & 15, c << 6 | d];
    }
    bytes
}

/// All bits that are set in any of them.
fn any<const SEXTETS: usize>(sextets: [u8; SEXTETS]) -> u8 {
    sextets.iter().fold(0, |all, sextet| all | sextet)
}

fn invalid_unless_zero(bits: u8) -> u8 {
    if bits == 0 { 0 } else { INVALID }
}

impl Padding {
    fn allows(self, body: usize, padding: usize) -> bool {
        let full = body.wrapping_neg() % 4 == padding;
        match self {
            Self::Required => full,
            Self::Refused => padding == 0,
            Self::Optional => full || padding == 0,
        }
    }
}

fn without_padding(text: &[u8]) -> &[u8] {
    let mut body = text;
    while let [rest @ .., b'='] = body {
        body = rest;
    }
    body
}

/// Says what is wrong with a text that was refused.
fn diagnose(body: &[u8], padded: bool, alphabet: Alphabet) -> Base64Error {
    if let Some(offset) = body.iter().position(|byte| alphabet.sextet(*byte) & INVALID != 0) {
        return Base64Error::Character { offset };
    }
    match (body.len() % 4, padded) {
        (1, _) => Base64Error::Length,
        (_, false) => Base64Error::Padding,
        _ => Base64Error::TrailingBits { offset: body.len().saturating_sub(1) },
    }
}

fn has(text: &[u8], either: [u8; 2]) -> bool {
    either.iter().any(|byte| text.contains(byte))
}
