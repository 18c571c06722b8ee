//! Retired algorithms, where they are named.

use countersign_x509::{
    AlgorithmRules, KeyError, SignatureAlgorithm, SignatureError, SignatureKind, Weakening, danger,
};

use crate::support::{NULL, RSA, identifier, verify};

const DEFAULT: AlgorithmRules = AlgorithmRules::DEFAULT;
const SHA1: AlgorithmRules = danger::allow_sha1(DEFAULT);
const MD5: AlgorithmRules = danger::allow_md5(DEFAULT);
const RSA_1024: AlgorithmRules = danger::allow_rsa_1024(DEFAULT);

fn sha1() -> Vec<u8> {
    identifier(&format!("{RSA}05"), NULL)
}

fn md5() -> Vec<u8> {
    identifier(&format!("{RSA}04"), NULL)
}

fn ecdsa_sha1() -> Vec<u8> {
    identifier("06072a8648ce3d0401", "")
}

fn retired(answer: Result<(), SignatureError>) -> bool {
    matches!(answer, Err(SignatureError::Retired { .. }))
}

#[test]
fn weakened_rules_say_so() {
    let all = |rules: AlgorithmRules| rules.weakened().collect::<Vec<_>>();
    assert_eq!(all(DEFAULT), []);
    assert_eq!(all(SHA1), [Weakening::Sha1]);
    assert_eq!(all(MD5), [Weakening::Md5]);
    assert_eq!(all(RSA_1024), [Weakening::Rsa1024]);
    let every = danger::allow_rsa_1024(danger::allow_md5(SHA1));
    assert_eq!(all(every), Weakening::ALL);
    assert_eq!(all(every.with_max_rsa_bits(8192)), Weakening::ALL, "nothing takes it back unseen");
    assert_eq!(every.signatures().collect::<Vec<_>>(), SignatureKind::ALL);
}

#[test]
fn sha1_is_taken_where_it_is_named() {
    for (name, algorithm) in [
        ("rsa2048-pkcs1-sha1", sha1()),
        ("rsa2048-pkcs1-sha1", identifier("06052b0e03021d", NULL)),
        ("p256-ecdsa-sha1", ecdsa_sha1()),
        ("p384-ecdsa-sha1", ecdsa_sha1()),
        ("p521-ecdsa-sha1", ecdsa_sha1()),
    ] {
        assert_eq!(verify(name, &algorithm, &SHA1), Ok(()), "{name}");
        assert!(retired(verify(name, &algorithm, &DEFAULT)), "{name}");
        assert!(retired(verify(name, &algorithm, &MD5)), "{name}");
    }
    assert_eq!(verify("rsa2048-pkcs1-sha256", &sha1(), &SHA1), Err(SignatureError::Mismatch));
}

#[test]
fn md5_is_taken_where_it_is_named() {
    assert_eq!(verify("rsa2048-pkcs1-md5", &md5(), &MD5), Ok(()));
    assert!(retired(verify("rsa2048-pkcs1-md5", &md5(), &DEFAULT)));
    assert!(retired(verify("rsa2048-pkcs1-md5", &md5(), &SHA1)));
    assert_eq!(verify("rsa2048-pkcs1-sha1", &md5(), &MD5), Err(SignatureError::Mismatch));
}

#[test]
fn keys_of_1024_bits_are_taken_where_they_are_named() {
    let sha256 = identifier(&format!("{RSA}0b"), NULL);
    assert_eq!(verify("rsa1024-pkcs1-sha256", &sha256, &RSA_1024), Ok(()));
    for rules in [DEFAULT, SHA1, MD5] {
        let answer = verify("rsa1024-pkcs1-sha256", &sha256, &rules);
        assert!(matches!(answer, Err(SignatureError::Key(KeyError::Refused(_)))), "{answer:?}");
    }
    assert!(retired(verify("rsa1024-pkcs1-sha1", &sha1(), &RSA_1024)), "one weakening is not the other");
    assert_eq!(verify("rsa1024-pkcs1-sha1", &sha1(), &danger::allow_sha1(RSA_1024)), Ok(()));
}

#[test]
fn a_retired_algorithm_fits_the_keys_of_its_type_alone() {
    for (name, algorithm) in
        [("ed25519", sha1()), ("p256-ecdsa-sha1", sha1()), ("rsa2048-pkcs1-sha1", ecdsa_sha1())]
    {
        let answer = verify(name, &algorithm, &SHA1);
        let named = SignatureAlgorithm::read(&algorithm).unwrap();
        let mismatch =
            matches!(answer, Err(SignatureError::KeyMismatch { algorithm, .. }) if algorithm == named);
        assert!(mismatch, "{name}");
    }
}
