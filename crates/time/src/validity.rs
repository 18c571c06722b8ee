//! A window of time.

use core::fmt;

use crate::UnixTime;

/// A window of time in which something may be used, both ends included (RFC 5280 §4.1.2.5). Ends are exact moments:
/// half a second behind a `not_after` of whole seconds lies outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Validity {
    not_before: UnixTime,
    not_after: UnixTime,
}

impl Validity {
    /// A window from `not_before` to `not_after`; they may be equal.
    ///
    /// # Errors
    /// [`ValidityError::Inverted`].
    pub fn new(not_before: UnixTime, not_after: UnixTime) -> Result<Self, ValidityError> {
        if not_before > not_after {
            return Err(ValidityError::Inverted);
        }
        Ok(Self { not_before, not_after })
    }

    /// The first moment inside.
    #[must_use]
    pub fn not_before(&self) -> UnixTime {
        self.not_before
    }

    /// The last moment inside.
    #[must_use]
    pub fn not_after(&self) -> UnixTime {
        self.not_after
    }

    /// Whether a moment lies inside.
    #[must_use]
    pub fn contains(&self, time: UnixTime) -> bool {
        self.not_before <= time && time <= self.not_after
    }
}

impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.not_before, self.not_after)
    }
}

/// Why two times bound no window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValidityError {
    /// The window would end before it begins.
    #[error("the validity ends before it begins")]
    Inverted,
}
