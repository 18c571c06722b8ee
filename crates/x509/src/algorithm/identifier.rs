//! AlgorithmIdentifiers of signatures.
//!
//! ```text
//! AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }   -- RFC 5280 §4.1.1.2
//! ```

use core::fmt;

use countersign_crypto::{
    DigestAlgorithm, KeyType, PssParametersError, RetiredAlgorithm, RsaPssParameters, Scheme,
    SignatureAlgorithm as Bound, SignatureEncoding,
};
use countersign_encoding::der::{DerError, Element, Oid, OwnedOid, Reader};

/// What an AlgorithmIdentifier says of a signature. The curve of ECDSA is the key's to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// ECDSA over a digest (RFC 5758 §3.2).
    Ecdsa(DigestAlgorithm),
    /// Ed25519 over the whole message (RFC 8410 §3).
    Ed25519,
    /// RSASSA-PKCS1-v1_5 over a digest (RFC 4055 §5).
    RsaPkcs1(DigestAlgorithm),
    /// RSASSA-PSS (RFC 4055 §3).
    RsaPss(RsaPssParameters),
    /// An algorithm that is broken.
    Retired(RetiredAlgorithm),
}

/// A [`SignatureAlgorithm`] that is sound, without the length of the salt: what lists of allowed algorithms name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SignatureKind {
    /// `ecdsa-with-SHA256`
    EcdsaSha256,
    /// `ecdsa-with-SHA384`
    EcdsaSha384,
    /// `ecdsa-with-SHA512`
    EcdsaSha512,
    /// `id-Ed25519`
    Ed25519,
    /// `sha256WithRSAEncryption`
    RsaPkcs1Sha256,
    /// `sha384WithRSAEncryption`
    RsaPkcs1Sha384,
    /// `sha512WithRSAEncryption`
    RsaPkcs1Sha512,
    /// `id-RSASSA-PSS` with SHA-256
    RsaPssSha256,
    /// `id-RSASSA-PSS` with SHA-384
    RsaPssSha384,
    /// `id-RSASSA-PSS` with SHA-512
    RsaPssSha512,
}

/// Why an AlgorithmIdentifier is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AlgorithmError {
    /// Not DER of an AlgorithmIdentifier.
    #[error("the signature algorithm is not DER: {0}")]
    Encoding(#[from] DerError),
    /// Parameters that the algorithm does not have, or not the ones that it must have: NULL or none for RSASSA-PKCS1-v1_5
    /// (RFC 4055 §5), NULL for the retired ones of RSA (RFC 3279 §2.2.1), none for ECDSA (RFC 5758 §3.2) and Ed25519 (RFC
    /// 8410 §3), and some for RSASSA-PSS (RFC 4055 §3.1).
    #[error("the parameters of {algorithm} are not the ones that it must have")]
    Parameters {
        /// The algorithm.
        algorithm: OwnedOid,
    },
    /// The parameters of RSASSA-PSS.
    #[error(transparent)]
    PssParameters(#[from] PssParametersError),
    /// An algorithm that this version does not know.
    #[error("the signature algorithm {algorithm} is not supported")]
    Unsupported {
        /// The algorithm.
        algorithm: OwnedOid,
    },
}

impl SignatureAlgorithm {
    /// Reads a whole DER AlgorithmIdentifier.
    ///
    /// # Errors
    /// [`AlgorithmError`]. A retired algorithm is read; whether it is taken is for [`crate::AlgorithmRules`] to say.
    pub fn read(der: &[u8]) -> Result<Self, AlgorithmError> {
        Self::read_by(der, Parameters::admits)
    }

    /// The same, where algorithms of RSA that have NULL parameters may have none: answers of OCSP and CMS, whose writers left
    /// them out, name the algorithm outside of what is signed.
    ///
    /// # Errors
    /// As [`SignatureAlgorithm::read`].
    pub fn read_with_optional_null(der: &[u8]) -> Result<Self, AlgorithmError> {
        Self::read_by(der, Parameters::admits_without_null)
    }

    fn read_by(der: &[u8], admits: Admits) -> Result<Self, AlgorithmError> {
        let (oid, parameters) = split(der)?;
        if oid == RSASSA_PSS {
            return pss(parameters);
        }
        let known = KNOWN.iter().find(|(known, ..)| *known == oid);
        let Some((_, rule, algorithm)) = known else {
            return Err(AlgorithmError::Unsupported { algorithm: oid.to_owned() });
        };
        if admits(rule, parameters) {
            Ok(*algorithm)
        } else {
            Err(AlgorithmError::Parameters { algorithm: oid.to_owned() })
        }
    }

    /// Its place in lists of allowed algorithms; `None` for a retired one.
    #[must_use]
    pub fn kind(self) -> Option<SignatureKind> {
        let [sha256, sha384, sha512] = match self {
            Self::Ecdsa(_) => SignatureKind::ECDSA,
            Self::RsaPkcs1(_) => SignatureKind::RSA_PKCS1,
            Self::RsaPss(_) => SignatureKind::RSA_PSS,
            Self::Ed25519 => return Some(SignatureKind::Ed25519),
            Self::Retired(_) => return None,
        };
        match self.digest()? {
            DigestAlgorithm::Sha256 => Some(sha256),
            DigestAlgorithm::Sha384 => Some(sha384),
            DigestAlgorithm::Sha512 => Some(sha512),
            _ => None,
        }
    }

    /// The digest that is signed; `None` for Ed25519 and for a retired algorithm.
    #[must_use]
    pub fn digest(self) -> Option<DigestAlgorithm> {
        match self {
            Self::Ecdsa(digest) | Self::RsaPkcs1(digest) => Some(digest),
            Self::RsaPss(parameters) => Some(parameters.digest()),
            Self::Ed25519 | Self::Retired(_) => None,
        }
    }

    /// What is computed with a key of a type; `None` where the two do not fit, and for a retired algorithm.
    #[must_use]
    pub fn scheme(self, key_type: KeyType) -> Option<Scheme> {
        match (self, key_type) {
            (Self::Ed25519, KeyType::Ed25519) => Some(Scheme::ED25519),
            (Self::RsaPkcs1(digest), KeyType::Rsa) => pkcs1(digest),
            (Self::RsaPss(parameters), KeyType::Rsa) => {
                let (digest, salt_len) = (parameters.digest(), parameters.salt_len());
                Scheme::new(Bound::RsaPss { digest, salt_len }, SignatureEncoding::Fixed)
            }
            (Self::Ecdsa(digest), key_type) => ecdsa(key_type, digest),
            _ => None,
        }
    }
}

#[cfg(feature = "issue")]
impl SignatureAlgorithm {
    /// Its identifier and its parameters as they are written; nothing for RSASSA-PSS, whose parameters say more.
    pub(crate) fn written(self) -> Option<(Oid<'static>, &'static [u8])> {
        let (oid, parameters, _) = KNOWN.iter().find(|(.., known)| *known == self)?;
        Some((*oid, parameters.written()))
    }
}

fn pkcs1(digest: DigestAlgorithm) -> Option<Scheme> {
    match digest {
        DigestAlgorithm::Sha256 => Some(Scheme::RSA_PKCS1_SHA256),
        DigestAlgorithm::Sha384 => Some(Scheme::RSA_PKCS1_SHA384),
        DigestAlgorithm::Sha512 => Some(Scheme::RSA_PKCS1_SHA512),
        _ => None,
    }
}

/// RFC 5758 §3.2 binds no hash to a curve.
fn ecdsa(key_type: KeyType, digest: DigestAlgorithm) -> Option<Scheme> {
    let [sha256, sha384, sha512] = match key_type {
        KeyType::EcdsaP256 => [Bound::EcdsaP256Sha256, Bound::EcdsaP256Sha384, Bound::EcdsaP256Sha512],
        KeyType::EcdsaP384 => [Bound::EcdsaP384Sha256, Bound::EcdsaP384Sha384, Bound::EcdsaP384Sha512],
        KeyType::EcdsaP521 => [Bound::EcdsaP521Sha256, Bound::EcdsaP521Sha384, Bound::EcdsaP521Sha512],
        _ => return None,
    };
    let algorithm = match digest {
        DigestAlgorithm::Sha256 => sha256,
        DigestAlgorithm::Sha384 => sha384,
        DigestAlgorithm::Sha512 => sha512,
        _ => return None,
    };
    Scheme::new(algorithm, SignatureEncoding::Der)
}

type Admits = fn(&Parameters, Option<Element<'_>>) -> bool;
type Identifier<'a> = (Oid<'a>, Option<Element<'a>>);

fn split(der: &[u8]) -> Result<Identifier<'_>, DerError> {
    let mut outer = Reader::new(der);
    let mut fields = outer.sequence()?;
    outer.finish()?;
    let oid = fields.oid()?;
    let parameters = if fields.is_empty() { None } else { Some(fields.element()?) };
    fields.finish()?;
    Ok((oid, parameters))
}

fn pss(parameters: Option<Element<'_>>) -> Result<SignatureAlgorithm, AlgorithmError> {
    match parameters {
        Some(parameters) => Ok(SignatureAlgorithm::RsaPss(RsaPssParameters::from_der(parameters.bytes())?)),
        None => Err(AlgorithmError::Parameters { algorithm: RSASSA_PSS.to_owned() }),
    }
}

/// Which parameters an algorithm has.
enum Parameters {
    Absent,
    Null,
    NullOrAbsent,
}

impl Parameters {
    /// As they are written where there is a choice.
    #[cfg(feature = "issue")]
    const fn written(&self) -> &'static [u8] {
        match self {
            Self::Absent => &[],
            Self::Null | Self::NullOrAbsent => NULL,
        }
    }

    fn admits(&self, parameters: Option<Element<'_>>) -> bool {
        let null = parameters.map(|parameters| parameters.bytes() == NULL);
        match self {
            Self::Absent => null.is_none(),
            Self::Null => null == Some(true),
            Self::NullOrAbsent => null != Some(false),
        }
    }

    fn admits_without_null(&self, parameters: Option<Element<'_>>) -> bool {
        match (self, parameters) {
            (Self::Null, None) => true,
            _ => self.admits(parameters),
        }
    }
}

const NULL: &[u8] = &[0x05, 0];

/// 1.2.840.113549.1.1.10
pub(crate) const RSASSA_PSS: Oid<'_> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0a]);

/// Every identifier that is known, but for that of RSASSA-PSS, which has parameters of its own.
const KNOWN: &[(Oid<'static>, Parameters, SignatureAlgorithm)] = {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    use Parameters::{Absent, Null, NullOrAbsent};
    use RetiredAlgorithm::{EcdsaSha1, RsaPkcs1Md5, RsaPkcs1Sha1};
    use SignatureAlgorithm::{Ecdsa, Ed25519, Retired, RsaPkcs1};
    &[
        // 1.2.840.10045.4.3.2 to .4
        (Oid::from_contents(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]), Absent, Ecdsa(Sha256)),
        (Oid::from_contents(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3]), Absent, Ecdsa(Sha384)),
        (Oid::from_contents(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4]), Absent, Ecdsa(Sha512)),
        // 1.3.101.112
        (Oid::from_contents(&[0x2b, 0x65, 0x70]), Absent, Ed25519),
        // 1.2.840.113549.1.1.11 to .13
        (Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]), NullOrAbsent, RsaPkcs1(Sha256)),
        (Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12]), NullOrAbsent, RsaPkcs1(Sha384)),
        (Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13]), NullOrAbsent, RsaPkcs1(Sha512)),
        // 1.2.840.10045.4.1
        (Oid::from_contents(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1]), Absent, Retired(EcdsaSha1)),
        // 1.2.840.113549.1.1.5 and .4
        (Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5]), Null, Retired(RsaPkcs1Sha1)),
        (Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 4]), Null, Retired(RsaPkcs1Md5)),
        // 1.3.14.3.2.29, what old software of Microsoft calls the first of these two
        (Oid::from_contents(&[0x2b, 0x0e, 3, 2, 0x1d]), NullOrAbsent, Retired(RsaPkcs1Sha1)),
    ]
};

impl SignatureKind {
    const ECDSA: [Self; 3] = [Self::EcdsaSha256, Self::EcdsaSha384, Self::EcdsaSha512];
    const RSA_PKCS1: [Self; 3] = [Self::RsaPkcs1Sha256, Self::RsaPkcs1Sha384, Self::RsaPkcs1Sha512];
    const RSA_PSS: [Self; 3] = [Self::RsaPssSha256, Self::RsaPssSha384, Self::RsaPssSha512];

    /// Every kind that this version knows.
    pub const ALL: &'static [Self] = &[
        Self::EcdsaSha256,
        Self::EcdsaSha384,
        Self::EcdsaSha512,
        Self::Ed25519,
        Self::RsaPkcs1Sha256,
        Self::RsaPkcs1Sha384,
        Self::RsaPkcs1Sha512,
        Self::RsaPssSha256,
        Self::RsaPssSha384,
        Self::RsaPssSha512,
    ];

    /// The name used in reports, such as `ecdsa-sha256`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EcdsaSha256 => "ecdsa-sha256",
            Self::EcdsaSha384 => "ecdsa-sha384",
            Self::EcdsaSha512 => "ecdsa-sha512",
            Self::Ed25519 => "ed25519",
            Self::RsaPkcs1Sha256 => "rsa-pkcs1-sha256",
            Self::RsaPkcs1Sha384 => "rsa-pkcs1-sha384",
            Self::RsaPkcs1Sha512 => "rsa-pkcs1-sha512",
            Self::RsaPssSha256 => "rsa-pss-sha256",
            Self::RsaPssSha384 => "rsa-pss-sha384",
            Self::RsaPssSha512 => "rsa-pss-sha512",
        }
    }

    /// Its bit in a set.
    pub(super) const fn bit(self) -> u16 {
        match self {
            Self::EcdsaSha256 => 1,
            Self::EcdsaSha384 => 1 << 1,
            Self::EcdsaSha512 => 1 << 2,
            Self::Ed25519 => 1 << 3,
            Self::RsaPkcs1Sha256 => 1 << 4,
            Self::RsaPkcs1Sha384 => 1 << 5,
            Self::RsaPkcs1Sha512 => 1 << 6,
            Self::RsaPssSha256 => 1 << 7,
            Self::RsaPssSha384 => 1 << 8,
            Self::RsaPssSha512 => 1 << 9,
        }
    }
}

impl fmt::Display for SignatureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name of its kind, or that of the retired algorithm.
impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.kind()) {
            (Self::Retired(retired), _) => retired.fmt(f),
            (_, Some(kind)) => kind.fmt(f),
            (_, None) => f.write_str("unknown"),
        }
    }
}
