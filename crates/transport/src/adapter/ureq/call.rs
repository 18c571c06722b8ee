//! What one call of ureq and the connections that it uses tell each other.
//!
//! A call runs on one thread from its start to its end, and ureq hands a connection nothing of ours. So what belongs to
//! the call is kept with the thread. Calls nest where the body that one sends is an answer that another reads.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use crate::Dialled;

/// What the connections must know of the call that uses them, and what it learns from them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    /// When it must be over.
    pub(super) deadline: Option<Instant>,
    /// How long making a connection may take.
    pub(super) connect_time: Duration,
    /// Where the connection goes over which the request was written.
    pub(super) dialled: Dialled,
    /// Whether the server stopped reading before it had the whole body. It may have answered all the same.
    pub(super) cut: bool,
}

thread_local! {
    static CALLS: RefCell<Vec<Call>> = const { RefCell::new(Vec::new()) };
}

impl Call {
    /// A call that must be over within a time.
    pub(super) fn within(time: Duration, connect_time: Duration) -> Self {
        let deadline = Instant::now().checked_add(time);
        Self { deadline, connect_time, dialled: Dialled::Unknown, cut: false }
    }

    /// Runs the call, and says what became of it.
    pub(super) fn run<T>(self, work: impl FnOnce() -> T) -> (T, Self) {
        CALLS.with_borrow_mut(|calls| calls.push(self));
        let done = Ended;
        let result = work();
        let call = current().unwrap_or(self);
        drop(done);
        (result, call)
    }
}

/// Ends the innermost call, also where it panics.
struct Ended;

impl Drop for Ended {
    fn drop(&mut self) {
        CALLS.with_borrow_mut(Vec::pop);
    }
}

fn current() -> Option<Call> {
    CALLS.with_borrow(|calls| calls.last().copied())
}

/// When what this thread does must be over.
pub(super) fn deadline() -> Option<Instant> {
    current().and_then(|call| call.deadline)
}

/// When a connection that this thread makes must stand.
pub(super) fn connect_deadline() -> Option<Instant> {
    let call = current()?;
    let connect = Instant::now().checked_add(call.connect_time);
    [call.deadline, connect].into_iter().flatten().min()
}

/// Whether the server stopped reading what this thread sends.
pub(super) fn is_cut() -> bool {
    current().is_some_and(|call| call.cut)
}

/// Notes where the request goes that is being written.
pub(super) fn note_dialled(dialled: Dialled) {
    change(|call| call.dialled = dialled);
}

/// Notes that the server stopped reading.
pub(super) fn note_cut() {
    change(|call| call.cut = true);
}

fn change(change: impl FnOnce(&mut Call)) {
    CALLS.with_borrow_mut(|calls| calls.last_mut().map(change));
}
