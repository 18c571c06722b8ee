//! A key bound to its scheme.

use std::fmt;

use aws_lc_rs::digest;
use countersign_crypto::{Message, PublicKey, Scheme, SignError, SigningKey, VerifyError, VerifyingKey};

use crate::hash::library;

/// What a type of public key must be able to do.
pub(crate) trait Verify: Send + Sync {
    fn verify(&self, scheme: Scheme, message: Message<'_>, signature: &[u8]) -> Result<(), VerifyError>;
}

/// The same for private keys.
pub(crate) trait Sign: Send + Sync {
    fn sign(&self, scheme: Scheme, message: Message<'_>) -> Result<Vec<u8>, SignError>;
}

pub(crate) struct Bound<K> {
    pub(crate) public: PublicKey,
    pub(crate) scheme: Scheme,
    pub(crate) key: K,
}

impl<K: Verify> VerifyingKey for Bound<K> {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn verify(&self, message: Message<'_>, signature: &[u8]) -> Result<(), VerifyError> {
        self.key.verify(self.scheme, message, signature)
    }
}

impl<K: Sign> SigningKey for Bound<K> {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn sign(&self, message: Message<'_>) -> Result<Vec<u8>, SignError> {
        self.key.sign(self.scheme, message)
    }
}

impl<K> fmt::Debug for Bound<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} for {}", self.public, self.scheme.algorithm())
    }
}

/// What the library takes: it hashes bytes itself.
pub(crate) enum Input<'a> {
    Bytes(&'a [u8]),
    Digest(digest::Digest),
}

/// Why a message is none for a scheme.
pub(crate) enum InputError {
    NeedsWholeMessage,
    WrongDigest(countersign_crypto::WrongDigest),
}

impl<'a> Input<'a> {
    pub(crate) fn new(scheme: Scheme, message: Message<'a>) -> Result<Self, InputError> {
        let algorithm = scheme.algorithm().digest_algorithm();
        match (message, algorithm) {
            (Message::Bytes(bytes), _) => Ok(Self::Bytes(bytes)),
            (Message::Digest(_), None) => Err(InputError::NeedsWholeMessage),
            (Message::Digest(_), Some(algorithm)) => {
                let digest = message.to_digest(algorithm, &crate::AwsLc).map_err(InputError::WrongDigest)?;
                digest::Digest::import_less_safe(digest.as_bytes(), library(algorithm))
                    .map(Self::Digest)
                    .map_err(|_| InputError::NeedsWholeMessage)
            }
        }
    }
}

impl From<InputError> for VerifyError {
    fn from(error: InputError) -> Self {
        match error {
            InputError::NeedsWholeMessage => Self::NeedsWholeMessage,
            InputError::WrongDigest(wrong) => wrong.into(),
        }
    }
}

impl From<InputError> for SignError {
    fn from(error: InputError) -> Self {
        match error {
            InputError::NeedsWholeMessage => Self::NeedsWholeMessage,
            InputError::WrongDigest(wrong) => wrong.into(),
        }
    }
}

/// The library failed and does not say why.
pub(crate) fn failed(error: aws_lc_rs::error::Unspecified) -> SignError {
    SignError::Backend(Box::new(error))
}
