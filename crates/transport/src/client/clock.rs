//! The time that an exchange has spent waiting.

use std::time::{Duration, Instant};

use crate::Limits;

/// Counts only time spent waiting for the other side: what a caller does between two pieces of a body is its own.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    limits: Limits,
    moved: u64,
    spent: Duration,
}

impl Clock {
    /// For an exchange that sends so many bytes.
    pub(super) fn new(limits: &Limits, sends: u64) -> Self {
        Self { limits: limits.clone(), moved: sends, spent: Duration::ZERO }
    }

    /// What is left; `None` once it is over.
    pub(super) fn left(&self) -> Option<Duration> {
        let left = self.limits.time_for(self.moved).saturating_sub(self.spent);
        Some(left).filter(|left| !left.is_zero())
    }

    /// The most that the next piece of a body may take; `None` once it is over.
    pub(super) fn left_for_a_piece(&self) -> Option<Duration> {
        self.left().map(|left| left.min(self.limits.read_time()))
    }

    /// Waits for some work.
    pub(super) async fn measure<T>(&mut self, work: impl Future<Output = T>) -> T {
        let started = Instant::now();
        let outcome = work.await;
        self.spent = self.spent.saturating_add(started.elapsed());
        outcome
    }

    /// Grants the time for bytes that came.
    pub(super) fn received(&mut self, bytes: usize) {
        self.moved = self.moved.saturating_add(bytes as u64);
    }
}
