//! Bodies, read piece by piece.

use std::{fmt, future::ready, sync::Arc};

use crate::{BoxFuture, TransportError};

/// Something to be read piece by piece.
pub trait ReadBody: Send {
    /// Reads at most as many bytes as fit, and says how many; 0 is the end, if there was room for any.
    ///
    /// Dropping the future may lose what was being read.
    ///
    /// # Errors
    /// [`TransportError`]; a body that ends before it should is [`TransportError::Closed`].
    fn read<'a>(&'a mut self, into: &'a mut [u8]) -> BoxFuture<'a, Result<usize, TransportError>>;
}

impl<T: ReadBody + ?Sized> ReadBody for Box<T> {
    fn read<'a>(&'a mut self, into: &'a mut [u8]) -> BoxFuture<'a, Result<usize, TransportError>> {
        (**self).read(into)
    }
}

/// What a request carries. `Debug` says how long it is, and nothing of it: a token that is exchanged is in a body.
#[derive(Default)]
#[non_exhaustive]
pub enum Body {
    /// Nothing.
    #[default]
    Empty,
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// What is read while it is sent.
    Stream(BodyStream),
}

impl Body {
    /// Bytes to send, for `Content-Length`.
    #[must_use]
    pub fn length(&self) -> u64 {
        match self {
            Self::Empty => 0,
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Stream(stream) => stream.length,
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(bytes) => f.debug_tuple("Bytes").field(&bytes.len()).finish(),
            Self::Stream(stream) => f.debug_tuple("Stream").field(stream).finish(),
        }
    }
}

/// A body of known length that is read while it is sent.
pub struct BodyStream {
    length: u64,
    source: Box<dyn ReadBody>,
}

impl BodyStream {
    /// A stream that gives `length` bytes. One that gives fewer or more is [`TransportError::Body`].
    #[must_use]
    pub fn new(length: u64, source: Box<dyn ReadBody>) -> Self {
        Self { length, source }
    }

    /// Bytes to send.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// What gives the bytes.
    #[must_use]
    pub fn into_source(self) -> Box<dyn ReadBody> {
        self.source
    }
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyStream").field("length", &self.length).finish_non_exhaustive()
    }
}

/// A body that is in memory.
#[derive(Clone, Default)]
pub struct BytesBody {
    bytes: Arc<[u8]>,
    read: usize,
}

impl BytesBody {
    /// Gives these bytes, then ends.
    #[must_use]
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { bytes: bytes.into(), read: 0 }
    }

    fn take(&mut self, into: &mut [u8]) -> usize {
        let left = self.bytes.get(self.read..).unwrap_or_default();
        let count = left.len().min(into.len());
        for (to, from) in into.iter_mut().zip(left) {
            *to = *from;
        }
        self.read = self.read.saturating_add(count);
        count
    }
}

impl ReadBody for BytesBody {
    fn read<'a>(&'a mut self, into: &'a mut [u8]) -> BoxFuture<'a, Result<usize, TransportError>> {
        Box::pin(ready(Ok(self.take(into))))
    }
}

impl fmt::Debug for BytesBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = self.bytes.len().saturating_sub(self.read);
        f.debug_struct("BytesBody").field("left", &left).finish()
    }
}
