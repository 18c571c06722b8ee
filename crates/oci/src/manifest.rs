//! Manifests and indexes, read strictly from the bytes that arrived.
//!
//! One byte string must never mean two things (CVE-2021-41190): the `mediaType` in the body, where there is one, equals
//! the type it was declared with, and a document that holds members of both a manifest and an index is refused.

mod error;
mod image;
mod index;
mod spelling;

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use countersign_encoding::json::{self, JsonError, Object, Value};

use crate::{ManifestDescriptor, media_type};
pub use error::ManifestError;
pub use image::ImageManifest;
pub use index::ImageIndex;
pub(crate) use spelling::other_spelling;

/// The longest manifest or index that is read, in bytes: what registries accept (distribution-spec, 4 MiB).
pub const MAX_MANIFEST_BYTES: usize = 4 * 1024 * 1024;

/// Members of an image manifest that an index must not have. `fsLayers` is of Docker's schema 1 and `blobs` of the
/// artifact manifest that never was released: other programs would read them.
const ONLY_IN_IMAGES: [&str; 2] = ["config", "layers"];
const ONLY_IN_INDEXES: [&str; 1] = ["manifests"];
const IN_NEITHER: [&str; 2] = ["fsLayers", "blobs"];
/// The members that are read at the top level.
const KNOWN: [&str; 10] = [
    "schemaVersion",
    "mediaType",
    "artifactType",
    "config",
    "layers",
    "manifests",
    "subject",
    "annotations",
    "fsLayers",
    "blobs",
];

/// An image manifest or an index, with the bytes it was read from.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Manifest {
    /// A manifest: one image, or one artifact such as a signature.
    Image(ImageManifest),
    /// An index over manifests, such as the platforms of an image.
    Index(ImageIndex),
}

impl Manifest {
    /// Reads a manifest or an index.
    ///
    /// `declared` is the media type that came with the bytes, from the descriptor that named them or from the
    /// `Content-Type` header; its parameters are dropped. More than half of the image manifests in the wild carry no
    /// `mediaType` of their own: then `declared` decides.
    ///
    /// OCI image manifests and indexes, Docker manifests (version 2 schema 2) and manifest lists are read. Members that
    /// are not known are passed over.
    ///
    /// # Errors
    /// A [`ManifestError`]; see its variants.
    pub fn parse(bytes: &[u8], declared: Option<&str>) -> Result<Self, ManifestError> {
        let value = parse_json(bytes)?;
        let object = value.as_object().ok_or(ManifestError::NotAnObject)?;
        refuse_other_spellings(object)?;
        require_schema_version(object)?;
        let media_type = decide_media_type(object, declared.map(without_parameters))?;
        refuse_foreign_members(object, media_type)?;
        if media_type::is_image_index(media_type) {
            ImageIndex::read(object, media_type, bytes).map(Self::Index)
        } else {
            ImageManifest::read(object, media_type, bytes).map(Self::Image)
        }
    }

    /// Reads bytes that were declared twice: by the descriptor that named them and by the header they came with.
    pub(crate) fn parse_received(
        bytes: &[u8],
        descriptor: Option<&str>,
        header: Option<&str>,
    ) -> Result<Self, ManifestError> {
        let manifest = Self::parse(bytes, descriptor.or(header))?;
        match header.map(without_parameters) {
            Some(header) if header != manifest.media_type() => {
                Err(ManifestError::mismatch(header, manifest.media_type()))
            }
            _ => Ok(manifest),
        }
    }

    /// The media type that was decided on: one of the four that are read.
    pub fn media_type(&self) -> &str {
        match self {
            Self::Image(image) => image.media_type(),
            Self::Index(index) => index.media_type(),
        }
    }

    /// The bytes it was read from, unchanged: what its digest is over.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Image(image) => image.bytes(),
            Self::Index(index) => index.bytes(),
        }
    }

    /// The image manifest, when it is one.
    pub fn as_image(&self) -> Option<&ImageManifest> {
        match self {
            Self::Image(image) => Some(image),
            Self::Index(_) => None,
        }
    }

    /// The index, when it is one.
    pub fn as_index(&self) -> Option<&ImageIndex> {
        match self {
            Self::Index(index) => Some(index),
            Self::Image(_) => None,
        }
    }

    /// The manifest that this one is about, where it says so: a signature's image.
    pub fn subject(&self) -> Option<&ManifestDescriptor> {
        match self {
            Self::Image(image) => image.subject(),
            Self::Index(index) => index.subject(),
        }
    }
}

fn parse_json(bytes: &[u8]) -> Result<Value<'_>, JsonError> {
    json::parse(bytes, &json::Limits::default().with_max_bytes(MAX_MANIFEST_BYTES))
}

/// The JSON of a manifest or index that is to be changed and written again.
pub(crate) fn document_of(bytes: &[u8]) -> Result<Object<'static>, ManifestError> {
    match parse_json(bytes)?.into_owned() {
        Value::Object(object) => Ok(object),
        _ => Err(ManifestError::NotAnObject),
    }
}

/// A `Content-Type` without its parameters (RFC 9110 §8.3.1).
fn without_parameters(declared: &str) -> &str {
    declared.split(';').next().unwrap_or(declared).trim_matches([' ', '\t'])
}

fn refuse_other_spellings(object: &Object<'_>) -> Result<(), ManifestError> {
    match other_spelling(object, &KNOWN) {
        Some(member) => Err(ManifestError::OtherSpelling { member }),
        None => Ok(()),
    }
}

fn require_schema_version(object: &Object<'_>) -> Result<(), ManifestError> {
    match object.required_u64("schemaVersion")? {
        2 => Ok(()),
        actual => Err(ManifestError::SchemaVersion { actual }),
    }
}

fn decide_media_type(object: &Object<'_>, declared: Option<&str>) -> Result<&'static str, ManifestError> {
    let decided = match (object.optional_str("mediaType")?, declared) {
        (Some(body), Some(declared)) if body != declared => {
            return Err(ManifestError::mismatch(declared, body));
        }
        (Some(body), _) => body,
        (None, Some(declared)) => declared,
        (None, None) => return Err(ManifestError::MediaTypeUnknown),
    };
    [
        media_type::IMAGE_MANIFEST,
        media_type::IMAGE_INDEX,
        media_type::DOCKER_MANIFEST,
        media_type::DOCKER_MANIFEST_LIST,
    ]
    .into_iter()
    .find(|known| *known == decided)
    .ok_or_else(|| ManifestError::UnsupportedMediaType { media_type: decided.to_owned() })
}

fn refuse_foreign_members(object: &Object<'_>, media_type: &str) -> Result<(), ManifestError> {
    let foreign: &[&'static str] =
        if media_type::is_image_index(media_type) { &ONLY_IN_IMAGES } else { &ONLY_IN_INDEXES };
    match foreign.iter().chain(&IN_NEITHER).find(|member| object.get(member).is_some()) {
        Some(member) => Err(ManifestError::Ambiguous { member }),
        None => Ok(()),
    }
}

/// The parts that manifests and indexes have in common.
fn read_descriptor(
    value: &Value<'_>,
    at: impl FnOnce() -> String,
) -> Result<ManifestDescriptor, ManifestError> {
    ManifestDescriptor::parse(value).map_err(|source| ManifestError::Descriptor { at: at(), source })
}

fn read_subject(object: &Object<'_>) -> Result<Option<ManifestDescriptor>, ManifestError> {
    object.optional("subject").map(|value| read_descriptor(value, || "subject".to_owned())).transpose()
}

/// A list of descriptors that must be there. Programs in Go write an empty one as `null`.
fn read_list(object: &Object<'_>, member: &'static str) -> Result<Vec<ManifestDescriptor>, ManifestError> {
    if object.get(member).is_some_and(Value::is_null) {
        return Ok(Vec::new());
    }
    let entries = object.required_array(member)?.iter().enumerate();
    entries.map(|(at, value)| read_descriptor(value, || alloc::format!("{member}[{at}]"))).collect()
}
