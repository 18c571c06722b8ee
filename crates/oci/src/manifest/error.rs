use alloc::borrow::ToOwned;
use alloc::string::String;

use countersign_encoding::json::{FieldError, JsonError};
use countersign_encoding::text::escape;

use crate::DescriptorError;

/// How much of a foreign text a message shows, in characters.
const SHOWN: usize = 100;

/// Why bytes are no manifest or index that can be relied on.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// The bytes are no strict JSON, hold a member twice, or are more than 4 MiB.
    #[error("the manifest is not strict JSON")]
    Json(#[from] JsonError),
    /// The JSON is no object.
    #[error("the manifest is no JSON object")]
    NotAnObject,
    /// A member is missing or of the wrong type.
    #[error("a member of the manifest is missing or malformed")]
    Field(#[from] FieldError),
    /// A descriptor in it is malformed.
    #[error("the descriptor at {at} is malformed")]
    Descriptor {
        /// Where the descriptor stands, such as `layers[2]`.
        at: String,
        /// What is wrong with it.
        source: DescriptorError,
    },
    /// `schemaVersion` is not 2.
    #[error("the manifest has schema version {actual}, expected 2")]
    SchemaVersion {
        /// The version that stands there.
        actual: u64,
    },
    /// Neither the body nor the descriptor nor the header says what the bytes are.
    #[error("nothing says what kind of manifest this is")]
    MediaTypeUnknown,
    /// The body says one type, the descriptor or the header another (CVE-2021-41190).
    #[error("declared as {} but marked as {}", escape(.declared, SHOWN), escape(.marked, SHOWN))]
    MediaTypeMismatch {
        /// The type of the descriptor or the header.
        declared: String,
        /// The type of the body, or of the descriptor that decided for it.
        marked: String,
    },
    /// The type is none of the four that are read.
    #[error("manifests of type {} are not supported", escape(.media_type, SHOWN))]
    UnsupportedMediaType {
        /// The type.
        media_type: String,
    },
    /// A member stands there that belongs to another kind of manifest, so that other programs could read the same bytes
    /// as something else (CVE-2021-41190).
    #[error("member \"{member}\" does not belong into a manifest of this type")]
    Ambiguous {
        /// The member.
        member: &'static str,
    },
    /// A member differs from a known one in capital letters alone; programs written in Go would read it as that one.
    #[error("a member is spelled like \"{member}\" but for capital letters")]
    OtherSpelling {
        /// The known member.
        member: &'static str,
    },
}

impl ManifestError {
    pub(crate) fn mismatch(declared: &str, marked: &str) -> Self {
        Self::MediaTypeMismatch { declared: declared.to_owned(), marked: marked.to_owned() }
    }
}
