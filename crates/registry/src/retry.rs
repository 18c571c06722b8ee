//! When a request is sent again.

mod after;

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

const ATTEMPTS: NonZeroU32 = NonZeroU32::MIN.saturating_add(3);
const BASE: Duration = Duration::from_millis(250);
const CAP: Duration = Duration::from_secs(10);
const MAX_RETRY_AFTER: Duration = Duration::from_secs(30);

/// How often, and after what pauses, a request that may be repeated is sent again when the registry is busy or the
/// connection breaks.
///
/// The pause doubles with every attempt up to a cap, and a random half of it is left away, so that many clients do not come
/// back in one moment. What `Retry-After` asks for is waited out instead; where it asks for more than the policy allows
/// the request is given up at once, as an earlier one would be against what the registry asked.
#[derive(Clone)]
pub struct RetryPolicy {
    attempts: NonZeroU32,
    base: Duration,
    cap: Duration,
    max_retry_after: Duration,
    jitter: Arc<dyn Fn() -> u64 + Send + Sync>,
}

impl RetryPolicy {
    /// Four attempts, the first pause 250 ms, none longer than 10 s, `Retry-After` up to 30 s.
    pub fn new() -> Self {
        Self {
            attempts: ATTEMPTS,
            base: BASE,
            cap: CAP,
            max_retry_after: MAX_RETRY_AFTER,
            jitter: Arc::new(some_number),
        }
    }

    /// One attempt.
    pub fn never() -> Self {
        Self::new().with_attempts(NonZeroU32::MIN)
    }

    /// How often a request is sent at most, the first time included.
    #[must_use]
    pub fn with_attempts(mut self, attempts: NonZeroU32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The first pause, and the longest.
    #[must_use]
    pub fn with_pauses(mut self, first: Duration, longest: Duration) -> Self {
        (self.base, self.cap) = (first, longest);
        self
    }

    /// The longest `Retry-After` that is waited out.
    #[must_use]
    pub fn with_max_retry_after(mut self, longest: Duration) -> Self {
        self.max_retry_after = longest;
        self
    }

    /// Where the numbers come from that shorten the pauses. They need not be secret.
    #[must_use]
    pub fn with_jitter(mut self, jitter: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.jitter = Arc::new(jitter);
        self
    }

    /// A number as the jitter has it, for other pauses than these.
    pub(crate) fn random(&self) -> u64 {
        (self.jitter)()
    }

    /// How long to wait after so many attempts; none: not again.
    pub(crate) fn pause_after(&self, attempts: u32, retry_after: Option<&str>) -> Option<Duration> {
        if attempts >= self.attempts.get() {
            return None;
        }
        let asked = retry_after.and_then(|value| after::parse(value, SystemTime::now()));
        match asked {
            Some(asked) => Some(asked).filter(|asked| *asked <= self.max_retry_after),
            None => Some(self.jittered(self.backoff(attempts))),
        }
    }

    fn backoff(&self, attempts: u32) -> Duration {
        let factor = 1u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        self.base.saturating_mul(factor).min(self.cap)
    }

    /// Between half and all of it.
    fn jittered(&self, pause: Duration) -> Duration {
        let thousandths = u32::try_from((self.jitter)() % 501).unwrap_or(0);
        (pause / 1000).saturating_mul(1000 - thousandths)
    }
}

/// Statuses after which the same request may succeed (RFC 9110 §15.6, RFC 6585 §4).
pub(crate) fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

/// Every `RandomState` has keys of its own.
fn some_number() -> u64 {
    RandomState::new().build_hasher().finish()
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryPolicy")
            .field("attempts", &self.attempts)
            .field("base", &self.base)
            .field("cap", &self.cap)
            .field("max_retry_after", &self.max_retry_after)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_jitter() -> RetryPolicy {
        RetryPolicy::new().with_jitter(|| 0)
    }

    #[test]
    fn pauses_double_up_to_the_cap() {
        let policy = without_jitter().with_attempts(NonZeroU32::MAX);
        let millis = |attempts| policy.pause_after(attempts, None).unwrap().as_millis();
        assert_eq!([1, 2, 3, 6, 7, 90].map(millis), [250, 500, 1000, 8000, 10_000, 10_000]);
    }

    #[test]
    fn jitter_leaves_away_at_most_half() {
        let shortest = RetryPolicy::new().with_jitter(|| 500).pause_after(1, None);
        assert_eq!(shortest, Some(Duration::from_millis(125)));
    }

    #[test]
    fn the_last_attempt_is_the_last() {
        assert!(without_jitter().pause_after(3, None).is_some());
        assert_eq!(without_jitter().pause_after(4, Some("1")), None);
        assert_eq!(RetryPolicy::never().pause_after(1, None), None);
    }

    #[test]
    fn what_the_registry_asks_for_is_waited_out_or_nothing_is() {
        assert_eq!(without_jitter().pause_after(1, Some("30")), Some(Duration::from_secs(30)));
        assert_eq!(without_jitter().pause_after(1, Some("31")), None);
        assert_eq!(without_jitter().pause_after(1, Some("soon")), Some(Duration::from_millis(250)));
    }
}
