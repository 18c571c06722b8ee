//! The trait behind which all arithmetic stands.

use alloc::{boxed::Box, vec::Vec};

use countersign_digest::HashProvider;

use crate::{
    KeyType, Message, PrivateKey, PublicKey, PublicKeyError, RetiredAlgorithm, RsaPrivateKeyError,
    RsaPrivateParts, Scheme, SigningKey, SubjectPublicKey, VerifyError, VerifyingKey,
};

/// A cryptographic back end. Implementations are wrapped: no type of theirs stands in a signature of ours.
pub trait CryptoProvider: HashProvider {
    /// The uncompressed SEC1 form (`04 ‖ x ‖ y`, SEC 1 §2.3.3) of a point given in compressed or uncompressed form; the
    /// same 32 octets for Ed25519.
    ///
    /// # Errors
    /// [`PointError`] unless the point is on the curve and not the identity; for Ed25519 also unless it is canonical
    /// (RFC 8032 §5.1.3) and not of small order.
    fn decode_point(&self, key_type: KeyType, sec1: &[u8]) -> Result<Vec<u8>, PointError>;

    /// The canonical public point that belongs to a private scalar (big-endian) or to the seed of Ed25519.
    ///
    /// # Errors
    /// [`ScalarError`] unless `1 ≤ scalar < n`; for a seed unless it is 32 octets long.
    fn public_point(&self, key_type: KeyType, scalar: &[u8]) -> Result<Vec<u8>, ScalarError>;

    /// Checks that the private numbers of an RSA key belong together and to its public ones. The lengths are checked by
    /// the caller. A provider that does not override this takes no RSA private keys.
    ///
    /// # Errors
    /// [`RsaPrivateKeyError`] names the number that is wrong.
    fn check_rsa_private(&self, parts: &RsaPrivateParts<'_>) -> Result<(), RsaPrivateKeyError> {
        let _ = parts;
        Err(RsaPrivateKeyError::Unsupported)
    }

    /// Binds a public key to a scheme.
    ///
    /// # Errors
    /// [`KeyUseError`] where the two do not fit or this provider lacks the scheme.
    fn verifying_key(&self, key: &PublicKey, scheme: Scheme) -> Result<Box<dyn VerifyingKey>, KeyUseError>;

    /// Checks one signature with a key that is read and used once, as those in a chain of certificates are. It answers as
    /// a key bound by [`verifying_key`](CryptoProvider::verifying_key) does; a provider overrides it where it can save
    /// work.
    ///
    /// # Errors
    /// [`VerifyWithError`]; `Ok` only if the signature is right for this message and key.
    fn verify_with(
        &self,
        key: &SubjectPublicKey<'_>,
        scheme: Scheme,
        message: Message<'_>,
        signature: &[u8],
    ) -> Result<(), VerifyWithError> {
        key.check_use(scheme)?;
        let key = self.verifying_key(&key.to_public_key(self)?, scheme)?;
        Ok(key.verify(message, signature)?)
    }

    /// Checks one signature of an algorithm whose hash is broken: whoever makes a message can make another one that the
    /// signature fits. For old data whose reader names the algorithm. A provider that does not override this has none.
    ///
    /// # Errors
    /// [`VerifyWithError`]; `Ok` only if the signature is right for this message, or one of the same digest, and key.
    #[cfg(feature = "legacy")]
    fn danger_verify_retired(
        &self,
        key: &SubjectPublicKey<'_>,
        algorithm: RetiredAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), VerifyWithError> {
        let _ = (key, message, signature);
        Err(VerifyWithError::Retired { algorithm })
    }

    /// Binds a private key to a scheme. Signatures of ECDSA are low-S. Whether their nonces follow from key and message (RFC
    /// 6979) or are drawn anew each time is the provider's choice, which its documentation tells; Ed25519 and PKCS #1 v1.5
    /// always repeat themselves.
    ///
    /// # Errors
    /// [`KeyUseError`] where the two do not fit or this provider lacks the scheme.
    fn signing_key(&self, key: &PrivateKey, scheme: Scheme) -> Result<Box<dyn SigningKey>, KeyUseError>;
}

/// Why bytes are no point of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PointError {
    /// The provider does not know the curve.
    #[error("this provider has no {key_type} keys")]
    Unsupported {
        /// The key type asked for.
        key_type: KeyType,
    },
    /// Not a SEC1 encoding of that curve's length, off the curve, or the point at infinity.
    #[error("the public point is not on the curve")]
    Invalid,
    /// Ed25519: `y` is not below the prime, or the sign of a zero `x` is set (RFC 8032 §5.1.3). Such bytes would give one
    /// key two encodings.
    #[error("the public point is not in its canonical encoding")]
    NonCanonical,
    /// Ed25519: one of the eight points of small order, under which one signature fits many messages.
    #[error("the public point has small order")]
    SmallOrder,
    /// Keys of this type are no points.
    #[error("{key_type} keys are no points of a curve")]
    NoPoints {
        /// The key type asked for.
        key_type: KeyType,
    },
}

/// Why bytes are no private scalar of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScalarError {
    /// The provider does not know the curve.
    #[error("this provider has no {key_type} keys")]
    Unsupported {
        /// The key type asked for.
        key_type: KeyType,
    },
    /// Another length than the curve's, zero, or not below the group order.
    #[error("the private scalar is out of range for the curve")]
    OutOfRange,
    /// Keys of this type have no scalar.
    #[error("{key_type} keys are no scalars of a curve")]
    NoScalars {
        /// The key type asked for.
        key_type: KeyType,
    },
}

/// Why a key cannot be used with a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyUseError {
    /// The scheme is for keys of another type.
    #[error("a {actual} key cannot be used where {expected} is signed with")]
    WrongKeyType {
        /// The key type of the scheme.
        expected: KeyType,
        /// The key type given.
        actual: KeyType,
    },
    /// The provider lacks the scheme.
    #[error("this provider cannot compute {}", scheme.algorithm())]
    Unsupported {
        /// The scheme asked for.
        scheme: Scheme,
    },
    /// The public key is restricted to RSASSA-PSS, or to one hash and length of salt with it (RFC 4055 §3.3).
    #[error("the key's own parameters do not admit {}", scheme.algorithm())]
    Restricted {
        /// The scheme asked for.
        scheme: Scheme,
    },
    /// The provider verifies with keys of this type, and signs with none.
    #[error("this build signs nothing with {key_type} keys; give the key to a device or service that does")]
    CannotSign {
        /// The type of the key.
        key_type: KeyType,
    },
    /// The key's bytes are refused by the provider. A key that was parsed with the same provider never gives this.
    #[error("the provider refuses the key")]
    Refused,
}

/// Why one signature under a key that was just read is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyWithError {
    /// The key's point is refused, or the provider has no keys of its type.
    #[error(transparent)]
    Key(#[from] PublicKeyError),
    /// Key and scheme do not fit, or the provider lacks the scheme.
    #[error(transparent)]
    Use(#[from] KeyUseError),
    /// The signature is refused.
    #[error(transparent)]
    Signature(#[from] VerifyError),
    /// The provider lacks the retired algorithm, or the key is of another type than it needs.
    #[error("this provider verifies no {algorithm} with this key")]
    Retired {
        /// The algorithm asked for.
        algorithm: RetiredAlgorithm,
    },
}
