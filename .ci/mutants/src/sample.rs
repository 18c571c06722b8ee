//! Draws the sample: the mutants whose hashes of seed and name are the smallest.

use crate::{find::Mutant, options::Options};

pub fn draw(candidates: &[Mutant], options: &Options) -> Vec<Mutant> {
    let mut drawn: Vec<_> = candidates.to_vec();
    drawn.sort_by_key(|mutant| (hash(options.seed, &mutant.name), mutant.id));
    drawn.truncate(options.sample.unwrap_or(drawn.len()));
    drawn
}

/// FNV-1a of the name from a start that depends on the seed, then the finisher of SplitMix64.
fn hash(seed: u64, name: &str) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let mut hash = name.bytes().fold(start, fnv);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}
