//! Serial numbers (RFC 5280 §4.1.2.2).

use core::fmt;

use countersign_encoding::der::Integer;

/// A serial number. With the name of the issuer it names one certificate.
///
/// It is shown as the hexadecimal digits of its magnitude, in lower case, after a minus sign if it is negative.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SerialNumber<'a>(&'a [u8]);

impl<'a> SerialNumber<'a> {
    /// The number in the contents of an INTEGER that was read.
    pub(crate) const fn from_contents(contents: &'a [u8]) -> Self {
        Self(contents)
    }

    /// The contents of the INTEGER: big-endian, two's complement, in as few octets as it needs.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// Whether it is greater than zero, as it must be.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        matches!(self.0, [0x01..=0x7f, ..] | [0, _, ..])
    }
}

impl<'a> From<Integer<'a>> for SerialNumber<'a> {
    fn from(number: Integer<'a>) -> Self {
        Self(number.as_bytes())
    }
}

impl fmt::Display for SerialNumber<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let negative = self.0.first().is_some_and(|first| first & 0x80 != 0);
        if negative {
            f.write_str("-")?;
        }
        // The zero octet that keeps a number positive is none of its digits.
        let digits = if self.0.len() > 1 { self.0.strip_prefix(&[0]).unwrap_or(self.0) } else { self.0 };
        for (index, octet) in digits.iter().enumerate() {
            write!(f, "{:02x}", if negative { negated(digits, index) } else { *octet })?;
        }
        Ok(())
    }
}

impl fmt::Debug for SerialNumber<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SerialNumber({self})")
    }
}

/// One octet of the magnitude of a negative number: inverted, and increased where every octet behind it is zero.
fn negated(contents: &[u8], index: usize) -> u8 {
    let mut behind = contents.iter().skip(index.saturating_add(1));
    let octet = contents.get(index).copied().unwrap_or_default();
    if behind.all(|octet| *octet == 0) { octet.wrapping_neg() } else { !octet }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn numbers_are_shown_in_hexadecimal() {
        for (contents, text) in [
            (&[0][..], "00"),
            (&[1], "01"),
            (&[0x7f, 0xff], "7fff"),
            (&[0, 0x80, 1], "8001"),
            (&[0xff], "-01"),
            (&[0x80], "-80"),
            (&[0xfe, 0xff], "-0101"),
            (&[0xff, 0x00], "-0100"),
            (&[0x80, 0x00], "-8000"),
        ] {
            assert_eq!(SerialNumber(contents).to_string(), text);
        }
    }

    #[test]
    fn positive_is_above_zero() {
        let positive: &[&[u8]] = &[&[1], &[0x7f], &[0, 0x80], &[1, 0]];
        let others: &[&[u8]] = &[&[0], &[0xff], &[0x80], &[0xff, 0], &[]];
        assert!(positive.iter().all(|contents| SerialNumber(contents).is_positive()));
        assert!(!others.iter().any(|contents| SerialNumber(contents).is_positive()));
    }
}
