//! Why there is no authority, or no token.

use crate::{
    crypto::{KeyUseError, PublicKeyError, Scheme, SignError},
    x509::{PathError, Violation},
};

/// Why there is no authority.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorityError {
    /// No certificate was given.
    #[error("the chain has no certificate")]
    NoCertificate,
    /// More certificates than a token may carry.
    #[error("the chain has {actual} certificates, at most {limit} are taken")]
    TooManyCertificates {
        /// How many there are.
        actual: usize,
        /// How many there may be.
        limit: usize,
    },
    /// The leaf may not sign timestamps (RFC 3161 §2.3).
    #[error("the first certificate is no timestamping authority's")]
    Leaf(#[source] Violation),
    /// The chain is not valid at the time given.
    #[error("the chain is not valid")]
    Path(#[source] PathError),
    /// The certificates are not in order, each issued by the next, or one is no part of the path.
    #[error("the certificates of the chain are not each issued by the next one")]
    Order,
    /// The certificates are never all valid at one time.
    #[error("the certificates of the chain are never valid at the same time")]
    NoCommonValidity,
    /// The leaf's key is refused.
    #[error("the key of the first certificate is refused")]
    Key(#[source] PublicKeyError),
    /// The leaf's key does not sign by the scheme, or the provider lacks it.
    #[error("the key of the first certificate does not sign by the scheme")]
    KeyUse(#[source] KeyUseError),
    /// CMS has no identifier for the scheme: ECDSA in fixed encoding, Ed25519 over digests.
    #[error("CMS has no identifier for signatures by {} in this encoding", scheme.algorithm())]
    Scheme {
        /// The scheme.
        scheme: Scheme,
    },
}

/// Why a draft was not signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenSignError {
    /// It is not the key of the authority's certificate.
    #[error("the key is not that of the authority's certificate")]
    WrongKey,
    /// The key signs by another scheme than the authority's.
    #[error("the key signs by {}, the authority by {}", actual.algorithm(), expected.algorithm())]
    WrongScheme {
        /// The scheme of the authority.
        expected: Scheme,
        /// The scheme of the key.
        actual: Scheme,
    },
    /// The key failed.
    #[error(transparent)]
    Sign(#[from] SignError),
}
