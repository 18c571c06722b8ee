//! A body that is read under limits of time.

use std::{fmt, sync::Arc};

use super::{clock::Clock, race};
use crate::{BoxFuture, Detail, ReadBody, Transport, TransportError, Until};

/// The body of a [`Reply`](super::Reply). Each read looks at the deadline, the cancellation, the time without a byte and
/// the throughput ([`Limits`](crate::Limits)); a body that ends before or goes on after its `Content-Length` is an error.
pub struct ReplyBody {
    transport: Arc<dyn Transport>,
    until: Until,
    clock: Clock,
    declared: Option<u64>,
    received: u64,
    source: Box<dyn ReadBody>,
}

impl ReplyBody {
    pub(super) fn new(
        transport: Arc<dyn Transport>,
        until: Until,
        clock: Clock,
        declared: Option<u64>,
        source: Box<dyn ReadBody>,
    ) -> Self {
        Self { transport, until, clock, declared, received: 0, source }
    }

    /// What `Content-Length` says; 0 where there is no body.
    #[must_use]
    pub fn declared(&self) -> Option<u64> {
        self.declared
    }

    /// Bytes read so far.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.received
    }

    async fn next(&mut self, into: &mut [u8]) -> Result<usize, TransportError> {
        if into.is_empty() || self.declared == Some(0) {
            return Ok(0);
        }
        let time = self.clock.left_for_a_piece().ok_or(TransportError::Timeout)?;
        let work = race::within(&*self.transport, &self.until, time, self.source.read(into));
        let read = self.clock.measure(work).await?;
        self.clock.received(read);
        self.received = self.received.saturating_add(read as u64);
        self.check(read)?;
        Ok(read)
    }

    fn check(&self, read: usize) -> Result<(), TransportError> {
        match self.declared {
            Some(declared) if read == 0 && self.received < declared => Err(TransportError::Closed),
            Some(declared) if self.received > declared => {
                Err(TransportError::Protocol(Detail::new("the body is longer than declared")))
            }
            _ => Ok(()),
        }
    }
}

impl ReadBody for ReplyBody {
    fn read<'a>(&'a mut self, into: &'a mut [u8]) -> BoxFuture<'a, Result<usize, TransportError>> {
        Box::pin(self.next(into))
    }
}

impl fmt::Debug for ReplyBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplyBody")
            .field("declared", &self.declared)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}
