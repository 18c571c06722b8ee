//! A request's body, held to its declared length.

use crate::{BodyStream, Detail, ReadBody, TransportError};

/// The source of a body that must be exactly as long as was announced.
pub(super) struct Metered {
    source: Box<dyn ReadBody>,
    left: u64,
}

impl Metered {
    /// Takes a stream over.
    ///
    /// # Errors
    ///
    /// [`TransportError::Body`] where one that was announced as empty is not.
    pub(super) async fn open(stream: BodyStream) -> Result<Self, TransportError> {
        let mut this = Self { left: stream.length(), source: stream.into_source() };
        if this.left == 0 {
            this.expect_end().await?;
        }
        Ok(this)
    }

    /// Reads on; 0 is the end, with all bytes read. The last bytes are handed out only once the source has ended with
    /// them, so that a request whose body is of another length is never complete.
    ///
    /// # Errors
    ///
    /// [`TransportError::Body`] where the source gives fewer or more bytes, or fails.
    pub(super) async fn read(&mut self, into: &mut [u8]) -> Result<usize, TransportError> {
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        let Some(into) = into.get_mut(..room).filter(|into| !into.is_empty()) else { return Ok(0) };
        let read = self.source.read(into).await.map_err(failed)?;
        if read == 0 || read > room {
            return Err(length());
        }
        self.left = self.left.saturating_sub(read as u64);
        if self.left == 0 {
            self.expect_end().await?;
        }
        Ok(read)
    }

    async fn expect_end(&mut self) -> Result<(), TransportError> {
        match self.source.read(&mut [0]).await.map_err(failed)? {
            0 => Ok(()),
            _ => Err(length()),
        }
    }
}

fn failed(error: TransportError) -> TransportError {
    TransportError::Body(Detail::new(error))
}

fn length() -> TransportError {
    TransportError::Body(Detail::new("it is not as long as was said"))
}
