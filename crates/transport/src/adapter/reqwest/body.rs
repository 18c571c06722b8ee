//! Bodies, in both directions.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::super::fault::late;
use super::super::upload::Metered;
use super::error::of_reqwest;
use crate::{BoxFuture, Limits, ReadBody, TransportError, Until};

/// Bytes that are read from the source of an upload at once.
const CHUNK: usize = 64 * 1024;

/// What became of an upload, kept here because the library takes the body and may hide its error.
#[derive(Default)]
pub(super) struct Progress {
    left: AtomicU64,
    fault: Mutex<Option<TransportError>>,
}

impl Progress {
    /// What went wrong with the source.
    pub(super) fn fault(&self) -> Option<TransportError> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether the library has not taken the whole body.
    pub(super) fn is_short(&self) -> bool {
        self.left.load(Ordering::Acquire) > 0
    }

    fn fail(&self, error: TransportError) {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}

/// A request's body of known length.
///
/// The source is moved into each read's future and back out of it, since a body that the library polls cannot borrow
/// from itself.
pub(super) struct Upload {
    left: u64,
    // Never contended: the library asks that a body be `Sync`, and polls it by unique reference.
    state: Mutex<State>,
    progress: Arc<Progress>,
}

enum State {
    Idle(Metered),
    Reading(BoxFuture<'static, (Metered, Result<Bytes, TransportError>)>),
    Over,
}

impl Upload {
    /// The body of `left` bytes, and what will be known of it.
    pub(super) fn new(source: Metered, left: u64) -> (Self, Arc<Progress>) {
        let progress = Arc::new(Progress { left: left.into(), ..Progress::default() });
        let state = Mutex::new(State::Idle(source));
        (Self { left, state, progress: progress.clone() }, progress)
    }
}

async fn next(mut source: Metered) -> (Metered, Result<Bytes, TransportError>) {
    let mut chunk = vec![0; CHUNK];
    let read = source.read(&mut chunk).await;
    let bytes = read.map(|read| {
        chunk.truncate(read);
        Bytes::from(chunk)
    });
    (source, bytes)
}

impl http_body::Body for Upload {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let this = &mut *self;
        let state = this.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut reading = match std::mem::replace(state, State::Over) {
            State::Idle(source) => Box::pin(next(source)) as BoxFuture<'static, _>,
            State::Reading(reading) => reading,
            State::Over => return Poll::Ready(None),
        };
        let Poll::Ready((source, read)) = reading.as_mut().poll(context) else {
            *state = State::Reading(reading);
            return Poll::Pending;
        };
        match read {
            Ok(bytes) if bytes.is_empty() => Poll::Ready(None),
            Ok(bytes) => {
                this.left = this.left.saturating_sub(bytes.len() as u64);
                this.progress.left.store(this.left, Ordering::Release);
                *state = State::Idle(source);
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            Err(error) => {
                this.progress.fail(error);
                Poll::Ready(Some(Err(TransportError::Closed)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// An answer's body.
pub(super) struct Download {
    response: reqwest::Response,
    chunk: Bytes,
    limits: Limits,
    until: Until,
    failed: Option<TransportError>,
}

impl Download {
    pub(super) fn new(response: reqwest::Response, limits: Limits, until: Until) -> Self {
        Self { response, chunk: Bytes::new(), limits, until, failed: None }
    }

    async fn advance(&mut self, into: &mut [u8]) -> Result<usize, TransportError> {
        self.failed.clone().map_or(Ok(()), Err)?;
        self.until.check()?;
        let filled = if into.is_empty() { Ok(()) } else { self.fill().await };
        filled.inspect_err(|error| self.failed = Some(error.clone()))?;
        let part = self.chunk.split_to(self.chunk.len().min(into.len()));
        if let Some(start) = into.get_mut(..part.len()) {
            start.copy_from_slice(&part);
        }
        Ok(part.len())
    }

    /// Waits for the next chunk, which is empty at the end alone.
    async fn fill(&mut self) -> Result<(), TransportError> {
        let time = self.until.at_most(self.limits.read_time());
        let limit = self.limits.max_header_bytes();
        while self.chunk.is_empty() {
            let next = tokio::time::timeout(time, self.response.chunk()).await;
            let next = next
                .map_err(|_| TransportError::Timeout)
                .and_then(|next| next.map_err(|error| of_reqwest(&error, limit)));
            match next.map_err(|error| late(error, &self.until))? {
                Some(chunk) => self.chunk = chunk,
                None => break,
            }
        }
        Ok(())
    }
}

impl ReadBody for Download {
    fn read<'a>(&'a mut self, into: &'a mut [u8]) -> BoxFuture<'a, Result<usize, TransportError>> {
        Box::pin(self.advance(into))
    }
}
