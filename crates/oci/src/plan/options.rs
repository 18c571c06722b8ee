use core::num::NonZeroUsize;

use super::AttachmentKind;
use crate::MAX_MANIFEST_BYTES;

/// The most reads offered at once.
const WINDOW: NonZeroUsize = NonZeroUsize::MIN.saturating_add(7);
/// The most bytes of a bundle or a payload, unless the caller says otherwise.
const MAX_BLOB: u64 = 4 * 1024 * 1024;
/// The most bytes of a bundle or an envelope that holds an attestation: bills of materials are long.
const MAX_ATTESTATION: u64 = 32 * 1024 * 1024;

/// The most bytes of everything that one search fetches.
const MAX_TOTAL: u64 = 128 * 1024 * 1024;

/// What a [`SignaturePlan`](crate::SignaturePlan) looks for, and how much it may read.
///
/// | limit | default |
/// |---|---|
/// | reads offered at once | 8, after the first candidate |
/// | candidates looked at | 64 |
/// | referrers listed | 1000 |
/// | bytes of a manifest | 4 MiB, which is also the most |
/// | bytes of a bundle or an envelope | 4 MiB; 32 MiB for attestations |
/// | bytes of a payload | 4 MiB |
/// | bytes of all of these together | 128 MiB |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanOptions {
    kind: AttachmentKind,
    window: NonZeroUsize,
    max_candidates: usize,
    max_referrers: usize,
    max_manifest: u64,
    /// Without one the kind decides.
    max_bundle: Option<u64>,
    max_payload: u64,
    max_total: u64,
}

impl Default for PlanOptions {
    fn default() -> Self {
        Self {
            kind: AttachmentKind::Signature,
            window: WINDOW,
            max_candidates: 64,
            max_referrers: 1000,
            max_manifest: MAX_MANIFEST_BYTES as u64,
            max_bundle: None,
            max_payload: MAX_BLOB,
            max_total: MAX_TOTAL,
        }
    }
}

impl PlanOptions {
    /// Looks for this instead of signatures.
    #[must_use]
    pub fn with_kind(mut self, kind: AttachmentKind) -> Self {
        self.kind = kind;
        self
    }

    /// Offers up to this many reads at once, once the first candidate was read and did not decide: one finds a signature
    /// with the fewest reads; more find it sooner where every read takes long, and may read what is not needed.
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

    /// Reads no bundle and no envelope longer than this, in bytes.
    #[must_use]
    pub fn with_max_bundle(mut self, bytes: u64) -> Self {
        self.max_bundle = Some(bytes);
        self
    }

    /// Reads no simple signing payload longer than this, in bytes.
    #[must_use]
    pub fn with_max_payload(mut self, bytes: u64) -> Self {
        self.max_payload = bytes;
        self
    }

    /// Fetches no more than this many bytes in all: manifests, bundles, envelopes and payloads together.
    #[must_use]
    pub fn with_max_total(mut self, bytes: u64) -> Self {
        self.max_total = bytes;
        self
    }

    /// What is looked for.
    pub fn kind(&self) -> &AttachmentKind {
        &self.kind
    }

    /// How many reads are offered at once, at most.
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

    /// The longest bundle or envelope, in bytes.
    pub fn max_bundle(&self) -> u64 {
        self.max_bundle.unwrap_or(match self.kind {
            AttachmentKind::Signature => MAX_BLOB,
            AttachmentKind::Attestation { .. } => MAX_ATTESTATION,
        })
    }

    /// The longest simple signing payload, in bytes.
    pub fn max_payload(&self) -> u64 {
        self.max_payload
    }

    /// The most bytes that are fetched in all.
    pub fn max_total(&self) -> u64 {
        self.max_total
    }
}
