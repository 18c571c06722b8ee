//! The referrer manifest of a sigstore bundle, in the member order of Cosign (`pkg/oci/remote/write.go`).

use alloc::string::String;
use alloc::vec;

use countersign_digest::{Descriptor, HashProvider};
use countersign_encoding::json::{Object, Value};

use super::{ArtifactError, SignatureArtifact, describe, go_descriptor, json_bytes};
use crate::descriptor::string_map;
use crate::{ManifestDescriptor, annotation, media_type};

const EMPTY: &[u8] = b"{}";

pub(super) fn build(
    provider: &dyn HashProvider,
    subject: &Descriptor,
    bundle: &[u8],
    predicate_type: &str,
    created: &str,
) -> Result<SignatureArtifact, ArtifactError> {
    check_created(created)?;
    let config = describe(provider, media_type::EMPTY_JSON, EMPTY)?;
    let layer = describe(provider, media_type::SIGSTORE_BUNDLE_V03, bundle)?;
    let annotations = [
        (annotation::BUNDLE_CONTENT, "dsse-envelope"),
        (annotation::BUNDLE_PREDICATE_TYPE, predicate_type),
        (annotation::CREATED, created),
    ];
    let annotated = |descriptor: ManifestDescriptor| {
        annotations.into_iter().fold(descriptor, |all, (key, value)| all.with_annotation(key, value))
    };
    let notes = annotated(ManifestDescriptor::new(config.clone()));
    let bytes = json_bytes(manifest(&config, &layer, subject, string_map(notes.annotations())));
    let descriptor = ManifestDescriptor::new(describe(provider, media_type::IMAGE_MANIFEST, &bytes)?);
    Ok(SignatureArtifact {
        subject: subject.digest(),
        blobs: vec![(config, EMPTY.to_vec()), (layer, bundle.to_vec())],
        manifest: annotated(descriptor).with_artifact_type(media_type::SIGSTORE_BUNDLE_V03),
        manifest_bytes: bytes,
        tag: None,
    })
}

fn manifest(
    config: &Descriptor,
    layer: &Descriptor,
    subject: &Descriptor,
    annotations: Object<'static>,
) -> Object<'static> {
    let artifact_type = String::from(media_type::SIGSTORE_BUNDLE_V03);
    Object::new()
        .with("schemaVersion", 2_u64)
        .with("mediaType", media_type::IMAGE_MANIFEST)
        .with("config", go_descriptor(config).with("artifactType", artifact_type.clone()))
        .with("layers", Value::from(vec![Value::from(go_descriptor(layer))]))
        .with("annotations", annotations)
        .with("subject", go_descriptor(subject))
        .with("artifactType", artifact_type)
}

/// The time is the caller's, from a type that knows times; this keeps out what is no time at all.
fn check_created(created: &str) -> Result<(), ArtifactError> {
    let fits = |b: u8| b.is_ascii_digit() || matches!(b, b'-' | b':' | b'.' | b'+' | b'T' | b'Z');
    match (20..=35).contains(&created.len()) && created.bytes().all(fits) {
        true => Ok(()),
        false => Err(ArtifactError::Created),
    }
}
