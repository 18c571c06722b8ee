//! A reader that vouches for what it gave.

use alloc::vec::Vec;
use std::io::{self, Read};

use crate::{CheckError, Digest, HashProvider, Hasher};
use alloc::boxed::Box;

/// Reads at most the expected length and fails unless length and digest match. Only when it has reported the end (a
/// read of 0 bytes) is what it gave known to be right; [`CheckedReader::read_to_vec`] gives nothing before that.
pub struct CheckedReader<R> {
    inner: R,
    hasher: Option<Box<dyn Hasher>>,
    expected: Digest,
    size: u64,
    seen: u64,
}

impl<R: Read> CheckedReader<R> {
    /// Wraps a reader of content that is named by `expected` and `size` (in bytes).
    pub fn new(inner: R, provider: &dyn HashProvider, expected: Digest, size: u64) -> Self {
        Self { inner, hasher: Some(provider.hasher(expected.algorithm())), expected, size, seen: 0 }
    }

    /// Reads everything. Memory grows as bytes arrive, not by what was promised.
    ///
    /// # Errors
    /// An [`io::Error`] of the inner reader, or one whose source is a [`CheckedReadError`].
    pub fn read_to_vec(mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn end(&mut self) -> io::Result<usize> {
        if self.seen < self.size {
            return Err(CheckedReadError::TooShort { expected: self.size, actual: self.seen }.into());
        }
        let Some(hasher) = self.hasher.take() else { return Ok(0) };
        let actual = hasher.finish();
        if actual == self.expected {
            return Ok(0);
        }
        Err(CheckedReadError::Content(CheckError::Digest { expected: self.expected, actual }).into())
    }
}

impl<R: Read> Read for CheckedReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let count = self.inner.read(buffer)?;
        if count == 0 {
            return self.end();
        }
        self.seen = self.seen.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        if self.seen > self.size {
            return Err(CheckedReadError::TooLong { expected: self.size }.into());
        }
        if let (Some(hasher), Some(bytes)) = (&mut self.hasher, buffer.get(..count)) {
            hasher.update(bytes);
        }
        Ok(count)
    }
}

/// Why what was read is not what was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckedReadError {
    /// More bytes than named; reading stopped there.
    #[error("there are more than the {expected} bytes expected")]
    TooLong {
        /// Length expected, in bytes.
        expected: u64,
    },
    /// Fewer bytes than named.
    #[error("expected {expected} bytes, found {actual}")]
    TooShort {
        /// Length expected, in bytes.
        expected: u64,
        /// Length found, in bytes.
        actual: u64,
    },
    /// The right length and another digest.
    #[error(transparent)]
    Content(CheckError),
}

impl From<CheckedReadError> for io::Error {
    fn from(error: CheckedReadError) -> Self {
        Self::new(io::ErrorKind::InvalidData, error)
    }
}
