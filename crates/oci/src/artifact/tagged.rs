//! The manifests under `.sig` and `.att`: minimal images whose layers are payloads or envelopes (Cosign `SIGNATURE_SPEC.md`, `pkg/oci/static`).

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use countersign_digest::{Descriptor, Digest, HashProvider};
use countersign_encoding::base64;
use countersign_encoding::json::{Object, Value};

use super::{
    ArtifactError, MAX_LAYERS, Said, SignatureArtifact, TaggedLayer, describe, go_descriptor, json_bytes,
};
use crate::descriptor::string_map;
use crate::manifest::document_of;
use crate::{CosignTag, Manifest, ManifestDescriptor, annotation, cosign_tag, media_type};

/// The time that go-containerregistry writes where it knows none.
const NO_TIME: &str = "0001-01-01T00:00:00Z";

pub(super) fn layer(
    provider: &dyn HashProvider,
    subject: &Digest,
    existing: Option<&[u8]>,
    layer: &TaggedLayer<'_>,
) -> Result<SignatureArtifact, ArtifactError> {
    let describe = |media_type| Ok(ManifestDescriptor::new(describe(provider, media_type, layer.content)?));
    let (tag, descriptor) = match layer.said {
        Said::Signature(signature) => {
            check_signature(signature)?;
            let descriptor: ManifestDescriptor = describe(media_type::SIMPLE_SIGNING)?;
            (CosignTag::Signature, descriptor.with_annotation(annotation::COSIGN_SIGNATURE, signature))
        }
        Said::Attestation(predicate_type) => {
            let descriptor = describe(media_type::DSSE_ENVELOPE)?
                .with_annotation(annotation::COSIGN_SIGNATURE, "")
                .with_annotation(annotation::PREDICATE_TYPE, predicate_type);
            (CosignTag::Attestation, descriptor)
        }
    };
    let descriptor = match layer.timestamp {
        Some(note) => descriptor.with_annotation(annotation::COSIGN_TIMESTAMP, note),
        None => descriptor,
    };
    build(provider, (subject, tag), existing, descriptor, layer.content)
}

fn build(
    provider: &dyn HashProvider,
    (subject, tag): (&Digest, CosignTag),
    existing: Option<&[u8]>,
    layer: ManifestDescriptor,
    content: &[u8],
) -> Result<SignatureArtifact, ArtifactError> {
    let base = existing.map_or_else(|| Ok(Base::fresh()), Base::read)?;
    check_room(&base, 1)?;
    let content = vec![(layer.core(), content.to_vec())];
    base.append(&layer).finish(provider, *subject, cosign_tag(subject, tag), content)
}

pub(super) fn of(
    provider: &dyn HashProvider,
    subject: &Digest,
    tag: CosignTag,
    manifest: &[u8],
) -> Result<SignatureArtifact, ArtifactError> {
    let base = Base::read(manifest)?;
    Ok(SignatureArtifact {
        subject: *subject,
        blobs: Vec::new(),
        manifest: ManifestDescriptor::new(describe(provider, &base.media_type, manifest)?),
        manifest_bytes: manifest.to_vec(),
        tag: Some(cosign_tag(subject, tag)),
    })
}

pub(super) fn merge(
    provider: &dyn HashProvider,
    ours: &SignatureArtifact,
    existing: &[u8],
) -> Result<SignatureArtifact, ArtifactError> {
    let (base, own) = (Base::read(existing)?, Base::read(&ours.manifest_bytes)?);
    let lacking = own.lacking_in(&base);
    check_room(&base, lacking.len())?;
    if lacking.is_empty() {
        let manifest = ManifestDescriptor::new(describe(provider, &base.media_type, existing)?);
        return Ok(SignatureArtifact {
            manifest,
            manifest_bytes: existing.to_vec(),
            blobs: Vec::new(),
            ..ours.clone()
        });
    }
    let is_layer = |(blob, _): &&(Descriptor, Vec<u8>)| own.diff_ids.contains(&blob.digest());
    let contents = ours.blobs.iter().filter(is_layer).cloned().collect();
    let merged = lacking.into_iter().fold(base, |base, (layer, value)| base.append_as(layer, value));
    merged.finish(provider, ours.subject, ours.tag.clone().unwrap_or_default(), contents)
}

fn check_room(base: &Base, more: usize) -> Result<(), ArtifactError> {
    match base.layers.len() + more <= MAX_LAYERS {
        true => Ok(()),
        false => Err(ArtifactError::TooManySignatures { limit: MAX_LAYERS }),
    }
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
    known: Vec<ManifestDescriptor>,
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
        let document = document_of(bytes).map_err(ArtifactError::Existing)?;
        let layers = document.get("layers").and_then(Value::as_array).unwrap_or_default();
        Ok(Self {
            layers: layers.to_vec(),
            document,
            media_type,
            config_type: image.config().media_type().into(),
            diff_ids: image.layers().iter().map(ManifestDescriptor::digest).collect(),
            known: image.layers().to_vec(),
        })
    }

    /// Adds a layer, unless one of this content says the same of itself.
    fn append(self, layer: &ManifestDescriptor) -> Self {
        let annotations = string_map(layer.annotations());
        let value = Value::from(go_descriptor(&layer.core()).with("annotations", annotations));
        match self.has(layer) {
            true => self,
            false => self.append_as(layer.clone(), value),
        }
    }

    fn append_as(mut self, layer: ManifestDescriptor, value: Value<'static>) -> Self {
        self.layers.push(value);
        self.diff_ids.push(layer.digest());
        self.known.push(layer);
        self
    }

    fn has(&self, layer: &ManifestDescriptor) -> bool {
        self.known.iter().any(|known| said_of(known) == said_of(layer))
    }

    /// The layers, as they are written, that the other does not have.
    fn lacking_in(&self, other: &Self) -> Vec<(ManifestDescriptor, Value<'static>)> {
        let layers = self.known.iter().zip(&self.layers);
        let lacking = layers.filter(|(layer, _)| !other.has(layer));
        lacking.map(|(layer, value)| (layer.clone(), value.clone())).collect()
    }

    fn finish(
        &self,
        provider: &dyn HashProvider,
        subject: Digest,
        tag: String,
        contents: Vec<(Descriptor, Vec<u8>)>,
    ) -> Result<SignatureArtifact, ArtifactError> {
        let config_bytes = json_bytes(image_config(&self.diff_ids));
        let config = describe(provider, &self.config_type, &config_bytes)?;
        let bytes = json_bytes(self.manifest(&config));
        Ok(SignatureArtifact {
            subject,
            blobs: core::iter::once((config, config_bytes)).chain(contents).collect(),
            manifest: ManifestDescriptor::new(describe(provider, &self.media_type, &bytes)?),
            manifest_bytes: bytes,
            tag: Some(tag),
        })
    }

    fn manifest(&self, config: &Descriptor) -> Object<'static> {
        let document = self.document.clone().with("config", go_descriptor(config));
        document.with("layers", Value::from(self.layers.clone()))
    }
}

/// What makes one layer another than the rest.
const TELLING: [&str; 3] =
    [annotation::COSIGN_SIGNATURE, annotation::PREDICATE_TYPE, annotation::COSIGN_TIMESTAMP];

fn said_of(layer: &ManifestDescriptor) -> (Digest, [Option<&str>; 3]) {
    (layer.digest(), TELLING.map(|key| layer.annotation(key)))
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
