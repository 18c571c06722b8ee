//! What signing writes into a repository: blobs and a manifest, byte for byte as Cosign writes them.

mod bundle;
pub(crate) mod fallback;
mod layer;
mod tagged;
mod tagged_layer;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use countersign_digest::{Algorithm, Descriptor, Digest, HashProvider};
use countersign_encoding::base64::Base64Error;
use countersign_encoding::json::{Object, Value};

use crate::received::length;
use crate::{CosignTag, ManifestDescriptor, ManifestError};
pub use fallback::{FallbackIndexError, fallback_index_with};
pub use layer::{SignatureLayer, signature_layers};
use tagged_layer::Said;
pub use tagged_layer::TaggedLayer;

/// The most layers that a manifest under one of Cosign's tags takes: Cosign reads none with more.
const MAX_LAYERS: usize = 1000;

/// A signature or an attestation as a repository keeps it: blobs, the manifest that lists them, and a tag where it is found by one.
///
/// A store is to take the blobs first and the manifest last, so that nobody sees a signature that is not there yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureArtifact {
    subject: Digest,
    blobs: Vec<(Descriptor, Vec<u8>)>,
    manifest: ManifestDescriptor,
    manifest_bytes: Vec<u8>,
    tag: Option<String>,
}

impl SignatureArtifact {
    /// A sigstore bundle as a referrer of `subject`, the form that Cosign writes since its version 3 for signatures and
    /// attestations alike.
    ///
    /// `bundle` is the bundle's JSON, taken as it is. `predicate_type` and `created_rfc3339` become annotations, by which
    /// clients choose what to read. The artifact type stands at the top level and in the configuration's descriptor.
    ///
    /// # Errors
    /// [`ArtifactError::Created`] when the time is not in RFC 3339's characters.
    pub fn bundle_referrer(
        provider: &dyn HashProvider,
        subject: &Descriptor,
        bundle: &[u8],
        predicate_type: &str,
        created_rfc3339: &str,
    ) -> Result<Self, ArtifactError> {
        bundle::build(provider, subject, bundle, predicate_type, created_rfc3339)
    }

    /// A simple signing payload and its signature under the `.sig` tag, Cosign's older form.
    ///
    /// `existing` is the manifest that has the tag now, in bytes whose digest was checked: its layers stay as they are and
    /// in order, its media types stay, and the new layer comes last. A layer with this payload, signature and timestamp is
    /// not added twice. The payload may hold anything; `signature_base64` is standard base64 with padding.
    ///
    /// Two writers at the same time lose one signature unless the store compares before it replaces.
    ///
    /// # Errors
    /// [`ArtifactError::Signature`] when the signature is empty or no strict base64; [`ArtifactError::Existing`] and
    /// [`ArtifactError::ExistingIsIndex`] when what has the tag is no image manifest; [`ArtifactError::TooManySignatures`].
    pub fn simple_signing(
        provider: &dyn HashProvider,
        subject: &Digest,
        existing: Option<&[u8]>,
        payload: &[u8],
        signature_base64: &str,
    ) -> Result<Self, ArtifactError> {
        Self::under_tag(provider, subject, existing, &TaggedLayer::simple_signing(payload, signature_base64))
    }

    /// A DSSE envelope under the `.att` tag, Cosign's older form of an attestation.
    ///
    /// `envelope` is the envelope's JSON, taken as it is; `predicate_type` becomes an annotation, by which clients choose what
    /// to read. `existing` is what has the tag now, as for [`SignatureArtifact::simple_signing`]; a layer with this envelope,
    /// predicate type and timestamp is not added twice.
    ///
    /// # Errors
    /// [`ArtifactError::Existing`] and [`ArtifactError::ExistingIsIndex`] when what has the tag is no image manifest;
    /// [`ArtifactError::TooManySignatures`].
    pub fn attestation_layer(
        provider: &dyn HashProvider,
        subject: &Digest,
        existing: Option<&[u8]>,
        envelope: &[u8],
        predicate_type: &str,
    ) -> Result<Self, ArtifactError> {
        Self::under_tag(provider, subject, existing, &TaggedLayer::attestation(envelope, predicate_type))
    }

    /// Either of the two, with all that is noted beside it.
    ///
    /// # Errors
    /// As [`SignatureArtifact::simple_signing`].
    pub fn under_tag(
        provider: &dyn HashProvider,
        subject: &Digest,
        existing: Option<&[u8]>,
        layer: &TaggedLayer<'_>,
    ) -> Result<Self, ArtifactError> {
        tagged::layer(provider, subject, existing, layer)
    }

    /// What stands under one of Cosign's tags elsewhere, as it is, for it to be put here as well. Its blobs are not among
    /// [`SignatureArtifact::blobs`]: they are where it was read.
    ///
    /// # Errors
    /// [`ArtifactError::Existing`] and [`ArtifactError::ExistingIsIndex`] when it is no image manifest.
    pub fn of_tagged(
        provider: &dyn HashProvider,
        subject: &Digest,
        tag: CosignTag,
        manifest: &[u8],
    ) -> Result<Self, ArtifactError> {
        tagged::of(provider, subject, tag, manifest)
    }

    /// The same under its tag together with what was put there meanwhile: the layers of `existing`, as they are and in
    /// order, and after them those of this one that it lacks. An artifact without a tag comes back as it is.
    ///
    /// `existing` is the manifest that has the tag now, in bytes whose digest was checked. The new configuration is among
    /// the blobs.
    ///
    /// # Errors
    /// [`ArtifactError::Existing`] and [`ArtifactError::ExistingIsIndex`] when what has the tag is no image manifest;
    /// [`ArtifactError::TooManySignatures`].
    pub fn merged_with(&self, provider: &dyn HashProvider, existing: &[u8]) -> Result<Self, ArtifactError> {
        match &self.tag {
            Some(_) => tagged::merge(provider, self, existing),
            None => Ok(self.clone()),
        }
    }

    /// The manifest that was signed.
    pub fn subject(&self) -> &Digest {
        &self.subject
    }

    /// The blobs that must be there before the manifest, each once: the configuration, and the bundle, payload or envelope,
    /// whether a store has it already or not. Those of the layers that an existing manifest has are not among them.
    pub fn blobs(&self) -> &[(Descriptor, Vec<u8>)] {
        &self.blobs
    }

    /// The manifest, byte for byte.
    pub fn manifest_bytes(&self) -> &[u8] {
        &self.manifest_bytes
    }

    /// The manifest's descriptor as an index entry has it: with the manifest's annotations and artifact type.
    pub fn manifest(&self) -> &ManifestDescriptor {
        &self.manifest
    }

    /// The tag to put it under; none when it is found as a referrer.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }
}

/// Why no signature artifact could be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ArtifactError {
    /// The time of creation has characters that RFC 3339 does not know, or is too short or too long.
    #[error("the time of creation is no RFC 3339 text")]
    Created,
    /// The signature is no strict standard base64.
    #[error("the signature is no strict base64")]
    Signature(#[source] Base64Error),
    /// The signature is empty.
    #[error("the signature is empty")]
    SignatureMissing,
    /// What has the tag now cannot be read, so nothing can be added to it.
    #[error("what has the tag now is malformed")]
    Existing(#[source] ManifestError),
    /// What has the tag now is an index.
    #[error("what has the tag now is an index")]
    ExistingIsIndex,
    /// There are as many signatures or attestations under the tag as clients read.
    #[error("there are {limit} signatures or attestations under the tag already")]
    TooManySignatures {
        /// The most layers that Cosign reads.
        limit: usize,
    },
}

/// What describes these bytes, by SHA-256.
///
/// The media type is one of this crate's, or was read from a descriptor: the error is that of a manifest that could not have
/// been read.
fn describe(
    provider: &dyn HashProvider,
    media_type: &str,
    bytes: &[u8],
) -> Result<Descriptor, ArtifactError> {
    let unsupported = |_| ManifestError::UnsupportedMediaType { media_type: media_type.into() };
    Descriptor::new(media_type, provider.hash(Algorithm::Sha256, bytes), length(bytes))
        .map_err(|error| ArtifactError::Existing(unsupported(error)))
}

/// A descriptor with its members in the order of go-containerregistry: media type, size, digest.
fn go_descriptor(core: &Descriptor) -> Object<'static> {
    Object::new()
        .with("mediaType", String::from(core.media_type()))
        .with("size", core.size())
        .with("digest", core.digest().to_string())
}

fn json_bytes(object: Object<'static>) -> Vec<u8> {
    Value::from(object).to_json_go().into_bytes()
}
