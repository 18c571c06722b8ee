//! Why a JSON Web Key is refused.

use countersign_crypto::{PrivateKeyError, PublicKeyError};
use countersign_encoding::{
    base64::Base64Error,
    json::{FieldError, JsonError},
};

/// Why a text is no JSON Web Key that this crate reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwkError {
    /// Not strict JSON; a member that stands twice is one of the reasons.
    #[error("the key is not JSON: {0}")]
    Json(#[from] JsonError),
    /// JSON, but no object.
    #[error("the key is not a JSON object")]
    NotAnObject,
    /// A set of keys (RFC 7517 §5). Which one is meant is not for this crate to guess.
    #[error("this is a set of JSON Web Keys; give one key of it")]
    KeySet,
    /// A member is missing or of another type.
    #[error("the JSON Web Key: {0}")]
    Field(#[from] FieldError),
    /// A symmetric key (`kty` is `oct`): whoever verifies with it can also sign.
    #[error("the JSON Web Key is symmetric, which verifies no signature that others could trust")]
    Symmetric,
    /// Another `kty` than `EC`, `OKP` and `RSA`.
    #[error("the JSON Web Key's kty is not supported; EC, OKP and RSA are read")]
    UnsupportedKeyType,
    /// Another `crv` than P-256, P-384 and P-521 of `EC`, or Ed25519 of `OKP`.
    #[error("the JSON Web Key's crv is not supported; P-256, P-384, P-521 and Ed25519 are read")]
    UnsupportedCurve,
    /// A value is not canonical base64url without padding.
    #[error("the JSON Web Key: {field}: {source}")]
    Base64 {
        /// The member.
        field: &'static str,
        /// What is wrong with it.
        #[source]
        source: Base64Error,
    },
    /// A coordinate or a secret has another length than the curve's (RFC 7518 §6.2.1.2, RFC 8037 §2).
    #[error("the JSON Web Key: {field} is {actual} bytes long, expected {expected}")]
    Length {
        /// The member.
        field: &'static str,
        /// Length of the curve, in bytes.
        expected: usize,
        /// Length found, in bytes.
        actual: usize,
    },
    /// A number of RSA is empty or begins with a zero octet (RFC 7518 §2, Base64urlUInt).
    #[error("the JSON Web Key: {field} is not a number in its shortest form")]
    Number {
        /// The member.
        field: &'static str,
    },
    /// The member `use` is there and is not `sig` (RFC 7517 §4.2).
    #[error("the JSON Web Key is not for signatures: its use is not sig")]
    Use,
    /// The member `key_ops` is there and does not say `sign` for a private key or `verify` for a public one, or says
    /// something that has nothing to do with signatures, or twice the same (RFC 7517 §4.3).
    #[error("the JSON Web Key is not for signatures: its key_ops do not allow it")]
    Operations,
    /// The member `alg` names no signature algorithm that is supported, or one of another kind of key (RFC 7517 §4.4).
    #[error("the JSON Web Key's alg does not fit the key, or is not supported")]
    Algorithm,
    /// A private RSA key without its primes and exponents, which RFC 7518 §6.3.2 allows.
    #[error("the private JSON Web Key lacks {field}; p, q, dp, dq and qi are needed")]
    Incomplete {
        /// The first member that is missing.
        field: &'static str,
    },
    /// An RSA key of more than two primes (`oth`, RFC 7518 §6.3.2.7).
    #[error("the RSA key has more than two primes, which is not supported")]
    MultiPrime,
    /// The public key is refused.
    #[error(transparent)]
    Public(#[from] PublicKeyError),
    /// The private key is refused.
    #[error(transparent)]
    Private(#[from] PrivateKeyError),
    /// The public members do not belong to the private ones. Signing with such a pair can give the private key away, so
    /// the file is refused as a whole.
    #[error("the public members of the JSON Web Key do not belong to the private ones")]
    PublicKeyMismatch,
}
