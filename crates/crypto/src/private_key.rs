//! A private key with the public key that belongs to it.

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use crate::{
    CryptoProvider, KeyLimits, KeyType, PublicKey, PublicKeyError, Random, RandomError, RsaPrivateKeyError,
    RsaPrivateParts, ScalarError,
};

/// A private key in software. The public half is always computed from the secret, never taken from a file, so the
/// two cannot disagree. The secret is wiped when the value is dropped and never printed.
#[derive(Clone)]
pub struct PrivateKey {
    public: PublicKey,
    secret: Zeroizing<Vec<u8>>,
}

impl PrivateKey {
    /// Makes a key from a big-endian scalar of the curve's length, or from the seed of an Ed25519 key.
    ///
    /// # Errors
    /// [`PrivateKeyError`] unless the scalar is in range, and for RSA, which has none.
    pub fn from_scalar(
        key_type: KeyType,
        secret: &[u8],
        provider: &dyn CryptoProvider,
    ) -> Result<Self, PrivateKeyError> {
        if key_type.secret_len().is_none() {
            return Err(ScalarError::NoScalars { key_type }.into());
        }
        let point = provider.public_point(key_type, secret)?;
        let public = PublicKey::from_point(key_type, &point, provider)?;
        Ok(Self { public, secret: Zeroizing::new(secret.to_vec()) })
    }

    /// Makes an RSA key from all its numbers. Those that follow from others are computed and compared, so that what
    /// signs with them faster signs rightly: `p·q = n` with `p` and `q` odd and above 1, `e·d ≡ 1` modulo `p - 1` and
    /// `q - 1`, `dP`, `dQ` and `qInv`.
    ///
    /// # Errors
    /// [`PrivateKeyError::Public`] for the modulus and the public exponent, [`PrivateKeyError::Rsa`] for the others.
    pub fn from_rsa(
        parts: RsaPrivateParts<'_>,
        limits: &KeyLimits,
        provider: &dyn CryptoProvider,
    ) -> Result<Self, PrivateKeyError> {
        let public = PublicKey::from_rsa(parts.modulus, parts.public_exponent, limits, provider)?;
        let numbers = public.rsa().ok_or(PrivateKeyError::Public(PublicKeyError::Provider))?;
        let parts = parts.bounded(numbers)?;
        provider.check_rsa_private(&parts)?;
        let secret = parts.to_der();
        Ok(Self { public, secret })
    }

    /// Generates a key by rejection sampling: a draw of the curve's length, again until `1 ≤ d < n` (after FIPS 186-5
    /// §A.2.2, which draws `d - 1`). A seed of Ed25519 is one draw; only all zeros, which a source that wrote nothing
    /// leaves, are drawn again.
    ///
    /// # Errors
    /// [`GenerateError`] when the source fails or keeps yielding values out of range, and for RSA.
    pub fn generate(
        key_type: KeyType,
        random: &mut dyn Random,
        provider: &dyn CryptoProvider,
    ) -> Result<Self, GenerateError> {
        // One draw in 2^32 is out of range on P-256; a source that misses this often is broken.
        const MAX_DRAWS: usize = 16;
        let length = key_type.secret_len().ok_or(GenerateError::Unsupported { key_type })?;
        for _ in 0..MAX_DRAWS {
            let mut secret = Zeroizing::new(alloc::vec![0u8; length]);
            random.fill(&mut secret)?;
            if secret.iter().all(|byte| *byte == 0) {
                continue;
            }
            clear_excess_bits(key_type, &mut secret);
            match Self::from_scalar(key_type, &secret, provider) {
                Err(PrivateKeyError::Scalar(ScalarError::OutOfRange)) => {}
                other => return other.map_err(GenerateError::Key),
            }
        }
        Err(GenerateError::BrokenRandom { draws: MAX_DRAWS })
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The kind of key.
    #[must_use]
    pub fn key_type(&self) -> KeyType {
        self.public.key_type()
    }

    /// The big-endian scalar, the seed of an Ed25519 key or the DER of
    /// [`rsa_pkcs1_der`](PrivateKey::rsa_pkcs1_der), for those that write key files or hand it to a back end.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8] {
        &self.secret
    }

    /// The canonical DER `RSAPrivateKey` (RFC 8017 §A.1.2) of an RSA key; `None` for every other.
    #[must_use]
    pub fn rsa_pkcs1_der(&self) -> Option<&[u8]> {
        (self.key_type() == KeyType::Rsa).then_some(&self.secret[..])
    }
}

/// Clears the bits of a draw that no scalar has: the order of P-521 has 521 bits, its octets 528 (FIPS 186-5 §A.2.2).
fn clear_excess_bits(key_type: KeyType, secret: &mut [u8]) {
    if let (KeyType::EcdsaP521, Some(first)) = (key_type, secret.first_mut()) {
        *first &= 1;
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({} {}, secret withheld)", self.key_type(), self.public.id())
    }
}

/// Why bytes are no private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrivateKeyError {
    /// The scalar is refused.
    #[error(transparent)]
    Scalar(#[from] ScalarError),
    /// The public key is refused: the modulus or public exponent of an RSA key, or, where it was computed, by a defect
    /// of the provider.
    #[error("the public key that belongs to the private key is refused")]
    Public(#[source] PublicKeyError),
    /// The private numbers of an RSA key are refused.
    #[error(transparent)]
    Rsa(#[from] RsaPrivateKeyError),
}

impl From<PublicKeyError> for PrivateKeyError {
    fn from(error: PublicKeyError) -> Self {
        Self::Public(error)
    }
}

/// Why no key was generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// The source of randomness failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// Keys of this type are not generated by this crate.
    #[error("{key_type} keys are not generated here; make one with another tool and import it")]
    Unsupported {
        /// The key type asked for.
        key_type: KeyType,
    },
    /// The source yielded a value out of range every time, which a working one does not do.
    #[error("{draws} draws from the source of randomness were out of range: the source is broken")]
    BrokenRandom {
        /// How often it was asked.
        draws: usize,
    },
    /// The key is refused for another reason than its range.
    #[error(transparent)]
    Key(PrivateKeyError),
}
