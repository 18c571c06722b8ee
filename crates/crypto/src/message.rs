//! What is signed: the bytes, or a digest of them.

use countersign_digest::{Algorithm, Digest, HashProvider};

use crate::Scheme;

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

/// A message that a scheme does not sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MessageError {
    /// A digest was offered where the scheme needs the whole message.
    #[error("whole messages are signed, not digests")]
    NeedsWholeMessage,
    /// A digest was offered that the scheme does not sign.
    #[error(transparent)]
    WrongDigest(#[from] WrongDigest),
}

impl Message<'_> {
    /// The digest that a scheme signs of this message: computed from bytes, or the one given. For those who implement
    /// [`VerifyingKey`](crate::VerifyingKey) and [`SigningKey`](crate::SigningKey).
    ///
    /// # Errors
    /// [`MessageError`] when a digest by another algorithm was given, and for a scheme that signs no digests.
    pub fn digest_for(self, scheme: Scheme, hasher: &dyn HashProvider) -> Result<Digest, MessageError> {
        let algorithm = scheme.algorithm().digest_algorithm().ok_or(MessageError::NeedsWholeMessage)?;
        Ok(self.to_digest(algorithm, hasher)?)
    }

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
