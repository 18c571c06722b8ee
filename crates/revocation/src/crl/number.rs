//! Numbers of lists (RFC 5280 §5.2.3).

use core::fmt;

use countersign_encoding::der::Integer;

/// The number of a list, from 0 up: its issuer counts the lists of a scope, complete and delta ones together.
///
/// ```text
/// CRLNumber ::= INTEGER (0..MAX)        -- of at most 20 octets
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CrlNumber([u8; 20]);

impl CrlNumber {
    /// The number with this magnitude, big-endian; `None` where that has more than 20 octets.
    #[must_use]
    pub fn from_magnitude(magnitude: &[u8]) -> Option<Self> {
        let mut octets = [0; 20];
        let start = octets.len().checked_sub(magnitude.len())?;
        octets.get_mut(start..)?.copy_from_slice(magnitude);
        Some(Self(octets))
    }

    /// `None` for a negative number, and for one of more than 20 octets.
    pub(super) fn of(number: Integer<'_>) -> Option<Self> {
        if number.as_bytes().len() > 20 {
            return None;
        }
        Self::from_magnitude(number.magnitude()?)
    }

    /// The magnitude, big-endian and without leading zeros: nothing for zero.
    #[must_use]
    pub fn magnitude(&self) -> &[u8] {
        let zeros = self.0.iter().take_while(|octet| **octet == 0).count();
        self.0.get(zeros..).unwrap_or_default()
    }
}

impl From<u64> for CrlNumber {
    fn from(number: u64) -> Self {
        let mut octets = [0; 20];
        if let Some(low) = octets.last_chunk_mut() {
            *low = number.to_be_bytes();
        }
        Self(octets)
    }
}

/// In hexadecimal, without leading zeros.
impl fmt::Display for CrlNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.magnitude() {
            [] => f.write_str("0"),
            [first, rest @ ..] => {
                write!(f, "{first:x}")?;
                rest.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
            }
        }
    }
}

impl fmt::Debug for CrlNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CrlNumber({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::CrlNumber;
    use alloc::string::ToString;

    #[test]
    fn numbers_are_ordered_by_value_and_shown_in_hexadecimal() {
        let numbers = [&[][..], &[1], &[0xff], &[1, 0], &[0xff; 20]].map(CrlNumber::from_magnitude);
        assert!(numbers.is_sorted() && numbers.iter().all(Option::is_some));
        assert_eq!(CrlNumber::from_magnitude(&[1; 21]), None);
        assert_eq!(CrlNumber::from(0x0102).to_string(), "102");
        assert_eq!(CrlNumber::from(0).to_string(), "0");
    }
}
