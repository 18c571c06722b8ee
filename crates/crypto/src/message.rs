//! What is signed: the bytes, or a digest of them.

use countersign_digest::{Algorithm, Digest, HashProvider};

/// A message for signing or verification. A digest serves where the algorithm signs one; a key that needs the whole
/// message answers `NeedsWholeMessage`.
#[derive(Clone, Copy, Debug)]
pub enum Message<'a> {
    /// The whole message.
    Bytes(&'a [u8]),
    /// A digest of the message, by the algorithm that the signature scheme names.
    Digest(&'a Digest),
}

/// A digest was offered that the scheme does not sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the digest is {actual}, {expected} is signed")]
pub struct WrongDigest {
    pub(crate) expected: Algorithm,
    pub(crate) actual: Algorithm,
}

impl WrongDigest {
    /// The algorithm that is signed.
    #[must_use]
    pub fn expected(&self) -> Algorithm {
        self.expected
    }

    /// The algorithm of the digest that was given.
    #[must_use]
    pub fn actual(&self) -> Algorithm {
        self.actual
    }
}

impl Message<'_> {
    /// The digest to hand to a primitive that signs `algorithm` digests: computed from bytes, or the one given. For
    /// those who implement [`VerifyingKey`](crate::VerifyingKey) and [`SigningKey`](crate::SigningKey).
    ///
    /// # Errors
    /// [`WrongDigest`] when a digest by another algorithm was given.
    pub fn to_digest(self, algorithm: Algorithm, hasher: &dyn HashProvider) -> Result<Digest, WrongDigest> {
        match self {
            Self::Bytes(bytes) => Ok(hasher.hash(algorithm, bytes)),
            Self::Digest(digest) if digest.algorithm() == algorithm => Ok(*digest),
            Self::Digest(digest) => Err(WrongDigest { expected: algorithm, actual: digest.algorithm() }),
        }
    }
}
