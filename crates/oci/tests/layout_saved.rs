//! Layouts that `cosign save` and `crane pull --annotate-ref` wrote.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests and their helpers may panic")]

mod common;

use common::{Files, blob_path, describe, provider, referrer, search, sha256};
use countersign_digest::{Digest, Sha2};
use countersign_oci::{
    AttachmentKind, CosignTag, Fetched, Layout, LayoutError, ManifestAt, PlanOptions, Read,
    SignatureArtifact, annotation, cosign_tag, fallback_tag, media_type,
};

const PAYLOAD: &[u8] = b"a payload";

fn image(seed: u8) -> Vec<u8> {
    let config = common::core("application/vnd.oci.image.config.v1+json", &[seed]);
    format!(
        r#"{{"schemaVersion":2,"config":{{"mediaType":"{}","digest":"{}","size":1}},"layers":[]}}"#,
        config.media_type(),
        config.digest()
    )
    .into_bytes()
}

fn signatures(subject: &Digest) -> Vec<u8> {
    let artifact = SignatureArtifact::simple_signing(&Sha2, subject, None, PAYLOAD, "AAAA").unwrap();
    artifact.manifest_bytes().to_vec()
}

fn annotated(bytes: &[u8], key: &str, value: &str) -> String {
    let described = describe(media_type::IMAGE_MANIFEST, bytes);
    format!(
        r#"{{"mediaType":"{}","digest":"{}","size":{},"annotations":{{"{key}":"{value}"}}}}"#,
        described.media_type(),
        described.digest(),
        described.size()
    )
}

fn kind(bytes: &[u8], kind: &str) -> String {
    annotated(bytes, "kind", &format!("dev.cosignproject.cosign/{kind}"))
}

fn open(blobs: &[&[u8]], entries: &[String]) -> Layout<Files> {
    let mut files = Files::new();
    files.insert("oci-layout".into(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec());
    let index = format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","));
    files.insert("index.json".into(), index.into_bytes());
    for blob in blobs.iter().chain(&[PAYLOAD]) {
        files.insert(blob_path(&sha256(blob)), blob.to_vec());
    }
    Layout::open(files, provider()).unwrap()
}

fn signature_tag(layout: &Layout<Files>, image: &[u8]) -> Fetched {
    let tag = cosign_tag(&sha256(image), CosignTag::Signature);
    layout.fetch(&Read::Manifest { at: ManifestAt::Tag(tag), limit: 4 << 20 })
}

#[test]
fn finds_the_signature_in_a_layout_that_cosign_wrote() {
    let layout = common::layout("cosign-saved");
    let image = layout.resolve_name(None).unwrap();
    assert_eq!(image.digest(), layout.index().manifests().first().unwrap().digest());
    let found = search(&layout, image.digest());
    assert_eq!((found.candidates.len(), found.kinds()), (1, vec![]));
}

#[test]
fn finds_the_image_and_the_signatures_that_cosign_saved() {
    for image_kind in ["image", "imageIndex"] {
        let image = image(1);
        let sigs = signatures(&sha256(&image));
        let atts = referrer(None, "a/b", &[]);
        let entries = [kind(&sigs, "sigs"), kind(&atts, "atts"), kind(&image, image_kind)];
        let layout = open(&[&image, &sigs, &atts], &entries);
        assert_eq!(layout.resolve_name(None).unwrap().digest(), sha256(&image));
        let found = search(&layout, sha256(&image));
        assert_eq!((found.candidates.len(), found.kinds()), (1, vec![]));
        let signed = search(&layout, sha256(b"another image"));
        assert_eq!((signed.candidates.len(), signed.kinds()), (0, vec![]));
    }
}

#[test]
fn signatures_and_attestations_that_cosign_saved_are_no_images() {
    let (sigs, atts) = (signatures(&sha256(b"an image")), image(2));
    let layout = open(&[&sigs, &atts], &[kind(&sigs, "sigs"), kind(&atts, "atts")]);
    assert_eq!(layout.resolve_name(None), Err(LayoutError::NoImage));
    let name = format!(r#""annotations":{{"{}":"v1","#, annotation::REF_NAME);
    let named = kind(&sigs, "sigs").replace(r#""annotations":{"#, &name);
    assert_eq!(open(&[&sigs], &[named]).resolve_name(None), Err(LayoutError::NoImage));
    let layout = open(&[&sigs, &atts], &[kind(&sigs, "sigs"), kind(&atts, "unheardOf")]);
    assert_eq!(layout.resolve_name(None).unwrap().digest(), sha256(&atts));
}

#[test]
fn saved_signatures_are_taken_only_where_it_is_clear_whose_they_are() {
    let (first, second) = (image(1), image(2));
    let (sigs, more) = (signatures(&sha256(&first)), signatures(&sha256(&second)));
    let blobs: [&[u8]; 4] = [&first, &second, &sigs, &more];
    let (one, two) = (kind(&first, "image"), kind(&second, "image"));
    let (of_one, of_two) = (kind(&sigs, "sigs"), kind(&more, "sigs"));
    let fetch = |entries: &[String]| signature_tag(&open(&blobs, entries), &first);
    assert!(matches!(fetch(&[one.clone(), of_one.clone()]), Fetched::Bytes { .. }));
    assert_eq!(fetch(&[one.clone(), two.clone(), of_one.clone()]), Fetched::Absent);
    assert_eq!(fetch(&[one.clone(), of_one.clone(), of_two]), Fetched::Absent);
    assert_eq!(fetch(&[two, of_one.clone()]), Fetched::Absent);
    assert_eq!(fetch(std::slice::from_ref(&of_one)), Fetched::Absent);
    // A name says more than a mark.
    let tag = cosign_tag(&sha256(&first), CosignTag::Signature);
    let named = annotated(&more, annotation::REF_NAME, &tag);
    let Fetched::Bytes { bytes, .. } = fetch(&[one, of_one, named]) else { panic!() };
    assert_eq!(bytes, more);
}

#[test]
fn companions_that_are_named_with_their_repository_are_no_images() {
    let (image, other) = (image(1), image(2));
    let digest = sha256(&image);
    let named = annotated(&image, annotation::REF_NAME, "registry.example/acme/app:1.0");
    let only = |name: &str| {
        let companion = annotated(&other, annotation::REF_NAME, name);
        open(&[&image, &other], &[named.clone(), companion]).resolve_name(None).map(|found| found.digest())
    };
    for tag in [cosign_tag(&digest, CosignTag::Signature), fallback_tag(&digest)] {
        assert_eq!(only(&format!("registry.example/acme/app:{tag}")), Ok(digest));
        assert_eq!(only(&format!("registry.example:5000/app:{tag}")), Ok(digest));
        assert_eq!(only(&tag), Ok(digest));
        // Without a repository before it, this is a name like any other.
        assert!(matches!(only(&format!("app:{tag}")), Err(LayoutError::SeveralImages { .. })));
    }
    assert!(matches!(only("registry.example/acme/app:1.1"), Err(LayoutError::SeveralImages { .. })));
}

#[test]
fn finds_the_attestations_that_cosign_saved() {
    let image = image(1);
    let subject = sha256(&image);
    let atts =
        SignatureArtifact::attestation_layer(&Sha2, &subject, None, PAYLOAD, "https://spdx.dev/Document");
    let atts = atts.unwrap().manifest_bytes().to_vec();
    let sigs = signatures(&subject);
    let options = PlanOptions::default().with_kind(AttachmentKind::Attestation { predicate_types: vec![] });
    let candidates = |entries: &[String]| {
        let layout = open(&[&image, &atts, &sigs], entries);
        layout.drive(common::Collect::new(subject, options.clone())).unwrap().candidates.len()
    };
    let (one, of_one) = (kind(&image, "image"), kind(&atts, "atts"));
    assert_eq!(candidates(&[one.clone(), of_one.clone()]), 1);
    assert_eq!(candidates(&[one.clone(), kind(&sigs, "sigs")]), 0);
    // It must be clear whose they are.
    assert_eq!(candidates(&[one, of_one.clone(), kind(&sigs, "atts")]), 0);
    assert_eq!(candidates(&[of_one]), 0);
}
