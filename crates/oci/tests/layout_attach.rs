//! Writing signatures into image layouts.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use common::{Files, blob, blob_path, describe, files, layout, provider, search, sha256};
use countersign_digest::Sha2;
use countersign_oci::{
    CosignTag, FileWrite, ImageIndex, Layout, LayoutError, ListingError, ManifestDescriptor, ManifestError,
    SignatureArtifact, annotation, cosign_tag, fallback_index_with, fallback_tag, media_type,
};

fn open(files: Files) -> Result<Layout<Files>, LayoutError> {
    Layout::open(files, provider())
}

/// The files of a layout after these writes.
fn written(mut files: Files, writes: &[FileWrite]) -> Files {
    for write in writes {
        files.insert(write.path().into(), write.bytes().to_vec());
    }
    files
}

fn bundle_for(image: &ManifestDescriptor) -> SignatureArtifact {
    let created = "2026-11-22T14:22:04Z";
    SignatureArtifact::bundle_referrer(
        &Sha2,
        &image.core(),
        b"my bundle",
        annotation::COSIGN_SIGN_V1,
        created,
    )
    .unwrap()
}

/// A layout with one entry, the image, whose fallback tag is this index.
fn with_list(list: &[u8]) -> (Files, ManifestDescriptor) {
    let mut files = files("unsigned");
    let image = layout("unsigned").resolve_name(None).unwrap();
    let entry = format!(
        r#",{{"mediaType":"{}","digest":"{}","size":{},"annotations":{{"{}":"{}","kept":"yes"}},"x":1}}]}}"#,
        media_type::IMAGE_INDEX,
        sha256(list),
        list.len(),
        annotation::REF_NAME,
        fallback_tag(&image.digest())
    );
    let index = String::from_utf8(files["index.json"].clone()).unwrap().replace("]}", &entry);
    files.insert("index.json".into(), index.into_bytes());
    files.insert(blob_path(&sha256(list)), list.to_vec());
    (files, image)
}

#[test]
fn attaches_a_bundle_that_is_then_found() {
    let before = files("unsigned");
    let image = layout("unsigned").resolve_name(None).unwrap();
    let artifact = bundle_for(&image);
    let writes = open(before.clone()).unwrap().attach(&artifact).unwrap();
    let paths: Vec<_> = writes.iter().map(FileWrite::path).collect();
    let of_blob = |bytes: &[u8]| blob_path(&sha256(bytes));
    let expected =
        [of_blob(b"{}"), of_blob(b"my bundle"), of_blob(artifact.manifest_bytes()), "index.json".to_owned()];
    assert_eq!(paths, expected);
    let after = written(before, &writes);
    let layout = open(after).unwrap();
    assert_eq!(layout.index().manifests()[1], *artifact.manifest());
    assert_eq!(search(&layout, image.digest()).candidates[0].bytes(), b"my bundle");
    assert_eq!(layout.resolve_name(None).unwrap(), image);
    // Once more changes nothing.
    let again = layout.attach(&artifact).unwrap();
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].bytes(), layout.index().bytes());
}

#[test]
fn attaches_to_a_layout_of_oras_without_touching_what_is_there() {
    let before = files("bundle-p256");
    let layout = open(before.clone()).unwrap();
    let image = layout.resolve_name(None).unwrap();
    let writes = layout.attach(&bundle_for(&image)).unwrap();
    let index = String::from_utf8(writes.last().unwrap().bytes().to_vec()).unwrap();
    let old = String::from_utf8(before["index.json"].clone()).unwrap();
    assert!(index.starts_with(old.strip_suffix("]}").unwrap()), "{index}");
    assert!(!writes.iter().any(|write| write.path().ends_with("caaff8a")), "the empty blob is there already");
    assert_eq!(search(&open(written(before, &writes)).unwrap(), image.digest()).candidates.len(), 2);
}

#[test]
fn a_signature_under_a_tag_replaces_the_entry_of_that_tag() {
    let before = files("legacy-p256");
    let layout = open(before.clone()).unwrap();
    let image = layout.resolve_name(None).unwrap();
    let tag = cosign_tag(&image.digest(), CosignTag::Signature);
    let existing = blob(&before, &layout.resolve_name(Some(&tag)).unwrap().digest());
    let artifact =
        SignatureArtifact::simple_signing(&Sha2, &image.digest(), Some(&existing), b"payload", "AAAA")
            .unwrap();
    let after = open(written(before, &layout.attach(&artifact).unwrap())).unwrap();
    assert_eq!(after.index().manifests().len(), 2);
    let entry = after.resolve_name(Some(&tag)).unwrap();
    assert_eq!((entry.digest(), entry.size()), (artifact.manifest().digest(), artifact.manifest().size()));
    assert_eq!(search(&after, image.digest()).candidates.len(), 2);
    // Without an entry of that tag there is a new one.
    let plain = files("unsigned");
    let image = open(plain.clone()).unwrap().resolve_name(None).unwrap();
    let artifact =
        SignatureArtifact::simple_signing(&Sha2, &image.digest(), None, b"payload", "AAAA").unwrap();
    let after = open(written(plain.clone(), &open(plain).unwrap().attach(&artifact).unwrap())).unwrap();
    assert_eq!(search(&after, image.digest()).candidates.len(), 1);
}

#[test]
fn attaching_keeps_members_and_entries_that_are_not_known() {
    let mut files = files("unsigned");
    let text = String::from_utf8(files["index.json"].clone()).unwrap();
    let text = text.replacen('{', "{ \"vendor\": {\"z\": 1.50, \"a\": [null]},", 1);
    let text = text.replace(r#""annotations":{"#, r#""data":"e30=","annotations":{"other":"<&>","#);
    files.insert("index.json".into(), text.into_bytes());
    let layout = open(files.clone()).unwrap();
    let image = layout.resolve_name(None).unwrap();
    let writes = layout.attach(&bundle_for(&image)).unwrap();
    let index = String::from_utf8(writes.last().unwrap().bytes().to_vec()).unwrap();
    assert!(index.starts_with(r#"{"vendor":{"z":1.50,"a":[null]},"schemaVersion":2,"#), "{index}");
    assert!(index.contains(r#""data":"e30=","annotations":{"other":"\u003c\u0026\u003e","#), "{index}");
    assert_eq!(open(written(files, &writes)).unwrap().resolve_name(None).unwrap(), image);
}

#[test]
fn attaching_rewrites_the_list_under_the_fallback_tag() {
    let list = br#"{"schemaVersion":2,"manifests":[],"kept":true}"#;
    let (files, image) = with_list(list);
    let layout = open(files.clone()).unwrap();
    let artifact = bundle_for(&image);
    let writes = layout.attach(&artifact).unwrap();
    let after = open(written(files, &writes)).unwrap();
    let entry = after.resolve_name(Some(&fallback_tag(&image.digest()))).unwrap();
    assert_ne!(entry.digest(), sha256(list));
    assert_eq!(entry.annotation("kept"), Some("yes"));
    let written = writes.iter().find(|write| write.path() == blob_path(&entry.digest())).unwrap();
    let text = String::from_utf8(written.bytes().to_vec()).unwrap();
    assert!(text.ends_with(r#"}],"kept":true}"#), "{text}");
    assert!(text.contains(&artifact.manifest().digest().to_string()));
    assert_eq!(writes.last().unwrap().path(), "index.json");
    assert_eq!(search(&after, image.digest()).candidates.len(), 1);
}

#[test]
fn listing_referrers_adds_each_digest_once_in_order_to_both_lists_and_changes_no_entry() {
    let referrer = |name: &str| describe(media_type::IMAGE_MANIFEST, name.as_bytes());
    let there = referrer("there").with_annotation("theirs", "yes");
    let list = fallback_index_with(None, std::slice::from_ref(&there)).unwrap();
    let (files, image) = with_list(&list);
    let layout = open(files.clone()).unwrap();
    let ours = [
        referrer("b"),
        referrer("there"),
        ManifestDescriptor::new(image.core()),
        referrer("a"),
        referrer("b"),
    ];
    let writes = layout.list_referrers(&image.digest(), &ours).unwrap();
    let after = open(written(files.clone(), &writes)).unwrap();
    let entry = after.resolve_name(Some(&fallback_tag(&image.digest()))).unwrap();
    let expected = [image.clone(), entry.clone(), referrer("b"), referrer("there"), referrer("a")];
    assert_eq!(after.index().manifests(), expected);
    let list = ImageIndex::of_fallback_tag(&blob(&written(files, &writes), &entry.digest())).unwrap();
    assert_eq!(
        list.manifests(),
        [there, referrer("b"), ManifestDescriptor::new(image.core()), referrer("a")]
    );
    // Once more changes nothing.
    let again = after.list_referrers(&image.digest(), &ours).unwrap();
    assert_eq!(again.iter().map(FileWrite::bytes).collect::<Vec<_>>(), [after.index().bytes()]);
}

#[test]
fn a_manifest_without_a_name_gets_one_entry_and_keeps_the_one_it_has() {
    let before = files("unsigned");
    let layout = open(before.clone()).unwrap();
    let image = layout.resolve_name(None).unwrap();
    let plain: ManifestDescriptor = ManifestDescriptor::new(image.core());
    assert_eq!(layout.name(&plain, None).unwrap()[0].bytes(), layout.index().bytes());
    let other = describe(media_type::IMAGE_MANIFEST, b"other");
    let after = open(written(before, &layout.name(&other, None).unwrap())).unwrap();
    assert_eq!(after.index().manifests(), [image, other]);
}

#[test]
fn attaching_refuses_a_list_that_cannot_be_added_to() {
    let attach = |files: Files, image: &ManifestDescriptor| {
        open(files).unwrap().attach(&bundle_for(image)).map(|_| ())
    };
    let list = br#"{"schemaVersion":2,"manifests":[]}"#;
    let (good, image) = with_list(list);
    assert_eq!(attach(good.clone(), &image), Ok(()));
    let mut missing = good.clone();
    missing.remove(&blob_path(&sha256(list)));
    assert_eq!(attach(missing, &image), Err(LayoutError::FallbackTag(ListingError::BlobMissing)));
    let mut changed = good;
    changed.get_mut(&blob_path(&sha256(list))).unwrap()[0] = b'[';
    assert!(matches!(attach(changed, &image), Err(LayoutError::FallbackTag(ListingError::Digest(_)))));
    let (malformed, image) = with_list(b"[]");
    let expected = ListingError::Index(ManifestError::NotAnObject);
    assert_eq!(attach(malformed, &image), Err(LayoutError::FallbackTag(expected)));
}

#[test]
fn refuses_to_let_the_index_grow_past_what_is_read() {
    let mut files = files("unsigned");
    let text = String::from_utf8(files["index.json"].clone()).unwrap();
    let room = (4 << 20) - text.len() - r#""pad":"","#.len();
    let full = text.replacen('{', &format!(r#"{{"pad":"{}","#, "x".repeat(room)), 1);
    assert_eq!(full.len(), 4 << 20);
    files.insert("index.json".into(), full.into_bytes());
    let layout = open(files).unwrap();
    let image = layout.resolve_name(None).unwrap();
    assert_eq!(layout.attach(&bundle_for(&image)), Err(LayoutError::IndexFull { limit: 4 << 20 }));
}
