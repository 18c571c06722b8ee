//! How large a list may be.

use countersign_encoding::json::Limits;

/// Members and their names of the largest entry, with the object itself.
const VALUES_AN_ENTRY: usize = 13;
/// Members and their names around the entries, and room for a few entries too many, so that they are counted.
const VALUES_AROUND: usize = 64;
/// Objects in arrays in an object.
const DEPTH: usize = 3;

/// How large a list may be; checked before memory is taken for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListLimits {
    max_bytes: usize,
    max_entries: usize,
}

impl ListLimits {
    /// Envelopes of 32 MiB, lists of 100 000 entries.
    pub const DEFAULT: Self = Self { max_bytes: 32 << 20, max_entries: 100_000 };

    /// The longest envelope, in bytes. More than 32 MiB is never read.
    #[must_use]
    pub const fn max_bytes(&self) -> usize {
        self.max_bytes
    }

    /// The most entries of all kinds together.
    #[must_use]
    pub const fn max_entries(&self) -> usize {
        self.max_entries
    }

    /// Sets the longest envelope, in bytes; more than 32 MiB count as 32 MiB.
    #[must_use]
    pub const fn with_max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = if bytes < Self::DEFAULT.max_bytes { bytes } else { Self::DEFAULT.max_bytes };
        self
    }

    /// Sets the most entries.
    #[must_use]
    pub const fn with_max_entries(mut self, entries: usize) -> Self {
        self.max_entries = entries;
        self
    }

    pub(super) fn json(&self) -> Limits {
        let values = self.max_entries.saturating_mul(VALUES_AN_ENTRY).saturating_add(VALUES_AROUND);
        Limits::default().with_max_bytes(self.max_bytes).with_max_values(values).with_max_depth(DEPTH)
    }
}
