//! Descriptors as manifests and indexes carry them (image-spec `descriptor.md`).

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};

use countersign_digest::{Descriptor, Digest, DigestError, MediaTypeError};
use countersign_encoding::json::{FieldError, FieldProblem, Kind, Object, Value};

use crate::Platform;
use crate::manifest::other_spelling;
use crate::platform::{PlatformError, PlatformReadError};

/// The members that a descriptor has (image-spec `descriptor.md`, `image-index.md`).
const KNOWN: [&str; 8] =
    ["mediaType", "digest", "size", "urls", "annotations", "data", "artifactType", "platform"];

/// A descriptor with what a manifest or an index says about it: annotations, artifact type, platform.
///
/// Whoever wrote the manifest chose them, and nothing but the digest binds anything. The members `data` and `urls` are
/// not read: embedded bytes and foreign addresses are never followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestDescriptor {
    core: Descriptor,
    annotations: BTreeMap<String, String>,
    artifact_type: Option<String>,
    platform: Option<Platform>,
}

impl ManifestDescriptor {
    /// A descriptor about which nothing more is said.
    pub fn new(core: Descriptor) -> Self {
        Self { core, annotations: BTreeMap::new(), artifact_type: None, platform: None }
    }

    /// Reads a descriptor from strictly parsed JSON. Members that are not known are passed over (image-spec
    /// `considerations.md`, extensibility).
    ///
    /// # Errors
    /// A [`DescriptorError`] that says which member is missing or malformed.
    pub fn parse(value: &Value<'_>) -> Result<Self, DescriptorError> {
        let object = object_of(value)?;
        if let Some(member) = other_spelling(object, &KNOWN) {
            return Err(DescriptorError::OtherSpelling { member });
        }
        let digest = Digest::parse(object.required_str("digest")?)?;
        let core = Descriptor::new(object.required_str("mediaType")?, digest, object.required_u64("size")?)?;
        Ok(Self {
            core,
            annotations: object.optional_string_map("annotations")?.unwrap_or_default(),
            artifact_type: object.optional_str("artifactType")?.map(ToOwned::to_owned),
            platform: platform_of(object)?,
        })
    }

    /// Media type, digest and size alone.
    pub fn core(&self) -> Descriptor {
        self.core.clone()
    }

    /// The media type, by the grammar of RFC 6838 §4.2.
    pub fn media_type(&self) -> &str {
        self.core.media_type()
    }

    /// The digest of what is described.
    pub fn digest(&self) -> Digest {
        self.core.digest()
    }

    /// The length that is claimed for it, in bytes.
    pub fn size(&self) -> u64 {
        self.core.size()
    }

    /// The annotations, in the order of their keys. Hints only.
    pub fn annotations(&self) -> &BTreeMap<String, String> {
        &self.annotations
    }

    /// One annotation. A hint only.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations.get(key).map(String::as_str)
    }

    /// The type of artifact that is claimed. A hint only: registries are known to write other types here.
    pub fn artifact_type(&self) -> Option<&str> {
        self.artifact_type.as_deref()
    }

    /// The platform that an index says this manifest is for.
    pub fn platform(&self) -> Option<&Platform> {
        self.platform.as_ref()
    }

    /// The same with this annotation set.
    #[must_use]
    pub fn with_annotation(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.annotations.insert(key.into(), value.into());
        self
    }

    /// The same with this artifact type.
    #[must_use]
    pub fn with_artifact_type(mut self, artifact_type: impl Into<String>) -> Self {
        self.artifact_type = Some(artifact_type.into());
        self
    }

    /// The same for this platform.
    #[must_use]
    pub fn with_platform(mut self, platform: Platform) -> Self {
        self.platform = Some(platform);
        self
    }

    /// The JSON form, its members in the order in which Go programs write an index entry.
    pub(crate) fn to_value(&self) -> Value<'static> {
        let mut object = Object::new()
            .with("mediaType", self.media_type().to_owned())
            .with("digest", self.digest().to_string())
            .with("size", self.size());
        if !self.annotations.is_empty() {
            object = object.with("annotations", string_map(&self.annotations));
        }
        if let Some(platform) = &self.platform {
            object = object.with("platform", platform_value(platform));
        }
        if let Some(artifact_type) = &self.artifact_type {
            object = object.with("artifactType", artifact_type.clone());
        }
        object.into()
    }
}

pub(crate) fn string_map(map: &BTreeMap<String, String>) -> Object<'static> {
    map.iter().fold(Object::new(), |object, (key, value)| object.with(key.clone(), value.clone()))
}

fn platform_value(platform: &Platform) -> Object<'static> {
    let mut object = Object::new()
        .with("architecture", platform.architecture().to_owned())
        .with("os", platform.os().to_owned());
    if let Some(version) = platform.os_version() {
        object = object.with("os.version", version.to_owned());
    }
    if let Some(variant) = platform.variant() {
        object = object.with("variant", variant.to_owned());
    }
    object
}

fn object_of<'v, 'a>(value: &'v Value<'a>) -> Result<&'v Object<'a>, DescriptorError> {
    let wrong = || FieldProblem::WrongType { expected: Kind::Object, actual: value.kind() };
    value.as_object().ok_or_else(|| DescriptorError::Field(FieldError::new("", wrong())))
}

fn platform_of(object: &Object<'_>) -> Result<Option<Platform>, DescriptorError> {
    let Some(platform) = object.optional_object("platform")? else { return Ok(None) };
    Platform::parse(platform).map_err(|error| match error {
        PlatformReadError::Field(error) => DescriptorError::Field(error.at("platform")),
        PlatformReadError::Platform(error) => DescriptorError::Platform(error),
    })
}

/// Why a JSON value is no descriptor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DescriptorError {
    /// A member is missing, of the wrong type or out of range, or the value is no object.
    #[error("a member of the descriptor is missing or malformed")]
    Field(#[from] FieldError),
    /// `digest` is no digest of an algorithm that is supported.
    #[error("the descriptor has no usable digest")]
    Digest(#[from] DigestError),
    /// `mediaType` does not fit RFC 6838 §4.2.
    #[error("the descriptor has no usable media type")]
    MediaType(#[from] MediaTypeError),
    /// `platform` is malformed.
    #[error("the descriptor has no usable platform")]
    Platform(#[from] PlatformError),
    /// A member differs from a known one in capital letters alone; programs written in Go would read it as that one.
    #[error("a member of the descriptor is spelled like \"{member}\" but for capital letters")]
    OtherSpelling {
        /// The known member.
        member: &'static str,
    },
}
