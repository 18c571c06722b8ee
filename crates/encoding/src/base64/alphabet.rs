//! The two alphabets of RFC 4648, as arithmetic on bytes.
//!
//! No table is indexed by a secret and nothing branches on one, so neither cache nor branch predictor learns a private key.

/// The two characters in which the alphabets differ.
#[derive(Clone, Copy)]
pub(super) struct Alphabet {
    sixty_two: u8,
    sixty_three: u8,
}

/// RFC 4648 §4.
pub(super) const STANDARD: Alphabet = Alphabet { sixty_two: b'+', sixty_three: b'/' };

/// RFC 4648 §5.
pub(super) const URL: Alphabet = Alphabet { sixty_two: b'-', sixty_three: b'_' };

/// The bit that marks a byte outside the alphabet; no sextet has it.
pub(super) const INVALID: u8 = 0x80;

impl Alphabet {
    /// The six bits that a character stands for, or a value with the bit [`INVALID`].
    #[inline]
    pub(super) fn sextet(self, byte: u8) -> u8 {
        let classes = [
            (is(byte.wrapping_sub(b'A') < 26), byte.wrapping_sub(65)),
            (is(byte.wrapping_sub(b'a') < 26), byte.wrapping_sub(71)),
            (is(byte.wrapping_sub(b'0') < 10), byte.wrapping_add(4)),
            (is(byte == self.sixty_two), 62),
            (is(byte == self.sixty_three), 63),
        ];
        let (known, value) = classes
            .into_iter()
            .fold((0, 0), |(known, value), (mask, sextet)| (known | mask, value | mask & sextet));
        value | !known & INVALID
    }

    /// The character for six bits.
    #[inline]
    pub(super) fn character(self, sextet: u8) -> u8 {
        let classes = [
            (is(sextet < 26), sextet.wrapping_add(65)),
            (is(sextet.wrapping_sub(26) < 26), sextet.wrapping_add(71)),
            (is(sextet.wrapping_sub(52) < 10), sextet.wrapping_sub(4)),
            (is(sextet == 62), self.sixty_two),
            (is(sextet == 63), self.sixty_three),
        ];
        classes.into_iter().fold(0, |character, (mask, value)| character | mask & value)
    }
}

/// All ones for true, zero for false.
#[inline]
fn is(condition: bool) -> u8 {
    u8::from(condition).wrapping_neg()
}
