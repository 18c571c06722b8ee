//! A point in time.

use alloc::{
    format,
    string::{String, ToString},
};
use core::{fmt, str::FromStr, time::Duration};

use crate::{
    TimeError,
    asn1::{self, Zeros},
    civil::{self, Civil},
    rfc3339,
};

const NANOSECONDS: u32 = 1_000_000_000;

/// A point in time: seconds since 1970-01-01T00:00:00Z without leap seconds, and nanoseconds, in the years 0 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct UnixTime {
    /// Rounded down, so that times before 1970 have nanoseconds that count up too.
    seconds: i64,
    nanoseconds: u32,
}

impl UnixTime {
    /// The first moment: `0000-01-01T00:00:00Z`.
    pub const MIN: Self = Self { seconds: civil::FIRST, nanoseconds: 0 };

    /// The last moment: `9999-12-31T23:59:59.999999999Z`.
    pub const MAX: Self = Self { seconds: civil::LAST, nanoseconds: NANOSECONDS - 1 };

    /// `seconds` since 1970 (negative before), and `nanoseconds` after that second began.
    ///
    /// # Errors
    /// [`TimeError::YearOutOfRange`], or [`TimeError::Nanoseconds`] from 1 000 000 000 on.
    pub fn new(seconds: i64, nanoseconds: u32) -> Result<Self, TimeError> {
        if nanoseconds >= NANOSECONDS {
            return Err(TimeError::Nanoseconds { actual: nanoseconds });
        }
        if !(civil::FIRST..=civil::LAST).contains(&seconds) {
            return Err(TimeError::YearOutOfRange);
        }
        Ok(Self { seconds, nanoseconds })
    }

    /// A whole second, counted from 1970.
    ///
    /// # Errors
    /// [`TimeError::YearOutOfRange`].
    pub fn from_seconds(seconds: i64) -> Result<Self, TimeError> {
        Self::new(seconds, 0)
    }

    /// Seconds since 1970, rounded down.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.seconds
    }

    /// Nanoseconds since that second began, less than 1 000 000 000.
    #[must_use]
    pub fn nanoseconds(&self) -> u32 {
        self.nanoseconds
    }

    /// Reads a `date-time` of RFC 3339 §5.6, such as `2025-06-01T14:00:00.5+02:00`. `T` and `Z` may be lower case, a
    /// space in place of `T` is refused. The fraction has at most 9 digits. `-00:00` is UTC.
    ///
    /// # Errors
    /// [`TimeError`]; a leap second is [`TimeError::LeapSecond`], and an offset can lead out of the years 0 to 9999.
    pub fn parse_rfc3339(text: &str) -> Result<Self, TimeError> {
        rfc3339::parse(text.as_bytes())
    }

    /// The time as RFC 3339 text in UTC with `Z`; with a fraction if there is one, without zeros at its end.
    #[must_use]
    pub fn to_rfc3339(&self) -> String {
        self.to_string()
    }

    /// Reads the contents of a DER `UTCTime` (RFC 5280 §4.1.2.5.1): `YYMMDDHHMMSSZ`. Years from `50` on are of the
    /// 20th century, others of the 21st.
    ///
    /// # Errors
    /// [`TimeError`].
    pub fn from_utc_time(contents: &[u8]) -> Result<Self, TimeError> {
        asn1::parse_utc_time(contents)
    }

    /// Reads the contents of a DER `GeneralizedTime`: `YYYYMMDDHHMMSSZ`, with a fraction of 1 to 9 digits that does
    /// not end in zero (RFC 3161 §2.4.2, X.690 §11.7). Certificates and CRLs allow no fraction (RFC 5280 §4.1.2.5.2):
    /// there has been one exactly if [`UnixTime::nanoseconds`] is not 0.
    ///
    /// # Errors
    /// [`TimeError`].
    pub fn from_generalized_time(contents: &[u8]) -> Result<Self, TimeError> {
        asn1::parse_generalized_time(contents, Zeros::Refused)
    }

    /// The same, where a fraction may end in zeros: timestamping authorities that always write milliseconds do so. It is no
    /// DER; whoever reads it must keep the bytes, which are what is signed.
    ///
    /// # Errors
    /// [`TimeError`]; never [`TimeError::FractionTrailingZero`].
    pub fn from_generalized_time_with_zeros(contents: &[u8]) -> Result<Self, TimeError> {
        asn1::parse_generalized_time(contents, Zeros::Tolerated)
    }

    /// The contents of a DER `GeneralizedTime`, with a fraction only if there is one.
    #[must_use]
    pub fn to_generalized_time(&self) -> String {
        let Civil { year, month, day, hour, minute, second } = self.civil();
        format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}{}Z", self.fraction())
    }

    /// Later by a duration; `None` beyond year 9999.
    #[must_use]
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        let nanoseconds = self.nanoseconds + duration.subsec_nanos();
        let carry = i64::from(nanoseconds / NANOSECONDS);
        let seconds =
            self.seconds.checked_add(i64::try_from(duration.as_secs()).ok()?)?.checked_add(carry)?;
        Self::new(seconds, nanoseconds % NANOSECONDS).ok()
    }

    /// Earlier by a duration; `None` before year 0.
    #[must_use]
    pub fn checked_sub(self, duration: Duration) -> Option<Self> {
        let nanoseconds = self.nanoseconds + NANOSECONDS - duration.subsec_nanos();
        let borrow = 1 - i64::from(nanoseconds / NANOSECONDS);
        let seconds =
            self.seconds.checked_sub(i64::try_from(duration.as_secs()).ok()?)?.checked_sub(borrow)?;
        Self::new(seconds, nanoseconds % NANOSECONDS).ok()
    }

    /// The beginning of the second.
    #[must_use]
    pub fn truncated_to_seconds(self) -> Self {
        Self { nanoseconds: 0, ..self }
    }

    fn civil(&self) -> Civil {
        const FIRST: Civil = Civil { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
        // Always some: the constructor has checked the range.
        Civil::from_seconds(self.seconds).unwrap_or(FIRST)
    }

    /// A point and digits, or nothing.
    fn fraction(&self) -> String {
        if self.nanoseconds == 0 {
            return String::new();
        }
        format!(".{:09}", self.nanoseconds).trim_end_matches('0').into()
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Civil { year, month, day, hour, minute, second } = self.civil();
        let fraction = self.fraction();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
    }
}

impl FromStr for UnixTime {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        Self::parse_rfc3339(text)
    }
}

/// Fails with [`TimeError::YearOutOfRange`] for times before year 0 and after 9999.
#[cfg(feature = "std")]
impl TryFrom<std::time::SystemTime> for UnixTime {
    type Error = TimeError;

    fn try_from(time: std::time::SystemTime) -> Result<Self, TimeError> {
        const EPOCH: UnixTime = UnixTime { seconds: 0, nanoseconds: 0 };
        match time.duration_since(std::time::SystemTime::UNIX_EPOCH) {
            Ok(since) => EPOCH.checked_add(since),
            Err(before) => EPOCH.checked_sub(before.duration()),
        }
        .ok_or(TimeError::YearOutOfRange)
    }
}
