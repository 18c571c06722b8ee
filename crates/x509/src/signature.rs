//! The signature of one certificate, checked with its issuer's key (RFC 5280 §6.1.3 (a)(1)).

use countersign_crypto::{
    CryptoProvider, KeyType, KeyUseError, Message, PointError, PublicKeyError, RetiredAlgorithm,
    SubjectPublicKey, VerifyError, VerifyWithError,
};
use countersign_encoding::der::BitString;

use crate::{AlgorithmError, AlgorithmRules, Certificate, KeyError, SignatureAlgorithm};

/// What is signed, by what, and the signature.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    message: &'a [u8],
    algorithm: &'a [u8],
    signature: &'a [u8],
    parameters: Null,
}

/// Whether NULL parameters of an algorithm may be left out.
#[derive(Clone, Copy, Debug)]
enum Null {
    ByRule,
    Optional,
}

impl<'a> Signed<'a> {
    /// The signed bytes, the DER AlgorithmIdentifier and the octets of the signature.
    #[must_use]
    pub const fn new(message: &'a [u8], algorithm: &'a [u8], signature: &'a [u8]) -> Self {
        Self { message, algorithm, signature, parameters: Null::ByRule }
    }

    /// The same, whose AlgorithmIdentifier is read by [`SignatureAlgorithm::read_with_optional_null`].
    #[must_use]
    pub const fn with_optional_null(self) -> Self {
        Self { parameters: Null::Optional, ..self }
    }

    /// The same with a signature in a BIT STRING.
    ///
    /// # Errors
    /// [`SignatureError::UnusedBits`] unless it is a whole number of octets.
    pub fn from_bits(
        message: &'a [u8],
        algorithm: &'a [u8],
        signature: BitString<'a>,
    ) -> Result<Self, SignatureError> {
        let signature = signature.octets().ok_or(SignatureError::UnusedBits)?;
        Ok(Self::new(message, algorithm, signature))
    }
}

/// `tbsCertificate` as it arrived, its algorithm and its signature.
impl<'a> From<&'a Certificate<'_>> for Signed<'a> {
    fn from(certificate: &'a Certificate<'_>) -> Self {
        Self::new(certificate.tbs(), certificate.signature_algorithm(), certificate.signature())
    }
}

/// Checks a signature with the issuer's key: the algorithm must be one that the rules take and one for keys of that type.
///
/// # Errors
/// [`SignatureError`]; what is cheap to find comes first.
pub fn verify_signature(
    signed: &Signed<'_>,
    issuer: &SubjectPublicKey<'_>,
    rules: &AlgorithmRules,
    provider: &dyn CryptoProvider,
) -> Result<(), SignatureError> {
    let algorithm = match signed.parameters {
        Null::ByRule => SignatureAlgorithm::read(signed.algorithm)?,
        Null::Optional => SignatureAlgorithm::read_with_optional_null(signed.algorithm)?,
    };
    rules.check_signature(algorithm)?;
    rules.check_key(issuer)?;
    let key_type = issuer.key_type();
    if let SignatureAlgorithm::Retired(retired) = algorithm {
        return verify_retired(signed, issuer, retired, provider);
    }
    let scheme = algorithm.scheme(key_type).ok_or(SignatureError::KeyMismatch { algorithm, key_type })?;
    provider
        .verify_with(issuer, scheme, Message::Bytes(signed.message), signed.signature)
        .map_err(|error| refusal(error, algorithm, key_type))
}

#[cfg(feature = "legacy")]
fn verify_retired(
    signed: &Signed<'_>,
    issuer: &SubjectPublicKey<'_>,
    retired: RetiredAlgorithm,
    provider: &dyn CryptoProvider,
) -> Result<(), SignatureError> {
    let (algorithm, key_type) = (SignatureAlgorithm::Retired(retired), issuer.key_type());
    if !retired.fits(key_type) {
        return Err(SignatureError::KeyMismatch { algorithm, key_type });
    }
    provider
        .danger_verify_retired(issuer, retired, signed.message, signed.signature)
        .map_err(|error| refusal(error, algorithm, key_type))
}

/// Without the feature no rules take a retired algorithm; this is the same answer a second time.
#[cfg(not(feature = "legacy"))]
fn verify_retired(
    _: &Signed<'_>,
    _: &SubjectPublicKey<'_>,
    retired: RetiredAlgorithm,
    _: &dyn CryptoProvider,
) -> Result<(), SignatureError> {
    Err(SignatureError::Retired { algorithm: retired })
}

fn refusal(error: VerifyWithError, algorithm: SignatureAlgorithm, key_type: KeyType) -> SignatureError {
    match error {
        VerifyWithError::Signature(VerifyError::Mismatch) => SignatureError::Mismatch,
        VerifyWithError::Signature(_) => SignatureError::Malformed,
        VerifyWithError::Use(KeyUseError::Restricted { .. }) => SignatureError::KeyRestricted { algorithm },
        VerifyWithError::Key(PublicKeyError::Point(PointError::Unsupported { .. }))
        | VerifyWithError::Use(_) => SignatureError::Unsupported { algorithm, key_type },
        VerifyWithError::Key(error) => SignatureError::Key(error.into()),
        _ => SignatureError::Unsupported { algorithm, key_type },
    }
}

/// Why a signature is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// The AlgorithmIdentifier does not parse, or is of an algorithm that this version does not know.
    #[error(transparent)]
    Algorithm(#[from] AlgorithmError),
    /// The algorithm is broken, and the rules were not weakened by name.
    #[error("the signature algorithm {algorithm} is retired")]
    Retired {
        /// The algorithm.
        algorithm: RetiredAlgorithm,
    },
    /// The rules do not list the algorithm.
    #[error("the signature algorithm {algorithm} is not allowed")]
    NotAllowed {
        /// The algorithm.
        algorithm: SignatureAlgorithm,
    },
    /// The issuer's key is refused.
    #[error("the issuer's key is refused: {0}")]
    Key(#[from] KeyError),
    /// The issuer's key is of another type than the algorithm needs.
    #[error("a {key_type} key makes no {algorithm} signatures")]
    KeyMismatch {
        /// The algorithm.
        algorithm: SignatureAlgorithm,
        /// The type of the issuer's key.
        key_type: KeyType,
    },
    /// The issuer's key is restricted to another hash or a longer salt (RFC 4055 §3.3).
    #[error("the issuer's key does not admit {algorithm} with these parameters")]
    KeyRestricted {
        /// The algorithm.
        algorithm: SignatureAlgorithm,
    },
    /// The provider cannot compute the algorithm with a key of that type.
    #[error("the cryptographic provider lacks {algorithm} with {key_type} keys")]
    Unsupported {
        /// The algorithm.
        algorithm: SignatureAlgorithm,
        /// The type of the issuer's key.
        key_type: KeyType,
    },
    /// The BIT STRING of the signature is not a whole number of octets.
    #[error("the signature is not a whole number of octets")]
    UnusedBits,
    /// The bytes are no signature of the algorithm: not DER, an integer out of range, another length.
    #[error("the signature is not a well-formed signature of its algorithm")]
    Malformed,
    /// A well-formed signature of something else, or by another key.
    #[error("the signature does not match")]
    Mismatch,
}
