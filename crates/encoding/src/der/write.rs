//! The few forms of DER that are written.

use alloc::vec::Vec;

use super::Tag;

/// One element whose contents are the parts one after the other. Its memory is taken once: no copy of a secret stays behind
/// in memory that was given back.
#[must_use]
pub fn write(tag: Tag, parts: &[&[u8]]) -> Vec<u8> {
    let len: usize = parts.iter().map(|part| part.len()).sum();
    let header = header(tag, len);
    let mut out = Vec::with_capacity(header.len() + len);
    out.extend_from_slice(&header);
    parts.iter().for_each(|part| out.extend_from_slice(part));
    out
}

fn header(tag: Tag, len: usize) -> Vec<u8> {
    let octets = len.to_be_bytes();
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    let octets = octets.get(zeros..).unwrap_or_default();
    let mut header = alloc::vec![tag.to_byte()];
    match (len, u8::try_from(octets.len())) {
        (0, _) => header.push(0),
        (0x80.., Ok(count)) => header.push(0x80 | count),
        _ => {}
    }
    header.extend_from_slice(octets);
    header
}

/// The `INTEGER` of an unsigned big-endian number without leading zeros.
#[must_use]
pub fn unsigned_integer(number: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if number.first().is_none_or(|first| first & 0x80 != 0) { &[0] } else { &[] };
    write(Tag::INTEGER, &[padding, number])
}
