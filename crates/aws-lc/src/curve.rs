//! The NIST curves as the library names them.

use aws_lc_rs::{
    agreement::{self, ECDH_P256, ECDH_P384, ECDH_P521},
    signature::{
        ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA384_ASN1,
        ECDSA_P256_SHA512_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1,
        ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P384_SHA512_ASN1, ECDSA_P521_SHA256_ASN1,
        ECDSA_P521_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, ECDSA_P521_SHA512_ASN1_SIGNING,
        EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm,
    },
};
use countersign_crypto::{DigestAlgorithm, KeyType, SignatureAlgorithm};

/// A curve with the algorithm that the library signs by on it.
pub(crate) struct Curve {
    /// In bytes.
    pub(crate) field_len: usize,
    pub(crate) agreement: &'static agreement::Algorithm,
    pub(crate) signing: &'static EcdsaSigningAlgorithm,
    /// The digest that the library signs on this curve.
    pub(crate) digest: DigestAlgorithm,
    /// One of the algorithms that a point of this curve is read for.
    pub(crate) verification: &'static EcdsaVerificationAlgorithm,
}

static P256: Curve = Curve {
    field_len: 32,
    agreement: &ECDH_P256,
    signing: &ECDSA_P256_SHA256_ASN1_SIGNING,
    digest: DigestAlgorithm::Sha256,
    verification: &ECDSA_P256_SHA256_ASN1,
};
static P384: Curve = Curve {
    field_len: 48,
    agreement: &ECDH_P384,
    signing: &ECDSA_P384_SHA384_ASN1_SIGNING,
    digest: DigestAlgorithm::Sha384,
    verification: &ECDSA_P384_SHA384_ASN1,
};
static P521: Curve = Curve {
    field_len: 66,
    agreement: &ECDH_P521,
    signing: &ECDSA_P521_SHA512_ASN1_SIGNING,
    digest: DigestAlgorithm::Sha512,
    verification: &ECDSA_P521_SHA512_ASN1,
};

pub(crate) fn curve(key_type: KeyType) -> Option<&'static Curve> {
    match key_type {
        KeyType::EcdsaP256 => Some(&P256),
        KeyType::EcdsaP384 => Some(&P384),
        KeyType::EcdsaP521 => Some(&P521),
        _ => None,
    }
}

/// What the library calls an algorithm, for signatures in DER.
pub(crate) fn verification(algorithm: SignatureAlgorithm) -> Option<&'static EcdsaVerificationAlgorithm> {
    match algorithm {
        SignatureAlgorithm::EcdsaP256Sha256 => Some(&ECDSA_P256_SHA256_ASN1),
        SignatureAlgorithm::EcdsaP256Sha384 => Some(&ECDSA_P256_SHA384_ASN1),
        SignatureAlgorithm::EcdsaP256Sha512 => Some(&ECDSA_P256_SHA512_ASN1),
        SignatureAlgorithm::EcdsaP384Sha256 => Some(&ECDSA_P384_SHA256_ASN1),
        SignatureAlgorithm::EcdsaP384Sha384 => Some(&ECDSA_P384_SHA384_ASN1),
        SignatureAlgorithm::EcdsaP384Sha512 => Some(&ECDSA_P384_SHA512_ASN1),
        SignatureAlgorithm::EcdsaP521Sha256 => Some(&ECDSA_P521_SHA256_ASN1),
        SignatureAlgorithm::EcdsaP521Sha384 => Some(&ECDSA_P521_SHA384_ASN1),
        SignatureAlgorithm::EcdsaP521Sha512 => Some(&ECDSA_P521_SHA512_ASN1),
        _ => None,
    }
}
