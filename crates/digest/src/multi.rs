//! Several digests in one pass.

use alloc::{boxed::Box, vec::Vec};

use crate::{Algorithm, Digest, HashProvider, Hasher};

/// Hashes one stream of bytes by several algorithms, reading it once.
pub struct MultiHasher {
    hashers: Vec<Box<dyn Hasher>>,
}

impl MultiHasher {
    /// Begins a digest for each algorithm; one that is named twice counts once.
    #[must_use]
    pub fn new(provider: &dyn HashProvider, algorithms: &[Algorithm]) -> Self {
        let mut unique: Vec<Algorithm> = Vec::new();
        for algorithm in algorithms {
            if !unique.contains(algorithm) {
                unique.push(*algorithm);
            }
        }
        Self { hashers: unique.into_iter().map(|algorithm| provider.hasher(algorithm)).collect() }
    }

    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.hashers.iter_mut().for_each(|hasher| hasher.update(bytes));
    }

    /// The digests, in the order of the algorithms.
    #[must_use]
    pub fn finish(self) -> Vec<Digest> {
        self.hashers.into_iter().map(Hasher::finish).collect()
    }
}

impl core::fmt::Debug for MultiHasher {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "MultiHasher({} digests)", self.hashers.len())
    }
}
