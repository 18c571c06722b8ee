//! Integers of major types 0 and 1.

/// An integer from −2⁶⁴ to 2⁶⁴ − 1 (RFC 8949 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Integer {
    negative: bool,
    argument: u64,
}

impl Integer {
    /// `argument` itself.
    pub(super) const fn unsigned(argument: u64) -> Self {
        Self { negative: false, argument }
    }

    /// −1 − `argument`.
    pub(super) const fn negative(argument: u64) -> Self {
        Self { negative: true, argument }
    }

    /// The major type and the argument that write it.
    pub(super) const fn encoding(self) -> (u8, u64) {
        (if self.negative { 1 } else { 0 }, self.argument)
    }

    /// The value, if it is not negative.
    #[must_use]
    pub const fn as_u64(self) -> Option<u64> {
        if self.negative { None } else { Some(self.argument) }
    }

    /// The value, if it fits.
    #[must_use]
    pub fn as_i64(self) -> Option<i64> {
        i64::try_from(self.as_i128()).ok()
    }

    /// The value.
    #[must_use]
    pub fn as_i128(self) -> i128 {
        let argument = i128::from(self.argument);
        if self.negative { -1 - argument } else { argument }
    }
}

impl From<u64> for Integer {
    fn from(value: u64) -> Self {
        Self::unsigned(value)
    }
}

impl From<i64> for Integer {
    fn from(value: i64) -> Self {
        match u64::try_from(value) {
            Ok(value) => Self::unsigned(value),
            // −1 − value is the complement, and its magnitude that of a value without sign.
            Err(_) => Self::negative((!value).unsigned_abs()),
        }
    }
}
