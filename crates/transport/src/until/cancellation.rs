//! A flag that stops what is going on.

use std::{
    collections::BTreeMap,
    fmt,
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Waker},
};

/// A flag that, once raised, stops everything that was given a clone of it.
#[derive(Clone, Default)]
pub struct Cancellation(Arc<Shared>);

impl Cancellation {
    /// Not cancelled.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Raises the flag, for good.
    pub fn cancel(&self) {
        self.0.raised.store(true, Ordering::SeqCst);
        let wakers = std::mem::take(&mut self.0.waiting().wakers);
        wakers.into_values().for_each(Waker::wake);
    }

    /// Whether the flag is raised.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.raised.load(Ordering::SeqCst)
    }

    /// Waits until the flag is raised.
    pub fn cancelled(&self) -> Cancelled {
        Cancelled { cancellation: self.clone(), place: None }
    }
}

impl fmt::Debug for Cancellation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cancellation").field(&self.is_cancelled()).finish()
    }
}

/// Ready once the flag is raised ([`Cancellation::cancelled`]).
#[derive(Debug)]
#[must_use]
pub struct Cancelled {
    cancellation: Cancellation,
    place: Option<u64>,
}

impl Future for Cancelled {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let waker = context.waker().clone();
        let place = self.cancellation.0.waiting().wait(self.place, waker);
        self.place = Some(place);
        // Looked at after the waker is in its place, so that a flag raised in between is not missed.
        if self.cancellation.is_cancelled() { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Drop for Cancelled {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.cancellation.0.waiting().wakers.remove(&place);
        }
    }
}

#[derive(Default)]
struct Shared {
    raised: AtomicBool,
    waiting: Mutex<Waiting>,
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Default)]
struct Waiting {
    next: u64,
    wakers: BTreeMap<u64, Waker>,
}

impl Waiting {
    fn wait(&mut self, place: Option<u64>, waker: Waker) -> u64 {
        let place = place.unwrap_or_else(|| {
            self.next = self.next.wrapping_add(1);
            self.next
        });
        self.wakers.insert(place, waker);
        place
    }
}
