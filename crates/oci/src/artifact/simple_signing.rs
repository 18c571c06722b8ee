//! The `.sig` manifest: a minimal image whose layers are payloads (Cosign `SIGNATURE_SPEC.md`, `pkg/oci/static`).

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use countersign_digest::{Descriptor, Digest, HashProvider};
use countersign_encoding::base64;
use countersign_encoding::json::{Object, Value};

use super::{
    ArtifactError, MAX_LAYERS, SignatureArtifact, describe, go_descriptor, json_bytes, signature_tag,
};
use crate::manifest::document_of;
use crate::{ImageManifest, Manifest, ManifestDescriptor, annotation, media_type};

/// The time that go-containerregistry writes where it knows none.
const NO_TIME: &str = "0001-01-01T00:00:00Z";

pub(super) fn build(
    provider: &dyn HashProvider,
    subject: &Digest,
    existing: Option<&[u8]>,
    payload: &[u8],
    signature_base64: &str,
) -> Result<SignatureArtifact, ArtifactError> {
    check_signature(signature_base64)?;
    let base = existing.map_or_else(|| Ok(Base::fresh()), Base::read)?;
    let layer = describe(provider, media_type::SIMPLE_SIGNING, payload)?;
    let base = base.append(&layer, signature_base64)?;
    let config_bytes = json_bytes(image_config(&base.diff_ids));
    let config = describe(provider, &base.config_type, &config_bytes)?;
    let bytes = json_bytes(base.manifest(&config));
    Ok(SignatureArtifact {
        subject: *subject,
        blobs: vec![(config, config_bytes), (layer, payload.to_vec())],
        manifest: ManifestDescriptor::new(describe(provider, &base.media_type, &bytes)?),
        manifest_bytes: bytes,
        tag: Some(signature_tag(subject)),
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
    signatures: Vec<(Digest, Option<String>)>,
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
            signatures: Vec::new(),
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
            signatures: signatures_in(image),
        })
    }

    fn append(mut self, layer: &Descriptor, signature: &str) -> Result<Self, ArtifactError> {
        if self.signatures.contains(&(layer.digest(), Some(signature.into()))) {
            return Ok(self);
        }
        let annotations = Object::new().with(annotation::COSIGN_SIGNATURE, String::from(signature));
        self.layers.push(Value::from(go_descriptor(layer).with("annotations", annotations)));
        self.diff_ids.push(layer.digest());
        Ok(self)
    }

    fn manifest(&self, config: &Descriptor) -> Object<'static> {
        let document = self.document.clone().with("config", go_descriptor(config));
        document.with("layers", Value::from(self.layers.clone()))
    }
}

fn signatures_in(image: &ImageManifest) -> Vec<(Digest, Option<String>)> {
    let signature =
        |layer: &ManifestDescriptor| layer.annotation(annotation::COSIGN_SIGNATURE).map(String::from);
    image.layers().iter().map(|layer| (layer.digest(), signature(layer))).collect()
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
