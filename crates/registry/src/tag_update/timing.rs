//! How long a writer waits, and how it keeps out of step with the others.

use std::time::Duration;

/// How an update goes on where the registry does not compare before it replaces.
///
/// The defaults: at least 500 ms and at least four times the writer's own worst read-to-write time between a write and the
/// look whether it still stands, but no more than 30 s; a random part of up to as long again; at most 100 writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagUpdateOptions {
    shortest_wait: Duration,
    longest_wait: Duration,
    factor: u32,
    rounds: u32,
}

impl TagUpdateOptions {
    /// The defaults.
    pub const fn new() -> Self {
        Self {
            shortest_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(30),
            factor: 4,
            rounds: 100,
        }
    }

    /// The same, waiting at least this long before looking whether a write still stands. It must be longer than any other
    /// writer takes from reading the tag to writing it: a shorter wait loses entries, a longer one costs only time.
    #[must_use]
    pub const fn with_shortest_wait(mut self, shortest: Duration) -> Self {
        self.shortest_wait = shortest;
        self
    }

    /// The same, waiting at least so many times the writer's own worst read-to-write time, up to 30 s.
    #[must_use]
    pub const fn with_factor(mut self, factor: u32) -> Self {
        self.factor = factor;
        self
    }

    /// The same, with at most so many writes. 0 is taken as 1.
    #[must_use]
    pub const fn with_rounds(mut self, rounds: u32) -> Self {
        self.rounds = if rounds == 0 { 1 } else { rounds };
        self
    }

    pub(super) const fn rounds(&self) -> u32 {
        self.rounds
    }
}

impl Default for TagUpdateOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// What one writer has learnt about the time that things take, and the waits that follow from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    options: TagUpdateOptions,
    worst: Duration,
    losses: u32,
}

/// Up to this many losses each doubles the range that the random part of a wait is drawn from.
const MAX_DOUBLINGS: u32 = 5;
/// The least that a random wait is drawn from, whatever the exchanges take.
const LEAST_SPREAD: Duration = Duration::from_millis(10);

impl Pace {
    pub(super) const fn new(options: TagUpdateOptions) -> Self {
        Self { options, worst: Duration::ZERO, losses: 0 }
    }

    /// Takes note of how long it took from sending the read to having the answer to the write.
    pub(super) fn took(&mut self, read_to_write: Duration) {
        self.worst = self.worst.max(read_to_write);
    }

    /// Takes note of another writer's having come in between.
    pub(super) fn lost(&mut self) {
        self.losses = self.losses.saturating_add(1);
    }

    /// How old what was read may be when it is written.
    pub(super) fn patience(&self) -> Duration {
        self.options.shortest_wait / 4
    }

    /// How long to wait before looking whether a write still stands. `random` is uniform.
    pub(super) fn settle(&self, random: u64) -> Duration {
        let needed = self.worst.saturating_mul(self.options.factor);
        let wait = needed.max(self.options.shortest_wait).min(self.options.longest_wait);
        wait.saturating_add(part(self.doubled(wait / 2), random))
    }

    /// How long to wait before trying again what another writer's write has made void. `random` is uniform.
    pub(super) fn back_off(&self, random: u64) -> Duration {
        part(self.doubled(self.worst.max(LEAST_SPREAD)), random)
    }

    fn doubled(&self, spread: Duration) -> Duration {
        let times = 1_u32 << self.losses.min(MAX_DOUBLINGS);
        spread.saturating_mul(times).min(self.options.longest_wait)
    }
}

/// A part of the whole, uniform where `random` is. Longer than 584 years is not waited.
fn part(whole: Duration, random: u64) -> Duration {
    let nanos = (u128::from(random) * whole.as_nanos()) >> 64;
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace() -> Pace {
        Pace::new(TagUpdateOptions::new().with_shortest_wait(Duration::from_millis(100)))
    }

    #[test]
    fn waits_longer_than_the_worst_read_to_write_time() {
        let mut pace = pace();
        assert_eq!(pace.settle(0), Duration::from_millis(100));
        pace.took(Duration::from_millis(300));
        pace.took(Duration::from_millis(20));
        assert_eq!(pace.settle(0), Duration::from_millis(1200));
    }

    #[test]
    fn each_loss_doubles_what_the_jitter_is_drawn_from_up_to_a_cap() {
        let mut pace = pace();
        let mut last = pace.settle(u64::MAX);
        for _ in 0..MAX_DOUBLINGS {
            pace.lost();
            let next = pace.settle(u64::MAX);
            assert!(next > last);
            last = next;
        }
        pace.lost();
        assert_eq!(pace.settle(u64::MAX), last);
        assert!(last <= TagUpdateOptions::new().longest_wait * 2);
    }

    #[test]
    fn a_part_is_never_more_than_the_whole() {
        let whole = Duration::from_secs(3);
        assert_eq!(part(whole, 0), Duration::ZERO);
        assert!(part(whole, u64::MAX) < whole);
        assert_eq!(part(whole, 1 << 63), whole / 2);
    }
}
