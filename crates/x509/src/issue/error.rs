//! Why nothing is issued.

use countersign_crypto::{KeyType, PublicKeyError, Scheme, SignError};

use super::RequestError;
use crate::Violation;

/// Why there is no draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The issuer's certificate is no CA's (RFC 5280 §4.2.1.9).
    #[error("the issuer's certificate is not a CA's")]
    IssuerNotCa,
    /// The issuer's key may not sign certificates (RFC 5280 §4.2.1.3).
    #[error("the issuer's key usage has no keyCertSign")]
    IssuerKeyUsage,
    /// The issuer's path length admits no such CA below it (RFC 5280 §4.2.1.9).
    #[error("the issuer's path length constraint does not admit this CA")]
    PathLength,
    /// The issuer's public key is refused.
    #[error("the issuer's public key is refused")]
    IssuerKey(#[source] PublicKeyError),
    /// X.509 has no identifier for the scheme: ECDSA in fixed encoding, Ed25519 over digests.
    #[error("X.509 has no identifier for signatures by {} in this encoding", scheme.algorithm())]
    Scheme {
        /// The scheme.
        scheme: Scheme,
    },
    /// The scheme is for keys of another type.
    #[error("the key is {actual}, the scheme signs with {expected}")]
    KeyType {
        /// The key type of the scheme.
        expected: KeyType,
        /// The key type of the issuer.
        actual: KeyType,
    },
    /// A CA has no subject (RFC 5280 §4.1.2.6).
    #[error("the subject of a CA is not empty")]
    CaWithoutSubject,
    /// Neither a subject nor an alternative name (RFC 5280 §4.1.2.6).
    #[error("a certificate names its subject: a distinguished name, or an alternative name")]
    NoName,
    /// Path length, or name constraints, for what is no CA (RFC 5280 §4.2.1.9, §4.2.1.10).
    #[error("path length and name constraints are a CA's")]
    NotForLeaf,
    /// An alternative name that a request asks for is not of the syntax of its form (RFC 5280 §4.2.1.6).
    #[error("an alternative name is none of its form")]
    AltName,
    /// An extension is asked for twice, or is one that the template writes itself (RFC 5280 §4.2).
    #[error("an extension is asked for twice")]
    ExtensionTwice,
    /// The value of an extension is not exactly one DER element.
    #[error("the value of an extension is not one DER element")]
    ExtensionValue,
    /// What would be issued breaks a rule that a reader enforces.
    #[error("what would be issued is refused by readers")]
    Violation(#[from] Violation),
}

/// Why a draft was not signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IssueSignError {
    /// The key is another one than the draft's issuer has.
    #[error("the signing key is not the key that the draft names as its issuer's")]
    WrongKey,
    /// The key signs by another scheme than the draft says.
    #[error("the draft says {}, the key signs by {}", expected.algorithm(), actual.algorithm())]
    WrongScheme {
        /// What the draft says.
        expected: Scheme,
        /// What the key does.
        actual: Scheme,
    },
    /// The key failed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// What was assembled does not parse.
    #[error("what was assembled is refused by readers")]
    Violation(#[from] Violation),
    /// The same of a request.
    #[error("what was assembled is refused by readers")]
    Request(#[from] RequestError),
}
