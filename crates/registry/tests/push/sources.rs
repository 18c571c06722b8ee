use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_registry::{BlobSource, BoxFuture, OpenBlob, PushError, Pushed, SourceError, UploadOptions};
use countersign_transport::{BytesBody, Detail, ReadBody, TransportError, block_on};
use testkit::HostileRegistry;

use crate::pushing::{NAME, digest_of, noise, repository, seen};

/// Gives its bytes from any offset, and breaks off after some of them the first so many times.
struct Flaky {
    bytes: Vec<u8>,
    breaks: AtomicUsize,
    after: usize,
}

struct Breaking(BytesBody);

impl ReadBody for Breaking {
    fn read<'a>(&'a mut self, into: &'a mut [u8]) -> BoxFuture<'a, Result<usize, TransportError>> {
        Box::pin(async move {
            match self.0.read(into).await? {
                0 => Err(TransportError::Closed),
                count => Ok(count),
            }
        })
    }
}

impl OpenBlob for Flaky {
    fn open(&self, offset: u64) -> BoxFuture<'_, Result<Box<dyn ReadBody>, TransportError>> {
        let rest = &self.bytes[offset as usize..];
        let left = self.breaks.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        let body: Box<dyn ReadBody> = match left {
            Ok(_) => Box::new(Breaking(BytesBody::new(&rest[..self.after.min(rest.len())]))),
            Err(_) => Box::new(BytesBody::new(rest)),
        };
        Box::pin(std::future::ready(Ok(body)))
    }
}

/// Counts how often it is opened.
struct Counted(Vec<u8>, Arc<AtomicUsize>);

impl OpenBlob for Counted {
    fn open(&self, offset: u64) -> BoxFuture<'_, Result<Box<dyn ReadBody>, TransportError>> {
        self.1.fetch_add(1, Ordering::SeqCst);
        let rest: Box<dyn ReadBody> = Box::new(BytesBody::new(&self.0[offset as usize..]));
        Box::pin(std::future::ready(Ok(rest)))
    }
}

#[test]
fn a_source_is_read_on_from_one_chunk_to_the_next() {
    let (hostile, bytes, opened) = (HostileRegistry::honest(), noise(1000), Arc::default());
    let source = BlobSource::reader(Counted(bytes.clone(), Arc::clone(&opened)));
    let options = UploadOptions::new().with_whole_up_to(0).with_chunk(100);
    let pushed = block_on(repository(&hostile).put_blob_with(&digest_of(&bytes), 1000, &source, &options));
    assert_eq!(pushed, Ok(Pushed::Uploaded));
    assert_eq!(hostile.blob(NAME, &digest_of(&bytes).to_string()), Some(bytes));
    assert_eq!(opened.load(Ordering::SeqCst), 1);
}

fn nothing_was_committed(hostile: &HostileRegistry, blob: &[u8]) {
    assert_eq!(hostile.blob(NAME, &digest_of(blob).to_string()), None);
    assert_eq!(seen(hostile).last().unwrap(), "DELETE blobs/uploads/");
}

#[test]
fn a_source_that_breaks_off_is_opened_again_where_it_broke_off() {
    let (hostile, bytes) = (HostileRegistry::honest(), noise(500_000));
    let flaky = Flaky { bytes: bytes.clone(), breaks: AtomicUsize::new(2), after: 200_000 };
    let source = BlobSource::reader(flaky);
    let pushed = block_on(repository(&hostile).put_blob(&digest_of(&bytes), 500_000, &source));
    assert_eq!(pushed, Ok(Pushed::Uploaded));
    assert_eq!(hostile.blob(NAME, &digest_of(&bytes).to_string()), Some(bytes));
}

#[test]
fn a_truncated_source_leaves_nothing_behind() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(1000));
    let source = BlobSource::bytes(&blob[..900]);
    let outcome = block_on(repository(&hostile).put_blob(&digest_of(&blob), 1000, &source));
    assert_eq!(outcome, Err(PushError::Source(SourceError::Truncated { expected: 1000, actual: 900 })));
    nothing_was_committed(&hostile, &blob);
}

#[test]
fn a_source_of_other_bytes_leaves_nothing_behind() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(1000));
    let mut other = blob.clone();
    other[500] ^= 1;
    let source = BlobSource::bytes(other.as_slice());
    let outcome = block_on(repository(&hostile).put_blob(&digest_of(&blob), 1000, &source));
    let (expected, actual) = (digest_of(&blob).into(), digest_of(&other).into());
    assert_eq!(outcome, Err(PushError::Source(SourceError::Digest { expected, actual })));
    nothing_was_committed(&hostile, &blob);
    assert_eq!(hostile.blob(NAME, &digest_of(&other).to_string()), None);
}

#[test]
fn an_empty_blob_under_another_digest_is_not_sent() {
    let hostile = HostileRegistry::honest();
    let source = BlobSource::bytes([].as_slice());
    let outcome = block_on(repository(&hostile).put_blob(&digest_of(b"x"), 0, &source));
    assert!(matches!(outcome, Err(PushError::Source(SourceError::Digest { .. }))));
    assert!(!seen(&hostile).iter().any(|request| request.starts_with("PUT")));
}

struct Unreadable;

impl OpenBlob for Unreadable {
    fn open(&self, _: u64) -> BoxFuture<'_, Result<Box<dyn ReadBody>, TransportError>> {
        Box::pin(std::future::ready(Err(TransportError::Body(Detail::none()))))
    }
}

#[test]
fn a_source_that_cannot_be_opened_says_so() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(1000));
    let source = BlobSource::reader(Unreadable);
    let outcome = block_on(repository(&hostile).put_blob(&digest_of(&blob), 1000, &source));
    assert_eq!(outcome, Err(PushError::Source(SourceError::Read(TransportError::Body(Detail::none())))));
    nothing_was_committed(&hostile, &blob);
}
