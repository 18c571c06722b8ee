//! SHA-2 by the `sha2` crate.

use alloc::boxed::Box;

use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::{Algorithm, Digest, HashProvider, Hasher};

/// SHA-2 in pure Rust, with the processor's instructions where it has them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sha2;

impl HashProvider for Sha2 {
    fn hasher(&self, algorithm: Algorithm) -> Box<dyn Hasher> {
        match algorithm {
            Algorithm::Sha256 => Box::new(State { algorithm, inner: Sha256::new() }),
            Algorithm::Sha384 => Box::new(State { algorithm, inner: Sha384::new() }),
            Algorithm::Sha512 => Box::new(State { algorithm, inner: Sha512::new() }),
        }
    }

    fn hash(&self, algorithm: Algorithm, bytes: &[u8]) -> Digest {
        match algorithm {
            Algorithm::Sha256 => digest(algorithm, &Sha256::digest(bytes)),
            Algorithm::Sha384 => digest(algorithm, &Sha384::digest(bytes)),
            Algorithm::Sha512 => digest(algorithm, &Sha512::digest(bytes)),
        }
    }
}

struct State<H> {
    algorithm: Algorithm,
    inner: H,
}

impl<H: sha2::Digest + Send> Hasher for State<H> {
    fn update(&mut self, bytes: &[u8]) {
        self.inner.update(bytes);
    }

    fn finish(self: Box<Self>) -> Digest {
        digest(self.algorithm, &self.inner.finalize())
    }
}

/// The output's length is the algorithm's by the types above.
fn digest(algorithm: Algorithm, output: &[u8]) -> Digest {
    Digest::from_output(algorithm, output)
}
