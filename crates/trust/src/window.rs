//! Since when, and until when, something is believed.

use core::fmt;

use countersign_encoding::json::Object;
use countersign_time::UnixTime;

use crate::{AuthorityError, WindowEnd, shape::text};

/// A window of time whose ends belong to it; it may have no end.
///
/// ```text
/// message TimeRange { Timestamp start = 1; optional Timestamp end = 2; }   // sigstore_common.proto
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ValidFor {
    start: UnixTime,
    end: Option<UnixTime>,
}

impl ValidFor {
    /// The first moment inside.
    #[must_use]
    pub fn start(&self) -> UnixTime {
        self.start
    }

    /// The last moment inside, if there is one.
    #[must_use]
    pub fn end(&self) -> Option<UnixTime> {
        self.end
    }

    /// Whether a moment lies inside.
    #[must_use]
    pub fn contains(&self, time: UnixTime) -> bool {
        self.start <= time && self.end.is_none_or(|end| time <= end)
    }

    pub(crate) fn read(range: &Object<'_>) -> Result<Self, AuthorityError> {
        let start = moment(range, "start", WindowEnd::Start)?.ok_or(AuthorityError::NoStart)?;
        let end = moment(range, "end", WindowEnd::End)?;
        if end.is_some_and(|end| end < start) {
            return Err(AuthorityError::Inverted);
        }
        Ok(Self { start, end })
    }
}

impl fmt::Display for ValidFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.end {
            Some(end) => write!(f, "{} to {end}", self.start),
            None => write!(f, "since {}", self.start),
        }
    }
}

/// A text that is there and empty is no moment: what is meant as an end is never taken for none.
fn moment(
    range: &Object<'_>,
    name: &'static str,
    which: WindowEnd,
) -> Result<Option<UnixTime>, AuthorityError> {
    let parse = |text| UnixTime::parse_rfc3339(text).map_err(|reason| AuthorityError::Time { which, reason });
    text(range, name).map(parse).transpose()
}
