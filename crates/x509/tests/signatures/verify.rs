//! Signatures under an issuer's key.

use countersign_crypto::{
    CryptoProvider, DigestAlgorithm, HashProvider, Hasher, KeyType, KeyUseError, PointError, PrivateKey,
    PublicKey, PublicKeyError, RustCrypto, ScalarError, Scheme, SigningKey, VerifyingKey,
};
use countersign_encoding::der::Reader;
use countersign_x509::{
    AlgorithmError, AlgorithmRules, Certificate, KeyError, KeyKind, SignatureAlgorithm, SignatureError,
    SignatureKind, Signed, verify_signature,
};
use testkit::{bit_flips, truncations};

use crate::{
    pss,
    support::{MESSAGE, NULL, RSA, check, identifier, tlv, vector, verify},
};

const RULES: AlgorithmRules = AlgorithmRules::DEFAULT;

fn ecdsa(last: u8) -> Vec<u8> {
    identifier(&format!("06082a8648ce3d0403{last:02x}"), "")
}

fn read(algorithm: &[u8]) -> SignatureAlgorithm {
    SignatureAlgorithm::read(algorithm).unwrap()
}

#[test]
fn each_hash_is_verified_on_each_curve() {
    for curve in ["p256", "p384", "p521"] {
        for (hash, last) in [("sha256", 2), ("sha384", 3), ("sha512", 4)] {
            let name = format!("{curve}-ecdsa-{hash}");
            for named in [2, 3, 4] {
                let expected = if named == last { Ok(()) } else { Err(SignatureError::Mismatch) };
                assert_eq!(verify(&name, &ecdsa(named), &RULES), expected, "{name} as {named}");
            }
        }
    }
}

#[test]
fn pkcs1_and_ed25519_are_verified() {
    for (hash, last) in [("sha256", "0b"), ("sha384", "0c"), ("sha512", "0d")] {
        for parameters in [NULL, ""] {
            let algorithm = identifier(&format!("{RSA}{last}"), parameters);
            assert_eq!(verify(&format!("rsa2048-pkcs1-{hash}"), &algorithm, &RULES), Ok(()));
        }
    }
    assert_eq!(verify("ed25519", &identifier("06032b6570", ""), &RULES), Ok(()));
}

#[test]
fn one_padding_is_not_the_other() {
    let pkcs1 = identifier(&format!("{RSA}0b"), NULL);
    assert_eq!(verify("rsa2048-pss-sha256-32", &pkcs1, &RULES), Err(SignatureError::Mismatch));
    let pss = pss::identifier(1, Some(32));
    assert_eq!(verify("rsa2048-pkcs1-sha256", &pss, &RULES), Err(SignatureError::Mismatch));
}

/// Every algorithm with every type of key that it is not for.
#[test]
fn an_algorithm_for_another_type_of_key_is_refused() {
    let keys = [
        ("p256-ecdsa-sha256", KeyType::EcdsaP256),
        ("ed25519", KeyType::Ed25519),
        ("rsa2048-pkcs1-sha256", KeyType::Rsa),
    ];
    let algorithms = [
        (ecdsa(2), 0),
        (ecdsa(3), 0),
        (ecdsa(4), 0),
        (identifier("06032b6570", ""), 1),
        (identifier(&format!("{RSA}0b"), NULL), 2),
        (identifier(&format!("{RSA}0c"), NULL), 2),
        (identifier(&format!("{RSA}0d"), NULL), 2),
        (pss::identifier(1, Some(32)), 2),
        (pss::identifier(2, Some(48)), 2),
        (pss::identifier(3, Some(64)), 2),
    ];
    for (der, fitting) in &algorithms {
        for (at, (name, key_type)) in keys.into_iter().enumerate().filter(|(at, _)| at != fitting) {
            let mismatch = SignatureError::KeyMismatch { algorithm: read(der), key_type };
            assert_eq!(verify(name, der, &RULES), Err(mismatch), "{at}");
        }
    }
}

#[test]
fn a_pss_key_signs_what_its_parameters_say_where_rules_list_it() {
    let rules = AlgorithmRules::new(SignatureKind::ALL, &[KeyKind::RsaPss]);
    let name = "rsapss2048-pss-sha384-48";
    assert_eq!(verify(name, &pss::identifier(2, Some(48)), &rules), Ok(()));
    for other in
        [pss::identifier(1, Some(48)), pss::identifier(2, Some(47)), identifier(&format!("{RSA}0c"), NULL)]
    {
        let restricted = SignatureError::KeyRestricted { algorithm: read(&other) };
        assert_eq!(verify(name, &other, &rules), Err(restricted));
    }
    let refused = SignatureError::Key(KeyError::NotAllowed { kind: KeyKind::RsaPss });
    assert_eq!(verify(name, &pss::identifier(2, Some(48)), &RULES), Err(refused));
}

#[test]
fn retired_algorithms_are_refused_as_such() {
    for (name, algorithm) in [
        ("rsa2048-pkcs1-sha1", identifier(&format!("{RSA}05"), NULL)),
        ("rsa2048-pkcs1-md5", identifier(&format!("{RSA}04"), NULL)),
        ("p256-ecdsa-sha1", identifier("06072a8648ce3d0401", "")),
    ] {
        let SignatureAlgorithm::Retired(retired) = read(&algorithm) else { panic!("{name}") };
        assert_eq!(verify(name, &algorithm, &RULES), Err(SignatureError::Retired { algorithm: retired }));
    }
}

#[test]
fn an_unknown_algorithm_is_refused_before_the_key_is_looked_at() {
    let dsa = identifier("06072a8648ce380403", "");
    let answer = verify("ed25519", &dsa, &RULES);
    assert!(
        matches!(answer, Err(SignatureError::Algorithm(AlgorithmError::Unsupported { .. }))),
        "{answer:?}"
    );
}

#[test]
fn a_key_read_under_other_rules_is_held_against_these() {
    let (spki, signature) = vector("rsa2048-pkcs1-sha256");
    let key = RULES.read_key(&spki).unwrap();
    let algorithm = identifier(&format!("{RSA}0b"), NULL);
    let signed = Signed::new(MESSAGE, &algorithm, &signature);
    assert_eq!(verify_signature(&signed, &key, &RULES, &RustCrypto), Ok(()));
    let longer = verify_signature(&signed, &key, &RULES.with_min_rsa_bits(3072), &RustCrypto);
    assert!(matches!(longer, Err(SignatureError::Key(KeyError::Refused(PublicKeyError::Rsa(_))))));
    let curves = AlgorithmRules::new(SignatureKind::ALL, &[KeyKind::EcdsaP256]);
    let refused = verify_signature(&signed, &key, &curves, &RustCrypto);
    assert_eq!(refused, Err(SignatureError::Key(KeyError::NotAllowed { kind: KeyKind::Rsa })));
}

#[test]
fn damaged_signatures_and_messages_are_refused() {
    for (name, algorithm) in [
        ("p256-ecdsa-sha256", ecdsa(2)),
        ("ed25519", identifier("06032b6570", "")),
        ("rsa2048-pkcs1-sha256", identifier(&format!("{RSA}0b"), NULL)),
        ("rsa2048-pss-sha256-32", pss::identifier(1, Some(32))),
    ] {
        let (spki, signature) = vector(name);
        assert_eq!(check(&spki, &algorithm, MESSAGE, &signature, &RULES), Ok(()));
        let other = check(&spki, &algorithm, b"what OpenSSL did not", &signature, &RULES);
        assert_eq!(other, Err(SignatureError::Mismatch), "{name}");
        for mutant in bit_flips(&signature).step_by(37).chain(truncations(&signature).step_by(23)) {
            let answer = check(&spki, &algorithm, MESSAGE, &mutant.bytes, &RULES);
            let told = matches!(answer, Err(SignatureError::Mismatch | SignatureError::Malformed));
            assert!(told, "{name}: {}: {answer:?}", mutant.change);
        }
    }
}

/// Attack C4: both values of `s` are read, as X.509 has always had them; no other spelling is.
#[test]
fn ecdsa_signatures_have_one_encoding_of_each_integer() {
    let (spki, signature) = vector("p256-ecdsa-sha256");
    let (r, s) = {
        let mut integers = Reader::new(&signature).sequence().unwrap();
        (integers.integer().unwrap().as_bytes(), integers.integer().unwrap().as_bytes())
    };
    let with = |parts: &[&[u8]]| check(&spki, &ecdsa(2), MESSAGE, &tlv(0x30, parts), &RULES);
    let (r_der, s_der) = (tlv(2, &[r]), tlv(2, &[s]));
    assert_eq!(with(&[&r_der, &s_der]), Ok(()));
    for parts in [
        &[&tlv(2, &[&[0], r])[..], &s_der][..],
        &[&r_der, &tlv(2, &[&[0, 0], s])],
        &[&r_der, &s_der, &[5, 0]],
        &[&r_der],
        &[&tlv(2, &[&[0]]), &s_der],
        &[&r_der, &tlv(2, &[&[0]])],
        &[&r_der, &tlv(2, &[&[0xff]])],
    ] {
        assert_eq!(with(parts), Err(SignatureError::Malformed), "{parts:02x?}");
    }
    let fixed = [&[0; 32][r.len().min(32)..], r, s].concat();
    assert_eq!(check(&spki, &ecdsa(2), MESSAGE, &fixed, &RULES), Err(SignatureError::Malformed));
}

#[test]
fn a_signature_that_is_no_whole_number_of_octets_is_refused() {
    let (spki, signature) = vector("p256-ecdsa-sha256");
    let key = RULES.read_key(&spki).unwrap();
    let algorithm = ecdsa(2);
    let whole = tlv(3, &[&[0], &signature]);
    let signed = Signed::from_bits(MESSAGE, &algorithm, Reader::new(&whole).bit_string().unwrap()).unwrap();
    assert_eq!(verify_signature(&signed, &key, &RULES, &RustCrypto), Ok(()));
    let part = tlv(3, &[&[4], &signature, &[0xf0]]);
    let answer = Signed::from_bits(MESSAGE, &algorithm, Reader::new(&part).bit_string().unwrap());
    assert_eq!(answer.map(|_| ()), Err(SignatureError::UnusedBits));
}

#[test]
fn a_point_off_the_curve_is_the_keys_fault() {
    let (mut spki, signature) = vector("p256-ecdsa-sha256");
    *spki.last_mut().unwrap() ^= 1;
    let answer = check(&spki, &ecdsa(2), MESSAGE, &signature, &RULES);
    let off = KeyError::Refused(PublicKeyError::Point(PointError::Invalid));
    assert_eq!(answer, Err(SignatureError::Key(off)));
}

#[test]
fn certificates_are_what_their_issuers_signed() {
    let chain = testkit::x509::Chain::with(1, 3, &[]);
    let leaf = Certificate::from_der(&chain.leaf).unwrap();
    let issuers: Vec<&Vec<u8>> = chain.intermediates.iter().chain(&chain.anchors).collect();
    let answers: Vec<bool> = issuers
        .iter()
        .map(|issuer| {
            let issuer = Certificate::from_der(issuer).unwrap();
            let key = RULES.read_key(issuer.spki()).unwrap();
            verify_signature(&Signed::from(&leaf), &key, &RULES, &RustCrypto).is_ok()
        })
        .collect();
    assert_eq!(answers.iter().filter(|signed| **signed).count(), 1, "one of {answers:?} issued the leaf");
}

/// A provider that has no algorithm at all.
#[derive(Debug)]
struct Nothing;

impl HashProvider for Nothing {
    fn hasher(&self, algorithm: DigestAlgorithm) -> Box<dyn Hasher> {
        RustCrypto.hasher(algorithm)
    }
}

impl CryptoProvider for Nothing {
    fn decode_point(&self, key_type: KeyType, _: &[u8]) -> Result<Vec<u8>, PointError> {
        Err(PointError::Unsupported { key_type })
    }

    fn public_point(&self, key_type: KeyType, _: &[u8]) -> Result<Vec<u8>, ScalarError> {
        Err(ScalarError::Unsupported { key_type })
    }

    fn verifying_key(&self, _: &PublicKey, scheme: Scheme) -> Result<Box<dyn VerifyingKey>, KeyUseError> {
        Err(KeyUseError::Unsupported { scheme })
    }

    fn signing_key(&self, _: &PrivateKey, scheme: Scheme) -> Result<Box<dyn SigningKey>, KeyUseError> {
        Err(KeyUseError::Unsupported { scheme })
    }
}

#[test]
fn what_the_provider_lacks_is_told_apart_from_what_is_wrong() {
    for (name, algorithm, key_type) in [
        ("p521-ecdsa-sha256", ecdsa(2), KeyType::EcdsaP521),
        ("rsa2048-pkcs1-sha256", identifier(&format!("{RSA}0b"), NULL), KeyType::Rsa),
    ] {
        let (spki, signature) = vector(name);
        let key = RULES.read_key(&spki).unwrap();
        let signed = Signed::new(MESSAGE, &algorithm, &signature);
        let lacking = SignatureError::Unsupported { algorithm: read(&algorithm), key_type };
        assert_eq!(verify_signature(&signed, &key, &RULES, &Nothing), Err(lacking));
    }
}
