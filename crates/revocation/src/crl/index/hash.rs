//! Hashes of serial numbers.

/// Where a hash leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) bucket: usize,
    pub(super) print: u64,
}

impl Spot {
    /// The high bits choose the bucket, the low ones are the print.
    pub(super) fn of(hash: u64, buckets: usize, print_bits: u32) -> Self {
        let buckets = u128::try_from(buckets).unwrap_or_default();
        let bucket = u128::from(hash).wrapping_mul(buckets) >> 64;
        Self {
            bucket: usize::try_from(bucket).unwrap_or_default(),
            print: hash & !u64::MAX.unbounded_shl(print_bits),
        }
    }
}

pub(super) const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// A hash under a key, of good spread (after the finalizer of MurmurHash3).
pub(super) fn mix(bytes: &[u8], key: u64) -> u64 {
    let mut hash = key ^ u64::try_from(bytes.len()).unwrap_or_default();
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        hash = finish(hash ^ u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(into, byte)| *into = *byte);
    finish(hash ^ u64::from_le_bytes(last))
}

fn finish(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::{SEED, Spot, mix};

    #[test]
    fn a_spot_is_one_of_the_buckets_and_prints() {
        for hash in (0..1000u64).map(|number| mix(&number.to_be_bytes(), SEED)).chain([0, u64::MAX]) {
            let spot = Spot::of(hash, 7, 5);
            assert!(spot.bucket < 7 && spot.print < 32);
            assert_eq!(Spot::of(hash, 1, 0), Spot { bucket: 0, print: 0 });
        }
    }

    #[test]
    fn hashes_depend_on_every_byte_the_length_and_the_key() {
        let hash = mix(&[1; 20], SEED);
        for changed in 0..20 {
            let mut bytes = [1; 20];
            bytes[changed] = 2;
            assert_ne!(mix(&bytes, SEED), hash, "{changed}");
        }
        assert_ne!(mix(&[0; 3], SEED), mix(&[0; 4], SEED));
        assert_ne!(mix(&[1; 20], 1), hash);
    }
}
