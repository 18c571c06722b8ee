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
    ArtifactError, CosignTag, FallbackIndexError, ImageIndex, Manifest, ManifestDescriptor, ManifestError,
    SignatureArtifact, annotation, cosign_tag, fallback_index_with, media_type,
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

fn referrer(name: &str) -> ManifestDescriptor {
    describe(media_type::IMAGE_MANIFEST, name.as_bytes())
}

fn entry_text(entry: &ManifestDescriptor, n: &str) -> String {
    format!(
        r#"{{"mediaType":"{}","digest":"{}","size":{},"annotations":{{"n":"{n}"}}}}"#,
        entry.media_type(),
        entry.digest(),
        entry.size()
    )
}

fn listed(index: &[u8]) -> Vec<ManifestDescriptor> {
    ImageIndex::of_fallback_tag(index).unwrap().into_manifests()
}

#[test]
fn a_fallback_index_to_which_nothing_is_added_keeps_its_bytes_however_they_are_written() {
    let entry = entry_text(&referrer("one"), "");
    let written = format!("{{ \"manifests\":[\n{entry},{entry} ],\t\"schemaVersion\": 2 }}\n");
    let with = |entries: &[ManifestDescriptor]| fallback_index_with(Some(written.as_bytes()), entries);
    assert_eq!(with(&[]).as_deref(), Ok(written.as_bytes()));
    assert_eq!(with(&[referrer("one"), referrer("one")]).as_deref(), Ok(written.as_bytes()));
}

#[test]
fn an_entry_that_is_listed_keeps_what_it_says_where_it_stands_as_often_as_it_stands() {
    let (first, again) =
        (referrer("one").with_annotation("n", "1"), referrer("one").with_annotation("n", "2"));
    let [one, two] = [(&first, "1"), (&again, "2")].map(|(entry, n)| entry_text(entry, n));
    let index = format!(r#"{{"schemaVersion":2,"manifests":[{one},{two}]}}"#);
    let ours = [referrer("one").with_annotation("n", "3"), referrer("two")];
    let merged = fallback_index_with(Some(index.as_bytes()), &ours).unwrap();
    assert_eq!(listed(&merged), [first, again, referrer("two")]);
}

#[test]
fn of_two_new_entries_with_one_digest_the_first_is_added_and_the_order_is_that_of_the_call() {
    let first = referrer("b").with_annotation("n", "1");
    let ours = [first.clone(), referrer("a"), referrer("b"), referrer("c"), referrer("a")];
    let expected = [first, referrer("a"), referrer("c")];
    assert_eq!(listed(&fallback_index_with(None, &ours).unwrap()), expected);
    let nothing = br#"{"schemaVersion":2,"manifests":null}"#;
    assert_eq!(listed(&fallback_index_with(Some(nothing), &ours).unwrap()), expected);
}

#[test]
fn an_index_that_was_read_takes_entries_as_its_bytes_do() {
    let index = fallback_index_with(None, &[referrer("a")]).unwrap();
    let ours = [referrer("a"), referrer("b")];
    let read = ImageIndex::of_fallback_tag(&index).unwrap();
    assert_eq!(read.with_referrers(&ours), fallback_index_with(Some(&index), &ours));
    assert_eq!(read.with_referrers(&ours[..1]).as_deref(), Ok(read.bytes()));
}

#[test]
fn a_fallback_index_says_its_type_or_none_and_no_other() {
    let of = |said: &str| {
        let index = format!(r#"{{"schemaVersion":2,{said}"manifests":[]}}"#);
        ImageIndex::of_fallback_tag(index.as_bytes()).map(|index| index.media_type().to_owned())
    };
    let typed = |media_type: &str| of(&format!(r#""mediaType":"{media_type}","#));
    for known in [media_type::IMAGE_INDEX, media_type::DOCKER_MANIFEST_LIST] {
        assert_eq!(typed(known).as_deref(), Ok(known));
    }
    for unsaid in ["", r#""mediaType":null,"#] {
        assert_eq!(of(unsaid).as_deref(), Ok(media_type::IMAGE_INDEX));
    }
    for other in ["text/html", "", "application/vnd.oci.image.index.v1+json; v=1"] {
        let error = ManifestError::UnsupportedMediaType { media_type: other.to_owned() };
        assert_eq!(typed(other), Err(FallbackIndexError::Malformed(error)));
    }
    assert!(matches!(of(r#""mediaType":1,"#), Err(FallbackIndexError::Malformed(_))));
    assert!(matches!(typed(media_type::IMAGE_MANIFEST), Err(FallbackIndexError::Malformed(_))));
}
