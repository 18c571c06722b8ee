//! Signing, on whatever holds the key.

use alloc::{boxed::Box, vec::Vec};
use core::fmt::Debug;

use countersign_digest::Algorithm;

use crate::{Message, PublicKey, Random, RandomError, Scheme};

/// A private key that signs: software here, a device or a service elsewhere. Object safe.
pub trait SigningKey: Debug + Send + Sync {
    /// The public half, which every signature of this key verifies under.
    fn public_key(&self) -> &PublicKey;

    /// The one scheme that this key signs with.
    fn scheme(&self) -> Scheme;

    /// Signs `message` and returns the signature in the scheme's encoding.
    ///
    /// # Errors
    /// [`SignError`]; what a device or service reported is its source.
    fn sign(&self, message: Message<'_>) -> Result<Vec<u8>, SignError>;

    /// Signs `message` with fresh randomness mixed into what the nonce is derived from: a fault in the computation then
    /// gives the key away less easily than where signing twice repeats itself, and a bad source of randomness is no
    /// worse than none. Verifiers see no difference. Keys that cannot do it say so.
    ///
    /// # Errors
    /// [`SignError`], as [`SigningKey::sign`], and where the source fails.
    fn sign_hedged(&self, message: Message<'_>, random: &mut dyn Random) -> Result<Vec<u8>, SignError> {
        let (_, _) = (message, random);
        Err(SignError::HedgingUnsupported)
    }
}

/// Why no signature was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// A digest was given where the algorithm needs the whole message.
    #[error("this key signs whole messages; give the bytes, not a digest")]
    NeedsWholeMessage,
    /// A digest of another algorithm than the scheme's was given.
    #[error("the digest is {actual}, this key signs {expected}")]
    WrongDigest {
        /// The digest algorithm of the scheme.
        expected: Algorithm,
        /// What was given.
        actual: Algorithm,
    },
    /// The source of randomness failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// What holds the key takes no randomness.
    #[error("this key cannot mix randomness into a signature")]
    HedgingUnsupported,
    /// What holds the key failed; the source says how.
    #[error("the signing key failed")]
    Backend(#[source] Box<dyn core::error::Error + Send + Sync>),
}

impl From<crate::MessageError> for SignError {
    fn from(error: crate::MessageError) -> Self {
        match error {
            crate::MessageError::NeedsWholeMessage => Self::NeedsWholeMessage,
            crate::MessageError::WrongDigest(wrong) => wrong.into(),
        }
    }
}

impl From<crate::WrongDigest> for SignError {
    fn from(wrong: crate::WrongDigest) -> Self {
        Self::WrongDigest { expected: wrong.expected, actual: wrong.actual }
    }
}
