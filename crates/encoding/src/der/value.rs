//! Integers and bit strings.

use super::{DerError, DerErrorKind, Element};

/// An `INTEGER`: two's complement, big-endian, in as few bytes as it needs (X.690 §8.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Integer<'a>(&'a [u8]);

impl<'a> Integer<'a> {
    /// The integer in an element of type `INTEGER` or `ENUMERATED`, or of a tag that stands for one of these.
    ///
    /// # Errors
    /// [`DerErrorKind::Integer`] where it has no contents or more of them than it needs.
    pub fn of(element: &Element<'a>) -> Result<Self, DerError> {
        match element.contents {
            [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => {
                Err(DerErrorKind::Integer.at(element.offset()))
            }
            contents => Ok(Self(contents)),
        }
    }

    /// The contents: two's complement, big-endian.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.0.first().is_some_and(|first| first & 0x80 != 0)
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0 == [0]
    }

    /// The magnitude, big-endian and without leading zeros: nothing for zero, `None` for a negative number.
    #[must_use]
    pub fn magnitude(&self) -> Option<&'a [u8]> {
        if self.is_negative() {
            return None;
        }
        Some(self.0.strip_prefix(&[0]).unwrap_or(self.0))
    }

    /// The value, where it is not negative and fits.
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        let magnitude = self.magnitude().filter(|magnitude| magnitude.len() <= 8)?;
        Some(magnitude.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)))
    }
}

/// A `BIT STRING` whose unused bits are zero (X.690 §8.6, §11.2.1). Bit 0 is the highest of the first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BitString<'a> {
    unused: u8,
    bytes: &'a [u8],
}

impl<'a> BitString<'a> {
    /// The bit string in an element of type `BIT STRING`, or of a tag that stands for it.
    ///
    /// # Errors
    /// [`DerErrorKind::BitString`] where the count of unused bits is missing or wrong, or one of them is set.
    pub fn of(element: &Element<'a>) -> Result<Self, DerError> {
        let bits = match element.contents {
            [unused @ 0..=7, bytes @ ..] => Self { unused: *unused, bytes },
            _ => return Err(DerErrorKind::BitString.at(element.offset())),
        };
        let mask = (1u8 << bits.unused).wrapping_sub(1);
        let wrong = match bits.bytes.last() {
            None => bits.unused != 0,
            Some(last) => last & mask != 0,
        };
        if wrong { Err(DerErrorKind::BitString.at(element.offset())) } else { Ok(bits) }
    }

    /// The bytes, where the string is a whole number of them.
    #[must_use]
    pub const fn octets(&self) -> Option<&'a [u8]> {
        if self.unused == 0 { Some(self.bytes) } else { None }
    }

    /// The bytes; the unused bits at the end are zero.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// How many bits at the end do not belong to the string.
    #[must_use]
    pub const fn unused_bits(&self) -> u8 {
        self.unused
    }

    /// Whether a bit is set; those beyond the end are not.
    #[must_use]
    pub fn bit(&self, number: usize) -> bool {
        let byte = self.bytes.get(number / 8).copied().unwrap_or_default();
        byte & (0x80 >> (number % 8)) != 0
    }

    /// Whether this can be a list of named bits, whose zeros at the end are left out (X.690 §11.2.2).
    #[must_use]
    pub fn is_named_bits(&self) -> bool {
        self.bytes.last().is_none_or(|last| (last >> self.unused) & 1 == 1)
    }
}
