//! What leads to which answer, and what a report lists.
use std::path::Path;

use crate::common::*;
use countersign::{
    BlobEvidence, ImageName, SignOptions, Verifier,
    crypto::RustCrypto,
    digest::{Descriptor, Digest},
    envelope::COSIGN_SIGN_PREDICATE,
    oci::{PlatformChoice, Reference, fallback_tag, media_type},
    policy::{NamedPredicate, PredicateRefusal},
};

const SBOM: &str = "https://spdx.dev/Document";

/// A bundle as referrer without any annotation that says of what kind it is.
fn attach_without_hint(store: &mut Store, subject: &Descriptor, bundle: &[u8]) {
    let blob = store.blob(bundle.to_vec());
    let empty = store.blob(b"{}".to_vec());
    let manifest = serde_json::json!({
        "schemaVersion": 2, "mediaType": media_type::IMAGE_MANIFEST, "artifactType": media_type::SIGSTORE_BUNDLE_V03,
        "config": {"mediaType": media_type::EMPTY_JSON, "digest": empty.to_string(), "size": 2},
        "layers": [{"mediaType": media_type::SIGSTORE_BUNDLE_V03, "digest": blob.to_string(), "size": bundle.len()}],
        "subject": {"mediaType": subject.media_type(), "digest": subject.digest().to_string(), "size": subject.size()},
    });
    let manifest = store.manifest(media_type::IMAGE_MANIFEST, manifest.to_string().into_bytes());
    store.entry(&manifest, None);
}

#[test]
fn a_lying_hint_among_several_keys_decides_nothing() {
    let (mut store, image) = Store::with_image();
    let bundle = String::from_utf8(statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE)).unwrap();
    let hint = |seed| private_key(seed).public_key().id().to_hint();
    store.attach_bundle(&image, bundle.replace(&hint(1), &hint(2)).as_bytes(), COSIGN_SIGN_PREDICATE);
    let key = |seed| private_key(seed).public_key().clone();
    let several = Verifier::builder(RustCrypto).key(key(3)).key(key(2)).key(key(1)).build().unwrap();
    let verified = store.verify(&several, ImageName::tag("v1")).unwrap();
    assert_eq!(verified.report().accepted()[0].key(), key(1).id());
    let others = Verifier::builder(RustCrypto).key(key(3)).key(key(2)).build().unwrap();
    assert_eq!(code(&store.verify(&others, ImageName::tag("v1"))), "CSG-SIGNATURE-INVALID");
}

/// Control characters move a terminal's cursor, and bidirectional ones make text read as what it is not.
#[test]
fn a_report_as_text_escapes_what_others_wrote() {
    const HOSTILE: &str = "x:\u{1b}[31m\u{202e}end";
    let plain = |what: &str, text: String| {
        let is_raw = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(is_raw) && text.contains("\\u{202e}end"), "{what}: {text:?}");
    };
    let key = || [private_key(1).public_key().clone()];
    let (mut store, image) = Store::with_image();
    attach_without_hint(&mut store, &image, &statement_bundle(1, image.digest(), r"x:\u001b[31m\u202eend"));
    let absent = store.verify(&verifier(1), ImageName::tag("v1")).unwrap_err();
    plain("the type that an attachment claims", absent.report().to_string());

    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    let named = Verifier::builder(RustCrypto).signer(HOSTILE, key()).build().unwrap();
    plain("a signer", store.verify(&named, ImageName::tag("v1")).unwrap().report().to_string());
    let checked = NamedPredicate::new(HOSTILE, |_| Ok(()));
    let checked = Verifier::builder(RustCrypto).signer("one", key()).predicate(checked).build().unwrap();
    plain("a check", store.verify(&checked, ImageName::tag("v1")).unwrap().report().to_string());
    let refusing = NamedPredicate::new("no", |_| Err(PredicateRefusal::new(HOSTILE)));
    let refusing = Verifier::builder(RustCrypto).signer("one", key()).predicate(refusing).build().unwrap();
    let refused = store.verify(&refusing, ImageName::tag("v1")).unwrap_err();
    plain("a reason", refused.report().to_string());

    let blob = verifier(1).verify_blob(BlobEvidence::bundle(b"{}".to_vec()), now()).named(HOSTILE);
    plain("a name", blob.finish().unwrap_err().report().to_string());
}

#[test]
fn untrusted_comes_before_malformed_and_malformed_before_absent() {
    let (mut store, image) = Store::with_image();
    assert_eq!(kind(&store.verify(&verifier(1), ImageName::tag("v1"))), "absent");
    store.attach_bundle(&image, b"{}", COSIGN_SIGN_PREDICATE);
    assert_eq!(kind(&store.verify(&verifier(1), ImageName::tag("v1"))), "malformed");
    store.sign(2, ImageName::tag("v1"), SignOptions::new());
    assert_eq!(kind(&store.verify(&verifier(1), ImageName::tag("v1"))), "untrusted");
    store.sign(1, ImageName::tag("v1"), SignOptions::new());
    assert_eq!(kind(&store.verify(&verifier(1), ImageName::tag("v1"))), "accepted");
}

#[test]
fn an_attestation_that_nobody_calls_a_signature_is_passed_over_whoever_made_it() {
    for signer in [1, 2] {
        let (mut store, image) = Store::with_image();
        attach_without_hint(&mut store, &image, &statement_bundle(signer, image.digest(), SBOM));
        let verdict = store.verify(&verifier(1), ImageName::tag("v1"));
        assert_eq!((kind(&verdict), code(&verdict)), ("absent", "CSG-NO-SIGNATURE"), "{signer}");
        assert!(verdict.unwrap_err().report().ignored()[0].claims().contains(SBOM));
        attach_without_hint(
            &mut store,
            &image,
            &statement_bundle(signer, image.digest(), COSIGN_SIGN_PREDICATE),
        );
        let expected = if signer == 1 { "accepted" } else { "untrusted" };
        assert_eq!(kind(&store.verify(&verifier(1), ImageName::tag("v1"))), expected);
    }
}

#[test]
fn a_bundle_with_a_certificate_is_a_signature_that_this_version_cannot_verify() {
    let (mut store, image) = Store::with_image();
    let bundle = String::from_utf8(statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE)).unwrap();
    let hint = private_key(1).public_key().id().to_hint();
    let key = format!(r#""publicKey":{{"hint":"{hint}"}}"#);
    let certified = bundle.replace(&key, r#""certificate":{"rawBytes":"MAA="}"#);
    assert_ne!(bundle, certified);
    store.attach_bundle(&image, certified.as_bytes(), COSIGN_SIGN_PREDICATE);
    let verdict = store.verify(&verifier(1), ImageName::tag("v1"));
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-CERTIFICATE-UNSUPPORTED"));
}

/// An image with a Notation signature alone is signed; it is not absent that keys say nothing about.
#[test]
fn a_notation_signature_is_reported_and_never_dropped() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/both-families");
    let mut store = Store { files: testkit::load_layout(&data).unwrap() };
    let entries = store.layout().index().manifests().to_vec();
    let is_cosign = |entry: &serde_json::Value| {
        let annotations = &entry["annotations"];
        annotations.get("dev.sigstore.bundle.content").is_some()
            || annotations["org.opencontainers.image.ref.name"]
                .as_str()
                .is_some_and(|name| name.ends_with(".sig"))
    };
    store.change_index(|entries| entries.retain(|entry| !is_cosign(entry)));
    assert!(store.layout().index().manifests().len() < entries.len());
    let image =
        Digest::parse("sha256:d285eb67b2373a1b1405823c227a1fcd24895433f4149274c96b78668c1ee63a").unwrap();
    let verdict = store.verify(&verifier(1), ImageName::digest(image));
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-FORMAT-UNSUPPORTED"));
}

#[test]
fn a_reference_names_its_digest_first_then_its_tag_then_latest() {
    let mut store = Store::new();
    let (v1, latest) = (store.image("v1"), store.image("latest"));
    for (tag, image) in [("v1", &v1), ("latest", &latest)] {
        store.sign(1, ImageName::tag(tag), SignOptions::new());
        assert_eq!(store.verify(&verifier(1), ImageName::tag(tag)).unwrap().digest(), image.digest());
    }
    let pinned = format!("registry.example/app:latest@{}", v1.digest());
    for (text, image) in [
        (pinned.as_str(), &v1),
        ("registry.example/app:v1", &v1),
        ("registry.example/app:latest", &latest),
        ("registry.example/app", &latest),
    ] {
        let name = ImageName::reference(&Reference::parse(text).unwrap());
        let verified = store.verify(&verifier(1), name).unwrap();
        assert_eq!((verified.digest(), verified.report().reference()), (image.digest(), text));
    }
}

/// Signers over an index and signers over what it lists are not added up, and only what is enough is said to cover.
#[test]
fn what_covers_a_platform_is_enough_by_itself() {
    let mut store = Store::new();
    let child = store.untagged_image("amd64");
    store.index_of("multi", &[(child.clone(), "amd64")]);
    let key = |seed| private_key(seed).public_key().clone();
    let both = Verifier::builder(RustCrypto)
        .key(key(1))
        .key(key(2))
        .threshold(std::num::NonZeroUsize::new(2).unwrap())
        .build()
        .unwrap();
    let platform = || ImageName::tag("multi").platform(PlatformChoice::One("linux/amd64".parse().unwrap()));
    store.sign(1, ImageName::tag("multi"), SignOptions::new());
    store.sign(2, ImageName::digest(child.digest()), SignOptions::new());
    let verdict = store.verify(&both, platform());
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-THRESHOLD"));
    assert!(verdict.unwrap_err().report().targets()[0].covered_by().is_empty());
    store.sign(1, ImageName::digest(child.digest()), SignOptions::new());
    let verified = store.verify(&both, platform()).unwrap();
    assert_eq!(verified.targets()[0].covered_by(), [child.digest()]);
    assert_eq!(verified.digest(), child.digest());
}

#[test]
fn a_report_lists_a_thousand_of_a_kind_and_says_how_many_more_there_are() {
    let mut store = Store::new();
    let children = [store.untagged_image("amd64"), store.untagged_image("arm64")];
    store.index_of("multi", &[(children[0].clone(), "amd64"), (children[1].clone(), "arm64")]);
    for (place, child) in children.iter().enumerate() {
        let junk = |at: usize| {
            let digest = sha256(format!("{place} {at}").as_bytes()).to_string();
            serde_json::json!({"mediaType": media_type::IMAGE_MANIFEST, "digest": digest, "size": 1, "artifactType": "a/b"})
        };
        let junk: Vec<_> = (0..600).map(junk).collect();
        let list =
            serde_json::json!({"schemaVersion": 2, "mediaType": media_type::IMAGE_INDEX, "manifests": junk});
        let list = store.manifest(media_type::IMAGE_INDEX, list.to_string().into_bytes());
        store.entry(&list, Some(&fallback_tag(&child.digest())));
    }
    let verdict = store.verify(&verifier(1), ImageName::tag("multi").platform(PlatformChoice::All));
    let refusal = verdict.unwrap_err();
    let report = refusal.report();
    assert_eq!((report.ignored().len(), report.omitted()), (1000, 200));
    assert!(report.to_json().contains(r#""omitted":200"#));
    assert!(report.to_string().contains("and 200 more"));
}

#[test]
fn an_image_of_an_index_must_be_there_to_be_run() {
    let mut store = Store::new();
    let child = store.untagged_image("amd64");
    store.index_of("multi", &[(child.clone(), "amd64")]);
    store.sign(1, ImageName::tag("multi"), SignOptions::new().recursive());
    let one = || PlatformChoice::One("linux/amd64".parse().unwrap());
    for platform in [one(), PlatformChoice::All] {
        let name = || ImageName::tag("multi").platform(platform.clone());
        assert_eq!(kind(&store.verify(&verifier(1), name())), "accepted");
        let mut altered = store.clone();
        altered.files.insert(blob_path(&child.digest()), b"{\"evil\":1}".to_vec());
        assert_eq!(kind(&altered.verify(&verifier(1), name())), "malformed");
        altered.files.remove(&blob_path(&child.digest()));
        let verdict = altered.verify(&verifier(1), name());
        assert_eq!((kind(&verdict), code(&verdict)), ("malformed", "CSG-BLOB-MISSING"));
    }
}

#[test]
fn a_reason_names_a_few_targets_and_says_how_many_more_there_are() {
    let mut store = Store::new();
    let words = ["a", "b", "c", "d", "e", "f", "g"];
    let children: Vec<_> = words.iter().map(|word| (store.untagged_image(word), *word)).collect();
    store.index_of("multi", &children);
    store.sign(1, ImageName::digest(children[0].0.digest()), SignOptions::new());
    let all = ImageName::tag("multi").platform(PlatformChoice::All);
    let refusal = store.verify(&verifier(1), all).unwrap_err();
    let reason = refusal.report().reason().unwrap();
    assert_eq!(reason.matches("is signed by 0 of 1 required signers").count(), 4, "{reason}");
    assert!(reason.ends_with("; and 2 more"), "{reason}");
    assert_eq!(refusal.report().targets().len(), 7);
}

#[test]
fn a_refusal_leads_with_the_signature_that_came_furthest_and_names_nothing_to_run() {
    let key = || private_key(1).public_key().clone();
    let annotated = Verifier::builder(RustCrypto).key(key()).annotation("env", "prod").build().unwrap();
    let sign = COSIGN_SIGN_PREDICATE;
    for (order, expected) in [
        ([1, 2], "CSG-ANNOTATION"),
        ([2, 1], "CSG-ANNOTATION"),
        ([3, 2], "CSG-OTHER-SUBJECT"),
        ([2, 3], "CSG-OTHER-SUBJECT"),
        ([1, 3], "CSG-ANNOTATION"),
        ([3, 1], "CSG-ANNOTATION"),
    ] {
        let (mut store, image) = Store::with_image();
        for which in order {
            let bundle = match which {
                3 => statement_bundle(1, sha256(b"another"), sign),
                seed => statement_bundle(seed, image.digest(), sign),
            };
            store.attach_bundle(&image, &bundle, sign);
        }
        let verdict = store.verify(&annotated, ImageName::tag("v1"));
        assert_eq!(code(&verdict), expected, "{order:?}");
        assert!(check_schema(verdict.unwrap_err().report()).get("run").is_none());
        store.sign(1, ImageName::tag("v1"), SignOptions::new().annotation("env", "prod"));
        let image = store.verify(&annotated, ImageName::tag("v1")).unwrap();
        assert_eq!(check_schema(image.report())["run"], image.digest().to_string());
    }
}

#[test]
fn of_refused_signatures_too_a_thousand_are_listed() {
    let mut store = Store::new();
    let payload = store.blob(b"{}".to_vec());
    let layer = |number: u32| {
        let signature = countersign::encoding::base64::encode_standard(&number.to_be_bytes());
        serde_json::json!({"mediaType": media_type::SIMPLE_SIGNING, "digest": payload.to_string(), "size": 2,
            "annotations": {"dev.cosignproject.cosign/signature": signature}})
    };
    let layers: Vec<_> = (0..63).map(layer).collect();
    let words: Vec<_> = (0..16).map(|number| format!("a{number}")).collect();
    let children: Vec<_> = words.iter().map(|word| (store.untagged_image(word), word.as_str())).collect();
    store.index_of("multi", &children);
    let manifest = serde_json::json!({"schemaVersion": 2, "layers": layers,
        "config": {"mediaType": media_type::IMAGE_CONFIG, "digest": payload.to_string(), "size": 2}});
    let manifest = store.manifest(media_type::IMAGE_MANIFEST, manifest.to_string().into_bytes());
    for (child, _) in &children {
        let tag = countersign::oci::cosign_tag(&child.digest(), countersign::oci::CosignTag::Signature);
        store.entry(&manifest, Some(&tag));
    }
    let all = ImageName::tag("multi").platform(PlatformChoice::All);
    let refusal = store.verify(&verifier(1), all).unwrap_err();
    assert_eq!((refusal.report().refused().len(), refusal.report().omitted()), (1000, 8));
}
