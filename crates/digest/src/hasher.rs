//! The trait behind which hashing stands.

use alloc::boxed::Box;
use core::fmt::Debug;

use crate::{Algorithm, Digest};

/// A digest in the making.
pub trait Hasher: Send {
    /// Takes more bytes.
    fn update(&mut self, bytes: &[u8]);

    /// The digest of all bytes taken.
    fn finish(self: Box<Self>) -> Digest;
}

/// Something that can hash.
pub trait HashProvider: Debug + Send + Sync {
    /// Begins a digest.
    fn hasher(&self, algorithm: Algorithm) -> Box<dyn Hasher>;

    /// The digest of bytes that are all in memory.
    fn hash(&self, algorithm: Algorithm, bytes: &[u8]) -> Digest {
        let mut hasher = self.hasher(algorithm);
        hasher.update(bytes);
        hasher.finish()
    }
}
