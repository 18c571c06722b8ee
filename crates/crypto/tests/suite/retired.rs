//! Signatures over broken hashes, and RSA keys that are too short: only where they are named.

use countersign_crypto::{
    CryptoProvider, KeyLimits, PublicKey, PublicKeyError, RetiredAlgorithm, RsaKeyError, SubjectPublicKey,
    VerifyError, VerifyWithError, danger,
};

use crate::{
    Provider,
    support::{Plain, unhex},
};

const MESSAGE: &[u8] = b"what OpenSSL signed";

fn vector(name: &str) -> (Vec<u8>, Vec<u8>) {
    let line = include_str!("data/openssl.txt").lines().find(|line| line.split(' ').next() == Some(name));
    let fields: Vec<&str> = line.unwrap_or_else(|| panic!("no {name}")).split(' ').collect();
    (unhex(fields[1]), unhex(fields[2]))
}

fn limits() -> KeyLimits {
    danger::allow_rsa_1024(KeyLimits::DEFAULT)
}

fn verify(name: &str, algorithm: RetiredAlgorithm, message: &[u8]) -> Result<(), VerifyWithError> {
    let (spki, signature) = vector(name);
    let key = SubjectPublicKey::parse(&spki, &limits()).unwrap();
    Provider.danger_verify_retired(&key, algorithm, message, &signature)
}

const VECTORS: [(&str, RetiredAlgorithm); 6] = [
    ("rsa2048-pkcs1-sha1", RetiredAlgorithm::RsaPkcs1Sha1),
    ("rsa1024-pkcs1-sha1", RetiredAlgorithm::RsaPkcs1Sha1),
    ("rsa2048-pkcs1-md5", RetiredAlgorithm::RsaPkcs1Md5),
    ("p256-ecdsa-sha1", RetiredAlgorithm::EcdsaSha1),
    ("p384-ecdsa-sha1", RetiredAlgorithm::EcdsaSha1),
    ("p521-ecdsa-sha1", RetiredAlgorithm::EcdsaSha1),
];

#[test]
fn what_openssl_signed_is_verified_and_nothing_else() {
    for (name, algorithm) in VECTORS {
        assert_eq!(verify(name, algorithm, MESSAGE), Ok(()), "{name}");
        let mismatch = Err(VerifyWithError::Signature(VerifyError::Mismatch));
        assert_eq!(verify(name, algorithm, b"another message"), mismatch, "{name}");
    }
}

#[test]
fn one_retired_hash_is_not_another() {
    let mismatch = Err(VerifyWithError::Signature(VerifyError::Mismatch));
    assert_eq!(verify("rsa2048-pkcs1-md5", RetiredAlgorithm::RsaPkcs1Sha1, MESSAGE), mismatch);
    assert_eq!(verify("rsa2048-pkcs1-sha1", RetiredAlgorithm::RsaPkcs1Md5, MESSAGE), mismatch);
    assert_eq!(verify("rsa2048-pkcs1-sha256", RetiredAlgorithm::RsaPkcs1Sha1, MESSAGE), mismatch);
    assert_eq!(verify("p256-ecdsa-sha256", RetiredAlgorithm::EcdsaSha1, MESSAGE), mismatch);
}

#[test]
fn a_damaged_signature_is_malformed_or_another() {
    for (name, algorithm) in VECTORS {
        let (spki, signature) = vector(name);
        let key = SubjectPublicKey::parse(&spki, &limits()).unwrap();
        let mut damaged = signature.clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert!(Provider.danger_verify_retired(&key, algorithm, MESSAGE, &damaged).is_err(), "{name}");
        let cut = Provider.danger_verify_retired(&key, algorithm, MESSAGE, &signature[1..]);
        assert_eq!(cut, Err(VerifyWithError::Signature(VerifyError::Malformed)), "{name}");
    }
}

#[test]
fn keys_of_another_type_and_keys_for_another_padding_have_no_retired_signatures() {
    for (name, algorithm) in [
        ("ed25519", RetiredAlgorithm::EcdsaSha1),
        ("rsa2048-pkcs1-sha1", RetiredAlgorithm::EcdsaSha1),
        ("p256-ecdsa-sha1", RetiredAlgorithm::RsaPkcs1Sha1),
        ("rsapss2048-pss-sha384-48", RetiredAlgorithm::RsaPkcs1Sha1),
    ] {
        assert_eq!(verify(name, algorithm, MESSAGE), Err(VerifyWithError::Retired { algorithm }), "{name}");
    }
}

#[test]
fn a_provider_that_says_nothing_has_no_retired_algorithms() {
    for (name, algorithm) in VECTORS {
        let (spki, signature) = vector(name);
        let key = SubjectPublicKey::parse(&spki, &limits()).unwrap();
        let refused = Plain.danger_verify_retired(&key, algorithm, MESSAGE, &signature);
        assert_eq!(refused, Err(VerifyWithError::Retired { algorithm }), "{name}");
    }
}

#[test]
fn a_key_of_1024_bits_is_read_only_where_that_is_named() {
    let (spki, _) = vector("rsa1024-pkcs1-sha256");
    let short = PublicKeyError::Rsa(RsaKeyError::ModulusTooShort { bits: 1024, least: 2048 });
    assert_eq!(PublicKey::from_spki_der(&spki, &Provider), Err(short));
    assert_eq!(SubjectPublicKey::parse(&spki, &KeyLimits::DEFAULT).unwrap_err(), short);
    assert!(PublicKey::from_spki_der_with(&spki, &limits(), &Provider).is_ok());
    let asked = danger::allow_rsa_1024(KeyLimits::DEFAULT).with_min_rsa_bits(1536);
    let shorter = PublicKeyError::Rsa(RsaKeyError::ModulusTooShort { bits: 1024, least: 1536 });
    assert_eq!(SubjectPublicKey::parse(&spki, &asked).unwrap_err(), shorter);
}
