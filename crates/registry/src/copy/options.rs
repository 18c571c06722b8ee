use std::num::NonZeroUsize;
use std::sync::Arc;

use countersign_oci::ManifestAt;
use countersign_transport::{TransportError, Until};

use super::CopyError;
use super::progress::{Progress, Silent};

/// What is copied, and what it is called where it is copied to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyWhat {
    at: ManifestAt,
    tag: Option<String>,
}

impl CopyWhat {
    /// This image or index, without a tag at the destination.
    #[must_use]
    pub fn new(at: ManifestAt) -> Self {
        Self { at, tag: None }
    }

    /// The same under this tag.
    #[must_use]
    pub fn with_tag(mut self, tag: impl Into<String>) -> Self {
        self.tag = Some(tag.into());
        self
    }

    pub(super) fn at(&self) -> &ManifestAt {
        &self.at
    }

    pub(super) fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }
}

/// How a copy is made, and how much is copied at most.
///
/// | limit | default |
/// |---|---|
/// | blobs moved at once | 4 |
/// | manifests | 2000 |
/// | bytes of all manifests | 32 MiB |
/// | blobs | 20 000 |
/// | referrers listed for the manifests that one level of the search finds | 20 000 |
/// | referrers of one manifest | 1000 |
/// | indexes inside one another | 4 |
/// | attachments of attachments | 4 |
#[derive(Clone, Debug)]
pub struct CopyOptions {
    concurrency: NonZeroUsize,
    max_manifests: usize,
    max_manifest_bytes: u64,
    progress: Arc<dyn Progress>,
    until: Until,
}

impl CopyOptions {
    pub(super) const MAX_BLOBS: usize = 20_000;
    pub(super) const MAX_REFERRERS: usize = 1000;
    pub(super) const MAX_LISTED: usize = 20_000;
    pub(super) const MAX_NESTED: usize = 4;
    pub(super) const MAX_ATTACHED: usize = 4;

    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self {
            concurrency: NonZeroUsize::MIN.saturating_add(3),
            max_manifests: 2000,
            max_manifest_bytes: 32 * 1024 * 1024,
            progress: Arc::new(Silent),
            until: Until::never(),
        }
    }

    /// Moves so many blobs at once.
    #[must_use]
    pub fn with_concurrency(mut self, blobs: NonZeroUsize) -> Self {
        self.concurrency = blobs;
        self
    }

    /// Copies no more manifests than this.
    #[must_use]
    pub fn with_max_manifests(mut self, count: usize) -> Self {
        self.max_manifests = count;
        self
    }

    /// Copies no more bytes of manifests than this: all of them are in memory while the copy lasts.
    #[must_use]
    pub fn with_max_manifest_bytes(mut self, bytes: u64) -> Self {
        self.max_manifest_bytes = bytes;
        self
    }

    /// Tells this how far the copy is.
    #[must_use]
    pub fn with_progress(mut self, progress: Arc<dyn Progress>) -> Self {
        self.progress = progress;
        self
    }

    /// Gives up at the end of this. The stores have ends of their own.
    #[must_use]
    pub fn with_until(mut self, until: Until) -> Self {
        self.until = until;
        self
    }

    pub(super) fn concurrency(&self) -> usize {
        self.concurrency.get()
    }

    /// Whether so many manifests of so many bytes are copied.
    pub(super) fn check_room(&self, manifests: usize, bytes: u64) -> Result<(), CopyError> {
        if manifests > self.max_manifests {
            let limit = u64::try_from(self.max_manifests).unwrap_or(u64::MAX);
            return Err(CopyError::TooMany { what: "manifests", limit });
        }
        match bytes <= self.max_manifest_bytes {
            true => Ok(()),
            false => Err(CopyError::TooMany { what: "bytes of manifests", limit: self.max_manifest_bytes }),
        }
    }

    pub(super) fn progress(&self) -> &Arc<dyn Progress> {
        &self.progress
    }

    pub(super) fn until(&self) -> &Until {
        &self.until
    }

    pub(super) fn check(&self) -> Result<(), CopyError> {
        self.until.check().map_err(|error: TransportError| CopyError::GivenUp(error))
    }
}

impl Default for CopyOptions {
    fn default() -> Self {
        Self::new()
    }
}
