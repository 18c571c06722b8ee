//! The times at which a path must be valid.

use countersign_time::{UnixTime, Validity};

/// The times at which every certificate of a path must be valid: at least one.
///
/// A window of validity has no holes, so it holds every one of several times if it holds the earliest and the latest:
/// these are what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Times {
    earliest: UnixTime,
    latest: UnixTime,
}

impl Times {
    /// One time.
    #[must_use]
    pub fn at(time: UnixTime) -> Self {
        Self { earliest: time, latest: time }
    }

    /// The same and one more.
    #[must_use]
    pub fn and(self, time: UnixTime) -> Self {
        Self { earliest: self.earliest.min(time), latest: self.latest.max(time) }
    }

    /// All of a list; `None` where it is empty, for then there is nothing at which a path could be valid.
    #[must_use]
    pub fn all(times: impl IntoIterator<Item = UnixTime>) -> Option<Self> {
        let mut times = times.into_iter();
        let first = Self::at(times.next()?);
        Some(times.fold(first, Self::and))
    }

    /// The earliest of them.
    #[must_use]
    pub fn earliest(&self) -> UnixTime {
        self.earliest
    }

    /// The latest of them.
    #[must_use]
    pub fn latest(&self) -> UnixTime {
        self.latest
    }

    /// Whether a window holds all of them; if not, the first that it does not hold and on which side.
    pub(crate) fn within(&self, validity: Validity) -> Result<(), Outside> {
        if self.earliest < validity.not_before() {
            return Err(Outside::Before(self.earliest));
        }
        if self.latest > validity.not_after() {
            return Err(Outside::After(self.latest));
        }
        Ok(())
    }
}

impl From<UnixTime> for Times {
    fn from(time: UnixTime) -> Self {
        Self::at(time)
    }
}

/// A time outside of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outside {
    /// It lies before the window.
    Before(UnixTime),
    /// It lies after the window.
    After(UnixTime),
}
