//! A list before it is signed.

use alloc::{collections::BTreeMap, vec::Vec};

use countersign_crypto::{CryptoProvider, PublicKey};
use countersign_envelope::pae;
use countersign_time::UnixTime;

use super::{
    EntryError, ListEntry, ListError, ListId, ListLimits, ListNumber, Listed, REVOCATION_LIST_PAYLOAD_TYPE,
    RevocationList, SignListError, SignedRevocationList, content::check_entry,
};

/// A list that is being made. Whoever holds a key, anywhere, signs the bytes of [`to_be_signed`](Self::to_be_signed).
#[derive(Clone, Debug)]
pub struct RevocationListDraft {
    id: ListId,
    number: ListNumber,
    issued_at: UnixTime,
    next_update: UnixTime,
    entries: BTreeMap<Listed, ListEntry>,
}

impl RevocationListDraft {
    /// A list without entries. Both times are of whole seconds.
    ///
    /// # Errors
    /// [`DraftError::Fraction`], [`DraftError::Validity`].
    pub fn new(
        id: ListId,
        number: ListNumber,
        issued_at: UnixTime,
        next_update: UnixTime,
    ) -> Result<Self, DraftError> {
        if [issued_at, next_update].iter().any(|time| time.truncated_to_seconds() != *time) {
            return Err(DraftError::Fraction);
        }
        if next_update < issued_at {
            return Err(DraftError::Validity);
        }
        Ok(Self { id, number, issued_at, next_update, entries: BTreeMap::new() })
    }

    /// The edition behind another one, with all its entries.
    ///
    /// # Errors
    /// [`DraftError::LastNumber`], [`DraftError::IssuedBefore`], or as [`RevocationListDraft::new`].
    pub fn continuing(
        previous: &RevocationList,
        issued_at: UnixTime,
        next_update: UnixTime,
    ) -> Result<Self, DraftError> {
        let number = previous.number.next().ok_or(DraftError::LastNumber)?;
        if issued_at < previous.issued_at {
            return Err(DraftError::IssuedBefore { previous: previous.issued_at });
        }
        let mut draft = Self::new(previous.id.clone(), number, issued_at, next_update)?;
        draft.entries = by_listed(&previous.entries);
        Ok(draft)
    }

    /// Reads a draft from the payload that [`to_payload`](Self::to_payload) wrote.
    ///
    /// # Errors
    /// [`ListError`].
    pub fn parse(payload: &[u8], limits: &ListLimits) -> Result<Self, ListError> {
        let list = super::read::payload(payload, limits)?;
        let entries = by_listed(&list.entries);
        let RevocationList { id, number, issued_at, next_update, .. } = list;
        Ok(Self { id, number, issued_at, next_update, entries })
    }

    /// Gives the edition a higher number than the next one.
    ///
    /// # Errors
    /// [`DraftError::NumberBelow`] for a lower one.
    pub fn with_number(self, number: ListNumber) -> Result<Self, DraftError> {
        if number < self.number {
            return Err(DraftError::NumberBelow { lowest: self.number });
        }
        Ok(Self { number, ..self })
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// [`DraftError::Entry`] with [`EntryError::Duplicate`] for what is listed already, whenever and why: the older entry is
    /// removed first. With [`EntryError::RevokedAfterIssue`] for one that is later than the list.
    /// [`DraftError::TooManyEntries`].
    pub fn revoke(&mut self, entry: ListEntry) -> Result<(), DraftError> {
        check_entry(&entry, self.issued_at).map_err(DraftError::Entry)?;
        if self.entries.contains_key(entry.listed()) {
            return Err(DraftError::Entry(EntryError::Duplicate));
        }
        let limit = ListLimits::DEFAULT.max_entries();
        if self.entries.len() >= limit {
            return Err(DraftError::TooManyEntries { limit });
        }
        self.entries.insert(entry.listed().clone(), entry);
        Ok(())
    }

    /// Takes an entry out: what it lists is no longer revoked by this edition. The entry, if there was one.
    pub fn remove(&mut self, listed: &Listed) -> Option<ListEntry> {
        self.entries.remove(listed)
    }

    /// What the list says.
    #[must_use]
    pub fn list(&self) -> RevocationList {
        RevocationList {
            id: self.id.clone(),
            number: self.number,
            issued_at: self.issued_at,
            next_update: self.next_update,
            entries: self.entries.values().cloned().collect(),
        }
    }

    /// The payload: JSON in canonical form. It is also the form in which a draft is kept.
    #[must_use]
    pub fn to_payload(&self) -> Vec<u8> {
        self.list().to_payload()
    }

    /// The bytes that every signature is over (DSSE's PAE).
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        pae(REVOCATION_LIST_PAYLOAD_TYPE, &self.to_payload())
    }

    /// The list with its first signature, which is checked.
    ///
    /// # Errors
    /// [`SignListError`].
    pub fn assemble(
        &self,
        key: &PublicKey,
        signature: &[u8],
        provider: &dyn CryptoProvider,
    ) -> Result<SignedRevocationList, SignListError> {
        SignedRevocationList::first(self.list(), key, signature, provider)
    }
}

fn by_listed(entries: &[ListEntry]) -> BTreeMap<Listed, ListEntry> {
    entries.iter().map(|entry| (entry.listed().clone(), entry.clone())).collect()
}

/// Why a draft is none, or cannot be changed so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DraftError {
    /// A time has a fraction of a second.
    #[error("the times of a list are whole seconds")]
    Fraction,
    /// The next edition would be due before this one is issued.
    #[error("the list would end before it is issued")]
    Validity,
    /// There is no number behind the one of the edition before.
    #[error("the list before has the last number there is; begin a list of another id")]
    LastNumber,
    /// A number that is not above the one of the edition before.
    #[error("the number must be {lowest} or higher")]
    NumberBelow {
        /// The lowest possible.
        lowest: ListNumber,
    },
    /// It would be issued before the edition that it continues.
    #[error("the edition before was issued at {previous}, which is later")]
    IssuedBefore {
        /// When the edition before was issued.
        previous: UnixTime,
    },
    /// The entry does not go in.
    #[error(transparent)]
    Entry(EntryError),
    /// There are as many entries as are read.
    #[error("a list has at most {limit} entries")]
    TooManyEntries {
        /// The limit.
        limit: usize,
    },
}
