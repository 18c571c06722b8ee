//! The octets of Ed25519 (RFC 8032 §5.1): one key has one encoding, and no signature fits two messages.

use crate::{PointError, VerifyError};

/// The lowest byte of the prime 2^255 - 19; above it are 30 bytes and seven bits of ones.
const PRIME_FIRST: u8 = 0xed;
/// The bits of the last byte that belong to `y`; the one above them is the sign of `x` (RFC 8032 §5.1.2).
const TOP: u8 = 0x7f;

/// The order `L` of the base point, little-endian (RFC 8032 §5.1).
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The `y` of the eight points of small order, little-endian: those of order 1, 2, 4, and twice of order 8. Each but the
/// first two belongs to two points.
const SMALL_ORDER: [[u8; 32]; 5] = [
    [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    [
        0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
    ],
    [0; 32],
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5,
        0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a,
        0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
];

/// Checks all of a public key but whether it is on the curve, which is the provider's to know, and hands it back.
///
/// # Errors
/// [`PointError::Invalid`] for another length than 32, [`PointError::NonCanonical`] and [`PointError::SmallOrder`].
pub fn check_ed25519_point(octets: &[u8]) -> Result<&[u8; 32], PointError> {
    let octets: &[u8; 32] = octets.try_into().map_err(|_| PointError::Invalid)?;
    if !is_canonical(octets) {
        return Err(PointError::NonCanonical);
    }
    if is_of_small_order(octets) { Err(PointError::SmallOrder) } else { Ok(octets) }
}

/// Checks the form of a signature `R ‖ S`, and hands both halves back.
///
/// # Errors
/// [`VerifyError::Malformed`] unless it is 64 octets with a canonical `R` and `S < L` (RFC 8032 §5.1.7, step 1),
/// [`VerifyError::Mismatch`] where `R` has small order, which no signer writes.
pub fn check_ed25519_signature(signature: &[u8]) -> Result<(&[u8; 32], &[u8; 32]), VerifyError> {
    let halves = signature.split_first_chunk::<32>();
    let (r, s) =
        halves.and_then(|(r, s)| Some((r, <&[u8; 32]>::try_from(s).ok()?))).ok_or(VerifyError::Malformed)?;
    if !is_canonical(r) || !is_below_order(s) {
        return Err(VerifyError::Malformed);
    }
    if is_of_small_order(r) { Err(VerifyError::Mismatch) } else { Ok((r, s)) }
}

/// RFC 8032 §5.1.3, steps 1 and 4: `y` below the prime, and no sign on `x = 0`, which is where `y` is 1 or -1. Libraries
/// take both.
fn is_canonical(octets: &[u8; 32]) -> bool {
    let [first, middle @ .., last] = octets;
    let ones = last & TOP == TOP && middle.iter().all(|byte| *byte == 0xff);
    let zeros = last & TOP == 0 && middle.iter().all(|byte| *byte == 0);
    let signed = last & !TOP != 0;
    let x_is_zero = ones && *first == PRIME_FIRST - 1 || zeros && *first == 1;
    !(ones && *first >= PRIME_FIRST || signed && x_is_zero)
}

fn is_of_small_order(octets: &[u8; 32]) -> bool {
    let [low @ .., last] = octets;
    SMALL_ORDER.iter().any(|[expected @ .., top]| expected == low && *top == last & TOP)
}

/// Without `S < L` every signature has others that are as good.
fn is_below_order(s: &[u8; 32]) -> bool {
    s.iter().rev().lt(ORDER.iter().rev())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_itself_is_not_below_the_order() {
        assert!(!is_below_order(&ORDER));
        let mut below = ORDER;
        below[0] -= 1;
        assert!(is_below_order(&below));
        below[31] += 1;
        assert!(!is_below_order(&below));
    }
}
