use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::received::Mismatch;
use crate::session::{DigestMismatch, ListingError, ManifestAt, UnreachableReason};
use crate::{ManifestError, Platform};

/// Why it could not be found out which digests are meant.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// There is no such manifest.
    #[error("there is no such manifest")]
    Absent {
        /// The one that is not there.
        at: ManifestAt,
    },
    /// The registry could not be reached.
    #[error("the manifest could not be reached")]
    Unreachable(#[source] UnreachableReason),
    /// The registry refused.
    #[error("the registry answered with status {status}")]
    Rejected {
        /// The HTTP status.
        status: u16,
    },
    /// The manifest is longer than is read.
    #[error("the manifest is longer than {limit} bytes")]
    TooLarge {
        /// The most bytes that are read.
        limit: u64,
        /// How many there are, where that is known.
        actual: Option<u64>,
    },
    /// The bytes do not have the digest by which they were named.
    #[error("expected {}, found {}", .0.expected, .0.actual)]
    Digest(Box<DigestMismatch>),
    /// The bytes are not as many as the index says.
    #[error("expected a manifest of {expected} bytes, found {actual}")]
    Size {
        /// The length in the index.
        expected: u64,
        /// The length of what came.
        actual: u64,
    },
    /// The bytes are no manifest or index that can be relied on; or one digest is listed as of two types.
    #[error("the manifest is malformed")]
    Manifest(#[from] ManifestError),
    /// The store could make nothing of what it has under the name.
    #[error("the store has nothing usable under this name")]
    Malformed(#[source] ListingError),
    /// No entry of the index is for this platform.
    #[error("there is no image for {wanted}")]
    PlatformNotFound {
        /// The platform that was asked for.
        wanted: Platform,
        /// The platforms that there are, each once.
        available: Vec<Platform>,
    },
    /// The index lists no image at all.
    #[error("the index lists no image")]
    EmptyIndex,
    /// An index lies inside an index inside an index.
    #[error("indexes lie more than {limit} deep")]
    TooDeep {
        /// How many may lie one inside the other.
        limit: usize,
    },
    /// The indexes have too many entries together.
    #[error("the indexes have more than {limit} entries")]
    TooManyEntries {
        /// How many entries are looked at.
        limit: usize,
    },
    /// The driver answered with something that is no answer to what was asked.
    #[error("the answer does not fit the question")]
    UnexpectedAnswer,
}

impl From<Mismatch> for ResolveError {
    fn from(mismatch: Mismatch) -> Self {
        match mismatch {
            Mismatch::Size { expected, actual } => Self::Size { expected, actual },
            Mismatch::Digest(found) => Self::Digest(found),
        }
    }
}
