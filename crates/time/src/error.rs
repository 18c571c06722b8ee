//! What can be wrong with a time.

use core::fmt;

/// Why a number or a text is no time that this crate can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeError {
    /// The moment lies, in UTC, outside the years 0 to 9999. A text can say so by its offset.
    #[error("the time is outside the years 0 to 9999")]
    YearOutOfRange,
    /// As many nanoseconds as a second has, or more.
    #[error("{actual} nanoseconds do not fit into a second")]
    Nanoseconds {
        /// Nanoseconds given.
        actual: u32,
    },
    /// A byte that the form does not allow there.
    #[error("the time has an unexpected byte at {offset}")]
    Syntax {
        /// Offset in the text, in bytes.
        offset: usize,
    },
    /// The text ends before the form does.
    #[error("the time ends too early")]
    UnexpectedEnd,
    /// Bytes behind the time.
    #[error("the time ends at byte {offset}, and more follows")]
    TrailingBytes {
        /// Offset of the first byte too many.
        offset: usize,
    },
    /// A number beyond what its field can hold, such as month 13, hour 24 or February 30.
    #[error("{field} cannot be {value}")]
    OutOfRange {
        /// The field.
        field: TimeField,
        /// The value found.
        value: u32,
    },
    /// A 60th second, which Unix time has no number for.
    #[error("leap seconds are not supported")]
    LeapSecond,
    /// A fraction finer than nanoseconds.
    #[error("the fraction of a second has more than {limit} digits")]
    FractionTooLong {
        /// Digits allowed.
        limit: usize,
    },
    /// A fraction in an ASN.1 time that ends in zero (X.690 §11.7.3).
    #[error("the fraction of a second ends in zero")]
    FractionTrailingZero,
}

/// A field of a time that has a range of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeField {
    /// 1 to 12.
    Month,
    /// 1 to the length of the month.
    Day,
    /// 0 to 23.
    Hour,
    /// 0 to 59.
    Minute,
    /// 0 to 59.
    Second,
    /// The hours of an offset, 0 to 23.
    OffsetHour,
    /// The minutes of an offset, 0 to 59.
    OffsetMinute,
}

impl fmt::Display for TimeField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Month => "the month",
            Self::Day => "the day",
            Self::Hour => "the hour",
            Self::Minute => "the minute",
            Self::Second => "the second",
            Self::OffsetHour => "the hour of the offset",
            Self::OffsetMinute => "the minute of the offset",
        })
    }
}
