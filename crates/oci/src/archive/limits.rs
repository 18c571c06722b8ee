/// How much of an archive an [`ArchiveReader`](crate::ArchiveReader) keeps.
///
/// | limit | default |
/// |---|---|
/// | bytes of one file that is kept | 32 MiB |
/// | bytes of all files that are kept | 256 MiB |
/// | headers | 100 000 |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveLimits {
    max_file: u64,
    max_total: u64,
    max_entries: usize,
}

impl Default for ArchiveLimits {
    fn default() -> Self {
        Self { max_file: 32 * 1024 * 1024, max_total: 256 * 1024 * 1024, max_entries: 100_000 }
    }
}

impl ArchiveLimits {
    /// Keeps no file longer than this, in bytes; of longer ones the length is kept.
    #[must_use]
    pub fn with_max_file(mut self, bytes: u64) -> Self {
        self.max_file = bytes;
        self
    }

    /// Refuses archives of which more than this would be kept, in bytes.
    #[must_use]
    pub fn with_max_total(mut self, bytes: u64) -> Self {
        self.max_total = bytes;
        self
    }

    /// Refuses archives with more headers than this.
    #[must_use]
    pub fn with_max_entries(mut self, count: usize) -> Self {
        self.max_entries = count;
        self
    }

    /// The longest file that is kept, in bytes.
    pub fn max_file(&self) -> u64 {
        self.max_file
    }

    /// The most bytes that are kept of all files.
    pub fn max_total(&self) -> u64 {
        self.max_total
    }

    /// The most headers that are read.
    pub fn max_entries(&self) -> usize {
        self.max_entries
    }
}
