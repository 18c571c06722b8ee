//! Attestations: bare DSSE envelopes, Cosign's older bundle around them, statements to be written, drafts.

use core::num::NonZeroUsize;

use countersign_crypto::{Format, RustCrypto, Scheme};
use countersign_digest::{Algorithm, Digest};
use countersign_encoding::json::{self, JsonError, Limits, Value};
use countersign_envelope::{
    Bundle, BundleVerifyError, COSIGN_SIGN_PREDICATE, Draft, DraftFormError, DraftPayload, DsseEnvelope,
    DsseError, DsseVerifyError, Envelope, EnvelopeForm, EnvelopeFormError, IN_TOTO_PAYLOAD_TYPE,
    LegacyBlobBundle, LegacyStatementError, PayloadKind, PredicateError, PredicateType, PredicateTypeError,
    PredicateUri, SignatureError, SignedSubject, SignerDescription, SimpleSigning, Statement, StatementError,
    StatementVerifyError, StatementVersion, UntrustedSimpleSigning, write_dsse, write_key_bundle,
    write_legacy_blob_bundle,
};
use countersign_time::UnixTime;
use proptest::prelude::*;

use crate::support::{HEX, SCHEME, TestKey, cosign_key, edit, keys_in, missing, other_key, refs, sha256};

/// The layers of Cosign's `.att` tag, and the name of each kind.
const LAYERS: [(&[u8], &str); 6] = [
    (include_bytes!("../data/att/slsa.json"), "slsaprovenance1"),
    (include_bytes!("../data/att/spdx.json"), "spdxjson"),
    (include_bytes!("../data/att/cyclonedx.json"), "cyclonedx"),
    (include_bytes!("../data/att/openvex.json"), "openvex"),
    (include_bytes!("../data/att/vuln.json"), "vuln"),
    (include_bytes!("../data/att/custom.json"), "custom"),
];

fn kind(name: &str) -> PredicateType {
    PredicateType::from_name(name).unwrap()
}

fn now() -> UnixTime {
    UnixTime::parse_rfc3339("2026-11-22T14:22:14.75Z").unwrap()
}

#[test]
fn cosigns_attestation_layers_are_accepted_and_are_of_one_kind_each() {
    let (key, other) = (cosign_key(), other_key());
    for (layer, name) in LAYERS {
        let envelope = DsseEnvelope::parse(layer).unwrap();
        let verified = envelope.verify_statement(&[other.as_ref(), key.as_ref()]).unwrap();
        assert_eq!((verified.kind(), verified.signer()), (PayloadKind::Statement, key.public_key()));
        let statement = verified.statement().unwrap();
        assert_eq!(statement.version(), StatementVersion::V0_1);
        assert_eq!(statement.subjects()[0].name(), Some("127.0.0.1:5650/acme/app"));
        assert_eq!(statement.subjects(), verified.subjects());
        assert_eq!(verified.bytes(), statement.to_bytes(), "it is written as Cosign wrote it");
        for (_, candidate) in LAYERS {
            let accepted = kind(candidate).accepts(verified.predicate_type().unwrap());
            assert_eq!(accepted, candidate == name, "{name} as {candidate}");
        }
        let mismatch = DsseVerifyError::Signature(SignatureError::Mismatch);
        let refused = envelope.verify_statement(&[other.as_ref()]).map(drop);
        assert_eq!(refused, Err(StatementVerifyError::Dsse(mismatch)));
        let refused = envelope.verify_statement(&[]).map(drop);
        assert_eq!(refused, Err(StatementVerifyError::Dsse(SignatureError::NoKeys.into())));
    }
}

#[test]
fn cosigns_image_signatures_by_every_kind_of_key_are_accepted() {
    let bundles: [(&str, &[u8]); 4] = [
        (include_str!("../data/keys/p384.pub"), include_bytes!("../data/bundle-p384.json")),
        (include_str!("../data/keys/p521.pub"), include_bytes!("../data/bundle-p521.json")),
        (include_str!("../data/keys/ed25519.pub"), include_bytes!("../data/bundle-ed25519.json")),
        (include_str!("../data/keys/rsa2048.pub"), include_bytes!("../data/bundle-rsa2048.json")),
    ];
    for (key, bundle) in bundles {
        let keys = keys_in(key, Format::CosignImage);
        let bundle = Bundle::parse(bundle).unwrap();
        assert_eq!(bundle.verify(&refs(&keys)).unwrap().predicate_type(), Some(COSIGN_SIGN_PREDICATE));
        assert!(bundle.verify(&[other_key().as_ref()]).is_err());
    }
    let payloads: [(&str, &[u8], &str); 4] = [
        (
            include_str!("../data/keys/p384.pub"),
            include_bytes!("../data/legacy-p384.payload"),
            include_str!("../data/legacy-p384.signature"),
        ),
        (
            include_str!("../data/keys/p521.pub"),
            include_bytes!("../data/legacy-p521.payload"),
            include_str!("../data/legacy-p521.signature"),
        ),
        (
            include_str!("../data/keys/ed25519.pub"),
            include_bytes!("../data/legacy-ed25519.payload"),
            include_str!("../data/legacy-ed25519.signature"),
        ),
        (
            include_str!("../data/keys/rsa2048.pub"),
            include_bytes!("../data/legacy-rsa2048.payload"),
            include_str!("../data/legacy-rsa2048.signature"),
        ),
    ];
    for (key, payload, signature) in payloads {
        let keys = keys_in(key, Format::CosignImage);
        let untrusted = UntrustedSimpleSigning::new(payload.to_vec(), signature).unwrap();
        assert!(untrusted.verify(&refs(&keys)).is_ok());
        assert!(untrusted.verify(&[other_key().as_ref()]).is_err());
    }
}

#[test]
fn every_name_of_cosigns_has_its_uri_and_a_uri_means_itself() {
    for (name, uri) in [
        ("slsaprovenance", "https://slsa.dev/provenance/v0.2"),
        ("slsaprovenance02", "https://slsa.dev/provenance/v0.2"),
        ("slsaprovenance1", "https://slsa.dev/provenance/v1"),
        ("spdx", "https://spdx.dev/Document"),
        ("spdxjson", "https://spdx.dev/Document"),
        ("cyclonedx", "https://cyclonedx.org/bom"),
        ("link", "https://in-toto.io/Link/v1"),
        ("vuln", "https://cosign.sigstore.dev/attestation/vuln/v1"),
        ("openvex", "https://openvex.dev/ns"),
        ("custom", "https://cosign.sigstore.dev/attestation/v1"),
        ("https://example.com/x?y=1#z", "https://example.com/x?y=1#z"),
        ("urn:acme:x", "urn:acme:x"),
    ] {
        let kind = kind(name);
        assert_eq!((kind.uri(), kind.to_string().as_str()), (uri, uri));
        assert_eq!(kind.uris().next(), Some(uri));
        assert!(kind.uris().all(|uri| kind.accepts(uri)));
        for near in [format!("{uri}/"), format!(" {uri}"), uri.to_uppercase(), uri[..uri.len() - 1].into()] {
            assert!(!kind.accepts(&near), "{near}");
        }
        assert!(!kind.accepts(COSIGN_SIGN_PREDICATE) && !kind.accepts(""));
    }
    assert!(kind("spdx").accepts("https://spdx.dev/Document/v2.3"));
    assert!(!kind("https://spdx.dev/Document").accepts("https://spdx.dev/Document/v2.3"));
    let long = format!("x:{}", "a".repeat(2047));
    for (name, expected) in [
        ("", PredicateTypeError::Unknown),
        ("SPDX", PredicateTypeError::Unknown),
        ("spdx ", PredicateTypeError::Unknown),
        ("provenance", PredicateTypeError::Unknown),
        ("https:", PredicateTypeError::Unknown),
        ("://x", PredicateTypeError::Unknown),
        ("1x:y", PredicateTypeError::Unknown),
        ("x y:z", PredicateTypeError::Unknown),
        ("https://a b", PredicateTypeError::Unknown),
        ("https://é", PredicateTypeError::Unknown),
        (&long, PredicateTypeError::TooLong { limit: 2048, actual: 2049 }),
        (COSIGN_SIGN_PREDICATE, PredicateTypeError::ImageSignature),
    ] {
        assert_eq!(PredicateType::from_name(name), Err(expected), "{name}");
    }
    assert_eq!(PredicateUri::parse("a:b").map(|uri| uri.as_str().to_owned()).as_deref(), Ok("a:b"));
}

#[test]
fn predicates_are_wrapped_as_cosign_wraps_them_and_nothing_is_dropped() {
    let wrapped = |name: &str, file: &[u8]| kind(name).wrap(file, now()).map(|value| value.to_json());
    let custom = r#"{"Data":"a \"b\"","Timestamp":"2026-11-22T14:22:14Z"}"#;
    assert_eq!(wrapped("custom", b"a \"b\"").as_deref(), Ok(custom));
    let uri = "https://cosign.sigstore.dev/attestation/v1";
    assert_eq!(wrapped(uri, b"a \"b\"").as_deref(), Ok(custom), "by its URI as well");
    assert_eq!(wrapped("spdx", b"SPDXVersion: SPDX-2.3\n").as_deref(), Ok(r#""SPDXVersion: SPDX-2.3\n""#));
    let own = r#"{"z":1,"unknown":{"b":[1.0,2e3],"a":null}}"#;
    for name in [
        "slsaprovenance",
        "slsaprovenance02",
        "slsaprovenance1",
        "spdxjson",
        "cyclonedx",
        "link",
        "vuln",
        "openvex",
        "https://example.com/x",
    ] {
        assert_eq!(wrapped(name, own.as_bytes()).as_deref(), Ok(own), "{name}");
        assert_eq!(wrapped(name, b"[]"), Err(PredicateError::NotAnObject), "{name}");
        assert_eq!(wrapped(name, b""), Err(PredicateError::Json(JsonError::UnexpectedEnd)), "{name}");
    }
    for name in ["custom", "spdx"] {
        assert_eq!(wrapped(name, b"ab\xff"), Err(PredicateError::Utf8 { offset: 2 }), "{name}");
    }
}

#[test]
fn an_attestation_is_written_as_cosign_writes_it() {
    let predicate = kind("custom").wrap(br#"{"approved": true, "by": "acme"}"#, now()).unwrap();
    let digest = "7760132c07b036b0c7da2c8afaa294e8a2f0d3eb933ec01cefeeebdfc70065b1";
    let statement =
        Statement::attestation(sha256(digest), "127.0.0.1:5650/acme/app", &kind("custom"), predicate)
            .unwrap();
    let cosigns = Bundle::parse(include_bytes!("../data/attested-custom.json")).unwrap();
    let cosigns = cosigns.verify(&[cosign_key().as_ref()]).unwrap();
    assert_eq!(String::from_utf8(statement.to_bytes()).unwrap().as_bytes(), cosigns.bytes());
}

#[test]
fn statements_that_no_reader_takes_are_not_made() {
    let make = |subjects: Vec<SignedSubject>, predicate: Option<Value<'_>>| {
        Statement::new(StatementVersion::V1, subjects, "https://example.com/x", predicate)
    };
    let sha512 = Digest::from_bytes(Algorithm::Sha512, &[7; 64]).unwrap();
    let subject = SignedSubject::of(vec![sha256(HEX), sha512], Some("app"))
        .with_annotations([("env".to_owned(), "prod".to_owned())].into());
    let made = make(vec![subject.clone()], None).unwrap();
    assert_eq!((made.subjects(), made.predicate()), (&[subject][..], None), "the control");
    assert_eq!(Statement::parse(&made.to_bytes()), Ok(made));
    assert_eq!(make(Vec::new(), None), Err(StatementError::NoSubject));
    let empty = SignedSubject::of(Vec::new(), None);
    assert_eq!(make(vec![empty], None), Err(StatementError::NoDigest { index: 0 }));
    let other = Digest::from_bytes(Algorithm::Sha256, &[7; 32]).unwrap();
    let twice = SignedSubject::of(vec![sha256(HEX), other], None);
    assert_eq!(make(vec![twice], None), Err(StatementError::RepeatedDigest));
    let deep = format!("{}{}", "[".repeat(64), "]".repeat(64));
    let deep = json::parse(deep.as_bytes(), &Limits::default()).unwrap();
    let subject = SignedSubject::of(vec![sha256(HEX)], None);
    let refused = make(vec![subject], Some(deep));
    assert_eq!(refused, Err(StatementError::Json(JsonError::TooDeep { limit: 64 })));
}

#[test]
fn the_predicate_is_found_in_the_text_however_it_is_spelled() {
    let text = format!(
        "{{\n \"x\": {{\"predicate\": 1}},\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{{\"digest\":{{\"sha256\":\"{HEX}\"}}}}],\"predicateType\":\"t\",\r\n\t\"pred\\u0069cate\" : {{ \"a\" : \"\\\"}}\" }} , \"y\":2 }}"
    );
    let statement = Statement::parse(text.as_bytes()).unwrap();
    assert_eq!(statement.predicate_json(), Some(r#"{ "a" : "\"}" }"#));
    assert_eq!(statement.predicate().unwrap().to_json(), r#"{"a":"\"}"}"#);
    assert_eq!(Statement::parse(&statement.to_bytes()), Ok(statement));
}

/// CVE-2026-39395: what was signed could not be read, or was of another kind, and passed.
#[test]
fn rightly_signed_garbage_in_an_envelope_is_an_error() {
    let key = TestKey::new(7);
    let envelope = |payload_type: &str, payload: &[u8]| {
        let signature = key.sign_dsse(payload_type, payload);
        DsseEnvelope::parse(&write_dsse(payload_type, payload, &signature)).unwrap()
    };
    let good = Statement::cosign_signature(sha256(HEX), Default::default()).to_bytes();
    let verify = |envelope: &DsseEnvelope| envelope.verify_statement(&[key.verifying()]).map(drop);
    assert_eq!(verify(&envelope(IN_TOTO_PAYLOAD_TYPE, &good)), Ok(()), "the control");
    let missing = StatementVerifyError::Statement(StatementError::Field(missing("_type")));
    assert_eq!(verify(&envelope(IN_TOTO_PAYLOAD_TYPE, b"{}")), Err(missing.clone()));
    assert!(missing.is_malformed_payload());
    let null = good.clone();
    let null = String::from_utf8(null).unwrap();
    let start = null.find("[{").unwrap();
    let end = null.find("}],").unwrap() + 2;
    // cosign 8ca5b200: a subject that is null.
    let null = format!("{}[null]{}", &null[..start], &null[end..]);
    let refused = verify(&envelope(IN_TOTO_PAYLOAD_TYPE, null.as_bytes()));
    assert_eq!(
        refused,
        Err(StatementVerifyError::Statement(StatementError::SubjectNotAnObject { index: 0 }))
    );
    // sigstore-rs: the payload's type was ignored.
    let other = StatementVerifyError::Dsse(DsseVerifyError::PayloadType);
    assert_eq!(verify(&envelope("application/json", &good)), Err(other.clone()));
    assert!(!other.is_malformed_payload());
}

/// TOB-9 of sigstore-rust: an envelope with several signatures.
#[test]
fn a_statement_has_exactly_one_signature_and_a_threshold_counts_keys() {
    let keys = [TestKey::new(7), TestKey::new(8)];
    let payload = Statement::cosign_signature(sha256(HEX), Default::default()).to_bytes();
    let text = |sign: &[&TestKey]| {
        let signatures: Vec<_> = sign
            .iter()
            .map(|key| {
                let signature = key.sign_dsse(IN_TOTO_PAYLOAD_TYPE, &payload);
                serde_json::json!({"sig": countersign_encoding::base64::encode_standard(&signature)})
            })
            .collect();
        let payload = countersign_encoding::base64::encode_standard(&payload);
        serde_json::json!({"payload": payload, "payloadType": IN_TOTO_PAYLOAD_TYPE, "signatures": signatures})
            .to_string()
    };
    let trusted = [keys[0].verifying(), keys[1].verifying()];
    let two = DsseEnvelope::parse(text(&[&keys[0], &keys[1]]).as_bytes()).unwrap();
    let refused = two.verify_statement(&trusted).map(drop);
    assert_eq!(refused, Err(StatementVerifyError::SignatureCount { actual: 2 }));
    let required = NonZeroUsize::new(2).unwrap();
    assert_eq!(two.verify(IN_TOTO_PAYLOAD_TYPE, &trusted, required).unwrap().signers().len(), 2);
    let twice = DsseEnvelope::parse(text(&[&keys[0], &keys[0]]).as_bytes()).unwrap();
    assert_eq!(
        twice.verify(IN_TOTO_PAYLOAD_TYPE, &trusted, required).map(drop),
        Err(DsseVerifyError::Threshold { required: 2, found: 1 })
    );
}

/// CVE-2024-45395: loops over signatures without bounds.
#[test]
fn signatures_times_keys_are_bounded_before_any_is_tried() {
    let key = TestKey::new(7);
    let sixty_four = vec![serde_json::json!({"sig": "AAE="}); 64];
    let text =
        serde_json::json!({"payload": "e30=", "payloadType": "t", "signatures": sixty_four}).to_string();
    let envelope = DsseEnvelope::parse(text.as_bytes()).unwrap();
    let verify = |keys: usize| {
        envelope.verify("t", &vec![key.verifying(); keys], NonZeroUsize::MIN).map(drop).unwrap_err()
    };
    assert_eq!(verify(16), DsseVerifyError::Signature(SignatureError::Malformed), "the control");
    assert_eq!(verify(17), DsseVerifyError::TooMuchWork { limit: 1024, needed: 1088 });
    // One signature is tried under every key that the caller trusts.
    let one = DsseEnvelope::parse(&write_dsse("t", b"{}", &key.sign_dsse("t", b"{}"))).unwrap();
    let (other, mut keys) = (TestKey::new(8), Vec::new());
    keys.resize(40, other.verifying());
    keys.push(key.verifying());
    assert!(one.verify("t", &keys, NonZeroUsize::MIN).is_ok());
    let many = [vec![key.verifying()], vec![other.verifying(); 1024]].concat();
    assert!(one.verify("t", &many, NonZeroUsize::MIN).is_ok());
}

#[test]
fn an_attestation_in_the_older_blob_bundle_is_read_as_one() {
    let key = cosign_key();
    for (layer, _) in LAYERS {
        let bundle = LegacyBlobBundle::parse(&write_legacy_blob_bundle(layer)).unwrap();
        let verified = bundle.verify_statement(&[key.as_ref()]).unwrap();
        assert_eq!(
            verified.bytes(),
            DsseEnvelope::parse(layer).unwrap().inspect().claimed().payload.as_ref()
        );
        let refused = bundle.verify_statement(&[other_key().as_ref()]).map(drop);
        let mismatch = StatementVerifyError::Dsse(SignatureError::Mismatch.into());
        assert_eq!(refused, Err(LegacyStatementError::Statement(mismatch)));
    }
    let signature = LegacyBlobBundle::parse(include_bytes!("../data/blobs/p256.legacy.json")).unwrap();
    let refused = signature.verify_statement(&[key.as_ref()]).map(drop).unwrap_err();
    assert!(matches!(refused, LegacyStatementError::Envelope(DsseError::Json(_))), "{refused:?}");
}

fn draft(key: &TestKey, form: EnvelopeForm) -> Draft {
    let predicate = kind("custom").wrap(b"text", now()).unwrap();
    let statement = Statement::attestation(sha256(HEX), "r/app", &kind("custom"), predicate).unwrap();
    let signer = SignerDescription::of(key.signing());
    Draft::new_in(DraftPayload::Statement(statement), form, &signer).unwrap()
}

#[test]
fn an_attestation_is_drafted_into_a_bundle_or_an_envelope_and_travels() {
    for scheme in [SCHEME, Scheme::ECDSA_P384_SHA384_DER, Scheme::ECDSA_P521_SHA512_DER, Scheme::ED25519] {
        let key = TestKey::with_scheme(7, scheme);
        for form in [EnvelopeForm::Bundle, EnvelopeForm::Dsse] {
            let draft = Draft::from_bytes(&draft(&key, form).to_bytes(), &RustCrypto).unwrap();
            assert_eq!(draft.form(), form);
            let verified = match draft.sign(key.signing(), &RustCrypto).unwrap() {
                Envelope::Bundle(bytes) => Bundle::parse(&bytes).unwrap().verify(&[key.verifying()]).unwrap(),
                Envelope::Dsse(bytes) => {
                    DsseEnvelope::parse(&bytes).unwrap().verify_statement(&[key.verifying()]).unwrap()
                }
                other => panic!("{other:?}"),
            };
            assert!(kind("custom").accepts(verified.predicate_type().unwrap()));
            assert_eq!(verified.scheme(), scheme);
        }
    }
}

#[test]
fn a_draft_goes_only_into_an_envelope_for_its_payload() {
    let key = TestKey::new(7);
    let signer = SignerDescription::of(key.signing());
    let simple = || DraftPayload::SimpleSigning(SimpleSigning::new("r/app", sha256(HEX), Default::default()));
    for form in [EnvelopeForm::Bundle, EnvelopeForm::Dsse] {
        let refused: EnvelopeFormError = Draft::new_in(simple(), form, &signer).map(drop).unwrap_err();
        assert_eq!(refused.form(), form);
    }
    assert!(Draft::new_in(simple(), EnvelopeForm::SimpleSigning, &signer).is_ok());
    let statement = Statement::cosign_signature(sha256(HEX), Default::default());
    let refused = Draft::new_in(DraftPayload::Statement(statement), EnvelopeForm::SimpleSigning, &signer);
    assert!(refused.is_err());
    let text = String::from_utf8(draft(&key, EnvelopeForm::Dsse).to_bytes()).unwrap();
    for other in ["\"bundle\"", "null", "1", "\"\""] {
        let changed = edit(&text, "\"envelope\":\"dsse\"", &format!("\"envelope\":{other}"));
        let refused = Draft::from_bytes(changed.as_bytes(), &RustCrypto).map(drop);
        assert_eq!(refused, Err(DraftFormError::EnvelopeForm), "{other}");
    }
    let simple = String::from_utf8(Draft::new(simple(), &signer).to_bytes()).unwrap();
    let changed = edit(&simple, "\"schema\"", "\"envelope\":\"dsse\",\"schema\"");
    assert_eq!(
        Draft::from_bytes(changed.as_bytes(), &RustCrypto).map(drop),
        Err(DraftFormError::EnvelopeForm)
    );
}

/// An SBOM of the size that images have, and the whole way of it: written, signed, verified, shown.
#[test]
fn a_large_predicate_arrives_whole() {
    let packages: Vec<String> = (0..20_000)
        .map(|n| format!(r#"{{"name":"package-{n}","versionInfo":"1.{n}.0","x":["é",{n}]}}"#))
        .collect();
    let file = format!(r#"{{"spdxVersion":"SPDX-2.3","packages":[{}]}}"#, packages.join(","));
    assert!(file.len() > 1 << 20);
    let spdx = kind("spdxjson");
    let predicate = spdx.wrap(file.as_bytes(), now()).unwrap();
    let statement = Statement::attestation(sha256(HEX), "r/app", &spdx, predicate).unwrap();
    assert_eq!(statement.predicate_json(), Some(file.as_str()));
    let key = TestKey::new(7);
    let payload = statement.to_bytes();
    let signature = key.sign_dsse(IN_TOTO_PAYLOAD_TYPE, &payload);
    let bundle = write_key_bundle("", IN_TOTO_PAYLOAD_TYPE, &payload, &signature);
    let verified = Bundle::parse(&bundle).unwrap().verify(&[key.verifying()]).unwrap();
    let document =
        countersign_envelope::predicate::SpdxDocument::from_statement(verified.statement().unwrap());
    assert_eq!(document.unwrap().packages().len(), 20_000);
    let refused = Bundle::parse(&bundle).unwrap().verify(&[TestKey::new(8).verifying()]).map(drop);
    assert_eq!(refused, Err(BundleVerifyError::Dsse(SignatureError::Mismatch.into())));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_as_the_same(name in ".*", data in ".*") {
        let custom = kind("custom");
        let predicate = custom.wrap(data.as_bytes(), now()).unwrap();
        let statement = Statement::attestation(sha256(HEX), &name, &custom, predicate).unwrap();
        let read = Statement::parse(&statement.to_bytes()).unwrap();
        prop_assert_eq!(&read, &statement);
        prop_assert_eq!(read.subjects()[0].name(), Some(name.as_str()));
        let view = countersign_envelope::predicate::CosignCustom::from_statement(&read).unwrap();
        prop_assert_eq!(view.data(), data.as_str());
    }
}
