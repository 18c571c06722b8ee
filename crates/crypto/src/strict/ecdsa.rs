//! The two integers of an ECDSA signature.
//!
//! ```text
//! ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }   -- RFC 3279 §2.2.3
//! ```

use alloc::vec::Vec;

use countersign_encoding::der::{Tag, unsigned_integer, write};

use crate::{KeyType, SignatureEncoding, VerifyError, rsa_key::strip, spki::read_unsigned_pair};

/// The orders of the groups (SP 800-186 §3.2.1), big-endian.
const P256: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
    0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];
const P384: [u8; 48] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a,
    0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
];
const P521: [u8; 66] = [
    0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfa,
    0x51, 0x86, 0x87, 0x83, 0xbf, 0x2f, 0x96, 0x6b, 0x7f, 0xcc, 0x01, 0x48, 0xf7, 0x09, 0xa5, 0xd0, 0x3b,
    0xb5, 0xc9, 0xb8, 0x89, 0x9c, 0x47, 0xae, 0xbb, 0x6f, 0xb7, 0x1e, 0x91, 0x38, 0x64, 0x09,
];

/// An ECDSA signature whose integers are both in `1..n` (FIPS 186-5 §6.4.2), read from strict DER or from `r ‖ s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EcdsaSignature<'a> {
    order: &'static [u8],
    r: &'a [u8],
    s: &'a [u8],
}

impl<'a> EcdsaSignature<'a> {
    /// Reads a signature by a key of that type in that encoding.
    ///
    /// # Errors
    /// [`VerifyError::Malformed`] for anything else: another encoding, trailing bytes, a number that is negative, padded or
    /// out of range, and for key types that sign no ECDSA.
    pub fn read(
        key_type: KeyType,
        encoding: SignatureEncoding,
        signature: &'a [u8],
    ) -> Result<Self, VerifyError> {
        let order = order(key_type).ok_or(VerifyError::Malformed)?;
        let (r, s) = match encoding {
            SignatureEncoding::Der => read_unsigned_pair(signature),
            SignatureEncoding::Fixed => read_fixed(signature, order.len()),
        }
        .ok_or(VerifyError::Malformed)?;
        let in_range = |number| is_in_range(number, order);
        if in_range(r) && in_range(s) { Ok(Self { order, r, s }) } else { Err(VerifyError::Malformed) }
    }

    /// `r`, big-endian and without leading zeros.
    #[must_use]
    pub fn r(&self) -> &'a [u8] {
        self.r
    }

    /// `s`, big-endian and without leading zeros.
    #[must_use]
    pub fn s(&self) -> &'a [u8] {
        self.s
    }

    /// The signature in an encoding.
    #[must_use]
    pub fn write(&self, encoding: SignatureEncoding) -> Vec<u8> {
        encode(self.r, self.s, self.order.len(), encoding)
    }

    /// The other signature that is as good, `(r, n - s)`, in an encoding: whoever has one can write the other.
    #[must_use]
    pub fn write_other_s(&self, encoding: SignatureEncoding) -> Vec<u8> {
        let other = subtract(self.order, self.s);
        encode(self.r, strip(&other), self.order.len(), encoding)
    }

    /// The signature in an encoding, with the lower of `s` and `n - s`: both are as good, one is written.
    #[must_use]
    pub fn write_low_s(&self, encoding: SignatureEncoding) -> Vec<u8> {
        let other = subtract(self.order, self.s);
        let other = strip(&other);
        let low = if is_below(other, self.s) { other } else { self.s };
        encode(self.r, low, self.order.len(), encoding)
    }
}

fn order(key_type: KeyType) -> Option<&'static [u8]> {
    match key_type {
        KeyType::EcdsaP256 => Some(&P256),
        KeyType::EcdsaP384 => Some(&P384),
        KeyType::EcdsaP521 => Some(&P521),
        _ => None,
    }
}

fn read_fixed(signature: &[u8], len: usize) -> Option<(&[u8], &[u8])> {
    let (r, s) = signature.split_at_checked(len)?;
    (s.len() == len).then(|| (strip(r), strip(s)))
}

fn is_in_range(stripped: &[u8], order: &[u8]) -> bool {
    !strip(stripped).is_empty() && is_below(stripped, order)
}

/// Of two numbers without leading zeros.
fn is_below(number: &[u8], other: &[u8]) -> bool {
    (number.len(), number) < (other.len(), other)
}

fn encode(r: &[u8], s: &[u8], len: usize, encoding: SignatureEncoding) -> Vec<u8> {
    match encoding {
        SignatureEncoding::Der => write(Tag::SEQUENCE, &[&unsigned_integer(r), &unsigned_integer(s)]),
        SignatureEncoding::Fixed => {
            let padding = |number: &[u8]| core::iter::repeat_n(0, len.saturating_sub(number.len()));
            padding(r).chain(r.iter().copied()).chain(padding(s)).chain(s.iter().copied()).collect()
        }
    }
}

/// `from - number`, as long as `from`, for a number that is not above it.
fn subtract(from: &[u8], number: &[u8]) -> Vec<u8> {
    let mut borrow = false;
    let digits = number.iter().rev().copied().chain(core::iter::repeat(0));
    let mut difference: Vec<u8> = from
        .iter()
        .rev()
        .zip(digits)
        .map(|(from, digit)| {
            let (difference, first) = from.overflowing_sub(digit);
            let (difference, second) = difference.overflowing_sub(u8::from(borrow));
            borrow = first || second;
            difference
        })
        .collect();
    difference.reverse();
    difference
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURVES: [KeyType; 3] = [KeyType::EcdsaP256, KeyType::EcdsaP384, KeyType::EcdsaP521];

    #[test]
    fn each_encoding_reads_back_and_the_lower_s_is_written() {
        for key_type in CURVES {
            let order = order(key_type).unwrap();
            let high = subtract(order, &[1]);
            let one = [alloc::vec![0; order.len() - 1], alloc::vec![1]].concat();
            let fixed = [&high[..], &high].concat();
            let signature = EcdsaSignature::read(key_type, SignatureEncoding::Fixed, &fixed).unwrap();
            assert_eq!(signature.write(SignatureEncoding::Fixed), fixed);
            assert_eq!(signature.write_low_s(SignatureEncoding::Fixed), [&high[..], &one].concat());
            assert_eq!(signature.write_other_s(SignatureEncoding::Fixed), [&high[..], &one].concat());
            let der = signature.write(SignatureEncoding::Der);
            assert_eq!(EcdsaSignature::read(key_type, SignatureEncoding::Der, &der), Ok(signature));
        }
    }

    #[test]
    fn the_order_and_zero_are_out_of_range() {
        for key_type in CURVES {
            let order = order(key_type).unwrap();
            let zero = alloc::vec![0; order.len()];
            let one = [&zero[1..], &[1]].concat();
            let read = |r: &[u8], s: &[u8]| {
                EcdsaSignature::read(key_type, SignatureEncoding::Fixed, &[r, s].concat()).map(|_| ())
            };
            assert_eq!(read(&one, &one), Ok(()));
            for bad in [order, &zero] {
                assert_eq!(read(bad, &one), Err(VerifyError::Malformed));
                assert_eq!(read(&one, bad), Err(VerifyError::Malformed));
            }
        }
    }
}
