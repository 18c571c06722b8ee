//! Serial numbers of tokens.

use alloc::vec::Vec;

use crate::encoding::der::unsigned_integer;

/// The longest serial number that every reader takes: 160 bits (RFC 3161 §2.4.2).
const OCTETS: usize = 20;

/// The serial number of a new token: greater than zero, at most 160 bits (RFC 3161 §2.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenSerial([u8; OCTETS]);

impl TokenSerial {
    /// The number in big-endian octets; zeros at its start do not count.
    ///
    /// # Errors
    /// [`TokenSerialError`].
    pub fn from_be_bytes(octets: &[u8]) -> Result<Self, TokenSerialError> {
        let zeros = octets.iter().take_while(|octet| **octet == 0).count();
        let significant = octets.get(zeros..).unwrap_or_default();
        let start = OCTETS.checked_sub(significant.len()).ok_or(TokenSerialError::TooLong)?;
        if significant.is_empty() {
            return Err(TokenSerialError::Zero);
        }
        let mut number = [0; OCTETS];
        number.iter_mut().skip(start).zip(significant).for_each(|(to, from)| *to = *from);
        // The highest bit of the 20th octet would take a 21st one for its sign.
        if number.first().is_some_and(|first| first & 0x80 != 0) {
            return Err(TokenSerialError::TooLong);
        }
        Ok(Self(number))
    }

    /// The number, big-endian, without zeros at its start.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        let zeros = self.0.iter().take_while(|octet| **octet == 0).count();
        self.0.get(zeros..).unwrap_or_default()
    }

    pub(super) fn to_der(self) -> Vec<u8> {
        unsigned_integer(self.as_bytes())
    }
}

/// Why a number is no serial number of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenSerialError {
    /// It is zero.
    #[error("a serial number is greater than zero")]
    Zero,
    /// It has more than 159 bits, so that its INTEGER would be longer than 20 octets.
    #[error("a serial number has at most 20 octets")]
    TooLong,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_is_positive_and_no_longer_than_20_octets() {
        let der = |octets: &[u8]| TokenSerial::from_be_bytes(octets).map(TokenSerial::to_der);
        assert_eq!(der(&[0, 0, 1]), Ok(alloc::vec![2, 1, 1]));
        assert_eq!(der(&[0x80]), Ok(alloc::vec![2, 2, 0, 0x80]));
        assert_eq!(der(&[0x7f; 20]).map(|der| der.len()), Ok(22));
        assert_eq!(der(&[]), Err(TokenSerialError::Zero));
        assert_eq!(der(&[0; 30]), Err(TokenSerialError::Zero));
        assert_eq!(der(&[0x80; 20]), Err(TokenSerialError::TooLong));
        assert_eq!(der(&[1; 21]), Err(TokenSerialError::TooLong));
    }
}
