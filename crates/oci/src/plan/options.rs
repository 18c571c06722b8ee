use core::num::NonZeroUsize;

use crate::MAX_MANIFEST_BYTES;

/// The most bytes of a bundle or a payload, unless the caller says otherwise.
const MAX_BLOB: u64 = 4 * 1024 * 1024;

/// How much a [`SignaturePlan`](crate::SignaturePlan) may read.
///
/// | limit | default |
/// |---|---|
/// | reads offered at once | 1 |
/// | candidates looked at | 64 |
/// | referrers listed | 1000 |
/// | bytes of a manifest | 4 MiB, which is also the most |
/// | bytes of a bundle | 4 MiB |
/// | bytes of a payload | 4 MiB |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanOptions {
    window: NonZeroUsize,
    max_candidates: usize,
    max_referrers: usize,
    max_manifest: u64,
    max_bundle: u64,
    max_payload: u64,
}

impl Default for PlanOptions {
    fn default() -> Self {
        Self {
            window: NonZeroUsize::MIN,
            max_candidates: 64,
            max_referrers: 1000,
            max_manifest: MAX_MANIFEST_BYTES as u64,
            max_bundle: MAX_BLOB,
            max_payload: MAX_BLOB,
        }
    }
}

impl PlanOptions {
    /// Offers this many reads at once. One finds a signature with the fewest reads; more find it sooner where every read
    /// takes long, and may read what is not needed.
    #[must_use]
    pub fn with_window(mut self, window: NonZeroUsize) -> Self {
        self.window = window;
        self
    }

    /// Looks at no more than this many candidates, over all places where they are found.
    #[must_use]
    pub fn with_max_candidates(mut self, count: usize) -> Self {
        self.max_candidates = count;
        self
    }

    /// Takes no more than this many referrers.
    #[must_use]
    pub fn with_max_referrers(mut self, count: usize) -> Self {
        self.max_referrers = count;
        self
    }

    /// Reads no manifest or index longer than this, in bytes. More than 4 MiB are never read.
    #[must_use]
    pub fn with_max_manifest(mut self, bytes: u64) -> Self {
        self.max_manifest = bytes.min(MAX_MANIFEST_BYTES as u64);
        self
    }

    /// Reads no bundle longer than this, in bytes.
    #[must_use]
    pub fn with_max_bundle(mut self, bytes: u64) -> Self {
        self.max_bundle = bytes;
        self
    }

    /// Reads no simple signing payload longer than this, in bytes.
    #[must_use]
    pub fn with_max_payload(mut self, bytes: u64) -> Self {
        self.max_payload = bytes;
        self
    }

    /// How many reads are offered at once.
    pub fn window(&self) -> usize {
        self.window.get()
    }

    /// How many candidates are looked at.
    pub fn max_candidates(&self) -> usize {
        self.max_candidates
    }

    /// How many referrers are listed.
    pub fn max_referrers(&self) -> usize {
        self.max_referrers
    }

    /// The longest manifest, in bytes.
    pub fn max_manifest(&self) -> u64 {
        self.max_manifest
    }

    /// The longest bundle, in bytes.
    pub fn max_bundle(&self) -> u64 {
        self.max_bundle
    }

    /// The longest simple signing payload, in bytes.
    pub fn max_payload(&self) -> u64 {
        self.max_payload
    }
}
