//! Keys that were only read.

use std::time::{Duration, Instant};

use countersign_crypto::{
    CryptoProvider, KeyLimits, KeyType, KeyUseError, Message, PointError, PublicKey, PublicKeyError,
    RsaKeyError, Scheme, SubjectPublicKey, VerifyError, VerifyWithError,
};
use proptest::prelude::*;

use crate::{
    Provider,
    support::{DER, compress, cosign_key, cosign_spki, integer, seeded, signer, tlv, unhex, wide},
};

fn parse(der: &[u8]) -> Result<SubjectPublicKey<'_>, PublicKeyError> {
    SubjectPublicKey::parse(der, &KeyLimits::DEFAULT)
}

fn p256(point: &[u8]) -> Vec<u8> {
    let algorithm = tlv(0x30, &unhex("06072a8648ce3d020106082a8648ce3d030107"));
    tlv(0x30, &[algorithm, tlv(3, &[&[0], point].concat())].concat())
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = tlv(0x30, &[integer(modulus), integer(exponent)].concat());
    let algorithm = tlv(0x30, &unhex("06092a864886f70d0101010500"));
    tlv(0x30, &[algorithm, tlv(3, &[&[0], &key[..]].concat())].concat())
}

#[test]
fn keeps_what_arrived_and_becomes_the_canonical_key() {
    let spki = p256(&compress(cosign_key().point()));
    let key = parse(&spki).unwrap();
    assert_eq!((key.der(), key.point().len(), key.key_type()), (&spki[..], 33, KeyType::EcdsaP256));
    assert_eq!(key.to_public_key(&Provider).unwrap(), cosign_key());
    assert!(key.rsa().is_none() && key.rsa_pss_restriction().is_none());
}

#[test]
fn a_compressed_point_verifies_what_the_full_one_does() {
    let private = seeded(7);
    let signature = signer(&private, DER).sign(Message::Bytes(b"signed")).unwrap();
    let spki = p256(&compress(private.public_key().point()));
    let key = parse(&spki).unwrap();
    assert_eq!(Provider.verify_with(&key, DER, Message::Bytes(b"signed"), &signature), Ok(()));
    let refused = Provider.verify_with(&key, DER, Message::Bytes(b"other"), &signature);
    assert_eq!(refused, Err(VerifyWithError::Signature(VerifyError::Mismatch)));
}

#[test]
fn forms_of_points_that_are_no_keys_are_refused_before_any_provider_sees_them() {
    let point = cosign_key().point().to_vec();
    assert!(parse(&p256(&point)).is_ok());
    let hybrid = [&[6 + (point[64] & 1)], &point[1..]].concat();
    let long = [&point[..], &[0]].concat();
    for bad in [&hybrid[..], &[0], &[], &point[..64], &long, &point[1..]] {
        assert_eq!(parse(&p256(bad)).unwrap_err(), PointError::Invalid.into(), "{bad:02x?}");
    }
}

#[test]
fn a_point_off_the_curve_is_read_and_verifies_nothing() {
    let mut point = cosign_key().point().to_vec();
    point[64] ^= 1;
    let spki = p256(&point);
    let key = parse(&spki).unwrap();
    let signature = signer(&seeded(7), DER).sign(Message::Bytes(b"signed")).unwrap();
    let refused = Provider.verify_with(&key, DER, Message::Bytes(b"signed"), &signature);
    assert_eq!(refused, Err(VerifyWithError::Key(PointError::Invalid.into())));
    assert_eq!(key.to_public_key(&Provider), Err(PointError::Invalid.into()));
}

#[test]
fn a_key_of_another_type_is_not_asked_for_anything() {
    let spki = cosign_spki();
    let key = parse(&spki).unwrap();
    let refused = Provider.verify_with(&key, Scheme::ED25519, Message::Bytes(b""), &[0; 64]);
    let wrong = KeyUseError::WrongKeyType { expected: KeyType::Ed25519, actual: KeyType::EcdsaP256 };
    assert_eq!(refused, Err(VerifyWithError::Use(wrong)));
}

/// A modulus of 16,384 bits costs a length and nothing else.
#[test]
fn huge_moduli_are_refused_before_anything_is_computed() {
    let spki = rsa(&[0xfb; 2048], &[1, 0, 1]);
    let start = Instant::now();
    for _ in 0..1000 {
        let refused = SubjectPublicKey::parse(&spki, &wide()).unwrap_err();
        assert_eq!(refused, RsaKeyError::ModulusTooLong { bits: 16384, most: 8192 }.into());
    }
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[test]
fn numbers_are_held_against_limits_a_second_time() {
    let modulus = [&[0xfb; 383][..], &[0xfd]].concat();
    let spki = rsa(&modulus, &[3]);
    let refused = parse(&spki).unwrap_err();
    assert_eq!(refused, RsaKeyError::ExponentTooSmall.into());
    let key = SubjectPublicKey::parse(&spki, &wide()).unwrap();
    assert_eq!(key.check_limits(&wide()), Ok(()));
    assert_eq!(key.check_limits(&KeyLimits::DEFAULT), Err(RsaKeyError::ExponentTooSmall.into()));
    let longer = RsaKeyError::ModulusTooShort { bits: 3072, least: 4096 };
    assert_eq!(key.check_limits(&wide().with_min_rsa_bits(4096)), Err(longer.into()));
    let shorter = RsaKeyError::ModulusTooLong { bits: 3072, most: 2048 };
    assert_eq!(key.check_limits(&wide().with_max_rsa_bits(2048)), Err(shorter.into()));
}

#[test]
fn limits_are_not_lowered_by_asking_for_less() {
    assert_eq!(KeyLimits::DEFAULT.with_min_rsa_bits(512), KeyLimits::DEFAULT);
    assert_eq!(KeyLimits::DEFAULT.with_max_rsa_bits(1024).max_rsa_bits(), 2048);
    assert_eq!(KeyLimits::DEFAULT.with_max_rsa_bits(u16::MAX).max_rsa_bits(), 8192);
}

proptest! {
    /// Whoever is a key is read, whatever bytes of one are changed; what is read and refused later is a point.
    #[test]
    fn what_becomes_a_key_is_read_and_what_is_only_read_has_a_bad_point(at in 0usize..91, with: u8) {
        let mut spki = cosign_spki();
        spki[at] = with;
        match (SubjectPublicKey::parse(&spki, &KeyLimits::DEFAULT), PublicKey::from_spki_der(&spki, &Provider)) {
            (Ok(read), Ok(key)) => prop_assert_eq!(read.to_public_key(&Provider), Ok(key)),
            (Ok(_), Err(error)) => prop_assert_eq!(error, PointError::Invalid.into()),
            (Err(read), Err(key)) => prop_assert_eq!(read, key),
            (Err(error), Ok(_)) => prop_assert!(false, "{}", error),
        }
    }
}
