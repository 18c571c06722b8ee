//! Numbers of a few bits each, side by side.

use alloc::{vec, vec::Vec};

/// Numbers of one width, of 1 to 63 bits.
#[derive(Clone, Debug)]
pub(super) struct Packed {
    /// One word more than the numbers fill, so that two can always be read.
    words: Vec<u64>,
    width: u32,
}

impl Packed {
    /// So many zeros.
    pub(super) fn new(len: usize, width: u32) -> Self {
        let bits = len.saturating_mul(usize::try_from(width).unwrap_or(usize::MAX));
        Self { words: vec![0; bits.div_ceil(64).saturating_add(1)], width }
    }

    /// The number at a place; zero behind the last one.
    #[inline]
    pub(super) fn get(&self, at: usize) -> u64 {
        let (word, shift) = self.place(at);
        match self.words.get(word..) {
            Some([low, high, ..]) => {
                (low.unbounded_shr(shift) | high.unbounded_shl(64u32.saturating_sub(shift))) & self.mask()
            }
            _ => 0,
        }
    }

    /// Writes a number where a zero is.
    pub(super) fn set(&mut self, at: usize, number: u64) {
        let (word, shift) = self.place(at);
        let number = number & self.mask();
        if let Some([low, high, ..]) = self.words.get_mut(word..) {
            *low |= number.unbounded_shl(shift);
            *high |= number.unbounded_shr(64u32.saturating_sub(shift));
        }
    }

    fn place(&self, at: usize) -> (usize, u32) {
        let bit = at.saturating_mul(usize::try_from(self.width).unwrap_or(usize::MAX));
        (bit / 64, u32::try_from(bit % 64).unwrap_or_default())
    }

    fn mask(&self) -> u64 {
        !u64::MAX.unbounded_shl(self.width)
    }
}

#[cfg(test)]
mod tests {
    use super::Packed;

    #[test]
    fn numbers_of_every_width_come_back_and_spoil_no_other() {
        for width in 1..64u32 {
            let mask = (1u64 << width) - 1;
            let number = |at: usize| 0x9e37_79b9_7f4a_7c15u64.wrapping_mul(at as u64 + 1) & mask;
            let mut packed = Packed::new(100, width);
            for at in (0..100).rev() {
                packed.set(at, number(at));
            }
            assert!((0..100).all(|at| packed.get(at) == number(at)), "{width}");
            assert_eq!(packed.get(usize::MAX), 0);
        }
    }
}
