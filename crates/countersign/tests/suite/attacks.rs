//! What went wrong in other verifiers. Every test has a control that is accepted, and asserts the exact code.
use crate::common::*;
use countersign::{
    ImageName, SignOptions, Verifier, WriteFormat,
    crypto::RustCrypto,
    danger,
    digest::Descriptor,
    envelope::{COSIGN_SIGN_PREDICATE, IN_TOTO_PAYLOAD_TYPE, SimpleSigning},
    oci::{CosignTag, Layout, PlatformChoice, cosign_tag, fallback_tag, media_type},
};
use std::sync::Arc;

const SBOM: &str = "https://spdx.dev/Document";

fn signed(format: WriteFormat) -> (Store, Descriptor) {
    let (mut store, image) = Store::with_image();
    store.sign(1, ImageName::tag("v1"), SignOptions::new().format(format));
    assert_eq!(kind(&store.verify(&verifier(1), ImageName::tag("v1"))), "accepted");
    (store, image)
}

/// GHSA-vjxv-45g9-9296 (CVE-2022-35929): nothing of the kind asked for is no success.
#[test]
fn cve_2022_35929_an_image_with_attestations_only_has_no_signature() {
    let (mut store, image) = Store::with_image();
    store.attach_bundle(&image, &statement_bundle(1, image.digest(), SBOM), SBOM);
    let verdict = store.verify(&verifier(1), ImageName::tag("v1"));
    assert_eq!((kind(&verdict), code(&verdict)), ("absent", "CSG-NO-SIGNATURE"));
    store.attach_bundle(
        &image,
        &statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE),
        COSIGN_SIGN_PREDICATE,
    );
    assert_eq!(kind(&store.verify(&verifier(1), ImageName::tag("v1"))), "accepted");
}

/// Cosign v3.1.3 accepts any attestation by the key as the image's signature.
#[test]
fn an_attestation_that_is_called_a_signature_is_none() {
    let (mut store, image) = Store::with_image();
    store.attach_bundle(&image, &statement_bundle(1, image.digest(), SBOM), COSIGN_SIGN_PREDICATE);
    let verdict = store.verify(&verifier(1), ImageName::tag("v1"));
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-PREDICATE-TYPE"));
    // Only who says so by name gets what Cosign does, and the report says it.
    let builder = Verifier::builder(RustCrypto).key(private_key(1).public_key().clone());
    let weak = danger::accept_any_predicate(builder).build().unwrap();
    let image = store.verify(&weak, ImageName::tag("v1")).unwrap();
    assert_eq!(image.report().weakened(), [danger::Weakening::AnyPredicate]);
    assert!(!image.report().accepted()[0].checks().contains(&"predicate-type".to_owned()));
    let twice = Verifier::builder(RustCrypto).key(private_key(1).public_key().clone());
    let twice = danger::accept_any_predicate(danger::accept_any_predicate(twice)).build().unwrap();
    assert_eq!(twice.configuration_digest(), weak.configuration_digest());
}

/// GHSA-w6c6-c85g-mmv6 (CVE-2026-39395): what is rightly signed and cannot be read is no success.
#[test]
fn cve_2026_39395_rightly_signed_garbage_is_malformed() {
    for garbage in ["", "{}", "not json", r#"{"_type":"https://in-toto.io/Statement/v1","subject":[]}"#] {
        let (mut store, image) = Store::with_image();
        let bundle = bundle_over(1, IN_TOTO_PAYLOAD_TYPE, garbage.as_bytes());
        store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
        let verdict = store.verify(&verifier(1), ImageName::tag("v1"));
        assert_eq!((kind(&verdict), code(&verdict)), ("malformed", "CSG-PAYLOAD-MALFORMED"), "{garbage}");
    }
    signed(WriteFormat::Cosign);
}

/// The same key signs many kinds of things; a payload of one kind is never taken for another.
#[test]
fn a_payload_of_another_type_is_no_signature() {
    let (mut store, image) = Store::with_image();
    let text = statement(image.digest(), COSIGN_SIGN_PREDICATE);
    store.attach_bundle(&image, &bundle_over(1, "text/plain", text.as_bytes()), COSIGN_SIGN_PREDICATE);
    let verdict = store.verify(&verifier(1), ImageName::tag("v1"));
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-PAYLOAD-TYPE"));

    let (mut store, image) = Store::with_image();
    store.attach_payload(&image, text.as_bytes(), &raw_signature(1, text.as_bytes()));
    let verdict = store.verify(&verifier(1), ImageName::tag("v1"));
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-PAYLOAD-TYPE"));

    let payload = SimpleSigning::new("", image.digest(), Default::default()).to_bytes();
    let other = String::from_utf8(payload.clone()).unwrap().replace("cosign container image", "blob");
    let (mut store, image) = Store::with_image();
    store.attach_payload(&image, other.as_bytes(), &raw_signature(1, other.as_bytes()));
    assert_eq!(code(&store.verify(&verifier(1), ImageName::tag("v1"))), "CSG-PAYLOAD-TYPE");
    store.attach_payload(&image, &payload, &raw_signature(1, &payload));
    assert_eq!(kind(&store.verify(&verifier(1), ImageName::tag("v1"))), "accepted");
}

/// The signature of one image, moved to another by whoever runs the registry.
#[test]
fn a_signature_moved_from_another_image_is_refused() {
    let (mut store, _) = signed(WriteFormat::Cosign);
    let other = store.image("other");
    let first = store.layout().resolve_name(Some("v1")).unwrap().digest();
    store.attach_bundle(&other, &statement_bundle(1, first, COSIGN_SIGN_PREDICATE), COSIGN_SIGN_PREDICATE);
    let verdict = store.verify(&verifier(1), ImageName::tag("other"));
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-OTHER-SUBJECT"));

    let (mut store, image) = signed(WriteFormat::CosignLegacy);
    let other = store.image("other");
    let (from, to) = (image.digest(), other.digest());
    let moved = cosign_tag(&to, CosignTag::Signature);
    let manifest = store.tagged(&cosign_tag(&from, CosignTag::Signature)).unwrap();
    let manifest = store.manifest(media_type::IMAGE_MANIFEST, manifest);
    store.entry(&manifest, Some(&moved));
    let verdict = store.verify(&verifier(1), ImageName::tag("other"));
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-OTHER-SUBJECT"));
}

/// A list of referrers is no proof: what it lists must say itself what it is about.
#[test]
fn a_referrer_listed_for_another_image_is_refused() {
    let (mut store, image) = signed(WriteFormat::Cosign);
    let other = store.image("other");
    let mut referrer = serde_json::Value::Null;
    store.change_index(|entries| {
        referrer = entries.iter().find(|entry| entry.get("artifactType").is_some()).unwrap().clone();
    });
    let list = serde_json::json!({"schemaVersion": 2, "mediaType": media_type::IMAGE_INDEX, "manifests": [referrer]});
    let list = store.manifest(media_type::IMAGE_INDEX, list.to_string().into_bytes());
    let mut own = store.clone();
    store.entry(&list, Some(&fallback_tag(&other.digest())));
    let verdict = store.verify(&verifier(1), ImageName::tag("other"));
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-REFERRER-SUBJECT"));
    own.entry(&list, Some(&fallback_tag(&image.digest())));
    assert_eq!(kind(&own.verify(&verifier(1), ImageName::tag("v1"))), "accepted");
}

/// GHSA-vfp6-jrw2-99g9 (CVE-2023-46737), GHSA-88jx-383q-w4qc: ten thousand signatures are not all looked at, and what was
/// not looked at is not taken for absent.
#[test]
fn cve_2023_46737_ten_thousand_signatures_are_bounded_work() {
    let (mut store, image) = Store::with_image();
    let payload = SimpleSigning::new("", image.digest(), Default::default()).to_bytes();
    let digest = store.blob(payload.clone());
    let config = store.blob(b"{}".to_vec());
    let layer = |signature: &[u8]| {
        format!(
            r#"{{"mediaType":"{}","digest":"{digest}","size":{},"annotations":{{"dev.cosignproject.cosign/signature":"{}"}}}}"#,
            media_type::SIMPLE_SIGNING,
            payload.len(),
            countersign::encoding::base64::encode_standard(signature)
        )
    };
    let good = layer(&raw_signature(1, &payload));
    let bogus: Vec<String> = (0..10_000_u32).map(|number| layer(&number.to_be_bytes())).collect();
    let with_good_at = |place: Option<usize>| {
        let mut layers: Vec<&str> = bogus.iter().map(String::as_str).collect();
        if let Some(place) = place {
            layers[place] = &good;
        }
        let manifest = format!(
            r#"{{"schemaVersion":2,"config":{{"mediaType":"{}","digest":"{config}","size":2}},"layers":[{}]}}"#,
            media_type::IMAGE_CONFIG,
            layers.join(",")
        );
        let mut store = store.clone();
        let manifest = store.manifest(media_type::IMAGE_MANIFEST, manifest.into_bytes());
        store.entry(&manifest, Some(&cosign_tag(&image.digest(), CosignTag::Signature)));
        store.verify(&verifier(1), ImageName::tag("v1"))
    };
    for place in [Some(0), Some(63)] {
        assert_eq!(kind(&with_good_at(place)), "accepted", "{place:?}");
    }
    for place in [Some(64), Some(9_999), None] {
        let verdict = with_good_at(place);
        assert_eq!((kind(&verdict), code(&verdict)), ("limit", "CSG-LIMIT-EXCEEDED"), "{place:?}");
        assert!(refused(&verdict).len() <= 65, "{}", refused(&verdict).len());
    }
}

/// GHSA-cq38-jh5f-37mq (CVE-2024-45395): counted before anything is read.
#[test]
fn cve_2024_45395_a_bundle_with_too_many_log_entries_is_malformed() {
    for (entries, expected) in [(8, "accepted"), (9, "malformed")] {
        let (mut store, image) = Store::with_image();
        let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
        let list = vec!["{}"; entries].join(",");
        let bundle = String::from_utf8(bundle)
            .unwrap()
            .replace(r#""tlogEntries":[]"#, &format!(r#""tlogEntries":[{list}]"#));
        store.attach_bundle(&image, bundle.as_bytes(), COSIGN_SIGN_PREDICATE);
        assert_eq!(kind(&store.verify(&verifier(1), ImageName::tag("v1"))), expected, "{entries}");
    }
}

/// A log entry that nobody checked is said to be unchecked, and is no reason to accept.
#[test]
fn what_a_bundle_carries_beside_its_signature_is_reported_as_unchecked() {
    let (mut store, image) = Store::with_image();
    let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
    let bundle = String::from_utf8(bundle).unwrap().replace(r#""tlogEntries":[]"#, r#""tlogEntries":[{}]"#);
    store.attach_bundle(&image, bundle.as_bytes(), COSIGN_SIGN_PREDICATE);
    let verdict = store.verify(&verifier(1), ImageName::tag("v1")).unwrap();
    assert_eq!(verdict.report().accepted()[0].unchecked(), ["log-entry"]);
    assert_eq!(code(&store.verify(&verifier(2), ImageName::tag("v1"))), "CSG-SIGNATURE-INVALID");
}

/// GHSA-77vh-xpmg-72qh (CVE-2021-41190): one text that is a manifest for some and an index for others.
#[test]
fn cve_2021_41190_an_image_that_is_an_index_too_is_malformed() {
    let (mut store, image) = Store::with_image();
    let bytes = store.files[&blob_path(&image.digest())].clone();
    let both = String::from_utf8(bytes).unwrap().replace(r#""layers":[]"#, r#""layers":[],"manifests":[]"#);
    let both = store.manifest(media_type::IMAGE_MANIFEST, both.into_bytes());
    store.entry(&both, Some("both"));
    store.attach_bundle(
        &both,
        &statement_bundle(1, both.digest(), COSIGN_SIGN_PREDICATE),
        COSIGN_SIGN_PREDICATE,
    );
    let verdict = store.verify(&verifier(1), ImageName::tag("both"));
    assert_eq!((kind(&verdict), code(&verdict)), ("malformed", "CSG-MANIFEST-MALFORMED"));
    signed(WriteFormat::Cosign);
}

/// Duplicate members: different readers take different ones (Docker CVE-2014-8179 and others).
#[test]
fn duplicate_json_members_are_malformed_wherever_they_stand() {
    let (mut store, image) = Store::with_image();
    let good = String::from_utf8(statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE)).unwrap();
    let twice = good.replacen('{', r#"{"mediaType":"x","#, 1);
    store.attach_bundle(&image, twice.as_bytes(), COSIGN_SIGN_PREDICATE);
    assert_eq!(code(&store.verify(&verifier(1), ImageName::tag("v1"))), "CSG-BUNDLE-MALFORMED");

    let (mut store, image) = Store::with_image();
    let payload = statement(image.digest(), COSIGN_SIGN_PREDICATE);
    let twice = payload.replacen('{', r#"{"subject":[],"#, 1);
    let bundle = bundle_over(1, IN_TOTO_PAYLOAD_TYPE, twice.as_bytes());
    store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
    assert_eq!(code(&store.verify(&verifier(1), ImageName::tag("v1"))), "CSG-PAYLOAD-MALFORMED");
    store.attach_bundle(&image, good.as_bytes(), COSIGN_SIGN_PREDICATE);
    assert_eq!(kind(&store.verify(&verifier(1), ImageName::tag("v1"))), "accepted");
}

/// A right digest beside a wrong one: all claims about the image are compared, not only one.
#[test]
fn a_second_digest_that_is_wrong_is_refused() {
    use countersign::digest::{Algorithm, HashProvider};
    let (store, image) = Store::with_image();
    let manifest = &store.files[&blob_path(&image.digest())];
    let right = RustCrypto.hash(Algorithm::Sha512, manifest).hex();
    let wrong = RustCrypto.hash(Algorithm::Sha512, b"another").hex();
    for (sha512, expected) in [(right, "accepted"), (wrong, "CSG-DIGESTS-DISAGREE")] {
        let mut store = store.clone();
        let payload = statement(image.digest(), COSIGN_SIGN_PREDICATE)
            .replace(r#""digest":{"#, &format!(r#""digest":{{"sha512":"{sha512}","#));
        let bundle = bundle_over(1, IN_TOTO_PAYLOAD_TYPE, payload.as_bytes());
        store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
        assert_eq!(code(&store.verify(&verifier(1), ImageName::tag("v1"))), expected);
    }
}

/// The hint chooses the order of the keys and nothing else.
#[test]
fn a_key_hint_neither_admits_nor_keeps_out() {
    let (mut store, image) = Store::with_image();
    let bundle = statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE);
    let (hint, other) =
        (private_key(1).public_key().id().to_hint(), private_key(2).public_key().id().to_hint());
    let lying = String::from_utf8(bundle).unwrap().replace(&hint, &other);
    store.attach_bundle(&image, lying.as_bytes(), COSIGN_SIGN_PREDICATE);
    assert_eq!(code(&store.verify(&verifier(2), ImageName::tag("v1"))), "CSG-SIGNATURE-INVALID");
    assert_eq!(kind(&store.verify(&verifier(1), ImageName::tag("v1"))), "accepted");
}

/// A descriptor that claims 5 GiB for 3 bytes: nothing is read or allocated for it.
#[test]
fn a_claim_of_five_gibibytes_reaches_a_limit_and_reads_nothing() {
    let (mut store, image) = signed(WriteFormat::Cosign);
    let huge = store.blob(b"abc".to_vec());
    let manifest = serde_json::json!({
        "schemaVersion": 2, "mediaType": media_type::IMAGE_MANIFEST, "artifactType": media_type::SIGSTORE_BUNDLE_V03,
        "config": {"mediaType": media_type::EMPTY_JSON, "digest": sha256(b"{}").to_string(), "size": 2},
        "layers": [{"mediaType": media_type::SIGSTORE_BUNDLE_V03, "digest": huge.to_string(), "size": 5_u64 << 30}],
        "subject": {"mediaType": image.media_type(), "digest": image.digest().to_string(), "size": image.size()},
    });
    let (mut only, _) = Store::with_image();
    for store in [&mut store, &mut only] {
        let manifest = store.manifest(media_type::IMAGE_MANIFEST, manifest.to_string().into_bytes());
        store.entry(&manifest, None);
    }
    let verdict = only.verify(&verifier(1), ImageName::tag("v1"));
    assert_eq!((kind(&verdict), code(&verdict)), ("limit", "CSG-LIMIT-EXCEEDED"));
    // Beside a good signature it changes nothing.
    assert_eq!(kind(&store.verify(&verifier(1), ImageName::tag("v1"))), "accepted");
}

/// GHSA-88jx-383q-w4qc (CVE-2024-29902): a reader that never ends is stopped at the limit.
#[test]
fn cve_2024_29902_an_endless_blob_is_read_to_the_limit_only() {
    use countersign::oci::{FileRead, LayoutFiles};
    struct Endless(Files, String);
    impl LayoutFiles for Endless {
        fn read(&self, path: &str, limit: u64) -> FileRead {
            assert!(limit <= 4 << 20, "{limit}");
            if path == self.1 { FileRead::TooLarge { actual: limit + 1 } } else { self.0.read(path, limit) }
        }
    }
    let (store, image) = signed(WriteFormat::Cosign);
    for (path, bytes) in &store.files {
        if bytes.starts_with(br#"{"mediaType":"application/vnd.dev.sigstore"#) {
            let files = Endless(store.files.clone(), path.clone());
            let layout = Layout::open(files, Arc::new(RustCrypto)).unwrap();
            let verdict = layout.drive(verifier(1).verify(ImageName::digest(image.digest()), now())).unwrap();
            assert_eq!((kind(&verdict), code(&verdict)), ("limit", "CSG-LIMIT-EXCEEDED"));
            return;
        }
    }
    panic!("no bundle in the layout");
}

/// A platform is what the index lists, and a signature over the index covers it; a manifest beside it is not covered.
#[test]
fn a_signed_index_covers_what_it_lists_and_nothing_else() {
    let mut store = Store::new();
    let (amd64, arm64) = (store.untagged_image("amd64"), store.untagged_image("arm64"));
    store.index_of("multi", &[(amd64.clone(), "amd64"), (arm64.clone(), "arm64")]);
    store.sign(1, ImageName::tag("multi"), SignOptions::new());
    let platform = |text: &str| PlatformChoice::One(text.parse().unwrap());
    let arm = store.verify(&verifier(1), ImageName::tag("multi").platform(platform("linux/arm64"))).unwrap();
    assert_eq!(arm.digest(), arm64.digest());
    assert_ne!(arm.targets()[0].covered_by(), [arm64.digest()]);
    let all = store.verify(&verifier(1), ImageName::tag("multi").platform(PlatformChoice::All)).unwrap();
    assert_eq!(all.targets().len(), 2);
    let none = store.verify(&verifier(1), ImageName::tag("multi").platform(platform("linux/s390x")));
    assert_eq!((kind(&none), code(&none)), ("absent", "CSG-NO-PLATFORM"));
    // Named by its own digest the child has no signature of its own.
    let alone = store.verify(&verifier(1), ImageName::digest(amd64.digest()));
    assert_eq!((kind(&alone), code(&alone)), ("absent", "CSG-NO-SIGNATURE"));
}

/// All platforms are demanded: one that is not covered refuses the whole.
#[test]
fn every_platform_must_be_covered_where_all_are_asked_for() {
    let mut store = Store::new();
    let (amd64, arm64) = (store.untagged_image("amd64"), store.untagged_image("arm64"));
    store.index_of("multi", &[(amd64.clone(), "amd64"), (arm64.clone(), "arm64")]);
    let all = || ImageName::tag("multi").platform(PlatformChoice::All);
    store.sign(1, ImageName::digest(amd64.digest()), SignOptions::new());
    let verdict = store.verify(&verifier(1), all());
    assert_eq!((kind(&verdict), code(&verdict)), ("untrusted", "CSG-THRESHOLD"));
    store.sign(1, ImageName::digest(arm64.digest()), SignOptions::new());
    assert_eq!(kind(&store.verify(&verifier(1), all())), "accepted");
}
