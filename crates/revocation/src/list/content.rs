//! What a list says.

use alloc::vec::Vec;
use core::slice;

use countersign_time::UnixTime;

use super::{EntryError, ListEntry, ListId, ListNumber};

/// What a list says. Nobody vouches for it here: it can be shown and continued, and answers no question about what is
/// revoked. That does only a [`VerifiedRevocationList`](super::VerifiedRevocationList).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationList {
    pub(super) id: ListId,
    pub(super) number: ListNumber,
    pub(super) issued_at: UnixTime,
    pub(super) next_update: UnixTime,
    /// In strictly ascending order of what they list.
    pub(super) entries: Vec<ListEntry>,
}

impl RevocationList {
    /// Which list it is.
    #[must_use]
    pub fn id(&self) -> &ListId {
        &self.id
    }

    /// The number of this edition.
    #[must_use]
    pub fn number(&self) -> ListNumber {
        self.number
    }

    /// When it was issued.
    #[must_use]
    pub fn issued_at(&self) -> UnixTime {
        self.issued_at
    }

    /// When the next edition is due: the last moment at which this one says what is not revoked.
    #[must_use]
    pub fn next_update(&self) -> UnixTime {
        self.next_update
    }

    /// The entries: digests, identities, keys, signatures, each kind in the order of its text.
    pub fn entries(&self) -> slice::Iter<'_, ListEntry> {
        self.entries.iter()
    }

    /// The payload of the list: JSON in canonical form.
    #[must_use]
    pub fn to_payload(&self) -> Vec<u8> {
        super::write::payload(self).into_bytes()
    }
}

/// What must hold of an entry in a list that was issued then.
pub(super) fn check_entry(entry: &ListEntry, issued_at: UnixTime) -> Result<(), EntryError> {
    if entry.revocation().date() > issued_at { Err(EntryError::RevokedAfterIssue) } else { Ok(()) }
}
