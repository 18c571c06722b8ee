use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use countersign_encoding::json::Object;

use super::{Manifest, ManifestError, read_list, read_subject};
use crate::{ManifestDescriptor, media_type};

/// An index over manifests (image-spec `image-index.md`; Docker manifest list).
#[derive(Clone, Debug, PartialEq)]
pub struct ImageIndex {
    media_type: &'static str,
    manifests: Vec<ManifestDescriptor>,
    subject: Option<Box<ManifestDescriptor>>,
    artifact_type: Option<String>,
    annotations: BTreeMap<String, String>,
    bytes: Vec<u8>,
}

impl ImageIndex {
    pub(super) fn read(
        object: &Object<'_>,
        media_type: &'static str,
        bytes: &[u8],
    ) -> Result<Self, ManifestError> {
        Ok(Self {
            media_type,
            manifests: read_list(object, "manifests")?,
            subject: read_subject(object)?.map(Box::new),
            artifact_type: object.optional_str("artifactType")?.map(ToOwned::to_owned),
            annotations: object.optional_string_map("annotations")?.unwrap_or_default(),
            bytes: bytes.to_vec(),
        })
    }

    /// Reads what is an OCI index by its place.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, ManifestError> {
        match Manifest::parse(bytes, Some(media_type::IMAGE_INDEX))? {
            Manifest::Index(index) => Ok(index),
            Manifest::Image(image) => {
                Err(ManifestError::mismatch(media_type::IMAGE_INDEX, image.media_type()))
            }
        }
    }

    /// The media type that was decided on, OCI or Docker.
    pub fn media_type(&self) -> &str {
        self.media_type
    }

    /// The entries, in order; there may be none.
    pub fn manifests(&self) -> &[ManifestDescriptor] {
        &self.manifests
    }

    /// The entries, in order, without the rest.
    pub fn into_manifests(self) -> Vec<ManifestDescriptor> {
        self.manifests
    }

    /// The manifest that this index is about, where it says so.
    pub fn subject(&self) -> Option<&ManifestDescriptor> {
        self.subject.as_deref()
    }

    /// What kind of artifact this is, where it says so.
    pub fn artifact_type(&self) -> Option<&str> {
        self.artifact_type.as_deref()
    }

    /// The annotations. Hints only.
    pub fn annotations(&self) -> &BTreeMap<String, String> {
        &self.annotations
    }

    /// The bytes it was read from, unchanged.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
