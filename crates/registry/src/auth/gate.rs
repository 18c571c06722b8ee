//! One at a time, for futures: what many requests need at once is fetched once.

use std::future::poll_fn;
use std::sync::{Mutex, PoisonError};
use std::task::{Poll, Waker};

/// A gate that one passes and the others wait at. It wants no runtime.
#[derive(Debug, Default)]
pub(super) struct Gate(Mutex<Queue>);

#[derive(Debug, Default)]
struct Queue {
    is_taken: bool,
    waiting: Vec<Waker>,
}

impl Gate {
    /// Waits until nobody is inside.
    pub(super) async fn pass(&self) -> Inside<'_> {
        poll_fn(|context| {
            let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if queue.is_taken {
                if !queue.waiting.iter().any(|waiting| waiting.will_wake(context.waker())) {
                    queue.waiting.push(context.waker().clone());
                }
                return Poll::Pending;
            }
            queue.is_taken = true;
            Poll::Ready(Inside(self))
        })
        .await
    }
}

/// Being inside; leaving by being dropped, also when what was done inside is given up.
pub(super) struct Inside<'g>(&'g Gate);

impl Drop for Inside<'_> {
    /// Wakes all who wait: one of them alone may have been dropped meanwhile, and nobody would come after it.
    fn drop(&mut self) {
        let mut queue = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        queue.is_taken = false;
        let waiting = std::mem::take(&mut queue.waiting);
        drop(queue);
        waiting.into_iter().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn one_is_inside_at_a_time() {
        let (gate, inside) = (Arc::new(Gate::default()), Arc::new(AtomicUsize::new(0)));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    countersign_transport::block_on(async {
                        let _inside = gate.pass().await;
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        std::thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                    });
                });
            }
        });
    }
}
