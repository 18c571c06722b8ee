//! Where a string stops being plain text.

const EVERY_BYTE: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x80 * EVERY_BYTE;

/// How many bytes stand before the first quotation mark, backslash or control below 0x20; eight are looked at at a time.
pub(super) fn plain_len(bytes: &[u8]) -> usize {
    let (words, tail) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let marks = special_bytes(u64::from_le_bytes(*word));
        if marks != 0 {
            return index * 8 + (marks.trailing_zeros() / 8) as usize;
        }
    }
    let rest = tail.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(tail.len());
    words.len() * 8 + rest
}

/// Sets the high bit of the first byte that is a quotation mark, a backslash or below 0x20; above it there may be others.
fn special_bytes(word: u64) -> u64 {
    below(word ^ (0x22 * EVERY_BYTE), 1) | below(word ^ (0x5c * EVERY_BYTE), 1) | below(word, 0x20)
}

/// Sets the high bit of bytes below `bound`; a borrow can only reach bytes above the first one that is.
fn below(word: u64, bound: u64) -> u64 {
    word.wrapping_sub(bound * EVERY_BYTE) & !word & HIGH_BITS
}
