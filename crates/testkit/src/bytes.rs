use std::fmt;

/// Bytes with one change, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByteMutant {
    /// What was changed.
    pub change: ByteChange,
    /// The whole changed document.
    pub bytes: Vec<u8>,
}

/// One change of a byte string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteChange {
    /// One bit was inverted.
    BitFlip {
        /// Index of the byte.
        offset: usize,
        /// 0 is the least significant bit.
        bit: u32,
    },
    /// Everything from `length` on was cut off.
    Truncation {
        /// Bytes left.
        length: usize,
    },
    /// One byte was taken out.
    Deletion {
        /// Index of the byte in the original.
        offset: usize,
    },
}

impl fmt::Display for ByteChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BitFlip { offset, bit } => write!(f, "bit {bit} of byte {offset} flipped"),
            Self::Truncation { length } => write!(f, "cut to {length} bytes"),
            Self::Deletion { offset } => write!(f, "byte {offset} deleted"),
        }
    }
}

/// Every document that differs from `original` in one bit: `8 × length` of them.
pub fn bit_flips(original: &[u8]) -> impl Iterator<Item = ByteMutant> + '_ {
    (0..original.len()).flat_map(|offset| (0..8).map(move |bit| (offset, bit))).map(|(offset, bit)| {
        let mut bytes = original.to_vec();
        if let Some(byte) = bytes.get_mut(offset) {
            *byte ^= 1 << bit;
        }
        ByteMutant { change: ByteChange::BitFlip { offset, bit }, bytes }
    })
}

/// Every proper prefix of `original`, the empty one first: `length` of them.
pub fn truncations(original: &[u8]) -> impl Iterator<Item = ByteMutant> + '_ {
    (0..original.len()).map(|length| ByteMutant {
        change: ByteChange::Truncation { length },
        bytes: original.iter().take(length).copied().collect(),
    })
}

/// Every document that lacks one byte of `original`: `length` of them.
pub fn byte_deletions(original: &[u8]) -> impl Iterator<Item = ByteMutant> + '_ {
    (0..original.len()).map(|offset| {
        let mut bytes = original.to_vec();
        bytes.remove(offset);
        ByteMutant { change: ByteChange::Deletion { offset }, bytes }
    })
}

#[cfg(test)]
mod tests {
    use super::{bit_flips, byte_deletions, truncations};
    use std::collections::BTreeSet;

    #[test]
    fn every_mutant_differs_from_the_original_and_from_the_others() {
        let original = b"Abc\x00\xff";
        let mutants: Vec<_> =
            bit_flips(original).chain(truncations(original)).chain(byte_deletions(original)).collect();
        assert_eq!(mutants.len(), 5 * 8 + 5 + 5);
        assert!(mutants.iter().all(|mutant| mutant.bytes != original));
        let distinct: BTreeSet<_> = mutants.iter().map(|mutant| mutant.bytes.clone()).collect();
        // Deleting the last byte is the longest truncation: the only pair that coincides here.
        assert_eq!(distinct.len(), mutants.len() - 1);
    }

    #[test]
    fn says_what_it_changed() {
        let flip = bit_flips(b"ab").nth(9).unwrap();
        assert_eq!(
            (flip.change.to_string().as_str(), flip.bytes.as_slice()),
            ("bit 1 of byte 1 flipped", &b"a`"[..])
        );
        let cut = truncations(b"ab").nth(1).unwrap();
        assert_eq!((cut.change.to_string().as_str(), cut.bytes.as_slice()), ("cut to 1 bytes", &b"a"[..]));
        let deletion = byte_deletions(b"ab").next().unwrap();
        assert_eq!(
            (deletion.change.to_string().as_str(), deletion.bytes.as_slice()),
            ("byte 0 deleted", &b"b"[..])
        );
    }

    #[test]
    fn an_empty_document_has_no_mutants() {
        assert_eq!(bit_flips(b"").chain(truncations(b"")).chain(byte_deletions(b"")).count(), 0);
    }
}
