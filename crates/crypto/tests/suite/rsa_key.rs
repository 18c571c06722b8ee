//! The rules for RSA public keys.

use std::time::{Duration, Instant};

use countersign_crypto::{
    CryptoProvider, Format, HashProvider, KeyLimits, KeyType, KeyUseError, Message, PointError, PrivateKey,
    PublicKey, PublicKeyError, RsaKeyError, Scheme, SigningKey, allowed_schemes,
};

use crypto_bigint::BoxedUint;

use crate::{
    Provider,
    rsa_support::{RsaKey, octets, times},
    support::{integer, tlv, unhex},
};

const RSA: &str = "06092a864886f70d010101";

fn spki(algorithm: &str, modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = tlv(0x30, &[integer(modulus), integer(exponent)].concat());
    tlv(0x30, &[tlv(0x30, &unhex(algorithm)), tlv(3, &[&[0], &key[..]].concat())].concat())
}

fn parse(der: &[u8]) -> Result<PublicKey, PublicKeyError> {
    PublicKey::from_spki_der(der, &Provider)
}

fn modulus() -> Vec<u8> {
    octets(&RsaKey::two(0, 1).modulus)
}

fn of(modulus: &[u8], exponent: &[u8], limits: &KeyLimits) -> Result<(), PublicKeyError> {
    PublicKey::from_rsa(modulus, exponent, limits, &Provider).map(|_| ())
}

#[test]
fn a_key_has_one_encoding_however_it_came() {
    let (n, e) = (modulus(), [1, 0, 1]);
    let der = spki(&format!("{RSA}0500"), &n, &e);
    let key = parse(&der).unwrap();
    assert_eq!((key.key_type(), key.spki_der(), key.point()), (KeyType::Rsa, &der[..], &[][..]));
    let numbers = key.rsa().unwrap();
    assert_eq!((numbers.modulus(), numbers.exponent(), numbers.bits()), (&n[..], &e[..], 2048));
    let padded = |number: &[u8]| [&[0, 0], number].concat();
    let same = PublicKey::from_rsa(&padded(&n), &padded(&e), &KeyLimits::default(), &Provider).unwrap();
    assert_eq!((same.id(), &same), (key.id(), &key));
}

#[test]
fn refuses_other_forms_of_the_same_numbers() {
    let (n, e) = (modulus(), [1, 0, 1]);
    let good = spki(&format!("{RSA}0500"), &n, &e);
    assert!(parse(&good).is_ok());
    let with = |key: &[u8]| {
        let algorithm = tlv(0x30, &unhex(&format!("{RSA}0500")));
        tlv(0x30, &[algorithm, tlv(3, &[&[0], key].concat())].concat())
    };
    let (n_der, e_der) = (integer(&n), integer(&e));
    let sequence = |parts: &[&[u8]]| tlv(0x30, &parts.concat());
    for (what, der, expected) in [
        ("no parameters", spki(RSA, &n, &e), PublicKeyError::Parameters),
        ("other parameters", spki(&format!("{RSA}0400"), &n, &e), PublicKeyError::Parameters),
        ("a negative modulus", with(&sequence(&[&tlv(2, &n), &e_der])), PublicKeyError::Encoding),
        (
            "a padded modulus",
            with(&sequence(&[&tlv(2, &[&[0, 0], &n[..]].concat()), &e_der])),
            PublicKeyError::Encoding,
        ),
        ("a padded exponent", with(&sequence(&[&n_der, &[2, 4, 0, 1, 0, 1]])), PublicKeyError::Encoding),
        ("no exponent", with(&sequence(&[&n_der])), PublicKeyError::Encoding),
        ("a third number", with(&sequence(&[&n_der, &e_der, &e_der])), PublicKeyError::Encoding),
        (
            "a trailing byte",
            with(&[&sequence(&[&n_der, &e_der])[..], &[0]].concat()),
            PublicKeyError::Encoding,
        ),
        ("nothing", with(&[]), PublicKeyError::Encoding),
    ] {
        assert_eq!(parse(&der), Err(expected), "{what}");
    }
    let mut unused = good.clone();
    let at = unused.len() - 270;
    let bits = unused[at - 1..at + 10].iter().position(|byte| *byte == 0x30).unwrap() + at - 2;
    assert_eq!(unused[bits], 0);
    unused[bits] = 1;
    let error = parse(&unused).unwrap_err();
    assert!([PublicKeyError::UnusedBits, PublicKeyError::Encoding].contains(&error), "{error:?}");
}

#[test]
fn lengths_stand_within_limits() {
    let (default, most) = (KeyLimits::default(), KeyLimits::default().with_max_rsa_bits(8192));
    assert_eq!((default.max_rsa_bits(), most.max_rsa_bits()), (4096, 8192));
    assert_eq!(KeyLimits::default().with_max_rsa_bits(u16::MAX).max_rsa_bits(), 8192);
    assert_eq!(KeyLimits::default().with_max_rsa_bits(0).max_rsa_bits(), 2048);
    let number = |bits: usize| {
        let mut number = vec![0xff; bits.div_ceil(8)];
        number[0] >>= number.len() * 8 - bits;
        number
    };
    let refused = |error| Err(PublicKeyError::Rsa(error));
    let short = |bits| refused(RsaKeyError::ModulusTooShort { bits, least: 2048 });
    let long = |bits, most| refused(RsaKeyError::ModulusTooLong { bits, most });
    for (bits, by_default, at_most) in [
        (512, short(512), short(512)),
        (1024, short(1024), short(1024)),
        (2047, short(2047), short(2047)),
        (2048, Ok(()), Ok(())),
        (2049, Ok(()), Ok(())),
        (4096, Ok(()), Ok(())),
        (4097, long(4097, 4096), Ok(())),
        (8192, long(8192, 4096), Ok(())),
        (8193, long(8193, 4096), long(8193, 8192)),
        (16384, long(16384, 4096), long(16384, 8192)),
    ] {
        assert_eq!(of(&number(bits), &[1, 0, 1], &default), by_default, "{bits}");
        assert_eq!(of(&number(bits), &[1, 0, 1], &most), at_most, "{bits}");
    }
    assert_eq!(of(&[], &[1, 0, 1], &default), short(0));
}

#[test]
fn exponents_and_even_moduli_are_refused_before_any_arithmetic() {
    let n = modulus();
    let limits = KeyLimits::default();
    let with_3 = limits.danger_with_rsa_exponent_3();
    let refused = |error| Err(PublicKeyError::Rsa(error));
    for (exponent, expected) in [
        (&[][..], refused(RsaKeyError::ExponentTooSmall)),
        (&[0], refused(RsaKeyError::ExponentTooSmall)),
        (&[1], refused(RsaKeyError::ExponentTooSmall)),
        (&[2], refused(RsaKeyError::EvenExponent)),
        (&[3], refused(RsaKeyError::ExponentTooSmall)),
        (&[5], Ok(())),
        (&[1, 0, 0], refused(RsaKeyError::EvenExponent)),
        (&[1, 0, 1], Ok(())),
        (&[0xff, 0xff, 0xff, 0xff], Ok(())),
        (&[1, 0, 0, 0, 1], refused(RsaKeyError::ExponentTooLarge)),
        (&[1, 0, 0, 0, 0], refused(RsaKeyError::ExponentTooLarge)),
        (&[0xff; 256], refused(RsaKeyError::ExponentTooLarge)),
    ] {
        assert_eq!(of(&n, exponent, &limits), expected, "{exponent:?}");
        let with_3_too = if exponent == [3] { Ok(()) } else { expected };
        assert_eq!(of(&n, exponent, &with_3), with_3_too, "{exponent:?}");
    }
    let mut even = n;
    even[255] ^= 1;
    assert_eq!(of(&even, &[1, 0, 1], &limits), refused(RsaKeyError::EvenModulus));
}

#[test]
fn a_key_that_would_cost_much_is_refused_at_once() {
    let huge = spki(&format!("{RSA}0500"), &[0xff; 2048], &[0xff; 1900]);
    let before = Instant::now();
    let expected = RsaKeyError::ModulusTooLong { bits: 16384, most: 4096 };
    assert_eq!(parse(&huge), Err(PublicKeyError::Rsa(expected)));
    assert!(before.elapsed() < Duration::from_millis(50));
    assert!(matches!(
        parse(&spki(&format!("{RSA}0500"), &[0xff; 5000], &[3])),
        Err(PublicKeyError::TooLong { .. })
    ));
}

#[test]
fn rsa_keys_are_no_points_and_sign_where_the_provider_can() {
    let key_type = KeyType::Rsa;
    let no_points = PublicKeyError::Point(PointError::NoPoints { key_type });
    assert_eq!(PublicKey::from_point(key_type, &[4; 65], &Provider), Err(no_points));
    assert_eq!(Provider.decode_point(key_type, &[]), Err(PointError::NoPoints { key_type }));
    let key = RsaKey::two(0, 1);
    let numbers = key.parts();
    let parts = crate::rsa_support::parts(&numbers);
    let private = PrivateKey::from_rsa(parts, &KeyLimits::default(), &Provider).unwrap();
    for scheme in allowed_schemes(private.public_key(), Format::Jws) {
        match Provider.signing_key(&private, *scheme) {
            Ok(signer) if crate::SIGNS_RSA => signs(&*signer, &key, *scheme),
            Err(KeyUseError::CannotSign { key_type: KeyType::Rsa }) if !crate::SIGNS_RSA => {}
            other => panic!("{other:?}"),
        }
    }
}

/// What is signed verifies under the key and scheme, by the bytes and by the digest, and under no other scheme.
fn signs(signer: &dyn SigningKey, key: &RsaKey, scheme: Scheme) {
    assert_eq!((signer.scheme(), signer.public_key()), (scheme, &key.public()));
    let digest = Provider.hash(scheme.algorithm().digest_algorithm().unwrap(), b"sample");
    for message in [Message::Bytes(b"sample"), Message::Digest(&digest)] {
        let signature = signer.sign(message).unwrap();
        for other in allowed_schemes(&key.public(), Format::Jws) {
            let verifier = Provider.verifying_key(&key.public(), *other).unwrap();
            let answer = verifier.verify(Message::Bytes(b"sample"), &signature);
            assert_eq!(answer.is_ok(), *other == scheme, "{scheme:?} {other:?}");
        }
    }
}

#[test]
fn a_verifier_of_an_rsa_key_keeps_to_its_key_and_scheme() {
    let key = RsaKey::two(2, 3);
    let public = key.public();
    for format in Format::ALL {
        for scheme in allowed_schemes(&public, *format) {
            let verifier = Provider.verifying_key(&public, *scheme).unwrap();
            assert_eq!((verifier.scheme(), verifier.public_key()), (*scheme, &public));
            assert!(verifier.verify(Message::Bytes(b""), &[0; 256]).is_err());
        }
    }
    let refused = Provider.verifying_key(&public, Scheme::ED25519).unwrap_err();
    assert_eq!(refused, KeyUseError::WrongKeyType { expected: KeyType::Ed25519, actual: KeyType::Rsa });
}

#[test]
fn a_modulus_of_the_broken_generator_is_refused() {
    let power = (0..7).fold(BoxedUint::from(65537u64), |power, _| times(&power, &power));
    let (modulus, limits) = (octets(&power), KeyLimits::default());
    assert_eq!(of(&modulus, &[1, 0, 1], &limits), Err(PublicKeyError::Rsa(RsaKeyError::Roca)));
    let der = spki(&format!("{RSA}0500"), &modulus, &[1, 0, 1]);
    assert_eq!(parse(&der), Err(PublicKeyError::Rsa(RsaKeyError::Roca)));
    let other = octets(&power.wrapping_add(BoxedUint::from(2u64)));
    assert_eq!(of(&other, &[1, 0, 1], &limits), Ok(()));
}
