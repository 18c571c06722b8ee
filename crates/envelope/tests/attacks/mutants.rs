//! Every small change of a document is refused, or stands in a list that says why it may be accepted.

use std::collections::BTreeSet;

use countersign_crypto::{Format, RustCrypto, Scheme};
use countersign_encoding::base64;
use countersign_envelope::{
    Artifact, Bundle, BundleVerifyError, DetachedSignature, Jws, JwsRules, LegacyBlobBundle,
    SimpleSigningVerifyError, UntrustedSimpleSigning, VerifiedPayload,
};
use testkit::{ByteChange, JsonMutant, bit_flips, byte_deletions, json_mutants, truncations};

use crate::support::{HEX, TestKey, cosign_key, keys_in, refs, sha256};

fn byte_mutants(original: &[u8]) -> impl Iterator<Item = testkit::ByteMutant> + '_ {
    bit_flips(original).chain(byte_deletions(original)).chain(truncations(original))
}

fn offset(change: &ByteChange) -> usize {
    match change {
        ByteChange::BitFlip { offset, .. } | ByteChange::Deletion { offset } => *offset,
        ByteChange::Truncation { length } => *length,
    }
}

/// The text of the member `name`, as a range of bytes.
fn region(text: &str, name: &str) -> core::ops::Range<usize> {
    let start = text.find(&format!("\"{name}\":\"")).unwrap() + name.len() + 4;
    start..start + text[start..].find('"').unwrap()
}

#[test]
fn of_a_real_bundle_only_the_key_hint_and_the_padding_of_the_payload_are_neutral() {
    let text = include_str!("../data/bundle-p256.json");
    let key = cosign_key();
    let original = Bundle::parse(text.as_bytes()).unwrap().verify(&[key.as_ref()]).unwrap();
    let (hint, payload) = (region(text, "hint"), region(text, "payload"));
    // A payload without `+` and `/` is in both alphabets, and in the URL alphabet padding may be left out: same bytes.
    assert!(text[payload.clone()].ends_with('=') && !text[payload.clone()].contains(['+', '/']));
    let padding = ByteChange::Deletion { offset: payload.end - 1 };
    let (mut in_hint, mut refused) = (0, 0);
    for mutant in byte_mutants(text.as_bytes()) {
        let verdict =
            Bundle::parse(&mutant.bytes).ok().and_then(|bundle| bundle.verify(&[key.as_ref()]).ok());
        // In the hint everything passes that leaves the document JSON: the hint is not believed, so nothing changes.
        let is_text = !matches!(mutant.change, ByteChange::Truncation { .. })
            && hint.contains(&offset(&mutant.change))
            && serde_json::from_slice::<serde_json::Value>(&mutant.bytes).is_ok();
        let expected = is_text || mutant.change == padding;
        assert_eq!(verdict.is_some(), expected, "{}", mutant.change);
        in_hint += usize::from(is_text);
        refused += usize::from(verdict.is_none());
        if let Some(verified) = verdict {
            assert_eq!(verified.bytes(), original.bytes(), "{}", mutant.change);
            assert_eq!(verified.signer(), original.signer(), "{}", mutant.change);
        }
    }
    assert_eq!(in_hint + 1 + refused, 10 * text.len(), "every mutant is accounted for");
    assert!(in_hint > 6 * hint.len(), "the hint is really tried: {in_hint}");
}

#[test]
fn of_a_real_payload_and_of_its_signature_nothing_is_neutral() {
    let key = cosign_key();
    let payload = include_bytes!("../data/legacy-annotated.payload");
    let signature = include_str!("../data/legacy-annotated.signature");
    let verify = |payload: &[u8], signature: &str| {
        UntrustedSimpleSigning::new(payload.to_vec(), signature)?.verify(&[key.as_ref()])
    };
    assert!(verify(payload, signature).is_ok());
    for mutant in byte_mutants(payload) {
        let refused = verify(&mutant.bytes, signature).unwrap_err();
        assert!(matches!(refused, SimpleSigningVerifyError::Signature(_)), "{}: {refused:?}", mutant.change);
    }
    for mutant in byte_mutants(signature.as_bytes()) {
        let Ok(text) = String::from_utf8(mutant.bytes) else { continue };
        assert!(verify(payload, &text).is_err(), "{}", mutant.change);
    }
}

/// The mutants that `verify` accepts, which must be exactly the listed ones; each is given to `check`.
fn accepted_are(
    document: &serde_json::Value,
    expected: &[(&str, &str)],
    verify: impl Fn(&JsonMutant) -> Option<VerifiedPayload>,
) {
    let mutants = json_mutants(document);
    let mut accepted = BTreeSet::new();
    for mutant in &mutants {
        if let Some(verified) = verify(mutant) {
            for subject in verified.subjects() {
                assert_eq!(subject.digests(), [sha256(HEX)], "{mutant}");
            }
            accepted.insert(mutant.to_string());
        }
    }
    let listed = expected
        .iter()
        .flat_map(|(path, changes)| changes.split(' ').map(move |change| format!("{change} at `{path}`")));
    assert_eq!(accepted, listed.collect::<BTreeSet<_>>());
    assert!(mutants.len() > 2 * accepted.len());
}

#[test]
fn of_a_bundles_members_only_hints_and_defaults_may_be_missing() {
    let key = TestKey::new(7);
    let statement = format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"digest":{{"sha256":"{HEX}"}}}}],"predicateType":"https://sigstore.dev/cosign/sign/v1","predicate":{{}}}}"#
    );
    let document = serde_json::from_slice(&key.bundle(statement.as_bytes())).unwrap();
    let material = "verificationMaterial";
    accepted_are(
        &document,
        &[
            // The hint decides nothing.
            (&format!("{material}.publicKey"), "Empty"),
            (&format!("{material}.publicKey.hint"), "Deleted Null Empty"),
            ("dsseEnvelope.signatures[0].keyid", "Deleted Null"),
            // Protobuf JSON: absent, null and empty are the same list.
            (&format!("{material}.tlogEntries"), "Deleted Null"),
            (&format!("{material}.timestampVerificationData"), "Deleted Null Empty"),
            (&format!("{material}.timestampVerificationData.rfc3161Timestamps"), "Deleted Null"),
        ],
        |mutant| Bundle::parse(&mutant.bytes).ok()?.verify(&[key.verifying()]).ok(),
    );
}

#[test]
fn of_a_statements_members_only_what_nothing_is_decided_by_may_change() {
    let key = TestKey::new(7);
    let document = serde_json::json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "app", "digest": {"sha256": HEX}, "annotations": {"env": "prod"}}],
        "predicateType": "https://sigstore.dev/cosign/sign/v1",
        "predicate": {},
    });
    accepted_are(
        &document,
        &[
            // Names are not compared with anything.
            ("subject[0].name", "Deleted Null Empty WrongType"),
            // The same subject twice says the same.
            ("subject[0]", "Duplicated"),
            // The signer says less, or something else, beside the digest: what a requirement asks for is then missing.
            ("subject[0].annotations", "Deleted Null Empty"),
            ("subject[0].annotations.env", "Deleted Null Empty WrongType"),
            // Another kind of statement, which the binding refuses.
            ("predicateType", "Empty"),
            // Cosign has written signatures without a predicate, and its content says nothing.
            ("predicate", "Deleted Null WrongType"),
        ],
        |mutant| {
            let bundle = Bundle::parse(&key.bundle(&mutant.bytes)).unwrap();
            match bundle.verify(&[key.verifying()]) {
                Ok(verified) => Some(verified),
                Err(BundleVerifyError::Statement(_)) => None,
                Err(other) => panic!("{mutant}: it is rightly signed, but {other:?}"),
            }
        },
    );
}

#[test]
fn of_a_simple_signing_payloads_members_only_the_annotations_and_the_reference_may_change() {
    let key = TestKey::new(7);
    let document = serde_json::json!({
        "critical": {
            "identity": {"docker-reference": "r/app"},
            "image": {"docker-manifest-digest": format!("sha256:{HEX}")},
            "type": "cosign container image signature",
        },
        "optional": {"env": "prod"},
    });
    accepted_are(
        &document,
        &[
            // Empty is a reference that equals none that a caller asks for.
            ("critical.identity.docker-reference", "Empty"),
            ("optional", "Deleted Null Empty"),
            ("optional.env", "Deleted Null Empty WrongType"),
        ],
        |mutant| {
            let signature = countersign_encoding::base64::encode_standard(&key.sign(&mutant.bytes));
            let untrusted = UntrustedSimpleSigning::new(mutant.bytes.clone(), &signature).unwrap();
            match untrusted.verify(&[key.verifying()]) {
                Ok(verified) => Some(verified),
                Err(SimpleSigningVerifyError::Payload(_)) => None,
                Err(other) => panic!("{mutant}: it is rightly signed, but {other:?}"),
            }
        },
    );
}

/// Every small change of `document` outside of `neutral` must be refused; within it nothing needs to be.
fn all_refused(document: &[u8], neutral: &[core::ops::Range<usize>], accepts: impl Fn(&[u8]) -> bool) {
    assert!(accepts(document), "the control");
    let mut refused = 0;
    for mutant in byte_mutants(document) {
        let truncated = matches!(mutant.change, ByteChange::Truncation { .. });
        if accepts(&mutant.bytes) {
            let within = neutral.iter().any(|range| range.contains(&offset(&mutant.change)));
            assert!(!truncated && within, "{}", mutant.change);
        } else {
            refused += 1;
        }
    }
    let neutral: usize = neutral.iter().map(ExactSizeIterator::len).sum();
    assert!(refused >= 9 * (document.len() - neutral), "{refused}");
}

#[test]
fn of_a_real_attestation_only_the_key_hint_and_padding_are_neutral() {
    let text = include_str!("../data/attested-custom.json");
    let key = cosign_key();
    let payload = region(text, "payload");
    // A payload without `+` and `/` is in both alphabets, and in the URL alphabet padding may be left out: same bytes.
    let padding = text[payload.clone()].trim_end_matches('=').len() + payload.start..payload.end;
    all_refused(text.as_bytes(), &[region(text, "hint"), padding], |bytes| {
        Bundle::parse(bytes).is_ok_and(|bundle| bundle.verify(&[key.as_ref()]).is_ok())
    });
}

#[test]
fn of_a_real_blob_bundle_only_the_key_hint_is_neutral() {
    let keys = keys_in(include_str!("../data/keys/p256.pub"), Format::CosignBlob);
    let blob = include_bytes!("../data/blobs/p256.blob");
    let artifact = Artifact::bytes(blob, &RustCrypto);
    let text = include_str!("../data/blobs/p256.sigstore.json");
    all_refused(text.as_bytes(), &[region(text, "hint")], |bytes| {
        Bundle::parse(bytes).is_ok_and(|bundle| bundle.verify_message(&refs(&keys), &artifact).is_ok())
    });
    let bundle = Bundle::parse(text.as_bytes()).unwrap();
    for mutant in byte_mutants(blob) {
        let artifact = Artifact::bytes(&mutant.bytes, &RustCrypto);
        assert!(bundle.verify_message(&refs(&keys), &artifact).is_err(), "{}", mutant.change);
    }
}

#[test]
fn of_a_real_older_blob_bundle_and_signature_nothing_is_neutral() {
    let keys = keys_in(include_str!("../data/keys/p256.pub"), Format::CosignBlob);
    let artifact = Artifact::bytes(include_bytes!("../data/blobs/p256.blob"), &RustCrypto);
    all_refused(include_bytes!("../data/blobs/p256.legacy.json"), &[], |bytes| {
        LegacyBlobBundle::parse(bytes)
            .is_ok_and(|bundle| bundle.verify_message(&refs(&keys), &artifact).is_ok())
    });
    all_refused(include_bytes!("../data/blobs/p256.sig"), &[], |bytes| {
        DetachedSignature::parse(bytes).is_ok_and(|text| text.verify_message(&refs(&keys), &artifact).is_ok())
    });
}

#[test]
fn of_a_web_signature_nothing_is_neutral() {
    let key = TestKey::with_scheme(7, Scheme::ECDSA_P256_SHA256_FIXED);
    let (header, payload) = (base64::encode_url(br#"{"alg":"ES256"}"#), base64::encode_url(b"payload"));
    let signature = base64::encode_url(&key.sign(format!("{header}.{payload}").as_bytes()));
    let rules = JwsRules::new(None, None);
    all_refused(format!("{header}.{payload}.{signature}").as_bytes(), &[], |bytes| {
        let Ok(text) = core::str::from_utf8(bytes) else { return false };
        Jws::parse_compact(text).is_ok_and(|jws| jws.verify(&[key.verifying()], &rules).is_ok())
    });
    let flattened = format!(r#"{{"protected":"{header}","payload":"{payload}","signature":"{signature}"}}"#);
    all_refused(flattened.as_bytes(), &[], |bytes| {
        Jws::parse_flattened(bytes).is_ok_and(|jws| jws.verify(&[key.verifying()], &rules).is_ok())
    });
}

/// The mutants that `accepts` takes, which must be exactly the listed ones.
fn accepted_mutants(document: &[u8], expected: &[&str], accepts: impl Fn(&[u8]) -> bool) {
    let document = serde_json::from_slice(document).unwrap();
    let mutants = json_mutants(&document);
    let accepted: BTreeSet<String> =
        mutants.iter().filter(|mutant| accepts(&mutant.bytes)).map(ToString::to_string).collect();
    assert_eq!(accepted, expected.iter().map(|text| (*text).to_owned()).collect());
    assert!(mutants.len() > 2 * accepted.len());
}

#[test]
fn of_a_blob_bundles_members_only_what_may_be_left_out_may_be_missing() {
    let keys = keys_in(include_str!("../data/keys/p256.pub"), Format::CosignBlob);
    let artifact = Artifact::bytes(include_bytes!("../data/blobs/p256.blob"), &RustCrypto);
    accepted_mutants(
        include_bytes!("../data/blobs/p256.sigstore.json"),
        &[
            "Empty at `verificationMaterial.publicKey`",
            "Deleted at `verificationMaterial.publicKey.hint`",
            "Null at `verificationMaterial.publicKey.hint`",
            "Empty at `verificationMaterial.publicKey.hint`",
            "Deleted at `messageSignature.messageDigest`",
            "Null at `messageSignature.messageDigest`",
            "Empty at `messageSignature.messageDigest`",
        ],
        |bytes| {
            Bundle::parse(bytes).is_ok_and(|bundle| bundle.verify_message(&refs(&keys), &artifact).is_ok())
        },
    );
    accepted_mutants(include_bytes!("../data/blobs/p256.legacy.json"), &[], |bytes| {
        LegacyBlobBundle::parse(bytes)
            .is_ok_and(|bundle| bundle.verify_message(&refs(&keys), &artifact).is_ok())
    });
}
