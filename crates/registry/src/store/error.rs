use countersign_oci::{ArtifactError, LayoutError, ListingError, ManifestError, UnreachableReason};
use countersign_transport::TransportError;

use crate::{AttachError, FailureClass, FolderError, PushError, ReadError, Side, SourceError};

/// Why a store did not do what was asked of it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// It is not there.
    #[error("it is not there")]
    Absent,
    /// It is longer than manifests are.
    #[error("longer than {limit} bytes")]
    TooLarge {
        /// The most bytes that are read.
        limit: u64,
    },
    /// It is there and is no manifest that can be relied on.
    #[error("the manifest is malformed")]
    Manifest(#[from] ManifestError),
    /// A layout could make nothing of what it has.
    #[error("what is there cannot be used")]
    Malformed(#[source] ListingError),
    /// It could not be read.
    #[error("it cannot be read")]
    Unreachable(#[source] UnreachableReason),
    /// It could not be read from a registry.
    #[error(transparent)]
    Read(ReadError),
    /// It could not be pushed.
    #[error(transparent)]
    Push(#[from] PushError),
    /// It could not be put to where clients look for it.
    #[error(transparent)]
    Attach(#[from] AttachError),
    /// What stands under a tag cannot be added to.
    #[error("it cannot be put beside what stands there")]
    Artifact(#[from] ArtifactError),
    /// The folder of a layout could not be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
}

impl StoreError {
    /// What kind of answer this is.
    #[must_use]
    pub fn class(&self) -> FailureClass {
        match self {
            Self::Absent => FailureClass::Absent,
            Self::TooLarge { .. } => FailureClass::Limit,
            Self::Artifact(ArtifactError::TooManySignatures { .. }) => FailureClass::Limit,
            Self::Manifest(_) | Self::Malformed(_) | Self::Artifact(_) => FailureClass::Malformed,
            Self::Unreachable(_) => FailureClass::Unreachable,
            Self::Read(ReadError::Transport(error)) => class_of_source(error),
            Self::Read(error) => error.class(),
            Self::Push(PushError::Source(SourceError::Read(error))) => class_of_source(error),
            Self::Push(PushError::Source(_)) => FailureClass::Malformed,
            Self::Push(error) => error.class(),
            Self::Attach(error) => error.class(),
            Self::Folder(error) => error.class(),
        }
    }
}

/// A source that could be read and is not what it should be fails the body that carries it.
fn class_of_source(error: &TransportError) -> FailureClass {
    match error {
        TransportError::Body(_) => FailureClass::Malformed,
        _ => FailureClass::Unreachable,
    }
}

impl StoreError {
    /// Whose fault it is that a blob did not come over.
    pub(crate) fn side(&self) -> Side {
        match self {
            Self::Push(PushError::Source(_))
            | Self::Read(_)
            | Self::Folder(FolderError::Digest { .. } | FolderError::Size { .. }) => Side::Source,
            _ => Side::Destination,
        }
    }
}

impl From<ReadError> for StoreError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Absent => Self::Absent,
            ReadError::TooLarge { limit, .. } => Self::TooLarge { limit },
            other => Self::Read(other),
        }
    }
}

impl FolderError {
    /// What kind of answer this is.
    #[must_use]
    pub fn class(&self) -> FailureClass {
        match self {
            Self::File { .. } | Self::Outside { .. } => FailureClass::Usage,
            Self::Layout(LayoutError::IndexFull { .. } | LayoutError::FileTooLarge { .. }) => {
                FailureClass::Limit
            }
            Self::Layout(LayoutError::FileMissing { .. } | LayoutError::FileUnreadable { .. }) => {
                FailureClass::Usage
            }
            _ => FailureClass::Malformed,
        }
    }
}
