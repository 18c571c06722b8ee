//! Blobs of a layout, read and written piece by piece.

use std::fs::File;
use std::future::ready;
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom};

use countersign_digest::{Descriptor, Digest, HashProvider as _, Hasher, Sha2};
use countersign_transport::{BoxFuture, Detail, ReadBody, TransportError};

use super::FolderError;
use super::durable::Temporary;
use super::files::{FolderEntry, FolderFiles};
use crate::{BlobSource, OpenBlob};

/// How much is read at once, in bytes.
pub(super) const PIECE: usize = 256 * 1024;

/// Where the blob of a digest is in a layout.
pub(super) fn path_of(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm().name(), digest.hex())
}

/// A blob that can be opened as often as it is asked for.
pub(super) struct FolderBlob {
    pub(super) files: FolderFiles,
    pub(super) digest: Digest,
}

impl FolderBlob {
    fn body(&self, offset: u64) -> Result<Box<dyn ReadBody>, TransportError> {
        let path = path_of(&self.digest);
        let opened = self.files.find(&path).and_then(|found| match found {
            FolderEntry::File(mut file, _) => file.seek(SeekFrom::Start(offset)).map(|_| file),
            _ => Err(ErrorKind::NotFound.into()),
        });
        match opened {
            Ok(file) => Ok(Box::new(FileBody(file))),
            Err(error) => Err(failed(&FolderError::at(&self.files.root().join(path))(error))),
        }
    }
}

impl OpenBlob for FolderBlob {
    fn open(&self, offset: u64) -> BoxFuture<'_, Result<Box<dyn ReadBody>, TransportError>> {
        Box::pin(ready(self.body(offset)))
    }
}

struct FileBody(File);

impl ReadBody for FileBody {
    fn read<'a>(&'a mut self, into: &'a mut [u8]) -> BoxFuture<'a, Result<usize, TransportError>> {
        let read = read(&mut self.0, into);
        Box::pin(ready(read.map_err(|error| TransportError::Body(Detail::new(error.kind())))))
    }
}

fn failed(error: &FolderError) -> TransportError {
    TransportError::Body(Detail::new(error))
}

/// Writes a blob while it is read, and keeps it only when it has the digest and the length of its descriptor. A source that
/// vouches for that is not hashed once more.
pub(super) async fn write(
    files: &FolderFiles,
    blob: &Descriptor,
    source: &BlobSource,
) -> Result<Result<(), FolderError>, TransportError> {
    let mut body = source.open(0).await?;
    let mut sink = match Sink::begin(files, blob) {
        Ok(sink) => sink,
        Err(error) => return Ok(Err(error)),
    };
    if source.vouched_for() == Some((blob.digest(), blob.size())) {
        sink.hasher = None;
    }
    let mut piece = vec![0; PIECE];
    loop {
        let count = body.read(&mut piece).await?;
        let bytes = piece.get(..count).unwrap_or_default();
        match sink.take(bytes) {
            Ok(()) if count == 0 => return Ok(sink.finish(files)),
            Ok(()) => {}
            Err(error) => return Ok(Err(error)),
        }
    }
}

/// The same with bytes that are at hand.
pub(super) fn write_bytes(files: &FolderFiles, blob: &Descriptor, bytes: &[u8]) -> Result<(), FolderError> {
    let mut sink = Sink::begin(files, blob)?;
    sink.take(bytes)?;
    sink.finish(files)
}

/// Whether a file has this digest.
pub(super) fn has_digest(mut file: File, expected: &Digest) -> io::Result<bool> {
    let mut hasher = Sha2.hasher(expected.algorithm());
    let mut piece = vec![0; PIECE];
    loop {
        let count = read(&mut file, &mut piece)?;
        if count == 0 {
            return Ok(hasher.finish() == *expected);
        }
        hasher.update(piece.get(..count).unwrap_or_default());
    }
}

fn read(file: &mut File, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match file.read(into) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

struct Sink {
    file: Temporary,
    hasher: Option<Box<dyn Hasher>>,
    expected: Descriptor,
    actual: u64,
}

impl Sink {
    fn begin(files: &FolderFiles, blob: &Descriptor) -> Result<Self, FolderError> {
        let file = Temporary::begin(files.root())?;
        let hasher = Some(Sha2.hasher(blob.digest().algorithm()));
        Ok(Self { file, hasher, expected: blob.clone(), actual: 0 })
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), FolderError> {
        self.actual = self.actual.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if self.actual > self.expected.size() {
            return Err(self.wrong_size());
        }
        if let Some(hasher) = &mut self.hasher {
            hasher.update(bytes);
        }
        self.file.write(bytes)
    }

    fn wrong_size(&self) -> FolderError {
        FolderError::Size { expected: self.expected.size(), actual: self.actual }
    }

    fn finish(self, files: &FolderFiles) -> Result<(), FolderError> {
        if self.actual != self.expected.size() {
            return Err(self.wrong_size());
        }
        let expected = self.expected.digest();
        let actual = self.hasher.map_or(expected, Hasher::finish);
        if expected != actual {
            return Err(FolderError::Digest { expected: expected.into(), actual: actual.into() });
        }
        self.file.keep(&files.place(&path_of(&expected))?)
    }
}
