use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use countersign_encoding::json::Object;

use super::{ManifestError, read_descriptor, read_list, read_subject};
use crate::{ManifestDescriptor, media_type};

/// A manifest of one image or one artifact (image-spec `manifest.md`; Docker image manifest version 2 schema 2).
#[derive(Clone, Debug, PartialEq)]
pub struct ImageManifest {
    media_type: &'static str,
    config: Box<ManifestDescriptor>,
    layers: Vec<ManifestDescriptor>,
    subject: Option<Box<ManifestDescriptor>>,
    artifact_type: Option<String>,
    annotations: BTreeMap<String, String>,
    bytes: Vec<u8>,
}

impl ImageManifest {
    pub(super) fn read(
        object: &Object<'_>,
        media_type: &'static str,
        bytes: &[u8],
    ) -> Result<Self, ManifestError> {
        Ok(Self {
            media_type,
            config: Box::new(read_descriptor(object.required("config")?, || "config".to_owned())?),
            layers: read_list(object, "layers")?,
            subject: read_subject(object)?.map(Box::new),
            artifact_type: object.optional_str("artifactType")?.map(ToOwned::to_owned),
            annotations: object.optional_string_map("annotations")?.unwrap_or_default(),
            bytes: bytes.to_vec(),
        })
    }

    /// The media type that was decided on, OCI or Docker.
    pub fn media_type(&self) -> &str {
        self.media_type
    }

    /// The configuration.
    pub fn config(&self) -> &ManifestDescriptor {
        &self.config
    }

    /// The layers, in order; there may be none.
    pub fn layers(&self) -> &[ManifestDescriptor] {
        &self.layers
    }

    /// The manifest that this one is about, where it says so.
    pub fn subject(&self) -> Option<&ManifestDescriptor> {
        self.subject.as_deref()
    }

    /// What kind of artifact this is: the member `artifactType`; where that is missing, the `artifactType` in the
    /// configuration's descriptor (Cosign writes it there); where that is missing too, the configuration's media type,
    /// unless it is that of an image (image-spec `manifest.md`, for artifacts made before `artifactType`).
    pub fn artifact_type(&self) -> Option<&str> {
        let config_type = self.config.media_type();
        let of_config = || Some(config_type).filter(|config| !media_type::is_image_config(config));
        self.artifact_type.as_deref().or_else(|| self.config.artifact_type()).or_else(of_config)
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
