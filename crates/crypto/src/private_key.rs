//! A private key with the public key that belongs to it.

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use crate::{CryptoProvider, KeyType, PublicKey, PublicKeyError, Random, RandomError, ScalarError};

/// A private key in software. The public half is always computed from the secret, never taken from a file, so the
/// two cannot disagree. The secret is wiped when the value is dropped and never printed.
#[derive(Clone)]
pub struct PrivateKey {
    public: PublicKey,
    secret: Zeroizing<Vec<u8>>,
}

impl PrivateKey {
    /// Makes a key from a big-endian scalar of the curve's length.
    ///
    /// # Errors
    /// [`PrivateKeyError`] unless the scalar is in range.
    pub fn from_scalar(
        key_type: KeyType,
        scalar: &[u8],
        provider: &dyn CryptoProvider,
    ) -> Result<Self, PrivateKeyError> {
        let point = provider.public_point(key_type, scalar)?;
        let public = PublicKey::from_point(key_type, &point, provider)?;
        Ok(Self { public, secret: Zeroizing::new(scalar.to_vec()) })
    }

    /// Generates a key by rejection sampling: a draw of the curve's length, again until `1 ≤ d < n` (after FIPS 186-5
    /// §A.2.2, which draws `d - 1`).
    ///
    /// # Errors
    /// [`GenerateError`] when the source fails or keeps yielding values out of range.
    pub fn generate(
        key_type: KeyType,
        random: &mut dyn Random,
        provider: &dyn CryptoProvider,
    ) -> Result<Self, GenerateError> {
        // One draw in 2^32 is out of range on P-256; a source that misses this often is broken.
        const MAX_DRAWS: usize = 16;
        for _ in 0..MAX_DRAWS {
            let mut scalar = Zeroizing::new(alloc::vec![0u8; key_type.scalar_len()]);
            random.fill(&mut scalar)?;
            match Self::from_scalar(key_type, &scalar, provider) {
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

    /// The big-endian scalar, for those that write key files or hand it to a back end.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8] {
        &self.secret
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
    /// The computed public key is refused: a defect of the provider.
    #[error("the public key that belongs to the private key is refused")]
    Public(#[source] PublicKeyError),
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
