use alloc::string::String;
use alloc::vec::Vec;

use countersign_digest::Digest;
use countersign_encoding::json::{FieldError, JsonError};
use countersign_encoding::text::escape;

use crate::ManifestError;
use crate::session::ListingError;

/// Why a layout cannot be used, or not in this way.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LayoutError {
    /// A file that every layout has is missing.
    #[error("the layout has no file {path}")]
    FileMissing {
        /// The file.
        path: &'static str,
    },
    /// A file that every layout has is longer than is read.
    #[error("{path} is longer than {limit} bytes")]
    FileTooLarge {
        /// The file.
        path: &'static str,
        /// The most bytes that are read.
        limit: u64,
        /// Its length.
        actual: u64,
    },
    /// A file is there and could not be read.
    #[error("{path} could not be read")]
    FileUnreadable {
        /// The file.
        path: String,
    },
    /// `oci-layout` is no strict JSON.
    #[error("oci-layout is not strict JSON")]
    MarkerJson(#[source] JsonError),
    /// `oci-layout` is no JSON object.
    #[error("oci-layout is no JSON object")]
    MarkerNotAnObject,
    /// `oci-layout` does not say the version.
    #[error("oci-layout does not say the version of the layout")]
    Marker(#[source] FieldError),
    /// The version is not 1.0.0.
    #[error("the layout has version {}, expected 1.0.0", escape(.found, 40))]
    Version {
        /// The version that stands there.
        found: String,
    },
    /// `index.json` is malformed.
    #[error("index.json is malformed")]
    Index(#[source] ManifestError),
    /// `index.json` would become longer than is read.
    #[error("index.json would become longer than {limit} bytes")]
    IndexFull {
        /// The most bytes that are read.
        limit: u64,
    },
    /// No entry has this name.
    #[error("no image is named {}", escape(.name, 100))]
    NameNotFound {
        /// The name that was asked for.
        name: String,
        /// The names that images have, sorted.
        available: Vec<String>,
    },
    /// Entries of different manifests have this name.
    #[error("several images are named {}", escape(.name, 100))]
    AmbiguousName {
        /// The name.
        name: String,
    },
    /// The layout holds no image.
    #[error("the layout holds no image")]
    NoImage,
    /// The layout holds several images, so one must be named.
    #[error("the layout holds {} images, one must be named", .digests.len())]
    SeveralImages {
        /// The names that images have, sorted; images without one are not among them.
        names: Vec<String>,
        /// The digests of the images.
        digests: Vec<Digest>,
    },
    /// What the fallback tag names is missing or cannot be read, so nothing can be added to it.
    #[error("the list of referrers in the layout cannot be read")]
    FallbackTag(#[source] ListingError),
}
