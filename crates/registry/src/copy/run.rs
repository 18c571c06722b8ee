//! A few things at once.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::thread;

use countersign_transport::block_on;

use crate::BoxFuture;

/// How several futures are run at once.
#[derive(Clone, Copy, Debug)]
pub(super) enum Runner {
    /// Polled by whoever polls this.
    Futures,
    /// Each on a thread of its own, for futures that wait instead of being woken.
    Threads,
}

impl Runner {
    /// The outcomes, in the order of the jobs, no more than `limit` of which are under way at a time.
    pub(super) async fn all<T: Send>(self, limit: usize, jobs: Vec<BoxFuture<'_, T>>) -> Vec<T> {
        match self {
            _ if jobs.len() < 2 => one_after_the_other(jobs).await,
            Self::Futures => Flight::new(jobs, limit).finish().await,
            Self::Threads => on_threads(limit, jobs),
        }
    }
}

async fn one_after_the_other<T>(jobs: Vec<BoxFuture<'_, T>>) -> Vec<T> {
    let mut outcomes = Vec::new();
    for job in jobs {
        outcomes.push(job.await);
    }
    outcomes
}

struct Flight<'j, T> {
    waiting: VecDeque<(usize, BoxFuture<'j, T>)>,
    under_way: Vec<(usize, BoxFuture<'j, T>)>,
    outcomes: Vec<(usize, T)>,
    limit: usize,
}

impl<'j, T> Flight<'j, T> {
    fn new(jobs: Vec<BoxFuture<'j, T>>, limit: usize) -> Self {
        let waiting = jobs.into_iter().enumerate().collect();
        Self { waiting, under_way: Vec::new(), outcomes: Vec::new(), limit }
    }

    async fn finish(mut self) -> Vec<T> {
        poll_fn(|context| self.poll(context)).await;
        in_order(self.outcomes)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            while self.under_way.len() < self.limit.max(1) {
                let Some(job) = self.waiting.pop_front() else { break };
                self.under_way.push(job);
            }
            let before = self.under_way.len();
            self.under_way.retain_mut(|(place, job)| match job.as_mut().poll(context) {
                Poll::Ready(outcome) => {
                    self.outcomes.push((*place, outcome));
                    false
                }
                Poll::Pending => true,
            });
            if self.under_way.is_empty() && self.waiting.is_empty() {
                return Poll::Ready(());
            }
            // Those that take the places of what has ended are polled too, or nobody would wake them.
            if self.under_way.len() == before || self.waiting.is_empty() {
                return Poll::Pending;
            }
        }
    }
}

fn on_threads<T: Send>(limit: usize, jobs: Vec<BoxFuture<'_, T>>) -> Vec<T> {
    let threads = limit.clamp(1, jobs.len().max(1));
    let waiting: Mutex<VecDeque<_>> = Mutex::new(jobs.into_iter().enumerate().collect());
    let outcomes = Mutex::new(Vec::new());
    let work = || {
        // The lock is not held while a job runs.
        while let Some((place, job)) = next(&waiting) {
            let outcome = block_on(job);
            lock(&outcomes).push((place, outcome));
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // Where no more threads are to be had, those that are do all.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    in_order(outcomes.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn next<T>(waiting: &Mutex<VecDeque<T>>) -> Option<T> {
    lock(waiting).pop_front()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn in_order<T>(mut outcomes: Vec<(usize, T)>) -> Vec<T> {
    outcomes.sort_by_key(|(place, _)| *place);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}
