//! Work that waits, moved to a thread of its own, so that whoever polls is not held up.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;

/// Starts the work, and is ready with its result when it is done; `None` where the work panicked.
///
/// # Errors
/// Where no thread can be started.
pub(super) fn offload<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<impl Future<Output = Option<T>> + Send> {
    let shared = Arc::new(Mutex::new(State { result: None, done: false, waker: None }));
    let sender = Sender(Arc::clone(&shared));
    let run = move || {
        let result = work();
        sender.update(|state| state.result = Some(result));
    };
    thread::Builder::new().name("credential-helper".to_owned()).spawn(run)?;
    Ok(Receiver(shared))
}

struct State<T> {
    result: Option<T>,
    done: bool,
    waker: Option<Waker>,
}

struct Sender<T>(Arc<Mutex<State<T>>>);

impl<T> Sender<T> {
    fn update(&self, change: impl FnOnce(&mut State<T>)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Done or panicked: either way nobody waits for ever.
impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut waker = None;
        self.update(|state| {
            state.done = true;
            waker = state.waker.take();
        });
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

struct Receiver<T>(Arc<Mutex<State<T>>>);

impl<T> Future for Receiver<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.done {
            return Poll::Ready(state.result.take());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}
