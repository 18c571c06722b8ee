//! What was found.

use super::CacheError;

/// What a cache has. Bytes that are found were not verified, however they came there: give them to whoever would verify what is
/// fetched, and fetch where that fails.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Lookup<T = Vec<u8>> {
    /// It is there, and says of itself that it is current.
    Hit(T),
    /// Nothing that may be used.
    Miss(Miss),
}

impl<T> Lookup<T> {
    /// What was found.
    #[must_use]
    pub fn hit(self) -> Option<T> {
        match self {
            Self::Hit(found) => Some(found),
            Self::Miss(_) => None,
        }
    }

    /// What is to be told: that the cache failed, or that something had to be removed.
    #[must_use]
    pub fn trouble(&self) -> Option<&Miss> {
        match self {
            Self::Miss(miss @ (Miss::Discarded(_) | Miss::Failed(_))) => Some(miss),
            _ => None,
        }
    }
}

/// Why nothing was found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Miss {
    /// There is nothing.
    #[error("it is not in the cache")]
    Absent,
    /// What was there is no longer current, and was removed.
    #[error("what is in the cache has expired")]
    Expired,
    /// What is there is not current yet, and was left.
    #[error("what is in the cache is not current yet")]
    NotYet,
    /// What was there is not what was kept there, and was removed.
    #[error("what was in the cache was removed: {0}")]
    Discarded(Damage),
    /// The cache could not be used.
    #[error(transparent)]
    Failed(#[from] CacheError),
}

/// What is wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Damage {
    /// A link, a folder, a pipe, a device.
    #[error("it is no plain file")]
    NotPlain,
    /// More bytes than an entry may have.
    #[error("it is too large")]
    TooLarge,
    /// Not of the form of an entry, or an entry of something else.
    #[error("it is no entry of that name")]
    Foreign,
    /// Not the bytes that were kept: cut off, or altered.
    #[error("it was altered")]
    Altered,
    /// No list and no answer that can be read, or one that says no time until when it may be used.
    #[error("it cannot be read")]
    Unreadable,
}
