//! How much is kept.

/// How much a cache may hold. Beyond it, what was written first goes first.
///
/// Processes that write at the same time may each go beyond by what they write; the next one that writes puts that right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheLimits {
    bytes: u64,
    entries: usize,
    entry_bytes: u64,
}

impl CacheLimits {
    /// 256 MiB in 1,024 entries of at most 64 MiB.
    pub const DEFAULT: Self = Self { bytes: 256 << 20, entries: 1024, entry_bytes: 64 << 20 };

    /// Sets the most bytes of all entries together.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: u64) -> Self {
        self.bytes = bytes;
        self
    }

    /// Sets the most entries.
    #[must_use]
    pub const fn with_entries(mut self, entries: usize) -> Self {
        self.entries = entries;
        self
    }

    /// Sets the most bytes of one entry.
    #[must_use]
    pub const fn with_entry_bytes(mut self, bytes: u64) -> Self {
        self.entry_bytes = bytes;
        self
    }

    /// The most bytes of all entries together.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The most entries.
    #[must_use]
    pub const fn entries(&self) -> usize {
        self.entries
    }

    /// The most bytes of one entry: what the limit for all leaves of what one may have.
    #[must_use]
    pub const fn entry_bytes(&self) -> u64 {
        if self.entry_bytes < self.bytes { self.entry_bytes } else { self.bytes }
    }
}

impl Default for CacheLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
