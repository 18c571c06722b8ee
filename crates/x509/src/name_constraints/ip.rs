//! `iPAddress`: an address under address and mask (RFC 5280 §4.2.1.10).

use super::SubtreeMatch;

/// A base is an address and a mask of as many octets, whose set bits stand at the front (RFC 4632 §3.1).
pub(super) fn compare(name: &[u8], base: &[u8]) -> SubtreeMatch {
    let Some((address, mask)) = base.split_at_checked(base.len() / 2) else { return SubtreeMatch::Malformed };
    if !matches!(name.len(), 4 | 16) || !matches!(base.len(), 8 | 32) || !is_contiguous(mask) {
        return SubtreeMatch::Malformed;
    }
    let same = |((name, address), mask): ((&u8, &u8), &u8)| name & mask == address & mask;
    if name.len() == address.len() && name.iter().zip(address).zip(mask).all(same) {
        SubtreeMatch::Inside
    } else {
        SubtreeMatch::Outside
    }
}

pub(crate) fn is_contiguous(mask: &[u8]) -> bool {
    let behind = mask.iter().skip_while(|octet| **octet == 0xff);
    let mut behind = behind.copied();
    let partial = behind.next().unwrap_or_default();
    partial.leading_ones() + partial.trailing_zeros() == 8 && behind.all(|octet| octet == 0)
}
