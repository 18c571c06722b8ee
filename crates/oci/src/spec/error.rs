use countersign_digest::{DigestError, MediaTypeError};
use countersign_encoding::jcs::JcsError;

use crate::{ManifestError, PlatformError, ReferenceError};

/// Why a value has no equal among the types of the other crate.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OciSpecError {
    /// The digest is of an algorithm that is not supported.
    #[error("the digest is not supported")]
    Digest(#[from] DigestError),
    /// The media type does not fit RFC 6838 §4.2.
    #[error("the media type does not fit")]
    MediaType(#[from] MediaTypeError),
    /// A word of the platform does not fit.
    #[error("the platform does not fit")]
    Platform(#[from] PlatformError),
    /// The reference does not fit the grammar.
    #[error("the reference does not fit")]
    Reference(#[from] ReferenceError),
    /// The value has a member that the types of this crate do not hold.
    #[error("nothing here holds the member {member}")]
    Member {
        /// The member.
        member: &'static str,
    },
    /// The reference names no registry, or no tag and no digest, where `oci-spec` would have one invented.
    #[error("the reference names no {part}")]
    Incomplete {
        /// What is missing.
        part: &'static str,
    },
    /// The parts of the reference are others when it is read from its text.
    #[error("the reference means another repository when it is read from its text")]
    OtherReference,
    /// The manifest or index is refused by the strict reader.
    #[error("the manifest is refused")]
    Manifest(#[from] ManifestError),
    /// `oci-spec` does not read these bytes or cannot write this value, or reads something else in it.
    #[error("oci-spec does not read or write this value")]
    Unreadable,
    /// The value cannot be written canonically.
    #[error("the manifest cannot be written canonically")]
    Canonical(#[from] JcsError),
}
