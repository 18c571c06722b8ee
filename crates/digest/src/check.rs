//! Bytes against the digest and length that name them.

use crate::{Digest, HashProvider};

/// Checks that `bytes` are what `expected`, and `size` where it is known, say. The length is compared first.
///
/// # Errors
/// [`CheckError`].
#[expect(
    clippy::result_large_err,
    reason = "both digests stay in the error, and it stays Copy and off the heap"
)]
pub fn check_bytes(
    provider: &dyn HashProvider,
    bytes: &[u8],
    expected: &Digest,
    size: Option<u64>,
) -> Result<(), CheckError> {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if let Some(size) = size.filter(|size| *size != length) {
        return Err(CheckError::Size { expected: size, actual: length });
    }
    let actual = provider.hash(expected.algorithm(), bytes);
    if actual == *expected { Ok(()) } else { Err(CheckError::Digest { expected: *expected, actual }) }
}

/// Why bytes are not what their descriptor says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// Another length.
    #[error("expected {expected} bytes, found {actual}")]
    Size {
        /// Length expected, in bytes.
        expected: u64,
        /// Length found, in bytes.
        actual: u64,
    },
    /// Another digest.
    #[error("expected {expected}, found {actual}")]
    Digest {
        /// The digest that names the bytes.
        expected: Digest,
        /// The digest of the bytes.
        actual: Digest,
    },
}
