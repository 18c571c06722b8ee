//! How much of a list is read.

/// What is read of a list at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrlLimits {
    bytes: usize,
}

impl CrlLimits {
    /// 32 MiB.
    pub const DEFAULT: Self = Self { bytes: 32 << 20 };

    /// The same with lists of at most so many bytes.
    #[must_use]
    pub const fn bytes(self, bytes: usize) -> Self {
        Self { bytes }
    }

    /// The most bytes that a list may have.
    #[must_use]
    pub const fn max_bytes(&self) -> usize {
        self.bytes
    }
}
