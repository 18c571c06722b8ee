//! Broken hashes, for old data that names them. Feature `legacy`.

use core::fmt;

use md5::Md5;
use sha1::{Digest as _, Sha1};

/// A hash that is broken: whoever makes a message can make another one of the same output. It is no
/// [`Algorithm`](crate::Algorithm), and its output is no [`Digest`](crate::Digest).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum LegacyHash {
    /// MD5 (RFC 1321), 16 bytes.
    Md5,
    /// SHA-1 (FIPS 180-4), 20 bytes.
    Sha1,
}

impl LegacyHash {
    /// The name, `md5` or `sha1`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
        }
    }

    /// The output for bytes that are all in memory.
    #[must_use]
    pub fn hash(self, bytes: &[u8]) -> LegacyOutput {
        match self {
            Self::Md5 => LegacyOutput(Output::Md5(Md5::digest(bytes).into())),
            Self::Sha1 => LegacyOutput(Output::Sha1(Sha1::digest(bytes).into())),
        }
    }
}

impl fmt::Display for LegacyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a [`LegacyHash`] makes of bytes. It identifies nothing: two of them are not compared here.
#[derive(Clone, Copy, Debug)]
pub struct LegacyOutput(Output);

#[derive(Clone, Copy, Debug)]
enum Output {
    Md5([u8; 16]),
    Sha1([u8; 20]),
}

impl LegacyOutput {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Output::Md5(bytes) => bytes,
            Output::Sha1(bytes) => bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_those_of_the_standards() {
        // RFC 1321 §A.5 and FIPS 180-4 (the example of one block).
        assert_eq!(
            LegacyHash::Md5.hash(b"abc").as_bytes(),
            [0x90, 1, 0x50, 0x98, 0x3c, 0xd2, 0x4f, 0xb0, 0xd6, 0x96, 0x3f, 0x7d, 0x28, 0xe1, 0x7f, 0x72]
        );
        assert_eq!(
            LegacyHash::Sha1.hash(b"abc").as_bytes(),
            [
                0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e, 0x25, 0x71, 0x78, 0x50, 0xc2,
                0x6c, 0x9c, 0xd0, 0xd8, 0x9d
            ]
        );
    }
}
