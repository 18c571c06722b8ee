//! Why DER is no private key.

use countersign_crypto::PrivateKeyError;
#[cfg(feature = "sealed-keys")]
use countersign_crypto::{PublicKeyError, RsaKeyError, RsaPrivateKeyError, ScalarError};

/// Why bytes are no private key in PKCS#8, SEC1 or PKCS#1 that this crate reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrivateDerError {
    /// Longer than any key this crate reads.
    #[error("the private key is {actual} bytes long, at most {limit} are read")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
        /// Length given, in bytes.
        actual: usize,
    },
    /// Not strict DER of the structure that the file says it is, or an unknown version of it.
    #[error("the private key is not in the DER structure that its file promises")]
    Encoding,
    /// A key of an algorithm that is not read here, such as DSA, X25519, Ed448 or an RSA key restricted to PSS; or one of a
    /// known algorithm with parameters that it does not have.
    #[error("the private key's algorithm is not supported; ECDSA, Ed25519 and RSA keys are read")]
    UnsupportedAlgorithm,
    /// An elliptic-curve key on another curve, with explicit parameters, without any, or one that names two curves.
    #[error("the private key's curve is not supported; the named curves P-256, P-384 and P-521 are read")]
    UnsupportedCurve,
    /// An RSA key of more than two primes (RFC 8017 appendix A.1.2, version 1).
    #[error("the RSA key has more than two primes, which is not supported")]
    MultiPrime,
    /// The secret is refused: a scalar out of range, RSA numbers that do not belong together or are outside the limits.
    #[error(transparent)]
    Key(#[from] PrivateKeyError),
    /// The file carries a public key that does not belong to the private key. Signing with such a pair can give the
    /// private key away, so the file is refused as a whole.
    #[error("the public key in the file does not belong to the private key")]
    PublicKeyMismatch,
}

#[cfg(feature = "sealed-keys")]
impl PrivateDerError {
    /// Whether this speaks of a kind or size of key that is not supported, rather than of something that is broken.
    pub(crate) fn is_about_support(&self) -> bool {
        let Self::Key(error) = self else {
            return matches!(self, Self::UnsupportedAlgorithm | Self::UnsupportedCurve | Self::MultiPrime);
        };
        match error {
            PrivateKeyError::Scalar(ScalarError::Unsupported { .. })
            | PrivateKeyError::Rsa(RsaPrivateKeyError::Unsupported) => true,
            PrivateKeyError::Public(PublicKeyError::Rsa(error)) => {
                matches!(error, RsaKeyError::ModulusTooShort { .. } | RsaKeyError::ModulusTooLong { .. })
            }
            _ => false,
        }
    }
}
