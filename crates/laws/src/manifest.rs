use countersign_oci::{Manifest, media_type};
use std::collections::BTreeSet;

/// No document is an image under one declared type and an index under another (CVE-2021-41190), and what is accepted
/// keeps the bytes that arrived.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn manifest(data: &[u8]) {
    let declared = [
        None,
        Some(media_type::IMAGE_MANIFEST),
        Some(media_type::IMAGE_INDEX),
        Some(media_type::DOCKER_MANIFEST),
        Some(media_type::DOCKER_MANIFEST_LIST),
    ];
    let mut kinds = BTreeSet::new();
    for declared in declared {
        let Ok(manifest) = Manifest::parse(data, declared) else { continue };
        assert_eq!(manifest.bytes(), data, "the bytes are not those that arrived");
        let claimed = declared.is_none_or(|declared| declared == manifest.media_type());
        assert!(claimed, "accepted as another media type than the declared one");
        kinds.insert((manifest.as_image().is_some(), manifest.as_index().is_some()));
    }
    assert!(kinds.len() <= 1, "one document is an image and an index");
    assert!(kinds.iter().all(|(image, index)| image != index), "a manifest is either an image or an index");
}
