//! The few forms of DER (X.690 §8, §10) that this crate writes.

use alloc::vec::Vec;

const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;

/// One element whose content is the parts one after the other. It grows at once: no copy of a secret stays behind.
pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let len: usize = parts.iter().map(|part| part.len()).sum();
    let header = header(tag, len);
    let mut out = Vec::with_capacity(header.len() + len);
    out.extend_from_slice(&header);
    parts.iter().for_each(|part| out.extend_from_slice(part));
    out
}

fn header(tag: u8, len: usize) -> Vec<u8> {
    let octets = len.to_be_bytes();
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    let octets = octets.get(zeros..).unwrap_or_default();
    let mut header = alloc::vec![tag];
    match (len, u8::try_from(octets.len())) {
        (0, _) => header.push(0),
        (0x80.., Ok(count)) => header.push(0x80 | count),
        _ => {}
    }
    header.extend_from_slice(octets);
    header
}

/// The INTEGER of an unsigned big-endian number without leading zeros.
pub(crate) fn integer(number: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if number.first().is_none_or(|first| first & 0x80 != 0) { &[0] } else { &[] };
    tlv(INTEGER, &[padding, number])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_minimal() {
        assert_eq!(tlv(NULL, &[]), [5, 0]);
        assert_eq!(tlv(4, &[&[7; 127]]).get(..2), Some(&[4, 127][..]));
        assert_eq!(tlv(4, &[&[7; 128]]).get(..3), Some(&[4, 0x81, 128][..]));
        assert_eq!(tlv(4, &[&[7; 300]]).get(..4), Some(&[4, 0x82, 1, 44][..]));
    }

    #[test]
    fn integers_are_never_negative() {
        assert_eq!(integer(&[]), [2, 1, 0]);
        assert_eq!(integer(&[0x7f]), [2, 1, 0x7f]);
        assert_eq!(integer(&[0x80]), [2, 2, 0, 0x80]);
    }
}
