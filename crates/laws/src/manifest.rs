use countersign_oci::{Manifest, ManifestDescriptor, media_type};
use serde_json::Value;
use std::collections::BTreeSet;

/// No document is an image under one declared type and an index under another (CVE-2021-41190), and what is accepted
/// keeps the bytes that arrived and lists what another reader finds in them.
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
        another_reader_agrees(&manifest, data);
        kinds.insert((manifest.as_image().is_some(), manifest.as_index().is_some()));
    }
    assert!(kinds.len() <= 1, "one document is an image and an index");
    assert!(kinds.iter().all(|(image, index)| image != index), "a manifest is either an image or an index");
}

fn another_reader_agrees(manifest: &Manifest, data: &[u8]) {
    let Some(document) = crate::other::json(data) else { return };
    let said = document.get("mediaType").and_then(Value::as_str);
    assert!(said.is_none_or(|said| said == manifest.media_type()), "the body says another media type");
    if let Some(image) = manifest.as_image() {
        assert!(document.get("manifests").is_none(), "an image that lists manifests");
        assert_eq!(listed(&document, "layers"), digests(image.layers()));
        let config = document.pointer("/config/digest").and_then(Value::as_str);
        assert_eq!(config, Some(image.config().digest().to_string().as_str()));
    }
    if let Some(index) = manifest.as_index() {
        assert!(document.get("layers").is_none() && document.get("config").is_none(), "an index with layers");
        assert_eq!(listed(&document, "manifests"), digests(index.manifests()));
    }
}

fn digests(descriptors: &[ManifestDescriptor]) -> Vec<String> {
    descriptors.iter().map(|descriptor| descriptor.digest().to_string()).collect()
}

fn listed(document: &Value, name: &str) -> Vec<String> {
    let entries = document.get(name).and_then(Value::as_array).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.get("digest")?.as_str()?.to_owned())).collect()
}
