//! Work against time.

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use crate::{BoxFuture, Transport, TransportError, Until};

/// How long a wait may go on without a look at who may cancel it: a blocking transport's cannot be interrupted.
const SLICE: Duration = Duration::from_millis(50);

/// The outcome of some work, unless it takes longer than it may. A blocking transport's work is done when it is first
/// polled, so that its time is kept by the transport itself.
pub(super) async fn within<T>(
    transport: &dyn Transport,
    until: &Until,
    limit: Duration,
    mut work: BoxFuture<'_, Result<T, TransportError>>,
) -> Result<T, TransportError> {
    until.check()?;
    let (time, late) = shorter(limit, until);
    let mut timer = None;
    let timed = poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(outcome) => Poll::Ready(outcome),
        Poll::Pending => {
            let timer = timer.get_or_insert_with(|| transport.pause(time));
            timer.as_mut().poll(context).map(|()| Err(late.clone()))
        }
    });
    unless_cancelled(until, timed).await.map_err(|error| named(error, until))
}

/// A transport that kept the time knows no more than that it is over.
fn named(error: TransportError, until: &Until) -> TransportError {
    let passed = error == TransportError::Timeout && until.remaining().is_some_and(|left| left.is_zero());
    if passed { TransportError::Deadline } else { error }
}

/// Waits in slices, so that a cancellation is seen soon.
pub(super) async fn pause(
    transport: &dyn Transport,
    duration: Duration,
    until: &Until,
) -> Result<(), TransportError> {
    if until.remaining().is_some_and(|left| left < duration) {
        return until.check().and(Err(TransportError::Deadline));
    }
    let mut left = duration;
    while !left.is_zero() {
        until.check()?;
        let slice = left.min(SLICE);
        let mut paused = transport.pause(slice);
        unless_cancelled(until, poll_fn(|context| paused.as_mut().poll(context).map(Ok))).await?;
        left = left.saturating_sub(slice);
    }
    until.check()
}

/// Some work, left undone where it is cancelled.
async fn unless_cancelled<T>(
    until: &Until,
    work: impl Future<Output = Result<T, TransportError>>,
) -> Result<T, TransportError> {
    let (mut work, mut cancelled) = (pin!(work), pin!(until.cancellation().cancelled()));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(outcome) => Poll::Ready(outcome),
        Poll::Pending => cancelled.as_mut().poll(context).map(|()| Err(TransportError::Cancelled)),
    })
    .await
}

/// The time that is left, and what it is when that is over.
fn shorter(limit: Duration, until: &Until) -> (Duration, TransportError) {
    match until.remaining() {
        Some(left) if left <= limit => (left, TransportError::Deadline),
        _ => (limit, TransportError::Timeout),
    }
}
