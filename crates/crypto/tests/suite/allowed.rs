//! Lists of acceptable algorithms, and names.

use countersign_crypto::{
    AlgorithmRefusal, AllowedAlgorithms, DigestAlgorithm, KeyType, PublicKey, Scheme,
    SignatureAlgorithm as A, SignatureEncoding,
};

use crate::{
    rsa_support::RsaKey,
    support::{cosign_key, seeded_of},
};

fn key_of(algorithm: A) -> PublicKey {
    match algorithm.key_type() {
        KeyType::Rsa => RsaKey::two(0, 1).public(),
        key_type => seeded_of(key_type, 1).public_key().clone(),
    }
}

#[test]
fn all_takes_everything_that_fits_the_key() {
    let all = AllowedAlgorithms::all();
    for algorithm in A::ALL {
        assert_eq!(all.check(&key_of(*algorithm), *algorithm), Ok(()), "{algorithm}");
    }
    let (expected, actual) = (KeyType::Ed25519, KeyType::EcdsaP256);
    let refused = all.check(&cosign_key(), A::Ed25519);
    assert_eq!(refused, Err(AlgorithmRefusal::WrongKeyType { expected, actual }));
    assert_eq!((all.name(), all.to_string()), ("all", "all".to_owned()));
}

#[test]
fn the_nist_preset_leaves_edwards_curves_and_long_salts_out() {
    let nist = AllowedAlgorithms::nist_sp_800_131a();
    let list = nist.name();
    assert_eq!(list, "nist-sp-800-131a");
    for algorithm in A::ALL {
        let expected = match algorithm.key_type() {
            KeyType::Ed25519 => Err(AlgorithmRefusal::NotAllowed { algorithm: *algorithm, list }),
            _ => Ok(()),
        };
        assert_eq!(nist.check(&key_of(*algorithm), *algorithm), expected, "{algorithm}");
    }
    let algorithm = A::RsaPss { digest: DigestAlgorithm::Sha256, salt_len: 33 };
    let refused = nist.check(&key_of(algorithm), algorithm);
    assert_eq!(refused, Err(AlgorithmRefusal::NotAllowed { algorithm, list }));
}

#[test]
fn a_list_takes_what_it_names_and_no_shorter_keys() {
    let list = AllowedAlgorithms::only([A::RsaPkcs1Sha256, A::EcdsaP256Sha256]).with_min_rsa_bits(3072);
    assert_eq!(list.name(), "custom");
    assert_eq!(list.to_string(), "only ecdsa-p256-sha256 rsa-pkcs1-sha256, rsa of at least 3072 bits");
    assert_eq!(list.check(&cosign_key(), A::EcdsaP256Sha256), Ok(()));
    let not_allowed = |algorithm| Err(AlgorithmRefusal::NotAllowed { algorithm, list: "custom" });
    assert_eq!(list.check(&cosign_key(), A::EcdsaP256Sha384), not_allowed(A::EcdsaP256Sha384));
    let (short, long) = (RsaKey::two(0, 1).public(), RsaKey::of(&[0, 1, 2]).public());
    let refused = list.check(&short, A::RsaPkcs1Sha256);
    assert_eq!(refused, Err(AlgorithmRefusal::RsaTooShort { bits: 2048, least: 3072 }));
    assert_eq!(list.check(&long, A::RsaPkcs1Sha256), Ok(()));
    // A minimum is never lowered, and a preset with another minimum is no preset any more.
    let lowered = list.with_min_rsa_bits(2048).check(&short, A::RsaPkcs1Sha256);
    assert_eq!(lowered, Err(AlgorithmRefusal::RsaTooShort { bits: 2048, least: 3072 }));
    assert_eq!(AllowedAlgorithms::nist_sp_800_131a().with_min_rsa_bits(4096).name(), "custom");
    assert_eq!(AllowedAlgorithms::only([]).check(&long, A::RsaPkcs1Sha256), not_allowed(A::RsaPkcs1Sha256));
}

#[test]
fn lists_that_differ_are_shown_differently() {
    let pss = |salt_len| A::RsaPss { digest: DigestAlgorithm::Sha256, salt_len };
    let shown = |salt_len| AllowedAlgorithms::only([pss(salt_len), A::RsaPkcs1Sha256]).to_string();
    assert_eq!(shown(32), "only rsa-pkcs1-sha256 rsa-pss-sha256");
    assert_eq!(shown(20), "only rsa-pkcs1-sha256 rsa-pss-sha256-salt-20");
    assert_eq!(shown(0), "only rsa-pkcs1-sha256 rsa-pss-sha256-salt-0");
}

#[test]
fn der_is_for_ecdsa_alone_and_jose_names_only_its_own() {
    for algorithm in A::ALL {
        let ecdsa = algorithm.name().starts_with("ecdsa");
        assert_eq!(Scheme::new(*algorithm, SignatureEncoding::Der).is_some(), ecdsa, "{algorithm}");
        if let Some(der) = Scheme::new(*algorithm, SignatureEncoding::Der) {
            assert_eq!(der.jose_name(), None);
        }
    }
    let named = |algorithm| Scheme::new(algorithm, SignatureEncoding::Fixed).unwrap().jose_name();
    let names: Vec<&str> = A::ALL.iter().filter_map(|algorithm| named(*algorithm)).collect();
    let expected = ["ES256", "ES384", "ES512", "EdDSA", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
    assert_eq!(names, expected);
    assert_eq!(named(A::RsaPss { digest: DigestAlgorithm::Sha256, salt_len: 20 }), None);
}
