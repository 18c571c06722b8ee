//! Until when something may last.

mod cancellation;

use std::time::{Duration, Instant};

pub use cancellation::{Cancellation, Cancelled};

use crate::TransportError;

/// A moment after which nothing is waited for any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// So long after now.
    #[must_use]
    pub fn after(time: Duration) -> Self {
        Self(Instant::now().checked_add(time))
    }

    /// No such moment.
    #[must_use]
    pub const fn never() -> Self {
        Self(None)
    }

    /// How long it is until then: zero if it has passed, `None` if it never will.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        self.0.map(|moment| moment.saturating_duration_since(Instant::now()))
    }

    /// Whether it has passed.
    #[must_use]
    pub fn has_passed(&self) -> bool {
        self.remaining().is_some_and(|left| left.is_zero())
    }
}

/// Until when something may last: a deadline, and someone who may cancel before.
///
/// Both are looked at before each request, between the pieces of a body, and while waiting.
#[derive(Clone, Debug)]
pub struct Until {
    deadline: Deadline,
    cancellation: Cancellation,
}

impl Until {
    /// Until the deadline, or until cancelled.
    #[must_use]
    pub fn new(deadline: Deadline, cancellation: Cancellation) -> Self {
        Self { deadline, cancellation }
    }

    /// Without an end.
    #[must_use]
    pub fn never() -> Self {
        Self::new(Deadline::never(), Cancellation::new())
    }

    /// Until the deadline.
    #[must_use]
    pub fn deadline(deadline: Deadline) -> Self {
        Self::new(deadline, Cancellation::new())
    }

    /// How long it is until the deadline: zero if it has passed, `None` if it never will.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        self.deadline.remaining()
    }

    /// This long, or until the deadline where that is sooner.
    pub(crate) fn at_most(&self, time: Duration) -> Duration {
        self.remaining().map_or(time, |left| left.min(time))
    }

    /// Who may cancel.
    #[must_use]
    pub fn cancellation(&self) -> &Cancellation {
        &self.cancellation
    }

    /// Whether there is time left.
    ///
    /// # Errors
    /// [`TransportError::Cancelled`], [`TransportError::Deadline`].
    pub fn check(&self) -> Result<(), TransportError> {
        if self.cancellation.is_cancelled() {
            return Err(TransportError::Cancelled);
        }
        if self.deadline.has_passed() { Err(TransportError::Deadline) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_cut_by_a_sooner_deadline_alone() {
        let (short, long) = (Duration::from_secs(1), Duration::from_secs(1000));
        let until = |time| Until::deadline(Deadline::after(time));
        assert_eq!(Until::never().at_most(short), short);
        assert_eq!(until(long).at_most(short), short);
        assert!(until(short).at_most(long) <= short);
        assert_eq!(until(Duration::ZERO).at_most(long), Duration::ZERO);
    }
}
