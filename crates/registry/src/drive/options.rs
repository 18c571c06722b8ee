use std::num::NonZeroUsize;

/// As many as `SignaturePlan` offers at once.
const CONCURRENCY: NonZeroUsize = NonZeroUsize::MIN.saturating_add(7);

/// How a session is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriveOptions {
    concurrency: NonZeroUsize,
}

impl DriveOptions {
    /// At most 8 reads at a time.
    #[must_use]
    pub fn new() -> Self {
        Self { concurrency: CONCURRENCY }
    }

    /// The most reads that are under way at a time.
    #[must_use]
    pub fn with_concurrency(mut self, reads: NonZeroUsize) -> Self {
        self.concurrency = reads;
        self
    }

    pub(super) fn concurrency(&self) -> usize {
        self.concurrency.get()
    }
}

impl Default for DriveOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// Why a session did not come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DriveError {
    /// The session wants something that is in no registry, and that nobody provides.
    #[error("the session needs something that the registry does not hold")]
    NeedsNetwork,
    /// The session is not done and asks for nothing new.
    #[error("the session does not go on")]
    Stalled,
}
