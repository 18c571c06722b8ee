//! What is put together with what others put there meanwhile: nothing of theirs is lost, and nothing stands twice.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use common::{core, describe, image, put_bundle, sha256};
use countersign_digest::Sha2;
use countersign_oci::{
    ArtifactError, CosignTag, FallbackIndexError, Manifest, ManifestDescriptor, SignatureArtifact,
    annotation, cosign_tag, fallback_index_with, media_type,
};

fn signed(existing: Option<&SignatureArtifact>, payload: &[u8], signature: &str) -> SignatureArtifact {
    let existing = existing.map(SignatureArtifact::manifest_bytes);
    SignatureArtifact::simple_signing(&Sha2, &image().digest(), existing, payload, signature).unwrap()
}

fn layers(artifact: &SignatureArtifact) -> Vec<ManifestDescriptor> {
    let manifest = Manifest::parse(artifact.manifest_bytes(), Some(media_type::IMAGE_MANIFEST)).unwrap();
    manifest.as_image().unwrap().layers().to_vec()
}

fn said(artifact: &SignatureArtifact) -> Vec<(u64, String)> {
    let signature =
        |layer: &ManifestDescriptor| layer.annotation(annotation::COSIGN_SIGNATURE).unwrap().into();
    layers(artifact).iter().map(|layer| (layer.size(), signature(layer))).collect()
}

#[test]
fn two_signatures_over_one_beginning_come_together_with_ours_last() {
    let first = signed(None, b"1", "AAAA");
    let (ours, theirs) = (signed(Some(&first), b"22", "BBBB"), signed(Some(&first), b"333", "CCCC"));
    let merged = ours.merged_with(&Sha2, theirs.manifest_bytes()).unwrap();
    let all = [(1, "AAAA"), (3, "CCCC"), (2, "BBBB")].map(|(size, text)| (size, text.to_owned()));
    assert_eq!(said(&merged), all);
    assert_eq!((merged.tag(), merged.subject()), (ours.tag(), ours.subject()));
    assert_eq!(merged.manifest().digest(), sha256(merged.manifest_bytes()));
    // The configuration and the one payload that this artifact brings.
    let blobs: Vec<_> = merged.blobs().iter().map(|(blob, bytes)| (blob.digest(), sha256(bytes))).collect();
    assert!(blobs.iter().all(|(digest, found)| digest == found));
    let config: Vec<_> = blobs.iter().filter(|(digest, _)| *digest == sha256(b"22")).collect();
    assert_eq!((blobs.len(), config.len()), (2, 1));
    // It is the same bytes that signing again over theirs gives.
    assert_eq!(merged.manifest_bytes(), signed(Some(&theirs), b"22", "BBBB").manifest_bytes());
}

#[test]
fn what_is_there_already_changes_nothing() {
    let ours = signed(None, b"1", "AAAA");
    let theirs = signed(Some(&ours), b"22", "BBBB");
    let merged = ours.merged_with(&Sha2, theirs.manifest_bytes()).unwrap();
    assert_eq!(merged.manifest_bytes(), theirs.manifest_bytes());
    assert!(merged.blobs().is_empty());
    // One payload under two signatures is two layers.
    let other = signed(None, b"1", "BBBB");
    assert_eq!(said(&other.merged_with(&Sha2, ours.manifest_bytes()).unwrap()).len(), 2);
}

#[test]
fn what_comes_from_elsewhere_keeps_its_bytes_until_something_else_is_there() {
    let subject = image().digest();
    let theirs = signed(None, b"1", "AAAA");
    let mut spaced = theirs.manifest_bytes().to_vec();
    spaced.push(b'\n');
    let of = |bytes: &[u8]| SignatureArtifact::of_tagged(&Sha2, &subject, CosignTag::Signature, bytes);
    let copied = of(&spaced).unwrap();
    assert_eq!((copied.manifest_bytes(), copied.manifest().digest()), (&spaced[..], sha256(&spaced)));
    assert_eq!(copied.tag(), Some(cosign_tag(&subject, CosignTag::Signature).as_str()));
    assert!(copied.blobs().is_empty());
    let merged = copied.merged_with(&Sha2, signed(None, b"22", "BBBB").manifest_bytes()).unwrap();
    assert_eq!((said(&merged).len(), merged.blobs().len()), (2, 1));
    assert!(matches!(of(b"{"), Err(ArtifactError::Existing(_))));
    assert!(matches!(of(br#"{"schemaVersion":2,"manifests":[]}"#), Err(ArtifactError::Existing(_))));
    let index = format!(r#"{{"schemaVersion":2,"mediaType":"{}","manifests":[]}}"#, media_type::IMAGE_INDEX);
    assert_eq!(of(index.as_bytes()), Err(ArtifactError::ExistingIsIndex));
    assert_eq!(copied.merged_with(&Sha2, index.as_bytes()), Err(ArtifactError::ExistingIsIndex));
}

#[test]
fn a_referrer_has_nothing_to_be_merged_with() {
    let referrer = SignatureArtifact::bundle_referrer(
        &Sha2,
        &image(),
        b"{}",
        annotation::COSIGN_SIGN_V1,
        "2026-11-22T14:22:04Z",
    )
    .unwrap();
    assert_eq!(referrer.merged_with(&Sha2, b"anything"), Ok(referrer.clone()));
}

#[test]
fn a_thousand_layers_are_the_most_of_a_merge_too() {
    let layer = |at: usize| {
        let digest = sha256(at.to_string().as_bytes());
        format!(r#"{{"mediaType":"{}","digest":"{digest}","size":1}}"#, media_type::SIMPLE_SIGNING)
    };
    let manifest = |count: usize| {
        let layers: Vec<_> = (0..count).map(layer).collect();
        let config = core(media_type::IMAGE_CONFIG, b"{}");
        format!(
            r#"{{"schemaVersion":2,"mediaType":"{}","config":{{"mediaType":"{}","digest":"{}","size":2}},"layers":[{}]}}"#,
            media_type::IMAGE_MANIFEST,
            config.media_type(),
            config.digest(),
            layers.join(",")
        )
    };
    let ours = signed(None, b"ours", "AAAA");
    assert!(ours.merged_with(&Sha2, manifest(999).as_bytes()).is_ok());
    let full = ours.merged_with(&Sha2, manifest(1000).as_bytes());
    assert_eq!(full, Err(ArtifactError::TooManySignatures { limit: 1000 }));
}

#[test]
fn entries_are_added_to_the_fallback_index_and_everything_else_stays() {
    let mut registry = common::Registry::default();
    let (one, two) = (put_bundle(&mut registry, b"one"), put_bundle(&mut registry, b"two"));
    let fresh = fallback_index_with(None, std::slice::from_ref(&one)).unwrap();
    let Ok(Manifest::Index(index)) = Manifest::parse(&fresh, None) else { panic!() };
    assert_eq!((index.media_type(), index.manifests()), (media_type::IMAGE_INDEX, &[one.clone()][..]));
    assert_eq!(fallback_index_with(Some(&fresh), std::slice::from_ref(&one)).unwrap(), fresh);
    let text = String::from_utf8(fresh).unwrap();
    let strange = text.replace(r#""schemaVersion":2"#, r#""schemaVersion":2,"x":[1,{"y":null}]"#);
    let strange = strange.replace(r#""mediaType":"application/vnd.oci.image.index.v1+json","#, "");
    let both =
        fallback_index_with(Some(strange.as_bytes()), &[two.clone(), one.clone(), two.clone()]).unwrap();
    let Ok(Manifest::Index(index)) = Manifest::parse(&both, Some(media_type::IMAGE_INDEX)) else { panic!() };
    assert_eq!(index.manifests(), [one, two]);
    assert!(String::from_utf8(both).unwrap().contains(r#""x":[1,{"y":null}]"#));
}

#[test]
fn a_fallback_index_that_cannot_be_read_or_is_full_is_not_written_over() {
    let entry = [describe(media_type::IMAGE_MANIFEST, b"one")];
    let with = |existing: &str| fallback_index_with(Some(existing.as_bytes()), &entry);
    assert!(matches!(with("<html>"), Err(FallbackIndexError::Malformed(_))));
    let image = format!(
        r#"{{"schemaVersion":2,"mediaType":"{}","config":{{"mediaType":"x/y","digest":"{}","size":1}},"layers":[]}}"#,
        media_type::IMAGE_MANIFEST,
        sha256(b"x")
    );
    assert_eq!(with(&image), Err(FallbackIndexError::NotAnIndex));
    let long = format!(
        r#"{{"schemaVersion":2,"manifests":[],"annotations":{{"x":"{}"}}}}"#,
        "x".repeat((4 << 20) - 200)
    );
    assert_eq!(with(&long), Err(FallbackIndexError::Full { limit: 4 << 20 }));
}
