//! A point in time.

use core::time::Duration;

use crate::{TimeError, civil::Civil};

const NANOSECONDS: u32 = 1_000_000_000;

/// A point in time between the years 0 and 9999: seconds since 1970-01-01T00:00:00Z, leap seconds not counted, and
/// nanoseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct UnixTime {
    seconds: i64,
    nanoseconds: u32,
}

impl UnixTime {
    /// The point `seconds` and `nanoseconds` after 1970-01-01T00:00:00Z; negative seconds are before it, nanoseconds
    /// always go forward.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`], [`TimeError::Nanoseconds`].
    pub fn new(seconds: i64, nanoseconds: u32) -> Result<Self, TimeError> {
        if nanoseconds >= NANOSECONDS {
            return Err(TimeError::Nanoseconds { nanoseconds });
        }
        match Civil::from_seconds(seconds) {
            Some(_) => Ok(Self { seconds, nanoseconds }),
            None => Err(TimeError::OutOfRange),
        }
    }

    /// A whole second.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`].
    pub fn from_seconds(seconds: i64) -> Result<Self, TimeError> {
        Self::new(seconds, 0)
    }

    /// Seconds since 1970-01-01T00:00:00Z, rounded down.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.seconds
    }

    /// Nanoseconds after that second, below a billion.
    #[must_use]
    pub fn nanoseconds(&self) -> u32 {
        self.nanoseconds
    }

    /// The same second, without its fraction.
    #[must_use]
    pub fn truncated_to_seconds(self) -> Self {
        Self { nanoseconds: 0, ..self }
    }

    /// Later by `duration`; `None` beyond year 9999.
    #[must_use]
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        let nanoseconds = self.nanoseconds + duration.subsec_nanos();
        let seconds = self.seconds.checked_add(i64::try_from(duration.as_secs()).ok()?)?;
        let seconds = seconds.checked_add(i64::from(nanoseconds / NANOSECONDS))?;
        Self::new(seconds, nanoseconds % NANOSECONDS).ok()
    }

    /// Earlier by `duration`; `None` before year 0.
    #[must_use]
    pub fn checked_sub(self, duration: Duration) -> Option<Self> {
        let borrow = duration.subsec_nanos() > self.nanoseconds;
        let nanoseconds = self.nanoseconds + if borrow { NANOSECONDS } else { 0 } - duration.subsec_nanos();
        let seconds = self.seconds.checked_sub(i64::try_from(duration.as_secs()).ok()?)?;
        Self::new(seconds.checked_sub(i64::from(borrow))?, nanoseconds).ok()
    }

    /// The date in UTC. The constructors admit only seconds that have one.
    pub(crate) fn civil(self) -> Civil {
        const EPOCH: Civil = Civil { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
        Civil::from_seconds(self.seconds).unwrap_or(EPOCH)
    }
}

#[cfg(feature = "std")]
impl TryFrom<std::time::SystemTime> for UnixTime {
    type Error = TimeError;

    fn try_from(time: std::time::SystemTime) -> Result<Self, TimeError> {
        const EPOCH: UnixTime = UnixTime { seconds: 0, nanoseconds: 0 };
        let moved = match time.duration_since(std::time::UNIX_EPOCH) {
            Ok(after) => EPOCH.checked_add(after),
            Err(before) => EPOCH.checked_sub(before.duration()),
        };
        moved.ok_or(TimeError::OutOfRange)
    }
}
