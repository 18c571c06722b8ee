use std::fmt;
use std::sync::Arc;

use countersign_digest::Digest;
use countersign_transport::{BoxFuture, BytesBody, ReadBody, TransportError};

/// What a blob's bytes are read from when it is pushed. It can be begun again, at any byte. Cloning it costs nothing.
#[derive(Clone)]
pub struct BlobSource {
    kind: Kind,
    vouched_for: Option<(Digest, u64)>,
}

#[derive(Clone)]
enum Kind {
    Bytes(Arc<[u8]>),
    Reader(Arc<dyn OpenBlob>),
}

/// Opens a blob for reading, as often as it is asked to.
pub trait OpenBlob: Send + Sync {
    /// The blob's bytes from this offset on. They need not be checked: what is pushed is hashed while it is sent.
    ///
    /// # Errors
    /// A [`TransportError`], as for any body.
    fn open(&self, offset: u64) -> BoxFuture<'_, Result<Box<dyn ReadBody>, TransportError>>;
}

impl BlobSource {
    /// These bytes.
    pub fn bytes(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { kind: Kind::Bytes(bytes.into()), vouched_for: None }
    }

    /// What this opens.
    pub fn reader(open: impl OpenBlob + 'static) -> Self {
        Self { kind: Kind::Reader(Arc::new(open)), vouched_for: None }
    }

    /// The same, which hashes what it gives: whoever got the last byte got a blob of this digest and length, wherever reading
    /// began. It is not hashed once more.
    pub(crate) fn vouching_for(mut self, digest: Digest, size: u64) -> Self {
        self.vouched_for = Some((digest, size));
        self
    }

    /// What it vouches for.
    pub(crate) fn vouched_for(&self) -> Option<(Digest, u64)> {
        self.vouched_for
    }

    pub(crate) async fn open(&self, offset: u64) -> Result<Box<dyn ReadBody>, TransportError> {
        match &self.kind {
            Kind::Bytes(bytes) => Ok(Box::new(BytesBody::new(rest(bytes, offset)))),
            Kind::Reader(open) => open.open(offset).await,
        }
    }
}

fn rest(bytes: &Arc<[u8]>, offset: u64) -> Arc<[u8]> {
    match usize::try_from(offset).unwrap_or(usize::MAX) {
        0 => Arc::clone(bytes),
        start => bytes.get(start..).unwrap_or_default().into(),
    }
}

/// Without the bytes.
impl fmt::Debug for BlobSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_tuple("BlobSource");
        match &self.kind {
            Kind::Bytes(bytes) => shown.field(&bytes.len()).finish(),
            Kind::Reader(_) => shown.finish_non_exhaustive(),
        }
    }
}
