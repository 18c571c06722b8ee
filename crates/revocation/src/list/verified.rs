//! A list that is believed.

use alloc::{sync::Arc, vec::Vec};
use core::fmt;

use countersign_crypto::KeyId;
use countersign_time::UnixTime;

use super::{ListMark, RevocationList};
use crate::{Freshness, FreshnessRules, Source, Status};

/// A list whose signatures, id, number and times were checked: only [`verify`](super::SignedRevocationList::verify) makes
/// one. It is asked about whatever takes part in a verification; what is revoked is refused, whatever else speaks for it.
///
/// Who keeps it for longer asks [`freshness_at`](Self::freshness_at) with every verdict: that nothing is found in a list
/// that is stale says nothing.
#[derive(Clone)]
#[must_use]
pub struct VerifiedRevocationList {
    list: Arc<RevocationList>,
    mark: ListMark,
    signers: Vec<KeyId>,
    freshness: FreshnessRules,
}

impl VerifiedRevocationList {
    pub(super) const fn new(
        list: Arc<RevocationList>,
        mark: ListMark,
        signers: Vec<KeyId>,
        freshness: FreshnessRules,
    ) -> Self {
        Self { list, mark, signers, freshness }
    }

    /// What it says.
    #[must_use]
    pub fn list(&self) -> &RevocationList {
        &self.list
    }

    /// Its id, number and digest: what is to be kept, and given as [`Seen`](super::Seen) the next time.
    #[must_use]
    pub fn mark(&self) -> &ListMark {
        &self.mark
    }

    /// The distinct keys of the authority that signed it.
    #[must_use]
    pub fn signers(&self) -> &[KeyId] {
        &self.signers
    }

    /// How fresh it is at a time.
    ///
    /// # Errors
    /// [`Status::Stale`] when the next edition is due or it is older than the authority allows, [`Status::Unknown`] where it
    /// was issued later than `now`.
    pub fn freshness_at(&self, now: UnixTime) -> Result<Freshness, Status> {
        let (issued_at, next_update) = (self.list.issued_at(), self.list.next_update());
        self.freshness.judge(Source::List, issued_at, Some(next_update), now)
    }
}

/// The mark; the entries are not shown.
impl fmt::Debug for VerifiedRevocationList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifiedRevocationList({})", self.mark)
    }
}
