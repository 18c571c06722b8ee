//! How much a search may still look at.

use super::PlanOptions;
use super::problem::ProblemKind;
use crate::ManifestDescriptor;
use crate::received::length;
use crate::session::Fetched;

/// What is left of the limits for the whole search.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    candidates: usize,
    bytes: u64,
    /// What the reads that are open may bring beyond what was paid for.
    lent: u64,
    /// Whether the candidates were found too few already.
    overrun: bool,
}

/// There is no candidate left.
pub(super) struct Spent {
    pub(super) is_first: bool,
}

impl Budget {
    pub(super) fn of(options: &PlanOptions) -> Self {
        Self { candidates: options.max_candidates(), bytes: options.max_total(), lent: 0, overrun: false }
    }

    /// Takes one candidate off.
    pub(super) fn take_candidate(&mut self) -> Result<(), Spent> {
        if let Some(left) = self.candidates.checked_sub(1) {
            self.candidates = left;
            return Ok(());
        }
        Err(Spent { is_first: !core::mem::replace(&mut self.overrun, true) })
    }

    /// Takes the length off that is claimed for this, or says why it is not read.
    pub(super) fn pay(&mut self, of: &ManifestDescriptor, limit: u64) -> Result<(), ProblemKind> {
        let (limit, claimed) = (limit.min(self.bytes), of.size());
        if claimed > limit {
            return Err(ProblemKind::TooLarge { limit, claimed: Some(claimed) });
        }
        self.bytes = self.bytes.saturating_sub(claimed);
        Ok(())
    }

    /// The most bytes to take of what so many bytes were paid for, and opens the read. What is paid for can always be read.
    pub(super) fn open(&mut self, limit: u64, paid: u64) -> u64 {
        let limit = limit.min(self.bytes.saturating_sub(self.lent).saturating_add(paid));
        self.lent = self.lent.saturating_add(limit.saturating_sub(paid));
        limit
    }

    /// Closes a read of so many bytes at most, and takes off what came, or may have come, beyond what was paid for.
    pub(super) fn settle(&mut self, fetched: &Fetched, limit: u64, paid: u64) {
        self.lent = self.lent.saturating_sub(limit.saturating_sub(paid));
        let came = match fetched {
            Fetched::Bytes { bytes, .. } => length(bytes),
            Fetched::Oversize { limit, .. } => *limit,
            _ => 0,
        };
        self.bytes = self.bytes.saturating_sub(came.saturating_sub(paid));
    }
}
