//! Verification under one key with one algorithm.

use core::fmt::Debug;

use countersign_digest::Algorithm;

use crate::{Message, PublicKey, Scheme};

/// One public key bound to one signature scheme: nothing is left to confuse.
pub trait VerifyingKey: Debug + Send + Sync {
    /// The key. Its id is what tells principals apart.
    fn public_key(&self) -> &PublicKey;

    /// The scheme that this key verifies, and no other.
    fn scheme(&self) -> Scheme;

    /// Checks `signature` over `message`.
    ///
    /// # Errors
    /// [`VerifyError`]; `Ok` only if the signature is right for this message and key.
    fn verify(&self, message: Message<'_>, signature: &[u8]) -> Result<(), VerifyError>;
}

/// Why a signature was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The bytes are no signature of this scheme: not DER, an integer out of range, another length.
    #[error("the signature is not a well-formed signature of this algorithm")]
    Malformed,
    /// A well-formed signature of something else, or by another key.
    #[error("the signature does not match the message and the key")]
    Mismatch,
    /// A digest was given where the algorithm needs the whole message.
    #[error("this key verifies whole messages; give the bytes, not a digest")]
    NeedsWholeMessage,
    /// A digest of another algorithm than the scheme's was given.
    #[error("the digest is {actual}, this key verifies over {expected}")]
    WrongDigest {
        /// The digest algorithm of the scheme.
        expected: Algorithm,
        /// What was given.
        actual: Algorithm,
    },
}

impl From<crate::MessageError> for VerifyError {
    fn from(error: crate::MessageError) -> Self {
        match error {
            crate::MessageError::NeedsWholeMessage => Self::NeedsWholeMessage,
            crate::MessageError::WrongDigest(wrong) => wrong.into(),
        }
    }
}

impl From<crate::WrongDigest> for VerifyError {
    fn from(wrong: crate::WrongDigest) -> Self {
        Self::WrongDigest { expected: wrong.expected, actual: wrong.actual }
    }
}
