//! Blobs: signatures over bytes that stream by, in three forms, and attestations about them.
use std::num::NonZeroUsize;

use crate::common::*;
use countersign::{
    Attestation, BlobEvidence, BlobFormat, BlobTooLarge, MAX_WHOLE_MESSAGE, Refusal, SignBlobError,
    SignedBlob, Signer, SignerError, VerifiedBlob, Verifier, WriteFormat,
    crypto::{CryptoProvider, Format, KeyType, Message, PrivateKey, RustCrypto, Scheme, SigningKey},
    digest::{Algorithm, Digest, HashProvider},
    envelope::{
        IN_TOTO_PAYLOAD_TYPE, PredicateType, SignedForm, SimpleSigning, pae, write_legacy_blob_bundle,
        write_message_bundle,
    },
    policy::{NamedPredicate, PredicateRefusal},
};
use std::sync::Arc;

pub const FORMATS: [BlobFormat; 3] = [BlobFormat::Bundle, BlobFormat::LegacyBundle, BlobFormat::Detached];
pub const TEXT: &[u8] = b"what is in the file";

fn sign_with(signer: &Signer, format: BlobFormat, bytes: &[u8]) -> SignedBlob {
    let mut signing = signer.sign_blob(format).unwrap();
    for piece in bytes.chunks(7) {
        signing.update(piece).unwrap();
    }
    signing.finish().unwrap()
}

pub fn sign(key: &PrivateKey, format: BlobFormat, bytes: &[u8]) -> BlobEvidence {
    let signed = sign_with(&Signer::from_private_key(RustCrypto, key).unwrap(), format, bytes);
    evidence(format, signed.bytes().to_vec())
}

fn evidence(format: BlobFormat, bytes: Vec<u8>) -> BlobEvidence {
    match format {
        BlobFormat::Bundle => BlobEvidence::bundle(bytes),
        BlobFormat::LegacyBundle => BlobEvidence::legacy_bundle(bytes),
        _ => BlobEvidence::signature(bytes),
    }
}

pub fn verify(
    verifier: &Verifier,
    evidence: impl IntoIterator<Item = BlobEvidence>,
    bytes: &[u8],
) -> Result<VerifiedBlob, Refusal> {
    let mut verification = verifier.verify_blob(evidence, now()).named("file.txt");
    for piece in bytes.chunks(5) {
        verification.update(piece).unwrap();
    }
    let verdict = verification.finish();
    match &verdict {
        Ok(blob) => check_schema(blob.report()),
        Err(refusal) => check_schema(refusal.report()),
    };
    verdict
}

pub fn hash(algorithm: Algorithm, bytes: &[u8]) -> Digest {
    RustCrypto.hash(algorithm, bytes)
}

/// A signature by any scheme, whatever format has it.
pub fn raw(key: &PrivateKey, scheme: Scheme, bytes: &[u8]) -> Vec<u8> {
    RustCrypto.signing_key(key, scheme).unwrap().sign(Message::Bytes(bytes)).unwrap()
}

#[test]
fn every_form_by_every_key_is_read_back_and_only_over_the_very_bytes() {
    for key_type in SIGNING_TYPES {
        let (key, other) = (key_of(key_type, 3), key_of(key_type, 4));
        for format in FORMATS {
            for bytes in [TEXT, b""] {
                let evidence = sign(&key, format, bytes);
                let blob = verify(&believing(&key), evidence.clone(), bytes).unwrap();
                assert_eq!(blob.signers().len(), 1);
                assert_eq!(blob.signers()[0].id(), key.public_key().id());
                assert!(blob.digests().iter().all(|digest| *digest == hash(digest.algorithm(), bytes)));
                assert!(!blob.digests().is_empty());
                let accepted = &blob.report().accepted()[0];
                assert_eq!(accepted.place().format(), evidence.format());
                assert_eq!(
                    accepted.checks().contains(&"message-digest".to_owned()),
                    format == BlobFormat::Bundle
                );
                let verdict = verify(&believing(&other), evidence.clone(), bytes);
                assert_eq!(kind(&verdict), "untrusted");
                let altered = verify(&believing(&key), evidence, b"what is in the File");
                let expected =
                    if format == BlobFormat::Bundle { "CSG-MESSAGE-DIGEST" } else { "CSG-SIGNATURE-INVALID" };
                assert_eq!((kind(&altered), code(&altered)), ("untrusted", expected));
            }
        }
    }
}

#[test]
fn a_report_calls_a_blob_a_blob() {
    let key = key_of(KeyType::EcdsaP256, 1);
    let blob = verify(&believing(&key), sign(&key, BlobFormat::Bundle, TEXT), TEXT).unwrap();
    let document = check_schema(blob.report());
    let subject = serde_json::json!({"kind": "blob", "reference": "file.txt", "digest": hash(Algorithm::Sha256, TEXT).to_string()});
    assert_eq!(document["subject"], subject);
    assert_eq!(document["asked"], serde_json::json!({"kind": "signature"}));
    assert_eq!(document["algorithms"], "all");
    assert!(document.get("run").is_none());
    assert_eq!(blob.report().targets()[0].covered_by(), [hash(Algorithm::Sha256, TEXT)]);
    assert!(blob.report().to_string().starts_with("accepted: file.txt\n"));
}

#[test]
fn a_digest_is_enough_except_for_keys_that_sign_the_whole_message() {
    for (key_type, algorithm) in [
        (KeyType::EcdsaP256, Algorithm::Sha256),
        (KeyType::EcdsaP384, Algorithm::Sha384),
        (KeyType::EcdsaP521, Algorithm::Sha512),
    ] {
        let key = key_of(key_type, 3);
        for format in FORMATS {
            let begin = || believing(&key).verify_blob(sign(&key, format, TEXT), now());
            assert_eq!((begin().algorithms(), begin().needs_whole_message()), (&[algorithm][..], false));
            assert!(begin().finish_digests(&[hash(algorithm, TEXT)]).is_ok());
            let wrong = begin().finish_digests(&[hash(algorithm, b"another")]);
            assert_eq!(kind(&wrong), "untrusted");
            // Of two digests by one algorithm the first counts.
            let two = begin().finish_digests(&[hash(algorithm, b"another"), hash(algorithm, TEXT)]);
            assert_eq!(kind(&two), "untrusted");
            let other = if algorithm == Algorithm::Sha256 { Algorithm::Sha512 } else { Algorithm::Sha256 };
            for digests in [vec![], vec![hash(other, TEXT)]] {
                let verdict = begin().finish_digests(&digests);
                assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-DIGEST-UNAVAILABLE"));
            }
        }
    }
    let key = key_of(KeyType::Ed25519, 3);
    let begin = || believing(&key).verify_blob(sign(&key, BlobFormat::Bundle, TEXT), now());
    assert!(begin().needs_whole_message());
    let verdict = begin().finish_digests(&[hash(Algorithm::Sha256, TEXT)]);
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-NEEDS-WHOLE-MESSAGE"));
}

#[test]
fn a_blob_beyond_the_limit_is_refused_only_where_the_whole_is_needed() {
    assert_eq!(MAX_WHOLE_MESSAGE, 512 * 1024 * 1024);
    let (pure, curve) = (key_of(KeyType::Ed25519, 3), key_of(KeyType::EcdsaP256, 3));
    let limited = |keys: &[&PrivateKey]| {
        let builder = Verifier::builder(RustCrypto).max_whole_message(TEXT.len() as u64 - 1);
        let mut builder = builder.key(keys[0].public_key().clone());
        for key in &keys[1..] {
            builder = builder.key(key.public_key().clone());
        }
        builder.build().unwrap()
    };
    let too_large = BlobTooLarge { limit: TEXT.len() as u64 - 1 };
    let by_pure = || sign(&pure, BlobFormat::Bundle, TEXT);
    assert_eq!(limited(&[&pure]).verify_blob(by_pure(), now()).update(TEXT), Err(too_large));
    assert!(verify(&limited(&[&curve]), sign(&curve, BlobFormat::Bundle, TEXT), TEXT).is_ok());
    // With both keys it is gone on with the digest, which is enough for one of them.
    let both = limited(&[&pure, &curve]);
    assert!(verify(&both, sign(&curve, BlobFormat::Bundle, TEXT), TEXT).is_ok());
    assert_eq!(code(&verify(&both, by_pure(), TEXT)), "CSG-NEEDS-WHOLE-MESSAGE");
    assert!(verify(&both, sign(&pure, BlobFormat::Bundle, &TEXT[1..]), &TEXT[1..]).is_ok());

    let signer =
        |key| Signer::from_private_key(RustCrypto, key).unwrap().max_whole_message(TEXT.len() as u64 - 1);
    let mut signing = signer(&pure).sign_blob(BlobFormat::Bundle).unwrap();
    assert!(signing.needs_whole_message());
    assert_eq!(signing.update(TEXT), Err(too_large));
    let mut signing = signer(&curve).sign_blob(BlobFormat::Bundle).unwrap();
    assert!(!signing.needs_whole_message() && signing.update(TEXT).is_ok());
}

/// Cosign signs images and envelopes with Ed25519ph, blobs never: a signature of one kind is not one of the other.
#[test]
fn ed25519ph_is_refused_on_blobs() {
    let key = key_of(KeyType::Ed25519, 3);
    let hint = key.public_key().id().to_hint();
    let bundle = |scheme| {
        BlobEvidence::bundle(write_message_bundle(
            &hint,
            &hash(Algorithm::Sha256, TEXT),
            &raw(&key, scheme, TEXT),
        ))
    };
    let verdict = verify(&believing(&key), bundle(Scheme::ED25519PH), TEXT);
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-SIGNATURE-INVALID"));
    assert!(verify(&believing(&key), bundle(Scheme::ED25519), TEXT).is_ok());
    let prehashed: Arc<dyn SigningKey> = RustCrypto.signing_key(&key, Scheme::ED25519PH).unwrap().into();
    let signer = Signer::new(RustCrypto, prehashed).unwrap();
    let error = SignerError::Scheme { key_type: KeyType::Ed25519 };
    assert_eq!(signer.sign_blob(BlobFormat::Bundle).unwrap_err(), error);
}

/// `cosign attest-blob` signs with Ed25519ph where the key is an Ed25519 key, though `sign-blob` never does.
#[test]
fn ed25519ph_is_accepted_on_attestations_about_blobs() {
    let key = key_of(KeyType::Ed25519, 3);
    for scheme in [Scheme::ED25519PH, Scheme::ED25519] {
        let signing: Arc<dyn SigningKey> = RustCrypto.signing_key(&key, scheme).unwrap().into();
        let attestation = Attestation::new(PredicateType::Custom, b"x");
        let signer = Signer::new(RustCrypto, signing).unwrap();
        let mut attesting = signer.attest_blob("x", attestation, WriteFormat::Cosign, now()).unwrap();
        attesting.update(TEXT).unwrap();
        let evidence = BlobEvidence::bundle(attesting.finish().unwrap().bytes().to_vec());
        let mut verification =
            believing(&key).verify_blob_attestation(evidence, PredicateType::Custom, now());
        verification.update(TEXT).unwrap();
        assert!(verification.finish().is_ok(), "{scheme:?}");
    }
}

/// Cosign writes an Ed25519 bundle without a digest and refuses to read it; with one it reads it.
#[test]
fn a_pure_ed25519_bundle_states_its_sha256() {
    let key = key_of(KeyType::Ed25519, 3);
    let bundle: serde_json::Value =
        serde_json::from_slice(sign(&key, BlobFormat::Bundle, TEXT).bytes()).unwrap();
    assert_eq!(bundle["messageSignature"]["messageDigest"]["algorithm"], "SHA2_256");
}

#[test]
fn a_bundle_that_states_another_digest_is_refused_though_its_signature_is_right() {
    let key = key_of(KeyType::EcdsaP256, 1);
    let (hint, signature) = (key.public_key().id().to_hint(), raw(&key, Scheme::ECDSA_P256_SHA256_DER, TEXT));
    for (algorithm, bytes, expected) in [
        (Algorithm::Sha256, TEXT, "accepted"),
        (Algorithm::Sha512, TEXT, "accepted"),
        (Algorithm::Sha256, b"another", "CSG-MESSAGE-DIGEST"),
        (Algorithm::Sha512, b"another", "CSG-MESSAGE-DIGEST"),
    ] {
        let bundle = write_message_bundle(&hint, &hash(algorithm, bytes), &signature);
        assert_eq!(code(&verify(&believing(&key), BlobEvidence::bundle(bundle), TEXT)), expected);
    }
}

/// A signature over a blob has no domain of its own: bytes that another format signs are no blob.
#[test]
fn a_blob_that_is_what_another_format_signs_is_neither_signed_nor_believed() {
    let key = key_of(KeyType::EcdsaP256, 1);
    let image = hash(Algorithm::Sha256, b"image");
    let payload = SimpleSigning::new("", image, Default::default()).to_bytes();
    let envelope =
        pae(IN_TOTO_PAYLOAD_TYPE, statement(image, "https://sigstore.dev/cosign/sign/v1").as_bytes());
    for (bytes, expected) in [(payload, SignedForm::SimpleSigning), (envelope, SignedForm::DssePae)] {
        let signature = raw(&key, Scheme::ECDSA_P256_SHA256_DER, &bytes);
        let verdict = verify(
            &believing(&key),
            BlobEvidence::legacy_bundle(write_legacy_blob_bundle(&signature)),
            &bytes,
        );
        assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-PAYLOAD-TYPE"));
        let mut signing =
            Signer::from_private_key(RustCrypto, &key).unwrap().sign_blob(BlobFormat::Detached).unwrap();
        signing.update(&bytes).unwrap();
        let error = signing.finish().unwrap_err();
        assert!(matches!(error, SignBlobError::OtherFormat { form } if form == expected), "{error:?}");
    }
    // What only begins like one is none.
    let mut longer = SimpleSigning::new("", image, Default::default()).to_bytes();
    longer.resize(SignedForm::HEAD_LEN, b' ');
    longer.push(b'x');
    assert!(verify(&believing(&key), sign(&key, BlobFormat::Detached, &longer), &longer).is_ok());
    assert!(verify(&believing(&key), sign(&key, BlobFormat::Detached, b"{}"), b"{}").is_ok());
}

#[test]
fn evidence_that_cannot_be_read_is_malformed_and_none_is_absent() {
    let key = key_of(KeyType::EcdsaP256, 1);
    for (evidence, expected) in [
        (BlobEvidence::bundle(b"{}".to_vec()), ("malformed", "CSG-BUNDLE-MALFORMED")),
        (BlobEvidence::legacy_bundle(b"{}".to_vec()), ("malformed", "CSG-BUNDLE-MALFORMED")),
        (BlobEvidence::signature(b"not base64!".to_vec()), ("malformed", "CSG-BUNDLE-MALFORMED")),
        (BlobEvidence::signature(b"AAAA".to_vec()), ("untrusted", "CSG-SIGNATURE-MALFORMED")),
        (BlobEvidence::dsse(b"{}".to_vec()), ("malformed", "CSG-ENVELOPE-MALFORMED")),
    ] {
        let verdict = verify(&believing(&key), evidence, TEXT);
        assert_eq!((kind(&verdict), code(&verdict)), expected);
    }
    let verdict = verify(&believing(&key), [], TEXT);
    assert_eq!((kind(&verdict), code(&verdict)), ("absent", "CSG-NO-SIGNATURE"));
    let mut verification = believing(&key).verify_blob_attestation([], PredicateType::Custom, now());
    verification.update(TEXT).unwrap();
    let verdict = verification.finish();
    assert_eq!((kind(&verdict), code(&verdict)), ("absent", "CSG-NO-ATTESTATION"));
    assert!(verify(&believing(&key), sign(&key, BlobFormat::Detached, TEXT), TEXT).is_ok());
}

#[test]
fn several_signatures_of_a_blob_meet_a_threshold_of_distinct_signers() {
    let keys = [KeyType::EcdsaP256, KeyType::EcdsaP384, KeyType::Ed25519].map(|key_type| key_of(key_type, 3));
    let public = |at: usize| keys[at].public_key().clone();
    let three = Verifier::builder(RustCrypto)
        .key(public(0))
        .key(public(1))
        .key(public(2))
        .threshold(NonZeroUsize::new(3).unwrap())
        .build()
        .unwrap();
    let by = |at: usize, format| sign(&keys[at], format, TEXT);
    // One signer in every form counts once.
    let again = FORMATS.map(|format| by(0, format));
    let verdict = verify(&three, again, TEXT);
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-THRESHOLD"));
    assert_eq!(verdict.unwrap_err().report().targets()[0].found(), 1);
    let all = [by(0, BlobFormat::Bundle), by(1, BlobFormat::LegacyBundle), by(2, BlobFormat::Detached)];
    let blob = verify(&three, all, TEXT).unwrap();
    assert_eq!(blob.signers().len(), 3);
    let blob = verify(&believing(&keys[0]), FORMATS.map(|format| by(0, format)), TEXT).unwrap();
    assert_eq!((blob.signers().len(), blob.digests()), (1, &[hash(Algorithm::Sha256, TEXT)][..]));
    assert_eq!(blob.report().accepted().len(), 3);
}

#[test]
fn what_a_blob_signature_cannot_meet_refuses_it() {
    let key = key_of(KeyType::EcdsaP256, 1);
    let evidence = || sign(&key, BlobFormat::Bundle, TEXT);
    let builder = || Verifier::builder(RustCrypto).key(key.public_key().clone());
    let annotated = builder().annotation("env", "prod").build().unwrap();
    assert_eq!(code(&verify(&annotated, evidence(), TEXT)), "CSG-ANNOTATION");
    let refusing = NamedPredicate::new("never", |_| Err(PredicateRefusal::new("no")));
    let checked = builder().predicate(refusing).build().unwrap();
    assert_eq!(code(&verify(&checked, evidence(), TEXT)), "CSG-CHECK-FAILED");
    let allowing = builder().predicate(NamedPredicate::new("always", |_| Ok(()))).build().unwrap();
    assert!(verify(&allowing, evidence(), TEXT).is_ok());
}

#[test]
fn what_evidence_carries_beside_its_signature_is_reported_as_unchecked() {
    let key = key_of(KeyType::EcdsaP256, 1);
    let bundle = String::from_utf8(sign(&key, BlobFormat::Bundle, TEXT).bytes().to_vec()).unwrap();
    let logged = bundle.replace(r#""tlogEntries":[]"#, r#""tlogEntries":[{}]"#);
    let blob = verify(&believing(&key), BlobEvidence::bundle(logged.into_bytes()), TEXT).unwrap();
    assert_eq!(blob.report().accepted()[0].unchecked(), ["log-entry"]);
    let legacy = String::from_utf8(sign(&key, BlobFormat::LegacyBundle, TEXT).bytes().to_vec()).unwrap();
    let carried = legacy.replace('}', r#","cert":"AAAA","rekorBundle":{}}"#);
    let blob = verify(&believing(&key), BlobEvidence::legacy_bundle(carried.into_bytes()), TEXT).unwrap();
    assert_eq!(blob.report().accepted()[0].unchecked(), ["certificate", "log-entry"]);
    let certified = bundle.replace(
        &format!(r#""publicKey":{{"hint":"{}"}}"#, key.public_key().id().to_hint()),
        r#""certificate":{"rawBytes":"MAA="}"#,
    );
    let verdict = verify(&believing(&key), BlobEvidence::bundle(certified.into_bytes()), TEXT);
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-CERTIFICATE-UNSUPPORTED"));
}

#[test]
fn a_key_that_lies_or_fails_signs_no_blob() {
    #[derive(Debug)]
    struct Lying(Box<dyn SigningKey>, bool);
    impl SigningKey for Lying {
        fn public_key(&self) -> &countersign::crypto::PublicKey {
            self.0.public_key()
        }
        fn scheme(&self) -> Scheme {
            self.0.scheme()
        }
        fn sign(&self, _: Message<'_>) -> Result<Vec<u8>, countersign::crypto::SignError> {
            match self.1 {
                true => self.0.sign(Message::Bytes(b"another")),
                false => Err(countersign::crypto::SignError::Backend("the device is gone".into())),
            }
        }
    }
    let key = key_of(KeyType::EcdsaP256, 1);
    let scheme = countersign::crypto::allowed_schemes(key.public_key(), Format::CosignBlob)[0];
    for lies in [true, false] {
        let lying: Arc<dyn SigningKey> = Arc::new(Lying(RustCrypto.signing_key(&key, scheme).unwrap(), lies));
        let signer = Signer::new(RustCrypto, lying).unwrap();
        let error = signer.sign_blob(BlobFormat::Bundle).unwrap().finish().unwrap_err();
        let expected = matches!(error, SignBlobError::Unverified(_)) == lies
            && matches!(error, SignBlobError::Sign(_)) != lies;
        assert!(expected, "{error:?}");
        let attestation = Attestation::new(PredicateType::Custom, b"x");
        let attesting = signer.attest_blob("x", attestation, WriteFormat::Cosign, now()).unwrap();
        assert!(matches!(attesting.finish().unwrap_err(), SignBlobError::Draft(_)));
    }
    let signer = Signer::from_private_key(RustCrypto, &key).unwrap();
    let nothing = Attestation::new(PredicateType::Link, b"[]");
    let attesting = signer.attest_blob("x", nothing, WriteFormat::Cosign, now()).unwrap();
    assert!(matches!(attesting.finish().unwrap_err(), SignBlobError::Predicate(_)));
}

/// Whoever passes over the error gets no answer about a blob from which a piece was left out.
#[test]
fn after_a_piece_that_was_too_much_nothing_is_signed_or_believed() {
    let key = key_of(KeyType::Ed25519, 3);
    let verifier =
        Verifier::builder(RustCrypto).key(key.public_key().clone()).max_whole_message(4).build().unwrap();
    for (pieces, expected) in
        [(&["ab", "cd"][..], "accepted"), (&["ab", "xyz", "cd"], "CSG-NEEDS-WHOLE-MESSAGE")]
    {
        let mut verification = verifier.verify_blob(sign(&key, BlobFormat::Detached, b"abcd"), now());
        let signer = Signer::from_private_key(RustCrypto, &key).unwrap().max_whole_message(4);
        let mut signing = signer.sign_blob(BlobFormat::Detached).unwrap();
        let mut taken = Vec::new();
        for piece in pieces {
            let is_taken = verification.update(piece.as_bytes()).is_ok();
            assert_eq!(signing.update(piece.as_bytes()).is_ok(), is_taken);
            taken.push(is_taken);
        }
        let is_good = expected == "accepted";
        assert_eq!(taken.iter().all(|is_taken| *is_taken), is_good);
        assert_eq!(taken.last(), Some(&is_good));
        assert_eq!(code(&verification.finish()), expected);
        match signing.finish() {
            Ok(_) => assert!(is_good),
            Err(error) => assert!(!is_good && matches!(error, SignBlobError::TooLarge(_)), "{error:?}"),
        }
    }
}

/// A digest that nothing was compared with may be of anything.
#[test]
fn a_verdict_names_a_blob_only_by_digests_that_something_was_compared_with() {
    let key = key_of(KeyType::EcdsaP256, 1);
    let right = hash(Algorithm::Sha256, TEXT);
    let digests = [hash(Algorithm::Sha512, b"another"), right];
    let begin = || believing(&key).verify_blob(sign(&key, BlobFormat::Bundle, TEXT), now());
    let blob = begin().finish_digests(&digests).unwrap();
    assert_eq!((blob.digests(), blob.report().digest()), (&[right][..], Some(right)));
    assert_eq!(blob.report().accepted()[0].covers(), right);
    let refusal = begin().finish_digests(&digests[..1]).unwrap_err();
    assert_eq!(refusal.report().code().unwrap().as_str(), "CSG-DIGEST-UNAVAILABLE");
}
