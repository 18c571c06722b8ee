//! What Cosign wrote is accepted under its key, says what Cosign was told to say, and nothing else accepts it.

use std::collections::BTreeMap;

use countersign_envelope::{
    Bundle, BundleVerifyError, COSIGN_SIGN_PREDICATE, DsseVerifyError, PayloadKind, SignatureError,
    SimpleSigning, SimpleSigningVerifyError, Statement, UntrustedSimpleSigning,
};

use crate::support::{SCHEME, cosign_key, other_key, sha256};

const SIGNED: [(&str, &str); 2] = [
    (
        include_str!("../data/bundle-p256.json"),
        "ddda624b522421d3ed1d058b229b5525086fde465278686d7aeba12d29085640",
    ),
    (
        include_str!("../data/bundle-annotated.json"),
        "5c2e60eb036cf0f8461600bdacaffa57e66cf03a27a19533424c17e3d8e2e3eb",
    ),
];

const ATTESTED: [(&str, &str); 6] = [
    (include_str!("../data/attested-spdx.json"), "https://spdx.dev/Document"),
    (include_str!("../data/attested-slsa.json"), "https://slsa.dev/provenance/v1"),
    (include_str!("../data/attested-openvex.json"), "https://openvex.dev/ns"),
    (include_str!("../data/attested-vuln.json"), "https://cosign.sigstore.dev/attestation/vuln/v1"),
    (include_str!("../data/attested-custom.json"), "https://cosign.sigstore.dev/attestation/v1"),
    (include_str!("../data/attested-cyclonedx.json"), "https://cyclonedx.org/bom"),
];

const LEGACY: [(&str, &str, &str); 2] = [
    (
        include_str!("../data/legacy-p256.payload"),
        include_str!("../data/legacy-p256.signature"),
        "2cfc7ba4744adc691da0fb706d09a2d709fd6ec067753a6004097b57cd422ab5",
    ),
    (
        include_str!("../data/legacy-annotated.payload"),
        include_str!("../data/legacy-annotated.signature"),
        "8c0efc8fde9bcb1177dcc91c317147d8570c8d8ab9ae1ae24dc02b6d48699776",
    ),
];

fn env_and_team() -> BTreeMap<String, String> {
    [("env", "prod"), ("team", "acme")].map(|(key, value)| (key.into(), value.into())).into()
}

#[test]
fn cosigns_bundles_are_accepted_and_say_what_was_signed() {
    let key = cosign_key();
    for (bytes, digest) in SIGNED {
        let bundle = Bundle::parse(bytes.as_bytes()).unwrap();
        assert_eq!(
            bundle.key_hint().map(|hint| hint.claimed().to_string()),
            Some(key.public_key().id().to_hint())
        );
        let verified = bundle.verify(&[key.as_ref()]).unwrap();
        assert_eq!(verified.kind(), PayloadKind::Statement);
        assert_eq!(verified.predicate_type(), Some(COSIGN_SIGN_PREDICATE));
        assert_eq!(verified.subjects().len(), 1);
        assert_eq!(verified.subjects()[0].digests(), [sha256(digest)]);
        assert_eq!((verified.signer(), verified.scheme()), (key.public_key(), SCHEME));
        assert_eq!(verified.docker_reference(), None);
    }
}

#[test]
fn annotations_arrive_in_both_forms() {
    let key = cosign_key();
    let bundle = Bundle::parse(SIGNED[1].0.as_bytes()).unwrap().verify(&[key.as_ref()]).unwrap();
    assert_eq!(*bundle.subjects()[0].annotations(), env_and_team());
    let (payload, signature, _) = LEGACY[1];
    let legacy = UntrustedSimpleSigning::new(payload.into(), signature).unwrap();
    let legacy = legacy.verify(&[key.as_ref()]).unwrap();
    assert_eq!(*legacy.subjects()[0].annotations(), env_and_team());
}

#[test]
fn the_payload_is_handed_out_as_it_arrived() {
    let (key, (payload, signature, _)) = (cosign_key(), LEGACY[0]);
    let verified = UntrustedSimpleSigning::new(payload.into(), signature).unwrap();
    assert_eq!(verified.verify(&[key.as_ref()]).unwrap().bytes(), payload.as_bytes());
    let bundle = Bundle::parse(SIGNED[0].0.as_bytes()).unwrap();
    let claims = bundle.inspect();
    let verified = bundle.verify(&[key.as_ref()]).unwrap();
    assert_eq!(Statement::parse(verified.bytes()).ok(), claims.claimed().statement);
}

#[test]
fn cosigns_attestations_are_accepted_as_what_they_are() {
    let key = cosign_key();
    for (bytes, predicate_type) in ATTESTED {
        let verified = Bundle::parse(bytes.as_bytes()).unwrap().verify(&[key.as_ref()]).unwrap();
        assert_eq!(verified.predicate_type(), Some(predicate_type));
    }
}

#[test]
fn a_bundle_with_a_log_entry_and_a_timestamp_says_how_many() {
    let bundle = Bundle::parse(include_bytes!("../data/bundle-logged.json")).unwrap();
    assert_eq!((*bundle.log_entries().claimed(), *bundle.timestamps().claimed()), (1, 1));
    assert_eq!(bundle.verify(&[cosign_key().as_ref()]).unwrap().kind(), PayloadKind::Statement);
}

#[test]
fn cosigns_payloads_are_accepted_and_written_again_byte_for_byte() {
    let key = cosign_key();
    for (payload, signature, digest) in LEGACY {
        let untrusted = UntrustedSimpleSigning::new(payload.into(), signature).unwrap();
        let verified = untrusted.verify(&[key.as_ref()]).unwrap();
        assert_eq!(verified.kind(), PayloadKind::SimpleSigning);
        assert_eq!(verified.subjects()[0].digests(), [sha256(digest)]);
        assert_eq!(verified.docker_reference(), Some("127.0.0.1:5650/acme/app"));
        assert_eq!(verified.predicate_type(), None);
        let content = SimpleSigning::parse(payload.as_bytes()).unwrap();
        assert_eq!(content.to_bytes(), payload.as_bytes());
        assert_eq!(untrusted.inspect().unwrap().claimed(), &content);
    }
}

#[test]
fn what_go_escapes_in_an_annotation_is_written_as_go_writes_it() {
    let annotations = [("a&b", "<tag>"), ("line", "\u{2028}\u{2029}"), ("quote", "\"\\\n\u{1}é")];
    let annotations: BTreeMap<String, String> =
        annotations.map(|(key, value)| (key.into(), value.into())).into();
    let content = SimpleSigning::new("r/app", sha256(LEGACY[0].2), annotations);
    let expected = format!(
        concat!(
            r#"{{"critical":{{"identity":{{"docker-reference":"r/app"}},"#,
            r#""image":{{"docker-manifest-digest":"sha256:{}"}},"type":"cosign container image signature"}},"#,
            r#""optional":{{"a\u0026b":"\u003ctag\u003e","line":"\u2028\u2029","quote":"\"\\\n\u0001é"}}}}"#
        ),
        LEGACY[0].2
    );
    assert_eq!(String::from_utf8(content.to_bytes()).unwrap(), expected);
    assert_eq!(SimpleSigning::parse(expected.as_bytes()).unwrap(), content);
}

#[test]
fn another_key_and_no_key_are_refused_with_their_reasons() {
    let (other, right) = (other_key(), cosign_key());
    let signature = |error| BundleVerifyError::Dsse(DsseVerifyError::Signature(error));
    for (bytes, _) in SIGNED.iter().chain(&ATTESTED) {
        let bundle = Bundle::parse(bytes.as_bytes()).unwrap();
        assert_eq!(bundle.verify(&[other.as_ref()]).unwrap_err(), signature(SignatureError::Mismatch));
        assert_eq!(bundle.verify(&[]).unwrap_err(), signature(SignatureError::NoKeys));
        assert!(bundle.verify(&[other.as_ref(), right.as_ref()]).is_ok());
    }
    for (payload, annotation, _) in LEGACY {
        let untrusted = UntrustedSimpleSigning::new(payload.into(), annotation).unwrap();
        let refused = |error| SimpleSigningVerifyError::Signature(error);
        assert_eq!(untrusted.verify(&[other.as_ref()]).unwrap_err(), refused(SignatureError::Mismatch));
        assert_eq!(untrusted.verify(&[]).unwrap_err(), refused(SignatureError::NoKeys));
        assert!(untrusted.verify(&[other.as_ref(), right.as_ref()]).is_ok());
    }
}

#[test]
fn two_signatures_of_one_key_do_not_change_places() {
    let key = cosign_key();
    let swapped = UntrustedSimpleSigning::new(LEGACY[0].0.into(), LEGACY[1].1).unwrap();
    assert_eq!(
        swapped.verify(&[key.as_ref()]).unwrap_err(),
        SimpleSigningVerifyError::Signature(SignatureError::Mismatch)
    );
}
