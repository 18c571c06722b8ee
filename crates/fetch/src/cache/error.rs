//! What a cache could not do.

use std::{fmt, io, path::PathBuf};

/// Why something was not kept, or not found. None of it says anything about what was looked for: whoever wanted it fetches it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// The operating system did not let a file of the cache be used: a full disk, a read-only one, missing permission.
    #[error("a file of the cache cannot be {operation}: {}: {kind}", path.display())]
    File {
        /// What was tried.
        operation: CacheOperation,
        /// With which file.
        path: PathBuf,
        /// What the operating system says.
        kind: io::ErrorKind,
    },
    /// What stands where the cache's folder should be is a link, or no folder.
    #[error("the cache is no folder: {}", path.display())]
    NotAFolder {
        /// Where.
        path: PathBuf,
    },
    /// More than one entry may have.
    #[error("{actual} bytes are too many to be kept, at most {limit} are")]
    TooLarge {
        /// Bytes allowed.
        limit: u64,
        /// Bytes that were to be kept.
        actual: u64,
    },
    /// What was to be kept is not what it should be, as far as can be told without verifying it.
    #[error("it cannot be read, and so is not kept")]
    Unreadable,
    /// It does not say until when it may be used.
    #[error("it does not say when the next one comes, and so is not kept")]
    NoNextUpdate,
    /// It is not current.
    #[error("it is not current, and so is not kept")]
    NotCurrent,
    /// It answers one request alone (RFC 6960 §4.4.1).
    #[error("it has a nonce, and so is not kept")]
    Nonce,
}

impl CacheError {
    pub(super) fn of(operation: CacheOperation, path: impl Into<PathBuf>, error: &io::Error) -> Self {
        Self::File { operation, path: path.into(), kind: error.kind() }
    }
}

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CacheOperation {
    /// Making or opening the folder.
    Open,
    /// Reading an entry, or the list of entries.
    Read,
    /// Writing an entry.
    Write,
    /// Removing an entry.
    Remove,
}

impl fmt::Display for CacheOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "opened",
            Self::Read => "read",
            Self::Write => "written",
            Self::Remove => "removed",
        })
    }
}
