//! Serial numbers of new certificates.

use alloc::vec::Vec;

use countersign_crypto::{Random, RandomError};
use countersign_encoding::der::unsigned_integer;

/// The longest serial number (RFC 5280 §4.1.2.2).
const OCTETS: usize = 20;

/// The serial number of a new certificate: positive, at most 20 octets, and not to be guessed (RFC 5280 §4.1.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SerialNumber([u8; OCTETS]);

impl SerialNumber {
    /// Draws 158 random bits. Two draws that agree would take some 2^79 certificates of one issuer.
    ///
    /// # Errors
    /// [`RandomError`] where the source fails.
    pub fn random(random: &mut dyn Random) -> Result<Self, RandomError> {
        let mut octets = [0; OCTETS];
        random.fill(&mut octets)?;
        let [first, ..] = &mut octets;
        // The highest bit would make it negative; the next one fixes the length, so that none begins with a zero octet.
        *first = (*first & 0x7f) | 0x40;
        Ok(Self(octets))
    }

    /// The octets, big-endian, without a sign.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn to_der(self) -> Vec<u8> {
        unsigned_integer(&self.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "helpers of these tests")]
mod tests {
    use super::*;

    fn of(byte: u8) -> SerialNumber {
        SerialNumber::random(&mut |out: &mut [u8]| {
            out.fill(byte);
            Ok(())
        })
        .unwrap()
    }

    #[test]
    fn a_serial_number_is_positive_and_has_20_octets_whatever_is_drawn() {
        for byte in [0, 0x7f, 0x80, 0xff] {
            let der = of(byte).to_der();
            assert_eq!(der.get(..2), Some(&[2, 20][..]));
            assert!(der.get(2).is_some_and(|first| (0x40..0x80).contains(first)));
        }
    }

    #[test]
    fn a_source_that_fails_gives_none() {
        assert_eq!(SerialNumber::random(&mut |_: &mut [u8]| Err(RandomError)), Err(RandomError));
    }
}
