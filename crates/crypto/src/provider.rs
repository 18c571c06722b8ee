//! The trait behind which all arithmetic stands.

use alloc::{boxed::Box, vec::Vec};

use countersign_digest::HashProvider;

use crate::{KeyType, PrivateKey, PublicKey, Scheme, SigningKey, VerifyingKey};

/// A cryptographic back end. Implementations are wrapped: no type of theirs stands in a signature of ours.
pub trait CryptoProvider: HashProvider {
    /// The uncompressed SEC1 form (`04 ‖ x ‖ y`, SEC 1 §2.3.3) of a point given in compressed or uncompressed form.
    ///
    /// # Errors
    /// [`PointError`] unless the point is on the curve and not the identity.
    fn decode_point(&self, key_type: KeyType, sec1: &[u8]) -> Result<Vec<u8>, PointError>;

    /// The uncompressed SEC1 form of the public point that belongs to a private scalar (big-endian).
    ///
    /// # Errors
    /// [`ScalarError`] unless `1 ≤ scalar < n`.
    fn public_point(&self, key_type: KeyType, scalar: &[u8]) -> Result<Vec<u8>, ScalarError>;

    /// Binds a public key to a scheme.
    ///
    /// # Errors
    /// [`KeyUseError`] where the two do not fit or this provider lacks the scheme.
    fn verifying_key(&self, key: &PublicKey, scheme: Scheme) -> Result<Box<dyn VerifyingKey>, KeyUseError>;

    /// Binds a private key to a scheme. Signatures are deterministic (RFC 6979) and low-S.
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
    /// The key's bytes are refused by the provider. A key that was parsed with the same provider never gives this.
    #[error("the provider refuses the key")]
    Refused,
}
