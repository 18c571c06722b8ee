//! Attestations: what is written, what is read, and what is not one.
use std::num::NonZeroUsize;

use crate::common::*;
use countersign::{
    Attestation, ImageName, SignBlobError, SignImageError, SignOptions, SignedManifest, Signer, Verifier,
    WriteFormat,
    crypto::{KeyType, RustCrypto},
    digest::{Algorithm, HashProvider},
    envelope::{COSIGN_SIGN_PREDICATE, IN_TOTO_PAYLOAD_TYPE, PredicateError, PredicateType},
    oci::{CosignTag, LayoutError, PlatformChoice, cosign_tag, media_type},
    time::UnixTime,
};

const FORMATS: [WriteFormat; 2] = [WriteFormat::Cosign, WriteFormat::CosignLegacy];
const SPDX: &str = "https://spdx.dev/Document";
const OTHER: &str = "https://example.com/other";

fn types() -> Vec<PredicateType> {
    let names = [
        "slsaprovenance02",
        "slsaprovenance1",
        "spdx",
        "spdxjson",
        "cyclonedx",
        "link",
        "vuln",
        "openvex",
        "custom",
        OTHER,
    ];
    names.into_iter().map(|name| PredicateType::from_name(name).unwrap()).collect()
}

fn tag() -> ImageName {
    ImageName::tag("v1")
}

fn options(format: WriteFormat) -> SignOptions {
    SignOptions::new().format(format).docker_reference("registry.example/app")
}

fn of_type(predicate_type: PredicateType) -> Attestation {
    Attestation::new(predicate_type, br#"{"a":[1,2.50,"x"]}"#)
}

#[test]
fn every_type_in_both_forms_is_read_back_as_what_it_is_and_nothing_else() {
    for format in FORMATS {
        for wanted in types() {
            let (mut store, image) = Store::with_image();
            store.attest(&signer(1), tag(), of_type(wanted.clone()), options(format));
            let attested = store.verify_attestation(&verifier(1), tag(), wanted.clone()).unwrap();
            assert_eq!(attested.digest(), image.digest());
            let [statement] = attested.statements() else { panic!("{attested:?}") };
            assert_eq!(statement.predicate_type(), wanted.uri());
            assert_eq!(statement.statement().subjects()[0].name(), Some("registry.example/app"));
            assert_eq!(statement.signer().id(), private_key(1).public_key().id());
            let said = statement.statement().predicate_json().unwrap();
            match wanted {
                PredicateType::Spdx => assert_eq!(said, r#""{\"a\":[1,2.50,\"x\"]}""#),
                PredicateType::Custom => {
                    assert!(said.contains(r#""Timestamp":"2026-11-24T15:00:00Z""#), "{said}")
                }
                _ => assert_eq!(said, r#"{"a":[1,2.50,"x"]}"#),
            }
            let document = check_schema(attested.report());
            assert_eq!(document["asked"]["predicateType"], wanted.uri());
            assert_eq!(document["subject"]["kind"], "image");
            let name = if format == WriteFormat::Cosign { "cosign-bundle" } else { "cosign-attestation" };
            assert_eq!(document["accepted"][0]["format"], name);
            let checks = ["digest-binding", "payload-type", "predicate-type", "signature"];
            assert_eq!(document["accepted"][0]["checks"], serde_json::json!(checks));
            // It is no attestation of another type, and no signature of the image.
            let other = PredicateType::from_name("https://example.com/nothing").unwrap();
            let verdict = store.verify_attestation(&verifier(1), tag(), other);
            assert_eq!((kind(&verdict), code(&verdict)), ("absent", "CSG-NO-ATTESTATION"));
            check_schema(verdict.unwrap_err().report());
            let verdict = store.verify(&verifier(1), tag());
            assert_eq!((kind(&verdict), code(&verdict)), ("absent", "CSG-NO-SIGNATURE"));
            let verdict = store.verify_attestation(&verifier(2), tag(), wanted);
            assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-SIGNATURE-INVALID"));
        }
    }
}

#[test]
fn a_signature_is_no_attestation() {
    for format in FORMATS {
        let (mut store, _) = Store::with_image();
        store.sign(1, tag(), SignOptions::new().format(format));
        let verdict = store.verify_attestation(&verifier(1), tag(), PredicateType::SpdxJson);
        assert_eq!((kind(&verdict), code(&verdict)), ("absent", "CSG-NO-ATTESTATION"));
        store.attest(&signer(1), tag(), of_type(PredicateType::SpdxJson), options(format));
        assert_eq!(kind(&store.verify_attestation(&verifier(1), tag(), PredicateType::SpdxJson)), "accepted");
        assert_eq!(kind(&store.verify(&verifier(1), tag())), "accepted");
    }
}

/// An annotation says what somebody wants it to be; the signed type decides.
#[test]
fn a_statement_that_is_called_another_type_is_refused() {
    for signed in [OTHER, COSIGN_SIGN_PREDICATE] {
        let (mut store, image) = Store::with_image();
        store.attach_bundle(&image, &statement_bundle(1, image.digest(), signed), SPDX);
        let verdict = store.verify_attestation(&verifier(1), tag(), PredicateType::SpdxJson);
        assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-PREDICATE-TYPE"));
        check_schema(verdict.unwrap_err().report());
        store.attach_bundle(&image, &statement_bundle(1, image.digest(), SPDX), SPDX);
        assert_eq!(kind(&store.verify_attestation(&verifier(1), tag(), PredicateType::SpdxJson)), "accepted");

        let (mut store, image) = Store::with_image();
        store.attach_envelope(&image, &statement_envelope(1, image.digest(), signed), SPDX);
        let verdict = store.verify_attestation(&verifier(1), tag(), PredicateType::SpdxJson);
        assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-PREDICATE-TYPE"));
        store.attach_envelope(&image, &statement_envelope(1, image.digest(), SPDX), SPDX);
        assert_eq!(kind(&store.verify_attestation(&verifier(1), tag(), PredicateType::SpdxJson)), "accepted");
    }
}

/// GitHub writes the version of the document behind the type.
#[test]
fn a_known_alias_is_the_same_type_and_an_unknown_one_is_not() {
    for (signed, expected) in
        [("https://spdx.dev/Document/v2.3", "accepted"), ("https://spdx.dev/Documents", "absent")]
    {
        let (mut store, image) = Store::with_image();
        store.attach_bundle(&image, &statement_bundle(1, image.digest(), signed), signed);
        let verdict = store.verify_attestation(&verifier(1), tag(), PredicateType::SpdxJson);
        assert_eq!(kind(&verdict), expected, "{signed}");
    }
}

#[test]
fn an_attestation_moved_from_another_image_is_refused() {
    let (mut store, first) = Store::with_image();
    let other = store.image("other");
    store.attach_bundle(&other, &statement_bundle(1, first.digest(), SPDX), SPDX);
    store.attach_envelope(&other, &statement_envelope(1, first.digest(), SPDX), SPDX);
    let verdict = store.verify_attestation(&verifier(1), ImageName::tag("other"), PredicateType::SpdxJson);
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-OTHER-SUBJECT"));
    let refused = verdict.unwrap_err().report().refused().len();
    assert_eq!(refused, 2);
    store.attach_bundle(&other, &statement_bundle(1, other.digest(), SPDX), SPDX);
    let verdict = store.verify_attestation(&verifier(1), ImageName::tag("other"), PredicateType::SpdxJson);
    assert_eq!(kind(&verdict), "accepted");
}

#[test]
fn one_wrong_digest_among_right_ones_is_refused() {
    let (store, image) = Store::with_image();
    let manifest = &store.files[&blob_path(&image.digest())];
    let right = RustCrypto.hash(Algorithm::Sha512, manifest).hex();
    let wrong = RustCrypto.hash(Algorithm::Sha512, b"another").hex();
    for (sha512, expected) in [(right, "accepted"), (wrong, "CSG-DIGESTS-DISAGREE")] {
        let mut store = store.clone();
        let text = statement(image.digest(), SPDX)
            .replace(r#""digest":{"#, &format!(r#""digest":{{"sha512":"{sha512}","#));
        store.attach_bundle(&image, &bundle_over(1, IN_TOTO_PAYLOAD_TYPE, text.as_bytes()), SPDX);
        let verdict = store.verify_attestation(&verifier(1), tag(), PredicateType::SpdxJson);
        assert_eq!(code(&verdict), expected);
    }
}

#[test]
fn an_envelope_of_another_shape_is_malformed() {
    let (store, image) = Store::with_image();
    let good = String::from_utf8(statement_envelope(1, image.digest(), SPDX)).unwrap();
    let start = good.find(r#""signatures":["#).unwrap() + r#""signatures":["#.len();
    let one = good[start..].split(']').next().unwrap().to_owned();
    let twice = good.replace(&one, &format!("{one},{one}"));
    let none = good.replace(&one, "");
    for (envelope, expected) in [
        (good.as_str(), "accepted"),
        (&twice, "CSG-ENVELOPE-MALFORMED"),
        (&none, "CSG-ENVELOPE-MALFORMED"),
        ("{}", "CSG-ENVELOPE-MALFORMED"),
        ("not json", "CSG-ENVELOPE-MALFORMED"),
    ] {
        let mut store = store.clone();
        store.attach_envelope(&image, envelope.as_bytes(), SPDX);
        let verdict = store.verify_attestation(&verifier(1), tag(), PredicateType::SpdxJson);
        assert_eq!(code(&verdict), expected, "{envelope}");
    }
}

#[test]
fn what_an_attestation_carries_beside_its_signature_is_reported_as_unchecked() {
    let (mut store, image) = Store::with_image();
    let bundle = String::from_utf8(statement_bundle(1, image.digest(), SPDX)).unwrap();
    let bundle = bundle
        .replace(r#""tlogEntries":[]"#, r#""tlogEntries":[{}]"#)
        .replace(r#""rfc3161Timestamps":[]"#, r#""rfc3161Timestamps":[{"signedTimestamp":"MAA="}]"#);
    store.attach_bundle(&image, bundle.as_bytes(), SPDX);
    let attested = store.verify_attestation(&verifier(1), tag(), PredicateType::SpdxJson).unwrap();
    assert_eq!(attested.report().accepted()[0].unchecked(), ["log-entry", "timestamp"]);
    check_schema(attested.report());
}

#[test]
fn an_equal_attestation_is_not_made_twice_unless_asked_for() {
    let is_new = |attested: &[SignedManifest]| attested[0].artifact().is_some();
    for format in FORMATS {
        for wanted in [PredicateType::CycloneDx, PredicateType::Custom, PredicateType::Spdx] {
            let (mut store, _) = Store::with_image();
            assert!(is_new(&store.attest(&signer(1), tag(), of_type(wanted.clone()), options(format))));
            let files = store.files.clone();
            let again = signer(1).attest(
                tag(),
                of_type(wanted.clone()),
                options(format),
                UnixTime::parse_rfc3339("2027-01-01T00:00:00Z").unwrap(),
            );
            let again = store.layout().drive(again).unwrap().unwrap();
            assert!(!is_new(&again), "{format:?} {wanted}");
            assert_eq!(files, store.files);
            // Another key, another predicate, another type, or asked for: not equal.
            assert!(is_new(&store.attest(&signer(2), tag(), of_type(wanted.clone()), options(format))));
            let other = Attestation::new(wanted.clone(), br#"{"a":[1,2.5,"x"]}"#);
            assert!(is_new(&store.attest(&signer(1), tag(), other, options(format))));
            assert!(is_new(&store.attest(&signer(1), tag(), of_type(PredicateType::Vuln), options(format))));
            if format == WriteFormat::Cosign {
                assert!(is_new(&store.attest(&signer(1), tag(), of_type(wanted), options(format).again())));
            }
        }
    }
}

#[test]
fn every_statement_is_given_when_everything_is_read() {
    let (mut store, _) = Store::with_image();
    for (seed, text) in [(1, r#"{"n":1}"#), (1, r#"{"n":2}"#), (2, r#"{"n":3}"#)] {
        let attestation = Attestation::new(PredicateType::CycloneDx, text.as_bytes());
        store.attest(&signer(seed), tag(), attestation, options(WriteFormat::Cosign));
    }
    store.attest(&signer(1), tag(), of_type(PredicateType::CycloneDx), options(WriteFormat::CosignLegacy));
    let all = Verifier::builder(RustCrypto)
        .key(private_key(1).public_key().clone())
        .read_everything()
        .build()
        .unwrap();
    let attested = store.verify_attestation(&all, tag(), PredicateType::CycloneDx).unwrap();
    let said: Vec<_> =
        attested.statements().iter().map(|one| one.statement().predicate_json().unwrap()).collect();
    assert_eq!(said, [r#"{"n":1}"#, r#"{"n":2}"#, r#"{"a":[1,2.50,"x"]}"#]);
    assert_eq!(attested.report().refused().len(), 1);
    // Without being told, reading stops at the first.
    assert_eq!(
        store.verify_attestation(&verifier(1), tag(), PredicateType::CycloneDx).unwrap().statements().len(),
        1
    );
}

#[test]
fn a_threshold_counts_the_signers_of_attestations() {
    let (mut store, _) = Store::with_image();
    let key = |seed| private_key(seed).public_key().clone();
    let both = Verifier::builder(RustCrypto)
        .key(key(1))
        .key(key(2))
        .threshold(NonZeroUsize::new(2).unwrap())
        .build()
        .unwrap();
    for format in FORMATS {
        store.attest(&signer(1), tag(), of_type(PredicateType::OpenVex), options(format));
    }
    let verdict = store.verify_attestation(&both, tag(), PredicateType::OpenVex);
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-THRESHOLD"));
    store.sign(2, tag(), SignOptions::new());
    assert_eq!(code(&store.verify_attestation(&both, tag(), PredicateType::OpenVex)), "CSG-THRESHOLD");
    store.attest(&signer(2), tag(), of_type(PredicateType::OpenVex), options(WriteFormat::Cosign));
    assert_eq!(kind(&store.verify_attestation(&both, tag(), PredicateType::OpenVex)), "accepted");
}

#[test]
fn an_index_is_attested_with_everything_that_it_lists_and_covers_its_platforms() {
    let mut store = Store::new();
    let child = store.untagged_image("amd64");
    store.index_of("multi", &[(child.clone(), "amd64")]);
    let multi = || ImageName::tag("multi");
    let attested =
        store.attest(&signer(1), multi(), of_type(PredicateType::Link), SignOptions::new().recursive());
    assert_eq!(attested.len(), 2);
    let platform = multi().platform(PlatformChoice::One("linux/amd64".parse().unwrap()));
    let verdict = store.verify_attestation(&verifier(1), platform, PredicateType::Link).unwrap();
    assert_eq!(verdict.digest(), child.digest());
    let name = ImageName::digest(child.digest());
    assert_eq!(kind(&store.verify_attestation(&verifier(1), name, PredicateType::Link)), "accepted");
}

#[test]
fn a_file_that_is_no_predicate_is_not_attested() {
    let (store, _) = Store::with_image();
    for (wanted, file, is_right) in [
        (PredicateType::CycloneDx, &b"[]"[..], false),
        (PredicateType::CycloneDx, b"no json", false),
        (PredicateType::Custom, b"\xff", false),
        (PredicateType::Custom, b"no json", true),
    ] {
        let attestation = Attestation::new(wanted, file);
        let signing = signer(1).attest(tag(), attestation, SignOptions::new(), now());
        match store.layout().drive(signing).unwrap() {
            Ok(_) => assert!(is_right),
            Err(error) => assert!(
                !is_right
                    && matches!(
                        *error,
                        SignImageError::Predicate(
                            PredicateError::NotAnObject
                                | PredicateError::Json(_)
                                | PredicateError::Utf8 { .. }
                        )
                    ),
                "{error:?}"
            ),
        }
    }
}

#[test]
fn what_cannot_be_read_under_the_attestation_tag_is_not_overwritten() {
    let (mut store, image) = Store::with_image();
    let broken = store.manifest(media_type::IMAGE_MANIFEST, b"{}".to_vec());
    store.entry(&broken, Some(&cosign_tag(&image.digest(), CosignTag::Attestation)));
    let attesting =
        signer(1).attest(tag(), of_type(PredicateType::Vuln), options(WriteFormat::CosignLegacy), now());
    let error = store.layout().drive(attesting).unwrap().unwrap_err();
    assert!(matches!(*error, SignImageError::Existing(_)), "{error:?}");
}

#[test]
fn a_predicate_that_no_reader_would_take_is_not_signed() {
    let (store, _) = Store::with_image();
    let huge = Attestation::new(PredicateType::Custom, &vec![b'x'; 33 << 20]);
    let attesting = signer(1).attest(tag(), huge.clone(), SignOptions::new(), now());
    let error = store.layout().drive(attesting).unwrap().unwrap_err();
    assert!(matches!(*error, SignImageError::Statement(_)), "{error:?}");
    let attesting = signer(1).attest_blob("x", huge, WriteFormat::Cosign, now()).unwrap();
    assert!(matches!(attesting.finish().unwrap_err(), SignBlobError::Statement(_)));
}

#[test]
fn every_key_type_signs_and_attests_in_both_forms() {
    for key_type in SIGNING_TYPES {
        let key = key_of(key_type, 7);
        let (signer, verifier) = (Signer::from_private_key(RustCrypto, &key).unwrap(), believing(&key));
        for format in FORMATS {
            let (mut store, _) = Store::with_image();
            store.attest(&signer, tag(), of_type(PredicateType::Vuln), options(format));
            let signed = store.layout().drive(signer.sign(tag(), options(format), now())).unwrap().unwrap();
            store.attach(signed[0].artifact().unwrap());
            let attested = store.verify_attestation(&verifier, tag(), PredicateType::Vuln).unwrap();
            let image = store.verify(&verifier, tag()).unwrap();
            let algorithm = image.report().accepted()[0].algorithm();
            assert_eq!(attested.report().accepted()[0].algorithm(), algorithm);
            assert_eq!(algorithm.key_type(), key_type);
            if key_type == KeyType::Ed25519 {
                // Cosign reads pure Ed25519 only.
                assert_eq!(algorithm.name(), "ed25519");
            }
        }
    }
}

#[test]
fn a_layout_that_cannot_be_read_is_refused_for_an_attestation_too() {
    let locked = LayoutError::FileUnreadable { path: "index.json".into() };
    let refusal = verifier(1).unreadable_attestation(&tag(), PredicateType::Link, now(), &locked);
    assert_eq!(refusal.report().predicate_type(), Some(PredicateType::Link.uri()));
    let verdict: Result<(), _> = Err(refusal);
    assert_eq!((kind(&verdict), code(&verdict)), ("unreachable", "CSG-UNREACHABLE"));
}

/// Whoever asks by the exact type must find what was attested.
#[test]
fn an_attestation_of_an_alias_is_not_the_one_that_would_be_written() {
    for (there, expected) in [("https://spdx.dev/Document/v2.3", true), (SPDX, false)] {
        let (mut store, image) = Store::with_image();
        store.attach_bundle(&image, &statement_bundle(1, image.digest(), there), there);
        let empty = Attestation::new(PredicateType::SpdxJson, b"{}");
        let attested = store.attest(&signer(1), tag(), empty, SignOptions::new());
        assert_eq!(attested[0].artifact().is_some(), expected, "{there}");
        let exactly = PredicateType::from_name(SPDX).unwrap();
        assert_eq!(kind(&store.verify_attestation(&verifier(1), tag(), exactly)), "accepted");
    }
}

#[test]
fn statements_are_given_of_enough_signers_and_say_what_they_are_about() {
    let mut store = Store::new();
    let child = store.untagged_image("amd64");
    let index = store.index_of("multi", &[(child.clone(), "amd64")]);
    let key = |seed| private_key(seed).public_key().clone();
    let two = NonZeroUsize::new(2).unwrap();
    let both = Verifier::builder(RustCrypto).key(key(1)).key(key(2)).threshold(two).build().unwrap();
    let options = || SignOptions::new();
    store.attest(&signer(1), ImageName::digest(child.digest()), of_type(PredicateType::Link), options());
    store.attest(&signer(1), ImageName::tag("multi"), of_type(PredicateType::Link), options());
    let platform = || ImageName::tag("multi").platform(PlatformChoice::One("linux/amd64".parse().unwrap()));
    let verdict = store.verify_attestation(&both, platform(), PredicateType::Link);
    let reason = verdict.unwrap_err().report().reason().unwrap().to_owned();
    assert_eq!(reason, format!("{} is attested by 1 of 2 required signers", child.digest()));
    store.attest(&signer(2), ImageName::tag("multi"), of_type(PredicateType::Link), options());
    let attested = store.verify_attestation(&both, platform(), PredicateType::Link).unwrap();
    let covers: Vec<_> = attested.statements().iter().map(|statement| statement.covers()).collect();
    assert_eq!(covers, [index.digest(), index.digest()]);
    assert_eq!(attested.report().accepted().len(), 3);
}

#[test]
fn what_else_is_attached_is_counted_in_words_that_fit() {
    let (mut store, _) = Store::with_image();
    for (wanted, expected) in [
        (PredicateType::Link, "no signature is attached to the image, only 1 other attachment"),
        (PredicateType::Vuln, "no signature is attached to the image, only 2 other attachments"),
    ] {
        store.attest(&signer(1), tag(), of_type(wanted), SignOptions::new());
        let refusal = store.verify(&verifier(1), tag()).unwrap_err();
        assert_eq!(refusal.report().reason(), Some(expected));
    }
}
