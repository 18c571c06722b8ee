//! A key of any type bound to its scheme: what is the same of all such keys, for those who implement
//! [`CryptoProvider`](crate::CryptoProvider).

use alloc::vec::Vec;
use core::fmt;

use crate::{Message, PublicKey, Random, Scheme, SignError, SigningKey, VerifyError, VerifyingKey};

/// What a type of public key must be able to do.
pub trait Verify: Send + Sync {
    /// Checks a signature of the scheme that the key is bound to.
    ///
    /// # Errors
    /// As [`VerifyingKey::verify`].
    fn verify(&self, scheme: Scheme, message: Message<'_>, signature: &[u8]) -> Result<(), VerifyError>;
}

/// The same for private keys.
pub trait Sign: Send + Sync {
    /// Signs by the scheme that the key is bound to.
    ///
    /// # Errors
    /// As [`SigningKey::sign`].
    fn sign(&self, scheme: Scheme, message: Message<'_>) -> Result<Vec<u8>, SignError>;

    /// The same with the caller's randomness in the derivation of the nonce. A key that does not override this takes none.
    ///
    /// # Errors
    /// As [`SigningKey::sign_hedged`].
    fn sign_hedged(
        &self,
        scheme: Scheme,
        message: Message<'_>,
        random: &mut dyn Random,
    ) -> Result<Vec<u8>, SignError> {
        let (_, _, _) = (scheme, message, random);
        Err(SignError::HedgingUnsupported)
    }
}

/// A key with its public half and the one scheme that it is used by.
pub struct Bound<K> {
    public: PublicKey,
    scheme: Scheme,
    key: K,
}

impl<K> Bound<K> {
    /// Binds a key. That key, public half and scheme belong together was checked before.
    pub fn new(public: PublicKey, scheme: Scheme, key: K) -> Self {
        Self { public, scheme, key }
    }
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

    fn sign_hedged(&self, message: Message<'_>, random: &mut dyn Random) -> Result<Vec<u8>, SignError> {
        self.key.sign_hedged(self.scheme, message, random)
    }
}

/// Of the key itself nothing is shown.
impl<K> fmt::Debug for Bound<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} for {}", self.public, self.scheme.algorithm())
    }
}
