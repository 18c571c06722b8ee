//! Which keys are believed, and by which algorithms.
use std::{num::NonZeroUsize, path::Path};

use crate::common::*;
use countersign::{
    BlobEvidence, BlobFormat, ConfigurationError, ImageName, Preparer, Ready, SignOptions, Signer,
    SignerError, Verifier, VerifierBuilder,
    crypto::{
        AlgorithmRefusal, AllowedAlgorithms, CryptoProvider, KeyType, KeyUseError, Message, PublicKey,
        RustCrypto, Scheme, SignatureAlgorithm,
    },
    envelope::{COSIGN_SIGN_PREDICATE, IN_TOTO_PAYLOAD_TYPE, pae, write_key_bundle},
    keys::{KeyFile, Password},
    policy::RequirementError,
};

fn builder(key_type: KeyType) -> VerifierBuilder<Ready> {
    Verifier::builder(RustCrypto).key(key_of(key_type, 1).public_key().clone())
}

fn rsa(name: &str) -> PublicKey {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/keys").join(name);
    match KeyFile::parse(&std::fs::read(path).unwrap(), &RustCrypto).unwrap() {
        KeyFile::Public(key) => key,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_key_none_of_whose_algorithms_is_allowed_is_refused_by_name() {
    let key = key_of(KeyType::Ed25519, 1).public_key().clone();
    let error = builder(KeyType::Ed25519).allow(AllowedAlgorithms::nist_sp_800_131a()).build().unwrap_err();
    assert!(
        matches!(error, ConfigurationError::NotAllowed { key: id, refusal: AlgorithmRefusal::NotAllowed { .. } } if id == key.id()),
        "{error:?}"
    );
    assert!(error.to_string().contains(&key.id().to_string()), "{error}");
    for key_type in [KeyType::EcdsaP256, KeyType::EcdsaP384, KeyType::EcdsaP521] {
        assert!(builder(key_type).allow(AllowedAlgorithms::nist_sp_800_131a()).build().is_ok());
    }
    let long = || AllowedAlgorithms::all().with_min_rsa_bits(3072);
    let error = Verifier::builder(RustCrypto).key(rsa("rsa2048.pub")).allow(long()).build().unwrap_err();
    assert!(
        matches!(error, ConfigurationError::NotAllowed { refusal: AlgorithmRefusal::RsaTooShort { .. }, .. }),
        "{error:?}"
    );
    assert!(Verifier::builder(RustCrypto).key(rsa("rsa4096.pub")).allow(long()).build().is_ok());
}

#[test]
fn what_is_allowed_is_in_the_report_and_in_the_digest_of_the_configuration() {
    let (mut store, _) = Store::with_image();
    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    let only = || AllowedAlgorithms::only([SignatureAlgorithm::EcdsaP256Sha256]);
    let sets = [
        (AllowedAlgorithms::all(), "all"),
        (AllowedAlgorithms::nist_sp_800_131a(), "nist-sp-800-131a"),
        (only(), "custom"),
        (only().with_min_rsa_bits(4096), "custom"),
    ];
    let mut digests = Vec::new();
    for (allowed, name) in sets {
        let verifier = builder(KeyType::EcdsaP256).allow(allowed).build().unwrap();
        let image = store.verify(&verifier, ImageName::tag("v1")).unwrap();
        assert_eq!(image.report().algorithms(), name);
        assert_eq!(check_schema(image.report())["algorithms"], name);
        assert!(!digests.contains(&verifier.configuration_digest()));
        digests.push(verifier.configuration_digest());
    }
    let smaller = builder(KeyType::EcdsaP256).max_whole_message(1).build().unwrap();
    assert!(!digests.contains(&smaller.configuration_digest()));
}

/// Both forms of Ed25519 are read on images; a list may name one of them.
#[test]
fn a_list_decides_among_the_algorithms_of_one_key() {
    let key = key_of(KeyType::Ed25519, 1);
    let (mut store, image) = Store::with_image();
    let text = statement(image.digest(), COSIGN_SIGN_PREDICATE);
    let signing = RustCrypto.signing_key(&key, Scheme::ED25519PH).unwrap();
    let signature = signing.sign(Message::Bytes(&pae(IN_TOTO_PAYLOAD_TYPE, text.as_bytes()))).unwrap();
    let hint = key.public_key().id().to_hint();
    let bundle = write_key_bundle(&hint, IN_TOTO_PAYLOAD_TYPE, text.as_bytes(), &signature);
    store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
    for (algorithm, expected) in
        [(SignatureAlgorithm::Ed25519ph, "accepted"), (SignatureAlgorithm::Ed25519, "CSG-SIGNATURE-INVALID")]
    {
        let verifier = builder(KeyType::Ed25519).allow(AllowedAlgorithms::only([algorithm])).build().unwrap();
        assert_eq!(code(&store.verify(&verifier, ImageName::tag("v1"))), expected);
    }
    // Where only the prehashed form is allowed no key is left for blobs, and nothing is accepted.
    let signer = Signer::from_private_key(RustCrypto, &key).unwrap();
    let signed = signer.sign_blob(BlobFormat::Bundle).unwrap().finish().unwrap();
    let evidence = || BlobEvidence::bundle(signed.bytes().to_vec());
    let prehashed = AllowedAlgorithms::only([SignatureAlgorithm::Ed25519ph]);
    let verifier = builder(KeyType::Ed25519).allow(prehashed).build().unwrap();
    assert_eq!(code(&verifier.verify_blob(evidence(), now()).finish()), "CSG-SIGNATURE-INVALID");
    assert!(builder(KeyType::Ed25519).build().unwrap().verify_blob(evidence(), now()).finish().is_ok());
}

/// One key in two encodings is one signer, whatever the file says.
#[test]
fn one_key_in_two_encodings_never_counts_twice() {
    let key = key_of(KeyType::EcdsaP256, 1).public_key().clone();
    let point = key.point();
    let mut compressed = vec![2 | (point[64] & 1)];
    compressed.extend_from_slice(&point[1..33]);
    let again = PublicKey::from_point(KeyType::EcdsaP256, &compressed, &RustCrypto).unwrap();
    let pss = rsa_pss_spki(&rsa("rsa2048.pub"));
    let pss = PublicKey::from_spki_der(&pss, &RustCrypto).unwrap();
    for (one, other) in [(key, again), (rsa("rsa2048.pub"), pss)] {
        assert_eq!(one.id(), other.id());
        let twice =
            Verifier::builder(RustCrypto).signer("one", [one.clone()]).signer("other", [other.clone()]);
        let error = twice.threshold(NonZeroUsize::new(2).unwrap()).build().unwrap_err();
        assert!(
            matches!(error, ConfigurationError::Requirement(RequirementError::SharedAuthenticator { .. })),
            "{error:?}"
        );
        let alone = Verifier::builder(RustCrypto).signer("one", [one, other]);
        let error = alone.threshold(NonZeroUsize::new(2).unwrap()).build().unwrap_err();
        assert!(
            matches!(error, ConfigurationError::Requirement(RequirementError::Unreachable { .. })),
            "{error:?}"
        );
    }
}

/// What signs neither images nor blobs is said where it is named, not at the first image.
#[test]
fn a_key_that_no_format_has_is_refused_where_it_is_named() {
    let pss = PublicKey::from_spki_der(&rsa_pss_spki(&rsa("rsa2048.pub")), &RustCrypto).unwrap();
    let error = Verifier::builder(RustCrypto).key(pss.clone()).build().unwrap_err();
    assert_eq!(error, ConfigurationError::NoScheme { key_type: KeyType::Rsa });
    let error = Preparer::new(RustCrypto, pss).unwrap_err();
    assert_eq!(error, SignerError::Scheme { key_type: KeyType::Rsa });
    assert!(Preparer::new(RustCrypto, rsa("rsa2048.pub")).is_ok());
    assert!(Verifier::builder(RustCrypto).key(rsa("rsa2048.pub")).build().is_ok());
}

#[test]
fn an_rsa_key_signs_nothing_here_and_says_so() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/keys/rsa2048.key");
    let file = KeyFile::parse(&std::fs::read(path).unwrap(), &RustCrypto).unwrap();
    let key = file.open(&Password::new(b"countersign".to_vec()), &RustCrypto).unwrap();
    let error = Signer::from_private_key(RustCrypto, &key).unwrap_err();
    assert!(matches!(error, SignerError::Key(KeyUseError::CannotSign { .. })), "{error:?}");
    assert_eq!(key.public_key().id(), rsa("rsa2048.pub").id());
}

/// The same RSA key with the algorithm `id-RSASSA-PSS` and no parameters (RFC 4055 §1.2).
fn rsa_pss_spki(key: &PublicKey) -> Vec<u8> {
    const RSA_ENCRYPTION: &[u8] =
        &[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    const RSASSA_PSS: &[u8] = &[0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
    let body = &key.spki_der()[4..];
    let key_bits = body.strip_prefix(RSA_ENCRYPTION).unwrap();
    let length = u16::try_from(RSASSA_PSS.len() + key_bits.len()).unwrap();
    [&[0x30, 0x82], &length.to_be_bytes()[..], RSASSA_PSS, key_bits].concat()
}
