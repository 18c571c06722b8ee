//! A key of any type bound to its scheme.

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use crate::{Message, PublicKey, Random, Scheme, SignError, SigningKey, VerifyError, VerifyingKey};

/// What a type of key must be able to do.
pub(super) trait Verify: Send + Sync {
    fn verify(&self, scheme: Scheme, message: Message<'_>, signature: &[u8]) -> Result<(), VerifyError>;
}

/// The same for private keys. `extra` goes into the derivation of the nonce; none makes a deterministic signature.
pub(super) trait Sign: Send + Sync {
    fn sign(&self, scheme: Scheme, message: Message<'_>, extra: &[u8]) -> Result<Vec<u8>, SignError>;
}

pub(super) struct Bound<K> {
    pub(super) public: PublicKey,
    pub(super) scheme: Scheme,
    pub(super) key: K,
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
        self.key.sign(self.scheme, message, &[])
    }

    fn sign_hedged(&self, message: Message<'_>, random: &mut dyn Random) -> Result<Vec<u8>, SignError> {
        let mut extra = Zeroizing::new([0; 32]);
        random.fill(&mut *extra)?;
        self.key.sign(self.scheme, message, &*extra)
    }
}

impl<K> fmt::Debug for Bound<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} for {}", self.public, self.scheme.algorithm())
    }
}
