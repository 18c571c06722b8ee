//! Attestations about blobs, and what no change of any evidence can do.
use crate::blobs::{FORMATS, TEXT, hash, raw, sign, verify};
use crate::common::*;
use countersign::{
    Attestation, BlobEvidence, SignatureFormat, Signer, WriteFormat,
    crypto::{KeyType, PrivateKey, RustCrypto, Scheme},
    digest::{Algorithm, Digest},
    envelope::{IN_TOTO_PAYLOAD_TYPE, PredicateType, pae, write_key_bundle, write_legacy_blob_bundle},
};

fn attest(key: &PrivateKey, wanted: PredicateType, format: WriteFormat, bytes: &[u8]) -> BlobEvidence {
    let attestation = Attestation::new(wanted, br#"{"a":1}"#);
    let signer = Signer::from_private_key(RustCrypto, key).unwrap();
    let mut attesting = signer.attest_blob("file.txt", attestation, format, now()).unwrap();
    attesting.update(bytes).unwrap();
    let attested = attesting.finish().unwrap();
    assert_eq!((attested.digest(), attested.signature_base64()), (hash(Algorithm::Sha256, bytes), None));
    match format {
        WriteFormat::Cosign => BlobEvidence::bundle(attested.bytes().to_vec()),
        _ => BlobEvidence::dsse(attested.bytes().to_vec()),
    }
}

#[test]
fn what_is_attested_about_a_blob_is_read_back_and_only_for_it() {
    for key_type in SIGNING_TYPES {
        let key = key_of(key_type, 5);
        for format in [WriteFormat::Cosign, WriteFormat::CosignLegacy] {
            let evidence = || attest(&key, PredicateType::Vuln, format, TEXT);
            let begin = |wanted| believing(&key).verify_blob_attestation(evidence(), wanted, now());
            let mut right = begin(PredicateType::Vuln);
            assert!(!right.needs_whole_message());
            right.update(TEXT).unwrap();
            let attested = right.finish().unwrap();
            assert_eq!(attested.statements()[0].statement().predicate_json(), Some(r#"{"a":1}"#));
            assert_eq!(attested.statements()[0].statement().subjects()[0].name(), Some("file.txt"));
            assert_eq!(attested.digest(), hash(Algorithm::Sha256, TEXT));
            check_schema(attested.report());
            assert!(begin(PredicateType::Vuln).finish_digests(&[hash(Algorithm::Sha256, TEXT)]).is_ok());
            let other = begin(PredicateType::Vuln).finish_digests(&[hash(Algorithm::Sha256, b"another")]);
            assert_eq!((kind(&other), code(&other)), ("untrusted", "CSG-OTHER-SUBJECT"));
            let wrong_type = begin(PredicateType::Link).finish_digests(&[hash(Algorithm::Sha256, TEXT)]);
            assert_eq!((kind(&wrong_type), code(&wrong_type)), ("untrusted", "CSG-PREDICATE-TYPE"));
        }
    }
}

/// A bundle with a statement that names the blob by these digests.
fn naming(key: &PrivateKey, digests: &[Digest]) -> BlobEvidence {
    let members: Vec<_> =
        digests.iter().map(|digest| format!(r#""{}":"{}""#, digest.algorithm(), digest.hex())).collect();
    let text = format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"digest":{{{}}}}}],"predicateType":"https://example.com/x","predicate":{{}}}}"#,
        members.join(",")
    );
    let signature = raw(key, Scheme::ECDSA_P256_SHA256_DER, &pae(IN_TOTO_PAYLOAD_TYPE, text.as_bytes()));
    let hint = key.public_key().id().to_hint();
    BlobEvidence::bundle(write_key_bundle(&hint, IN_TOTO_PAYLOAD_TYPE, text.as_bytes(), &signature))
}

#[test]
fn every_digest_by_which_a_statement_names_a_blob_is_compared() {
    let key = key_of(KeyType::EcdsaP256, 1);
    let of = |algorithm| hash(algorithm, TEXT);
    let wrong = hash(Algorithm::Sha512, b"another");
    let wanted = || PredicateType::from_name("https://example.com/x").unwrap();
    let begin =
        |evidence: Vec<BlobEvidence>| believing(&key).verify_blob_attestation(evidence, wanted(), now());
    let two = || vec![naming(&key, &[of(Algorithm::Sha256), of(Algorithm::Sha512)])];
    for (evidence, expected) in [
        (two(), "accepted"),
        (vec![naming(&key, &[of(Algorithm::Sha384)])], "accepted"),
        (vec![naming(&key, &[of(Algorithm::Sha256), wrong])], "CSG-DIGESTS-DISAGREE"),
        (vec![naming(&key, &[wrong])], "CSG-OTHER-SUBJECT"),
        (vec![naming(&key, &[wrong]), naming(&key, &[of(Algorithm::Sha384)])], "accepted"),
    ] {
        let mut verification = begin(evidence);
        verification.update(TEXT).unwrap();
        assert_eq!(code(&verification.finish()), expected);
    }
    // Of two digests by one algorithm the first counts: nobody can offer several blobs at once.
    let several = [hash(Algorithm::Sha256, b"another"), of(Algorithm::Sha256)];
    let verdict = begin(vec![naming(&key, &[of(Algorithm::Sha256)])]).finish_digests(&several);
    assert_eq!(code(&verdict), "CSG-OTHER-SUBJECT");
    // A digest that the caller does not know is a claim that stands unchecked.
    let one = begin(two()).finish_digests(&[of(Algorithm::Sha256)]);
    assert_eq!((kind(&one), code(&one)), ("untrusted", "CSG-DIGESTS-DISAGREE"));
    assert!(begin(two()).finish_digests(&[of(Algorithm::Sha256), of(Algorithm::Sha512)]).is_ok());
}

#[test]
fn a_statement_is_no_signature_of_a_blob_and_a_signature_no_statement() {
    let key = key_of(KeyType::EcdsaP256, 1);
    for format in [WriteFormat::Cosign, WriteFormat::CosignLegacy] {
        let verdict = verify(&believing(&key), attest(&key, PredicateType::Custom, format, TEXT), TEXT);
        assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-PAYLOAD-TYPE"));
    }
    for format in FORMATS {
        let evidence = sign(&key, format, TEXT);
        let mut verification =
            believing(&key).verify_blob_attestation(evidence, PredicateType::Custom, now());
        verification.update(TEXT).unwrap();
        let verdict = verification.finish();
        assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-PAYLOAD-TYPE"), "{format:?}");
    }
}

/// The older `attest-blob` put the envelope where a signature is.
#[test]
fn an_envelope_in_the_older_blob_bundle_is_an_attestation() {
    let key = key_of(KeyType::EcdsaP256, 1);
    let envelope = attest(&key, PredicateType::Custom, WriteFormat::CosignLegacy, TEXT);
    let bundle = BlobEvidence::legacy_bundle(write_legacy_blob_bundle(envelope.bytes()));
    assert_eq!(bundle.format(), SignatureFormat::CosignLegacyBundle);
    let mut verification = believing(&key).verify_blob_attestation(bundle, PredicateType::Custom, now());
    verification.update(TEXT).unwrap();
    assert!(verification.finish().is_ok());
}

/// What a piece of evidence says that decides anything: not the hints which key signed, nor members that are ignored.
fn what_counts(bytes: &[u8]) -> Option<Vec<serde_json::Value>> {
    let document: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    let envelope = document.get("dsseEnvelope").unwrap_or(&document);
    let places = ["/payload", "/payloadType", "/signatures/0/sig", "/base64Signature"];
    let counting = places.iter().filter_map(|place| envelope.pointer(place));
    Some(counting.chain(document.get("messageSignature")).cloned().collect())
}

fn no_mutant_is_believed(evidence: &BlobEvidence, verify: impl Fn(BlobEvidence) -> bool) {
    let again = |bytes: Vec<u8>| match evidence.format() {
        SignatureFormat::CosignBundle => BlobEvidence::bundle(bytes),
        SignatureFormat::CosignLegacyBundle => BlobEvidence::legacy_bundle(bytes),
        SignatureFormat::CosignAttestation => BlobEvidence::dsse(bytes),
        _ => BlobEvidence::signature(bytes),
    };
    assert!(verify(again(evidence.bytes().to_vec())));
    let mutants = testkit::bit_flips(evidence.bytes()).chain(testkit::truncations(evidence.bytes()));
    for mutant in mutants {
        let bytes = mutant.bytes;
        if verify(again(bytes.clone())) {
            let is_newline = evidence.bytes().strip_suffix(b"\n") == Some(&bytes);
            let is_same = what_counts(&bytes).is_some_and(|one| Some(one) == what_counts(evidence.bytes()));
            assert!(is_newline || is_same, "{:?}: {}", mutant.change, String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn no_flip_or_truncation_of_evidence_is_accepted_without_a_reason() {
    let key = key_of(KeyType::EcdsaP256, 1);
    let verifier = believing(&key);
    let digest = [hash(Algorithm::Sha256, TEXT)];
    for format in FORMATS {
        let evidence = sign(&key, format, TEXT);
        no_mutant_is_believed(&evidence, |one| {
            verifier.verify_blob(one, now()).finish_digests(&digest).is_ok()
        });
    }
    for format in [WriteFormat::Cosign, WriteFormat::CosignLegacy] {
        let evidence = attest(&key, PredicateType::Vuln, format, TEXT);
        no_mutant_is_believed(&evidence, |one| {
            verifier.verify_blob_attestation(one, PredicateType::Vuln, now()).finish_digests(&digest).is_ok()
        });
    }
}
