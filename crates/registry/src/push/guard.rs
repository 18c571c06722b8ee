//! A body that is never finished unless it is the blob that it should be.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_digest::{Digest, HashProvider, Hasher};
use countersign_transport::{BoxFuture, Detail, ReadBody, TransportError};

use super::error::SourceError;
use super::source::BlobSource;

/// What was read of a blob so far, over all the bodies that carried parts of it.
#[derive(Clone)]
pub(super) struct Guard(Arc<Mutex<State>>);

struct State {
    expected: Digest,
    size: u64,
    hasher: Option<Box<dyn Hasher>>,
    hashed: u64,
    fault: Option<SourceError>,
    /// What the last part read from, and up to where.
    open: Option<(u64, Box<dyn ReadBody>)>,
}

impl Guard {
    /// A source that vouches for what it gives is not hashed.
    ///
    /// # Errors
    /// [`SourceError::Digest`] for an empty blob under the digest of another.
    pub(super) fn new(
        provider: &dyn HashProvider,
        (expected, size): (Digest, u64),
        source: &BlobSource,
    ) -> Result<Self, SourceError> {
        let is_vouched_for = size > 0 && source.vouched_for() == Some((expected, size));
        let hasher = (!is_vouched_for).then(|| provider.hasher(expected.algorithm()));
        let mut state = State { expected, size, hasher, hashed: 0, fault: None, open: None };
        state.take(0, &[])?;
        Ok(Self(Arc::new(Mutex::new(state))))
    }

    /// The next `length` bytes of the blob, from `offset` on.
    pub(super) fn part(&self, source: &BlobSource, offset: u64, length: u64) -> Part {
        Part { guard: self.clone(), source: source.clone(), open: None, offset, left: length }
    }

    /// The source, where it was left open at this offset: a part of a blob need not begin to read it anew.
    fn take_open(&self, offset: u64) -> Option<Box<dyn ReadBody>> {
        self.state().open.take().filter(|(at, _)| *at == offset).map(|(_, body)| body)
    }

    /// How many bytes were read, and so sent at most.
    pub(super) fn read(&self) -> u64 {
        self.state().hashed
    }

    /// What is wrong with the source, where a body failed for that. It may be opened again after it could not be read.
    pub(super) fn take_fault(&self) -> Option<SourceError> {
        self.state().fault.take()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fail(&self, fault: SourceError) -> TransportError {
        let error = TransportError::Body(Detail::new(&fault));
        self.state().fault.get_or_insert(fault);
        error
    }

    fn take(&self, offset: u64, bytes: &[u8]) -> Result<(), TransportError> {
        let verdict = self.state().take(offset, bytes);
        verdict.map_err(|fault| self.fail(fault))
    }
}

impl State {
    /// Takes bytes at this offset: those that are new are hashed, and the last ones are let through only if all of them fit.
    fn take(&mut self, offset: u64, bytes: &[u8]) -> Result<(), SourceError> {
        let known = usize::try_from(self.hashed.saturating_sub(offset)).unwrap_or(usize::MAX);
        let fresh = bytes.get(known..).unwrap_or_default();
        if let Some(hasher) = &mut self.hasher {
            hasher.update(fresh);
        }
        self.hashed = self.hashed.saturating_add(u64::try_from(fresh.len()).unwrap_or(u64::MAX));
        if self.hashed >= self.size { self.finish() } else { Ok(()) }
    }

    fn finish(&mut self) -> Result<(), SourceError> {
        let Some(hasher) = self.hasher.take() else { return Ok(()) };
        let (expected, actual) = (self.expected, hasher.finish());
        match expected == actual {
            true => Ok(()),
            false => Err(SourceError::Digest { expected: expected.into(), actual: actual.into() }),
        }
    }
}

/// A part of a blob, as a request carries it. Its source is opened when it is first read.
pub(super) struct Part {
    guard: Guard,
    source: BlobSource,
    open: Option<Box<dyn ReadBody>>,
    offset: u64,
    left: u64,
}

impl Part {
    async fn next(&mut self, into: &mut [u8]) -> Result<usize, TransportError> {
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        let into = into.get_mut(..room).unwrap_or_default();
        if into.is_empty() {
            return Ok(0);
        }
        let count = self.read_source(into).await?;
        self.guard.take(self.offset, into.get(..count).unwrap_or_default())?;
        let count_read = u64::try_from(count).unwrap_or(u64::MAX);
        self.offset = self.offset.saturating_add(count_read);
        self.left = self.left.saturating_sub(count_read);
        Ok(count)
    }

    async fn read_source(&mut self, into: &mut [u8]) -> Result<usize, TransportError> {
        let read = self.read_from(into).await;
        match read.map_err(|error| self.guard.fail(SourceError::Read(error)))? {
            0 => {
                let expected = self.guard.state().size;
                Err(self.guard.fail(SourceError::Truncated { expected, actual: self.offset }))
            }
            count => Ok(count),
        }
    }

    /// Nobody knows how far a source was read whose read failed or was given up: it is not read on.
    async fn read_from(&mut self, into: &mut [u8]) -> Result<usize, TransportError> {
        let mut body = match self.open.take().or_else(|| self.guard.take_open(self.offset)) {
            Some(body) => body,
            None => self.source.open(self.offset).await?,
        };
        let count = body.read(into).await?;
        self.open = Some(body);
        Ok(count)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(body) = self.open.take() {
            self.guard.state().open = Some((self.offset, body));
        }
    }
}

impl ReadBody for Part {
    fn read<'a>(&'a mut self, into: &'a mut [u8]) -> BoxFuture<'a, Result<usize, TransportError>> {
        Box::pin(self.next(into))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_digest::{Algorithm, Sha2};
    use countersign_transport::block_on;

    const BLOB: &[u8] = b"0123456789";

    fn guard(size: u64) -> Guard {
        guard_of(size, &BlobSource::bytes(BLOB)).unwrap()
    }

    fn guard_of(size: u64, source: &BlobSource) -> Result<Guard, SourceError> {
        Guard::new(&Sha2, (Sha2.hash(Algorithm::Sha256, BLOB), size), source)
    }

    fn read(part: &mut Part) -> Result<Vec<u8>, TransportError> {
        let (mut all, mut piece) = (Vec::new(), [0; 3]);
        loop {
            match block_on(part.read(&mut piece))? {
                0 => return Ok(all),
                count => all.extend_from_slice(&piece[..count]),
            }
        }
    }

    #[test]
    fn parts_are_hashed_once_however_often_they_are_read() {
        let (guard, source) = (guard(10), BlobSource::bytes(BLOB));
        assert_eq!(read(&mut guard.part(&source, 0, 6)).unwrap(), b"012345");
        assert_eq!(read(&mut guard.part(&source, 2, 5)).unwrap(), b"23456");
        assert_eq!(guard.read(), 7);
        assert_eq!(read(&mut guard.part(&source, 7, 3)).unwrap(), b"789");
        assert_eq!(guard.take_fault(), None);
    }

    #[test]
    fn the_last_bytes_of_another_blob_are_withheld() {
        let guard = guard(10);
        let mut part = guard.part(&BlobSource::bytes(b"012345678X".as_slice()), 0, 10);
        let mut sent = [0; 16];
        assert!(matches!(block_on(part.read(&mut sent)), Err(TransportError::Body(_))));
        assert!(matches!(guard.take_fault(), Some(SourceError::Digest { .. })));
    }

    #[test]
    fn a_source_that_ends_too_early_is_found_out() {
        let guard = guard(10);
        let mut part = guard.part(&BlobSource::bytes(b"01234".as_slice()), 0, 10);
        assert!(read(&mut part).is_err());
        assert_eq!(guard.take_fault(), Some(SourceError::Truncated { expected: 10, actual: 5 }));
    }

    #[test]
    fn no_more_is_read_than_there_is_to_be() {
        let (guard, source) = (guard(10), BlobSource::bytes(b"0123456789 and more".as_slice()));
        assert_eq!(read(&mut guard.part(&source, 0, 10)).unwrap(), BLOB);
    }

    #[test]
    fn an_empty_blob_has_the_digest_of_nothing() {
        let (nothing, digest) = (BlobSource::bytes([]), Sha2.hash(Algorithm::Sha256, BLOB));
        assert!(Guard::new(&Sha2, (Sha2.hash(Algorithm::Sha256, b""), 0), &nothing).is_ok());
        for source in [nothing.clone(), nothing.vouching_for(digest, 0)] {
            assert!(matches!(guard_of(0, &source), Err(SourceError::Digest { .. })));
        }
    }

    #[test]
    fn a_source_is_hashed_unless_it_vouches_for_this_very_blob() {
        let (source, digest) = (BlobSource::bytes(BLOB), Sha2.hash(Algorithm::Sha256, BLOB));
        let other = Sha2.hash(Algorithm::Sha256, b"other");
        let is_hashed = |source: BlobSource| guard_of(10, &source).unwrap().state().hasher.is_some();
        assert!(is_hashed(source.clone()));
        assert!(is_hashed(source.clone().vouching_for(other, 10)));
        assert!(is_hashed(source.clone().vouching_for(digest, 11)));
        assert!(!is_hashed(source.vouching_for(digest, 10)));
    }
}
