use std::future::poll_fn;
use std::task::{Context, Poll};

use countersign_oci::{Fetched, ReadId, ReadRequest};

use crate::BoxFuture;

/// Whatever answers reads.
pub(super) trait Reads: Sync {
    /// The answer to one read. `is_alone`: nothing else is to be read meanwhile.
    fn read<'a>(&'a self, request: ReadRequest, is_alone: bool) -> BoxFuture<'a, Fetched>;
}

/// The reads that are under way, in the order in which the session wants them.
pub(super) struct Flight<'r, R> {
    reads: &'r R,
    under_way: Vec<(ReadId, BoxFuture<'r, Fetched>)>,
}

impl<'r, R: Reads> Flight<'r, R> {
    pub(super) fn new(reads: &'r R) -> Self {
        Self { reads, under_way: Vec::new() }
    }

    /// Drops what is not wanted any more and begins what is, as far as there is room.
    pub(super) fn align(&mut self, wanted: &[ReadRequest], concurrency: usize) {
        let place = |id: ReadId| wanted.iter().position(|request| request.id() == id);
        self.under_way.retain(|(id, _)| place(*id).is_some());
        let is_alone = wanted.len().min(concurrency) == 1 && self.under_way.is_empty();
        for request in wanted {
            if self.under_way.len() >= concurrency {
                break;
            }
            if !self.under_way.iter().any(|(id, _)| *id == request.id()) {
                self.under_way.push((request.id(), self.reads.read(request.clone(), is_alone)));
            }
        }
        self.under_way.sort_by_key(|(id, _)| place(*id));
    }

    /// Waits for an answer, and takes with it those that are there too.
    pub(super) async fn arrive(&mut self) -> Vec<(ReadId, Fetched)> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Vec<(ReadId, Fetched)>> {
        let mut arrived = Vec::new();
        self.under_way.retain_mut(|(id, future)| match future.as_mut().poll(context) {
            Poll::Ready(fetched) => {
                arrived.push((*id, fetched));
                false
            }
            Poll::Pending => true,
        });
        if arrived.is_empty() { Poll::Pending } else { Poll::Ready(arrived) }
    }
}
