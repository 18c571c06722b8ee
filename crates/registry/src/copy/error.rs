use std::fmt;

use countersign_digest::Digest;
use countersign_oci::ManifestError;
use countersign_transport::TransportError;

use crate::{FailureClass, StoreError};

/// Which of the two stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The one that is copied from.
    Source,
    /// The one that is copied to.
    Destination,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Source => "source",
            Self::Destination => "destination",
        })
    }
}

/// Why an image was not copied, or not wholly.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// A store did not do what was asked of it.
    #[error("{what} at the {side}")]
    Store {
        /// Which store.
        side: Side,
        /// What it was asked for.
        what: String,
        /// Why it did not do it.
        #[source]
        error: Box<StoreError>,
    },
    /// What is to be copied lists something that it describes wrongly.
    #[error("{digest} is not what is said of it")]
    Mismatch {
        /// What is described.
        digest: Box<Digest>,
        /// How it differs.
        #[source]
        error: ManifestError,
    },
    /// What is to be copied lists a manifest of another length than it has.
    #[error("{digest} has {actual} bytes, {expected} are said of it")]
    Size {
        /// What is described.
        digest: Box<Digest>,
        /// The length that is said.
        expected: u64,
        /// The length that it has.
        actual: u64,
    },
    /// One blob is described with different lengths.
    #[error("the blob {digest} is described with different lengths")]
    BlobSize {
        /// The blob.
        digest: Box<Digest>,
    },
    /// There is more than is copied.
    #[error("more than {limit} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many are copied.
        limit: u64,
    },
    /// Indexes lie in one another, or attachments hang on one another, deeper than is followed.
    #[error("{what} lie more than {limit} deep")]
    TooDeep {
        /// What does.
        what: &'static str,
        /// How deep is followed.
        limit: usize,
    },
    /// The caller gave up, or the deadline passed.
    #[error("the copy was given up")]
    GivenUp(#[source] TransportError),
}

impl CopyError {
    /// What kind of answer this is.
    #[must_use]
    pub fn class(&self) -> FailureClass {
        match self {
            Self::Store { error, .. } => error.class(),
            Self::Mismatch { .. } | Self::Size { .. } | Self::BlobSize { .. } => FailureClass::Malformed,
            Self::TooMany { .. } | Self::TooDeep { .. } => FailureClass::Limit,
            Self::GivenUp(_) => FailureClass::Unreachable,
        }
    }

    pub(super) fn at(side: Side, what: impl Into<String>) -> impl FnOnce(StoreError) -> Self {
        let what = what.into();
        move |error| Self::Store { side, what, error: Box::new(error) }
    }
}
