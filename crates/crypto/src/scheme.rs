//! An algorithm with the encoding of its signatures.

use countersign_digest::Algorithm as DigestAlgorithm;

use crate::{KeyType, KeyUseError, RsaPssRestriction, SignatureAlgorithm};

/// How the bytes of a signature are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SignatureEncoding {
    /// `ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` in DER (RFC 3279 §2.2.3). ECDSA only.
    Der,
    /// For ECDSA the two integers as big-endian octets of the curve's length, one after the other (IEEE P1363; RFC
    /// 7518 §3.4). For the others their own octets: `R ‖ S` (RFC 8032 §5.1.6), or one integer as long as the modulus
    /// (RFC 8017 §8).
    Fixed,
}

/// An algorithm together with the encoding of its signatures: all that is needed to verify one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scheme {
    algorithm: SignatureAlgorithm,
    encoding: SignatureEncoding,
}

const fn der(algorithm: SignatureAlgorithm) -> Scheme {
    Scheme { algorithm, encoding: SignatureEncoding::Der }
}

const fn fixed(algorithm: SignatureAlgorithm) -> Scheme {
    Scheme { algorithm, encoding: SignatureEncoding::Fixed }
}

const fn pss(digest: DigestAlgorithm, salt_len: u16) -> Scheme {
    fixed(SignatureAlgorithm::RsaPss { digest, salt_len })
}

impl Scheme {
    /// ECDSA P-256 with SHA-256, signatures in DER: what Cosign, X.509 and RFC 3161 use.
    pub const ECDSA_P256_SHA256_DER: Self = der(SignatureAlgorithm::EcdsaP256Sha256);
    /// ECDSA P-256 with SHA-256, signatures as `r ‖ s`: what JOSE (`ES256`) and COSE use.
    pub const ECDSA_P256_SHA256_FIXED: Self = fixed(SignatureAlgorithm::EcdsaP256Sha256);
    /// ECDSA P-384 with SHA-384, signatures in DER.
    pub const ECDSA_P384_SHA384_DER: Self = der(SignatureAlgorithm::EcdsaP384Sha384);
    /// ECDSA P-384 with SHA-384, signatures as `r ‖ s` (`ES384`).
    pub const ECDSA_P384_SHA384_FIXED: Self = fixed(SignatureAlgorithm::EcdsaP384Sha384);
    /// ECDSA P-521 with SHA-512, signatures in DER.
    pub const ECDSA_P521_SHA512_DER: Self = der(SignatureAlgorithm::EcdsaP521Sha512);
    /// ECDSA P-521 with SHA-512, signatures as `r ‖ s` (`ES512`).
    pub const ECDSA_P521_SHA512_FIXED: Self = fixed(SignatureAlgorithm::EcdsaP521Sha512);
    /// Ed25519 over whole messages (`EdDSA`).
    pub const ED25519: Self = fixed(SignatureAlgorithm::Ed25519);
    /// Ed25519 over SHA-512 digests.
    pub const ED25519PH: Self = fixed(SignatureAlgorithm::Ed25519ph);
    /// RSASSA-PKCS1-v1_5 with SHA-256 (`RS256`).
    pub const RSA_PKCS1_SHA256: Self = fixed(SignatureAlgorithm::RsaPkcs1Sha256);
    /// RSASSA-PKCS1-v1_5 with SHA-384 (`RS384`).
    pub const RSA_PKCS1_SHA384: Self = fixed(SignatureAlgorithm::RsaPkcs1Sha384);
    /// RSASSA-PKCS1-v1_5 with SHA-512 (`RS512`).
    pub const RSA_PKCS1_SHA512: Self = fixed(SignatureAlgorithm::RsaPkcs1Sha512);
    /// RSASSA-PSS with SHA-256 and a salt of 32 bytes (`PS256`).
    pub const RSA_PSS_SHA256: Self = pss(DigestAlgorithm::Sha256, 32);
    /// RSASSA-PSS with SHA-384 and a salt of 48 bytes (`PS384`).
    pub const RSA_PSS_SHA384: Self = pss(DigestAlgorithm::Sha384, 48);
    /// RSASSA-PSS with SHA-512 and a salt of 64 bytes (`PS512`).
    pub const RSA_PSS_SHA512: Self = pss(DigestAlgorithm::Sha512, 64);

    /// The scheme of that algorithm and encoding; `None` for DER of an algorithm other than ECDSA.
    #[must_use]
    pub const fn new(algorithm: SignatureAlgorithm, encoding: SignatureEncoding) -> Option<Self> {
        match (encoding, algorithm.key_type()) {
            (SignatureEncoding::Fixed, _)
            | (SignatureEncoding::Der, KeyType::EcdsaP256 | KeyType::EcdsaP384 | KeyType::EcdsaP521) => {
                Some(Self { algorithm, encoding })
            }
            (SignatureEncoding::Der, KeyType::Ed25519 | KeyType::Rsa) => None,
        }
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The encoding of a signature's bytes.
    #[must_use]
    pub const fn encoding(self) -> SignatureEncoding {
        self.encoding
    }

    /// What JOSE calls the scheme (RFC 7518 §3.1, RFC 8037 §3.1), such as `ES256`; `None` where it has no name for it.
    #[must_use]
    pub fn jose_name(self) -> Option<&'static str> {
        JOSE_NAMES.iter().find(|(scheme, _)| *scheme == self).map(|(_, name)| *name)
    }
}

/// Whether a key of that type, under that restriction, can be used with a scheme.
pub(crate) fn check_use(
    actual: KeyType,
    restriction: Option<RsaPssRestriction>,
    scheme: Scheme,
) -> Result<(), KeyUseError> {
    let expected = scheme.algorithm.key_type();
    if expected != actual {
        return Err(KeyUseError::WrongKeyType { expected, actual });
    }
    match restriction {
        Some(restriction) if !restriction.admits(scheme.algorithm) => Err(KeyUseError::Restricted { scheme }),
        _ => Ok(()),
    }
}

const JOSE_NAMES: &[(Scheme, &str)] = &[
    (Scheme::ECDSA_P256_SHA256_FIXED, "ES256"),
    (Scheme::ECDSA_P384_SHA384_FIXED, "ES384"),
    (Scheme::ECDSA_P521_SHA512_FIXED, "ES512"),
    (Scheme::ED25519, "EdDSA"),
    (Scheme::RSA_PSS_SHA256, "PS256"),
    (Scheme::RSA_PSS_SHA384, "PS384"),
    (Scheme::RSA_PSS_SHA512, "PS512"),
    (Scheme::RSA_PKCS1_SHA256, "RS256"),
    (Scheme::RSA_PKCS1_SHA384, "RS384"),
    (Scheme::RSA_PKCS1_SHA512, "RS512"),
];
