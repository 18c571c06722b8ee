//! What rules take.

use std::time::{Duration, Instant};

use countersign_crypto::{PublicKeyError, RsaKeyError};
use countersign_x509::{
    AlgorithmRules, KeyError, KeyKind, SignatureAlgorithm, SignatureError, SignatureKind,
};

use crate::support::{NULL, RSA, check, identifier, tlv, unhex, vector, verify};

fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| tlv(2, &[&[0], number]);
    let small = |number: &[u8]| tlv(2, &[number]);
    let exponent = if exponent[0] < 0x80 { small(exponent) } else { integer(exponent) };
    let key = tlv(0x30, &[&integer(modulus), &exponent]);
    tlv(0x30, &[&identifier(&format!("{RSA}01"), NULL), &tlv(3, &[&[0], &key])])
}

fn modulus(bytes: usize) -> Vec<u8> {
    [vec![0xfb; bytes - 1], vec![0xfd]].concat()
}

fn refused(rules: AlgorithmRules, spki: &[u8]) -> RsaKeyError {
    match rules.read_key(spki) {
        Err(KeyError::Refused(PublicKeyError::Rsa(error))) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_default_takes_all_that_is_sound() {
    let rules = AlgorithmRules::DEFAULT;
    assert_eq!(rules.signatures().collect::<Vec<_>>(), SignatureKind::ALL);
    let keys: Vec<KeyKind> = rules.keys().collect();
    assert_eq!(
        keys,
        [KeyKind::EcdsaP256, KeyKind::EcdsaP384, KeyKind::EcdsaP521, KeyKind::Ed25519, KeyKind::Rsa]
    );
    let limits = rules.key_limits();
    assert_eq!((limits.min_rsa_bits(), limits.max_rsa_bits()), (2048, 4096));
    assert_eq!(rules.weakened().next(), None);
}

#[test]
fn rules_tell_what_they_take() {
    for kind in SignatureKind::ALL {
        let rules = AlgorithmRules::new(&[*kind], &[]);
        assert_eq!((rules.signatures().collect::<Vec<_>>(), rules.keys().count()), (vec![*kind], 0));
    }
    for kind in KeyKind::ALL {
        let rules = AlgorithmRules::new(&[], &[*kind]);
        assert_eq!((rules.signatures().count(), rules.keys().collect::<Vec<_>>()), (0, vec![*kind]));
    }
}

#[test]
fn rsa_keys_have_2048_to_4096_bits() {
    let rules = AlgorithmRules::DEFAULT;
    for bytes in [256, 257, 384, 512] {
        assert!(rules.read_key(&rsa(&modulus(bytes), &[1, 0, 1])).is_ok(), "{bytes}");
    }
    for bytes in [128, 255, 513, 1024] {
        assert!(rules.read_key(&rsa(&modulus(bytes), &[1, 0, 1])).is_err(), "{bytes}");
    }
    let mut short = modulus(256);
    short[0] = 0x7b;
    let spki = tlv(
        0x30,
        &[
            &identifier(&format!("{RSA}01"), NULL),
            &tlv(3, &[&[0], &tlv(0x30, &[&tlv(2, &[&short]), &tlv(2, &[&[1, 0, 1]])])]),
        ],
    );
    assert_eq!(refused(rules, &spki), RsaKeyError::ModulusTooShort { bits: 2047, least: 2048 });
    let raised = rules.with_min_rsa_bits(3072).with_max_rsa_bits(8192);
    assert!(raised.read_key(&rsa(&modulus(1024), &[1, 0, 1])).is_ok());
    let error = refused(raised, &rsa(&modulus(256), &[1, 0, 1]));
    assert_eq!(error, RsaKeyError::ModulusTooShort { bits: 2048, least: 3072 });
    assert_eq!(raised.with_min_rsa_bits(1024), raised, "asking for less lowers nothing");
}

/// RFC 8017 §3.1 with a bound on the work.
#[test]
fn public_exponents_are_odd_and_from_3_to_2_to_the_32() {
    let rules = AlgorithmRules::DEFAULT;
    let n = modulus(256);
    for good in [&[3][..], &[17], &[1, 0, 1], &[0xff, 0xff, 0xff, 0xff]] {
        assert!(rules.read_key(&rsa(&n, good)).is_ok(), "{good:?}");
    }
    for (bad, error) in [
        (&[0][..], RsaKeyError::ExponentTooSmall),
        (&[1], RsaKeyError::ExponentTooSmall),
        (&[2], RsaKeyError::EvenExponent),
        (&[1, 0, 0], RsaKeyError::EvenExponent),
        (&[1, 0, 0, 0, 1], RsaKeyError::ExponentTooLarge),
    ] {
        assert_eq!(refused(rules, &rsa(&n, bad)), error, "{bad:?}");
    }
    let even = [&n[..255], &[0xfc]].concat();
    assert_eq!(refused(rules, &rsa(&even, &[1, 0, 1])), RsaKeyError::EvenModulus);
}

#[test]
fn a_signature_of_a_key_with_the_exponent_3_is_verified() {
    let algorithm = identifier(&format!("{RSA}0b"), NULL);
    assert_eq!(verify("rsa2048e3-pkcs1-sha256", &algorithm, &AlgorithmRules::DEFAULT), Ok(()));
}

/// Moduli of 16,384 bits and more, where the time of verification would be felt.
#[test]
fn huge_moduli_cost_nothing() {
    let rules = AlgorithmRules::DEFAULT.with_max_rsa_bits(u16::MAX);
    let start = Instant::now();
    for bytes in [2048, 2048 + 1900] {
        let spki = rsa(&modulus(bytes), &[0xff, 0xff, 0xff, 0xff]);
        let algorithm = identifier(&format!("{RSA}0b"), NULL);
        let answer = check(&spki, &algorithm, b"", &vec![1; bytes], &rules);
        let error = RsaKeyError::ModulusTooLong { bits: bytes * 8, most: 8192 };
        assert_eq!(answer, Err(SignatureError::Key(KeyError::Refused(error.into()))));
    }
    assert!(start.elapsed() < Duration::from_millis(50), "{:?}", start.elapsed());
}

#[test]
fn keys_of_kinds_that_are_not_listed_are_refused() {
    let only = |kind| AlgorithmRules::new(SignatureKind::ALL, &[kind]);
    let names = [
        "p256-ecdsa-sha256",
        "p384-ecdsa-sha256",
        "p521-ecdsa-sha256",
        "ed25519",
        "rsa2048-pkcs1-sha256",
        "rsapss2048-pss-sha384-48",
    ];
    for (name, kind) in names.into_iter().zip(KeyKind::ALL.iter().copied()) {
        let (spki, _) = vector(name);
        assert!(only(kind).read_key(&spki).is_ok(), "{kind}");
        for other in KeyKind::ALL.iter().copied().filter(|other| *other != kind) {
            assert_eq!(only(other).read_key(&spki).unwrap_err(), KeyError::NotAllowed { kind });
        }
    }
}

#[test]
fn keys_of_unknown_algorithms_and_curves_are_refused() {
    let with = |algorithm: &str| tlv(0x30, &[&tlv(0x30, &[&unhex(algorithm)]), &tlv(3, &[&[0; 66]])]);
    let read = |spki: &[u8]| AlgorithmRules::DEFAULT.read_key(spki).unwrap_err();
    let ec = "06072a8648ce3d0201";
    let error = |error: PublicKeyError| KeyError::Refused(error);
    assert_eq!(read(&with(&format!("{ec}06052b81040021"))), error(PublicKeyError::UnsupportedCurve), "P-224");
    assert_eq!(read(&with(&format!("{ec}3000"))), error(PublicKeyError::UnsupportedCurve), "explicit");
    assert_eq!(read(&with(ec)), error(PublicKeyError::UnsupportedCurve), "none");
    assert_eq!(read(&with("06032b6571")), error(PublicKeyError::UnsupportedAlgorithm), "Ed448");
    assert_eq!(read(&with("06032b65700500")), error(PublicKeyError::Parameters), "Ed25519 with NULL");
    assert_eq!(read(&with("06092a864886f70d010101")), error(PublicKeyError::Parameters), "RSA without NULL");
    assert_eq!(read(&[]), error(PublicKeyError::Encoding));
}

#[test]
fn algorithms_that_are_not_listed_are_refused_whatever_the_key() {
    let rules = AlgorithmRules::new(&[SignatureKind::RsaPssSha256], &[KeyKind::Rsa]);
    let algorithm = SignatureAlgorithm::read(&identifier(&format!("{RSA}0b"), NULL)).unwrap();
    assert_eq!(rules.check_signature(algorithm), Err(SignatureError::NotAllowed { algorithm }));
    assert!(AlgorithmRules::DEFAULT.check_signature(algorithm).is_ok());
    let answer = verify("rsa2048-pkcs1-sha256", &identifier(&format!("{RSA}0b"), NULL), &rules);
    assert_eq!(answer, Err(SignatureError::NotAllowed { algorithm }));
}
