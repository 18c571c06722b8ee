use std::error::Error;

use crate::{FailureClass, PushError, ReadError};

/// Why what stands under a tag could not be updated. `E` is why nothing can be added to it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TagUpdateError<E: Error + 'static> {
    /// What stands there cannot be added to.
    #[error("what stands under the tag cannot be added to")]
    Merge(#[source] E),
    /// What stands there could not be read.
    #[error("what stands under the tag cannot be read")]
    Read(#[source] ReadError),
    /// It could not be written, or a blob that belongs to it.
    #[error("the tag cannot be written")]
    Push(#[from] PushError),
    /// Other writers undid it each time.
    #[error("{limit} writes did not last: others write the same tag")]
    Rounds {
        /// How many writes are made at most.
        limit: u32,
    },
}

impl<E: Error + 'static> TagUpdateError<E> {
    /// What kind of answer this is.
    #[must_use]
    pub fn class(&self) -> FailureClass {
        match self {
            Self::Merge(_) => FailureClass::Malformed,
            Self::Read(error) => error.class(),
            Self::Push(error) => error.class(),
            Self::Rounds { .. } => FailureClass::Unreachable,
        }
    }

    /// What the registry answered, or why it did not, where that is what failed.
    #[must_use]
    pub fn read_error(&self) -> Option<&ReadError> {
        match self {
            Self::Read(error) => Some(error),
            Self::Push(error) => error.read_error(),
            Self::Merge(_) | Self::Rounds { .. } => None,
        }
    }
}
