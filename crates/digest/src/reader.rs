//! A reader that vouches for what it gave.

use alloc::{boxed::Box, vec::Vec};
use core::fmt;
use std::io::{self, Read};

use crate::{Digest, HashProvider, Hasher};

/// Reads exactly the bytes that a digest and a length name, and fails otherwise.
///
/// It takes at most `size` bytes and one more from the inner reader, which shows whether that ends where it should.
/// The last byte is withheld until length and digest are known to match: who has received all `size` bytes has received
/// the right ones. After a failure every read fails again. An [`io::Error`] of the inner reader is passed on, and the
/// read may be tried again.
///
/// Bytes that were given before are vouched for by nobody yet: act on none of them until the last byte or the end has
/// come, and drop them if an error comes instead.
///
/// ```
/// # #[cfg(feature = "rustcrypto")] {
/// use countersign_digest::{Algorithm, CheckedReader, HashProvider, Sha2};
///
/// let digest = Sha2.hash(Algorithm::Sha256, b"layer");
/// let bytes = CheckedReader::new(&b"layer"[..], &Sha2, digest, 5).read_to_vec()?;
/// assert_eq!(bytes, b"layer");
/// assert!(CheckedReader::new(&b"lawyer"[..], &Sha2, digest, 5).read_to_vec().is_err());
/// # }
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct CheckedReader<R> {
    inner: R,
    expected: Digest,
    size: u64,
    seen: u64,
    /// The last byte, read and hashed, not yet given.
    withheld: Option<u8>,
    state: State,
}

enum State {
    Reading(Box<dyn Hasher>),
    Vouched,
    Failed(CheckedReadError),
}

impl<R: Read> CheckedReader<R> {
    /// Wraps a reader of content that is named by `expected` and `size` (in bytes).
    pub fn new(inner: R, provider: &dyn HashProvider, expected: Digest, size: u64) -> Self {
        let state = State::Reading(provider.hasher(expected.algorithm()));
        Self { inner, expected, size, seen: 0, withheld: None, state }
    }

    /// Reads everything. Memory grows as bytes arrive, not by what was promised.
    ///
    /// # Errors
    /// An [`io::Error`] of the inner reader, or one of kind `InvalidData` whose inner error is a [`CheckedReadError`].
    pub fn read_to_vec(mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Reads and hashes up to `buffer.len()` bytes, none of which may lie beyond the size.
    fn take(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let Some(bytes) = buffer.get(..count) else {
            return Err(self.fail(CheckedReadError::Reader));
        };
        if bytes.is_empty() {
            return Err(self.fail(CheckedReadError::TooShort { expected: self.size, actual: self.seen }));
        }
        if let State::Reading(hasher) = &mut self.state {
            hasher.update(bytes);
        }
        self.seen = self.seen.saturating_add(to_u64(count));
        Ok(count)
    }

    /// All bytes are hashed: looks for one too many and compares the digest.
    fn vouch(&mut self) -> io::Result<()> {
        if self.inner.read(&mut [0])? != 0 {
            return Err(self.fail(CheckedReadError::TooLong { expected: self.size }));
        }
        match core::mem::replace(&mut self.state, State::Vouched) {
            State::Reading(hasher) => self.compare(hasher.finish()),
            other => {
                self.state = other;
                Ok(())
            }
        }
    }

    fn compare(&mut self, actual: Digest) -> io::Result<()> {
        if actual == self.expected {
            return Ok(());
        }
        Err(self.fail(CheckedReadError::Digest { expected: self.expected, actual }))
    }

    fn fail(&mut self, error: CheckedReadError) -> io::Error {
        self.state = State::Failed(error);
        error.into()
    }
}

impl<R: Read> Read for CheckedReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.state {
            State::Failed(error) => return Err(error.into()),
            State::Vouched => return Ok(0),
            State::Reading(_) => {}
        }
        let Some(first) = buffer.first_mut() else { return Ok(0) };
        let remaining = self.size.saturating_sub(self.seen);
        if remaining > 1 {
            let room = usize::try_from(remaining - 1).unwrap_or(usize::MAX).min(buffer.len());
            return self.take(buffer.get_mut(..room).unwrap_or_default());
        }
        if remaining == 1 {
            let mut last = [0];
            self.take(&mut last)?;
            self.withheld = last.first().copied();
        }
        self.vouch()?;
        Ok(self.withheld.take().map_or(0, |last| {
            *first = last;
            1
        }))
    }
}

fn to_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

impl<R> fmt::Debug for CheckedReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CheckedReader({}, {} of {} bytes)", self.expected, self.seen, self.size)
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
    #[error("expected {expected}, found {actual}")]
    Digest {
        /// The digest that names the content.
        expected: Digest,
        /// The digest of the bytes read.
        actual: Digest,
    },
    /// The inner reader claims to have read more bytes than it was given room for.
    #[error("the reader claims more bytes than there was room for")]
    Reader,
}

impl From<CheckedReadError> for io::Error {
    fn from(error: CheckedReadError) -> Self {
        Self::new(io::ErrorKind::InvalidData, error)
    }
}
