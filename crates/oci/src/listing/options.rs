use crate::{CosignTag, MAX_MANIFEST_BYTES};

/// How much an [`AttachmentListing`](crate::AttachmentListing) may read.
///
/// | limit | default |
/// |---|---|
/// | attachments listed | 1000 |
/// | bytes of a manifest | 4 MiB |
/// | bytes of all manifests | 64 MiB |
/// | bytes of one bundle, envelope or payload | 4 MiB |
/// | bytes of all of them | 64 MiB |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListingOptions {
    max_attachments: usize,
    max_content: Option<u64>,
    max_contents: u64,
    with_tags: bool,
}

impl Default for ListingOptions {
    fn default() -> Self {
        Self {
            max_attachments: 1000,
            max_content: Some(4 * 1024 * 1024),
            max_contents: 64 * 1024 * 1024,
            with_tags: true,
        }
    }
}

impl ListingOptions {
    /// Lists no more than this many attachments, over all places.
    #[must_use]
    pub fn with_max_attachments(mut self, count: usize) -> Self {
        self.max_attachments = count;
        self
    }

    /// Reads no bundle, envelope or payload longer than this, in bytes.
    #[must_use]
    pub fn with_max_content(mut self, bytes: u64) -> Self {
        self.max_content = Some(bytes);
        self
    }

    /// Reads no more than this of all bundles, envelopes and payloads together, in bytes.
    #[must_use]
    pub fn with_max_contents(mut self, bytes: u64) -> Self {
        self.max_contents = bytes;
        self
    }

    /// Reads manifests only, no bundle, envelope or payload.
    #[must_use]
    pub fn without_content(mut self) -> Self {
        self.max_content = None;
        self
    }

    /// Lists what refers to the manifest, and does not look under Cosign's tags: nothing is kept there for what is no image.
    #[must_use]
    pub fn with_referrers_only(mut self) -> Self {
        self.with_tags = false;
        self
    }

    /// How many attachments are listed.
    pub fn max_attachments(&self) -> usize {
        self.max_attachments
    }

    /// The longest bundle, envelope or payload, in bytes; none when none is read.
    pub fn max_content(&self) -> Option<u64> {
        self.max_content
    }

    /// The most bytes of all bundles, envelopes and payloads.
    pub fn max_contents(&self) -> u64 {
        self.max_contents
    }

    /// The tags that are looked at, in this order.
    pub(super) const fn tags(&self) -> &'static [CosignTag] {
        match self.with_tags {
            true => &[CosignTag::Signature, CosignTag::Attestation, CosignTag::Sbom],
            false => &[],
        }
    }

    /// The longest manifest, in bytes.
    pub(super) const fn max_manifest() -> u64 {
        MAX_MANIFEST_BYTES as u64
    }
}
