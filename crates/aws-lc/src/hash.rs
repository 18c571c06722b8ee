//! SHA-2 by AWS-LC.

use aws_lc_rs::digest::{self, Context, SHA256, SHA384, SHA512};
use countersign_digest::{Algorithm, Digest, HashProvider, Hasher};

use crate::AwsLc;

impl HashProvider for AwsLc {
    fn hasher(&self, algorithm: Algorithm) -> Box<dyn Hasher> {
        Box::new(State { algorithm, context: Context::new(library(algorithm)) })
    }

    fn hash(&self, algorithm: Algorithm, bytes: &[u8]) -> Digest {
        ours(algorithm, &digest::digest(library(algorithm), bytes))
    }
}

struct State {
    algorithm: Algorithm,
    context: Context,
}

impl Hasher for State {
    fn update(&mut self, bytes: &[u8]) {
        self.context.update(bytes);
    }

    fn finish(self: Box<Self>) -> Digest {
        ours(self.algorithm, &self.context.finish())
    }
}

/// What the library calls an algorithm. There are three.
pub(crate) fn library(algorithm: Algorithm) -> &'static digest::Algorithm {
    match algorithm {
        Algorithm::Sha256 => &SHA256,
        Algorithm::Sha384 => &SHA384,
        _ => &SHA512,
    }
}

fn ours(algorithm: Algorithm, output: &digest::Digest) -> Digest {
    match algorithm {
        Algorithm::Sha256 => Digest::sha256(array(output.as_ref())),
        Algorithm::Sha384 => Digest::sha384(array(output.as_ref())),
        _ => Digest::sha512(array(output.as_ref())),
    }
}

/// The output has the algorithm's length.
fn array<const LEN: usize>(output: &[u8]) -> [u8; LEN] {
    let mut array = [0; LEN];
    array.iter_mut().zip(output).for_each(|(to, from)| *to = *from);
    array
}
