//! Digest values.
//!
//! ```text
//! digest    ::= algorithm ":" encoded
//! algorithm ::= "sha256" | "sha384" | "sha512"
//! encoded   ::= lower-case hexadecimal of the algorithm's length
//! ```

use alloc::string::String;
use core::{cmp::Ordering, fmt, hash, str::FromStr};

use subtle::ConstantTimeEq;

use crate::Algorithm;

const MAX_LEN: usize = 64;

/// A digest: an algorithm and its output. Always valid, compared in constant time.
#[derive(Clone, Copy)]
pub struct Digest {
    algorithm: Algorithm,
    /// The first `output_len` bytes count; the rest are zero.
    bytes: [u8; MAX_LEN],
}

impl Digest {
    /// Reads `algorithm:hex` (image-spec `descriptor.md`, "Digests"), registered algorithms only.
    ///
    /// # Errors
    /// [`DigestError`], the first that applies in the order of its variants; nothing is normalised, so upper case is
    /// an error.
    pub fn parse(text: &str) -> Result<Self, DigestError> {
        let (name, encoded) = text.split_once(':').ok_or(DigestError::MissingSeparator)?;
        let algorithm = Algorithm::from_name(name).ok_or(DigestError::UnsupportedAlgorithm)?;
        let (expected, actual) = (algorithm.output_len() * 2, encoded.len());
        if actual != expected {
            return Err(DigestError::Length { algorithm, expected, actual });
        }
        let bytes = decode(encoded.as_bytes())
            .map_err(|offset| DigestError::NotLowercaseHex { offset: name.len() + 1 + offset })?;
        Ok(Self { algorithm, bytes })
    }

    /// Makes a digest from an algorithm's output.
    ///
    /// # Errors
    /// [`DigestError::Length`], counted in hexadecimal characters as in the text form.
    pub fn from_bytes(algorithm: Algorithm, output: &[u8]) -> Result<Self, DigestError> {
        if output.len() != algorithm.output_len() {
            let (expected, actual) = (algorithm.output_len() * 2, output.len().saturating_mul(2));
            return Err(DigestError::Length { algorithm, expected, actual });
        }
        Ok(Self::from_output(algorithm, output))
    }

    /// The digest of that output of SHA-256.
    #[must_use]
    pub fn sha256(output: [u8; 32]) -> Self {
        Self::from_output(Algorithm::Sha256, &output)
    }

    /// The digest of that output of SHA-384.
    #[must_use]
    pub fn sha384(output: [u8; 48]) -> Self {
        Self::from_output(Algorithm::Sha384, &output)
    }

    /// The digest of that output of SHA-512.
    #[must_use]
    pub fn sha512(output: [u8; 64]) -> Self {
        Self::from_output(Algorithm::Sha512, &output)
    }

    /// For outputs whose length the caller's types fix.
    pub(crate) fn from_output(algorithm: Algorithm, output: &[u8]) -> Self {
        let mut bytes = [0; MAX_LEN];
        bytes.iter_mut().zip(output).for_each(|(to, from)| *to = *from);
        Self { algorithm, bytes }
    }

    /// The algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The output of the algorithm.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.algorithm.output_len()).unwrap_or(&self.bytes)
    }

    /// The output in lower-case hexadecimal, as it stands behind the colon.
    #[must_use]
    pub fn hex(&self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |value: u8| DIGITS.get(usize::from(value)).map_or('0', |digit| char::from(*digit));
        self.as_bytes().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }
}

/// Reads an even number of digits. In one pass without a branch on the text, as this is where every reference and every
/// descriptor begins; only a failure looks for the offset of the digit that caused it.
fn decode(encoded: &[u8]) -> Result<[u8; MAX_LEN], usize> {
    let (mut bytes, mut seen) = ([0; MAX_LEN], 0);
    for (byte, [high, low]) in bytes.iter_mut().zip(encoded.as_chunks().0) {
        let (high, low) = (nibble(*high), nibble(*low));
        seen |= high | low;
        *byte = high << 4 | low;
    }
    if seen != NO_NIBBLE {
        return Ok(bytes);
    }
    Err(encoded.iter().position(|digit| nibble(*digit) == NO_NIBBLE).unwrap_or_default())
}

/// Every bit set, so that it shows in a union of nibbles.
const NO_NIBBLE: u8 = 0xff;

fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => NO_NIBBLE,
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        Self::parse(text)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.algorithm, self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.algorithm == other.algorithm && bool::from(self.bytes.ct_eq(&other.bytes))
    }
}

impl Eq for Digest {}

impl hash::Hash for Digest {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.algorithm.hash(state);
        self.as_bytes().hash(state);
    }
}

impl PartialOrd for Digest {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Digest {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.algorithm, &self.bytes).cmp(&(other.algorithm, &other.bytes))
    }
}

/// Why a text or an output is no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DigestError {
    /// There is no colon.
    #[error("a digest is an algorithm, a colon and hexadecimal digits")]
    MissingSeparator,
    /// What stands before the colon is none of `sha256`, `sha384` and `sha512`.
    #[error("the digest algorithm is none of sha256, sha384 and sha512")]
    UnsupportedAlgorithm,
    /// The wrong number of digits for the algorithm.
    #[error("a {algorithm} digest has {expected} hexadecimal characters, not {actual}")]
    Length {
        /// The algorithm named.
        algorithm: Algorithm,
        /// Hexadecimal characters needed.
        expected: usize,
        /// Bytes of text found behind the colon (for outputs, twice their length).
        actual: usize,
    },
    /// A character that is no lower-case hexadecimal digit.
    #[error("the digest has a character at byte {offset} that is no lower-case hexadecimal digit")]
    NotLowercaseHex {
        /// Offset in the whole text, in bytes.
        offset: usize,
    },
}
