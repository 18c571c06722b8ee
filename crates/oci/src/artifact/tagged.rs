//! The manifests under `.sig` and `.att`: minimal images whose layers are payloads or envelopes (Cosign `SIGNATURE_SPEC.md`, `pkg/oci/static`).

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use countersign_digest::{Descriptor, Digest, HashProvider};
use countersign_encoding::base64;
use countersign_encoding::json::{Object, Value};

use super::{ArtifactError, MAX_LAYERS, SignatureArtifact, describe, go_descriptor, json_bytes};
use crate::descriptor::string_map;
use crate::manifest::document_of;
use crate::{CosignTag, Manifest, ManifestDescriptor, annotation, cosign_tag, media_type};

/// The time that go-containerregistry writes where it knows none.
const NO_TIME: &str = "0001-01-01T00:00:00Z";

pub(super) fn simple_signing(
    provider: &dyn HashProvider,
    subject: &Digest,
    existing: Option<&[u8]>,
    payload: &[u8],
    signature_base64: &str,
) -> Result<SignatureArtifact, ArtifactError> {
    check_signature(signature_base64)?;
    let layer = ManifestDescriptor::new(describe(provider, media_type::SIMPLE_SIGNING, payload)?)
        .with_annotation(annotation::COSIGN_SIGNATURE, signature_base64);
    build(provider, (subject, CosignTag::Signature), existing, layer, payload)
}

pub(super) fn attestation(
    provider: &dyn HashProvider,
    subject: &Digest,
    existing: Option<&[u8]>,
    envelope: &[u8],
    predicate_type: &str,
) -> Result<SignatureArtifact, ArtifactError> {
    let layer = ManifestDescriptor::new(describe(provider, media_type::DSSE_ENVELOPE, envelope)?)
        .with_annotation(annotation::COSIGN_SIGNATURE, "")
        .with_annotation(annotation::PREDICATE_TYPE, predicate_type);
    build(provider, (subject, CosignTag::Attestation), existing, layer, envelope)
}

fn build(
    provider: &dyn HashProvider,
    (subject, tag): (&Digest, CosignTag),
    existing: Option<&[u8]>,
    layer: ManifestDescriptor,
    content: &[u8],
) -> Result<SignatureArtifact, ArtifactError> {
    let base = existing.map_or_else(|| Ok(Base::fresh()), Base::read)?;
    let base = base.append(&layer);
    let config_bytes = json_bytes(image_config(&base.diff_ids));
    let config = describe(provider, &base.config_type, &config_bytes)?;
    let bytes = json_bytes(base.manifest(&config));
    Ok(SignatureArtifact {
        subject: *subject,
        blobs: vec![(config, config_bytes), (layer.core(), content.to_vec())],
        manifest: ManifestDescriptor::new(describe(provider, &base.media_type, &bytes)?),
        manifest_bytes: bytes,
        tag: Some(cosign_tag(subject, tag)),
    })
}

fn check_signature(text: &str) -> Result<(), ArtifactError> {
    match base64::decode_standard(text.as_bytes()) {
        Ok(signature) if signature.is_empty() => Err(ArtifactError::SignatureMissing),
        Ok(_) => Ok(()),
        Err(error) => Err(ArtifactError::Signature(error)),
    }
}

/// The manifest that is added to, as JSON: what is not touched stays as it was written.
struct Base {
    document: Object<'static>,
    media_type: String,
    config_type: String,
    layers: Vec<Value<'static>>,
    diff_ids: Vec<Digest>,
    known: Vec<Said>,
}

impl Base {
    fn fresh() -> Self {
        let document = Object::new()
            .with("schemaVersion", 2_u64)
            .with("mediaType", media_type::IMAGE_MANIFEST)
            .with("config", Value::Null)
            .with("layers", Value::Null);
        Self {
            document,
            media_type: media_type::IMAGE_MANIFEST.into(),
            config_type: media_type::IMAGE_CONFIG.into(),
            layers: Vec::new(),
            diff_ids: Vec::new(),
            known: Vec::new(),
        }
    }

    fn read(bytes: &[u8]) -> Result<Self, ArtifactError> {
        let media_type = declared_in(bytes)?;
        let manifest = Manifest::parse(bytes, Some(&media_type)).map_err(ArtifactError::Existing)?;
        let image = manifest.as_image().ok_or(ArtifactError::ExistingIsIndex)?;
        if image.layers().len() >= MAX_LAYERS {
            return Err(ArtifactError::TooManySignatures { limit: MAX_LAYERS });
        }
        let document = document_of(bytes).map_err(ArtifactError::Existing)?;
        let layers = document.get("layers").and_then(Value::as_array).unwrap_or_default();
        Ok(Self {
            layers: layers.to_vec(),
            document,
            media_type,
            config_type: image.config().media_type().into(),
            diff_ids: image.layers().iter().map(ManifestDescriptor::digest).collect(),
            known: image.layers().iter().map(said_of).collect(),
        })
    }

    /// Adds a layer, unless one of this content says the same of itself.
    fn append(mut self, layer: &ManifestDescriptor) -> Self {
        if self.known.contains(&said_of(layer)) {
            return self;
        }
        let annotations = string_map(layer.annotations());
        self.layers.push(Value::from(go_descriptor(&layer.core()).with("annotations", annotations)));
        self.diff_ids.push(layer.digest());
        self
    }

    fn manifest(&self, config: &Descriptor) -> Object<'static> {
        let document = self.document.clone().with("config", go_descriptor(config));
        document.with("layers", Value::from(self.layers.clone()))
    }
}

/// What makes one layer another than the rest: its content, its signature and its predicate type.
type Said = (Digest, Option<String>, Option<String>);

fn said_of(layer: &ManifestDescriptor) -> Said {
    let annotation = |key| layer.annotation(key).map(String::from);
    (layer.digest(), annotation(annotation::COSIGN_SIGNATURE), annotation(annotation::PREDICATE_TYPE))
}

/// The type in the body; a manifest that says none is an OCI image manifest, as Cosign writes no other without one.
fn declared_in(bytes: &[u8]) -> Result<String, ArtifactError> {
    let document = document_of(bytes).map_err(ArtifactError::Existing)?;
    let declared =
        document.optional_str("mediaType").map_err(|error| ArtifactError::Existing(error.into()))?;
    Ok(String::from(declared.unwrap_or(media_type::IMAGE_MANIFEST)))
}

/// The configuration of an image of no platform, with one line of history for each layer.
fn image_config(diff_ids: &[Digest]) -> Object<'static> {
    let history = diff_ids.iter().map(|_| Value::from(Object::new().with("created", NO_TIME))).collect();
    let diff_ids: Vec<_> = diff_ids.iter().map(|digest| Value::from(digest.to_string())).collect();
    Object::new()
        .with("architecture", "")
        .with("created", NO_TIME)
        .with("history", Value::Array(history))
        .with("os", "")
        .with("rootfs", Object::new().with("type", "layers").with("diff_ids", Value::Array(diff_ids)))
        .with("config", Object::new())
}
