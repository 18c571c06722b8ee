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
        let mut bytes = [0; MAX_LEN];
        for (offset, digit) in encoded.bytes().enumerate() {
            let offset_in_text = name.len() + 1 + offset;
            let value = nibble(digit).ok_or(DigestError::NotLowercaseHex { offset: offset_in_text })?;
            if let Some(byte) = bytes.get_mut(offset / 2) {
                *byte = *byte << 4 | value;
            }
        }
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

fn nibble(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
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
