//! The highest edition of a list that was seen, so that no older one is believed later.

use core::{fmt, str::FromStr};

use countersign_digest::{Digest, DigestError};

use super::{ListId, ListIdError, ListNumber, ListVerifyError};

/// An edition of a list: id, number, and the SHA-256 of the payload. Written as these three with one space between them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListMark {
    list: ListId,
    number: ListNumber,
    digest: Digest,
}

impl ListMark {
    pub(super) const fn new(list: ListId, number: ListNumber, digest: Digest) -> Self {
        Self { list, number, digest }
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// [`ListMarkError`].
    pub fn parse(text: &str) -> Result<Self, ListMarkError> {
        let (list, rest) = text.split_once(' ').ok_or(ListMarkError::Form)?;
        let (number, digest) = rest.split_once(' ').ok_or(ListMarkError::Form)?;
        let read: Option<ListNumber> = number.parse().ok().and_then(ListNumber::new);
        let is_spelled_so = |read: &ListNumber| alloc::format!("{read}") == number;
        let number = read.filter(is_spelled_so).ok_or(ListMarkError::Number)?;
        Ok(Self { list: ListId::parse(list)?, number, digest: Digest::parse(digest)? })
    }

    /// Which list.
    #[must_use]
    pub fn list(&self) -> &ListId {
        &self.list
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> ListNumber {
        self.number
    }

    /// The SHA-256 of its payload.
    #[must_use]
    pub fn digest(&self) -> &Digest {
        &self.digest
    }
}

impl fmt::Display for ListMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.list, self.number, self.digest)
    }
}

impl FromStr for ListMark {
    type Err = ListMarkError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// Why a text is no mark of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ListMarkError {
    /// It is not three words with one space between them.
    #[error("the mark of a list is its id, its number and its digest, with one space between them")]
    Form,
    /// The id is none.
    #[error(transparent)]
    Id(#[from] ListIdError),
    /// The number is none.
    #[error("the number of a list is a decimal number between 1 and 2^53 - 1")]
    Number,
    /// The digest is none.
    #[error(transparent)]
    Digest(#[from] DigestError),
}

/// What was seen of a list before: who verifies one says so, and keeps the mark of the one that was believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Nothing yet: the first time. Nothing says then that this edition is the latest one.
    Nothing,
    /// The edition with the highest number.
    Mark(ListMark),
}

impl Seen {
    /// Whether an edition may follow what was seen.
    pub(super) fn admits(&self, next: &ListMark) -> Result<(), ListVerifyError> {
        let Self::Mark(seen) = self else { return Ok(()) };
        if seen.list != next.list {
            return Err(ListVerifyError::OtherMark { expected: next.list.clone(), seen: seen.list.clone() });
        }
        if next.number < seen.number {
            return Err(ListVerifyError::Rollback { seen: seen.number, found: next.number });
        }
        if next.number == seen.number && next.digest != seen.digest {
            return Err(ListVerifyError::Conflict { number: next.number });
        }
        Ok(())
    }
}
