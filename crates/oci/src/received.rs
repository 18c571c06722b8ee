//! The one place where received bytes are held against the descriptor that named them.

use alloc::boxed::Box;

use countersign_digest::{Digest, HashProvider};

use crate::session::DigestMismatch;

/// How bytes differ from what their descriptor says.
pub(crate) enum Mismatch {
    Size { expected: u64, actual: u64 },
    Digest(Box<DigestMismatch>),
}

/// Checks the length, where one is known, and then the digest.
pub(crate) fn check(
    provider: &dyn HashProvider,
    bytes: &[u8],
    expected: Digest,
    size: Option<u64>,
) -> Result<(), Mismatch> {
    let length = length(bytes);
    if let Some(expected) = size.filter(|size| *size != length) {
        return Err(Mismatch::Size { expected, actual: length });
    }
    let actual = provider.hash(expected.algorithm(), bytes);
    match actual == expected {
        true => Ok(()),
        false => Err(Mismatch::Digest(Box::new(DigestMismatch { expected, actual }))),
    }
}

/// A length in memory as descriptors have it.
pub(crate) fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
