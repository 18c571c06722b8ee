//! Reads on threads of their own, for transports that wait.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;

use countersign_oci::{Fetched, ReadRequest, UnreachableReason};
use countersign_transport::{Cancellation, Cancelled, Deadline, Until, block_on};

use super::Place;
use super::flight::Reads;
use crate::{BoxFuture, Repository};

/// A place whose reads run beside each other although each of them waits.
///
/// The threads belong to no scope: one that hangs on a dead connection would hold up a verdict that does not need it. Each
/// holds what it reads from, and ends at the latest when the time for its read is up.
pub(super) struct Threads<'p>(&'p Place);

impl<'p> Threads<'p> {
    pub(super) fn new(place: &'p Place) -> Self {
        Self(place)
    }
}

impl Reads for Threads<'_> {
    fn read<'a>(&'a self, request: ReadRequest, is_alone: bool) -> BoxFuture<'a, Fetched> {
        if is_alone { self.0.read(request, is_alone) } else { Box::pin(OnThread::new(self.0, request)) }
    }
}

/// A read on a thread, which begins when it is first waited for. Dropping it cancels the read.
struct OnThread {
    repository: Repository,
    request: ReadRequest,
    cancellation: Cancellation,
    outer: Cancelled,
    state: Arc<Mutex<State>>,
    is_begun: bool,
}

#[derive(Default)]
struct State {
    fetched: Option<Fetched>,
    waker: Option<Waker>,
}

impl OnThread {
    fn new(place: &Place, request: ReadRequest) -> Self {
        let repository = place.repository_for(request.part());
        let until = repository.given_until();
        let deadline = until.remaining().map_or_else(Deadline::never, Deadline::after);
        let cancellation = Cancellation::new();
        Self {
            outer: until.cancellation().cancelled(),
            repository: repository.clone().until(Until::new(deadline, cancellation.clone())),
            request,
            cancellation,
            state: Arc::default(),
            is_begun: false,
        }
    }

    fn begin(&mut self) {
        let (repository, read) = (self.repository.clone(), self.request.read().clone());
        let outcome = Outcome(Arc::clone(&self.state));
        let begun = thread::Builder::new().spawn(move || outcome.set(block_on(repository.read(&read))));
        // Without a thread the outcome was dropped, and with it an answer was given.
        drop(begun);
        self.is_begun = true;
    }
}

impl Future for OnThread {
    type Output = Fetched;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Fetched> {
        if !self.is_begun {
            self.begin();
        }
        if Pin::new(&mut self.outer).poll(context).is_ready() {
            self.cancellation.cancel();
        }
        let mut state = lock(&self.state);
        state.waker = Some(context.waker().clone());
        state.fetched.take().map_or(Poll::Pending, Poll::Ready)
    }
}

impl Drop for OnThread {
    fn drop(&mut self) {
        self.cancellation.cancel();
    }
}

/// Where a thread puts what it read: the first thing counts. Dropped without, as when a transport panics, it puts that
/// nothing came.
struct Outcome(Arc<Mutex<State>>);

impl Outcome {
    fn set(&self, fetched: Fetched) {
        let mut state = lock(&self.0);
        state.fetched.get_or_insert(fetched);
        let waker = state.waker.take();
        drop(state);
        waker.into_iter().for_each(Waker::wake);
    }
}

impl Drop for Outcome {
    fn drop(&mut self) {
        self.set(Fetched::Unreachable(UnreachableReason::Closed));
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
