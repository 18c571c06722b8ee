use countersign_digest::Digest;

use super::plan::Plan;
use super::progress::Moved;

/// What was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyReport {
    digest: Digest,
    manifests: Vec<Digest>,
    put: usize,
    copied: usize,
    mounted: usize,
    existing: usize,
    bytes: u64,
    tags: Vec<String>,
    changed: Vec<String>,
    skipped: Vec<Skipped>,
}

impl CopyReport {
    pub(super) fn of(plan: &Plan) -> Self {
        Self {
            digest: plan.root().digest(),
            manifests: plan.manifests().iter().map(|planned| planned.manifest.digest()).collect(),
            put: 0,
            copied: 0,
            mounted: 0,
            existing: 0,
            bytes: 0,
            tags: Vec::new(),
            changed: Vec::new(),
            skipped: plan.skipped().to_vec(),
        }
    }

    pub(super) fn count_blob(&mut self, size: u64, how: Moved) {
        match how {
            Moved::Copied => {
                self.copied += 1;
                self.bytes = self.bytes.saturating_add(size);
            }
            Moved::Mounted => self.mounted += 1,
            Moved::Skipped => self.existing += 1,
        }
    }

    pub(super) fn count_manifest(&mut self) {
        self.put += 1;
    }

    /// What stands under one of Cosign's tags now; `is_same`: the very manifest that stands there at the source.
    pub(super) fn count_tag(&mut self, tag: &str, is_same: bool) {
        let tags = if is_same { &mut self.tags } else { &mut self.changed };
        tags.push(tag.to_owned());
    }

    /// The digest of the image or index that was named.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The digests of all manifests that are at the destination now: images, indexes, and what refers to them.
    #[must_use]
    pub fn manifests(&self) -> &[Digest] {
        &self.manifests
    }

    /// How many manifests were not there and were put there.
    #[must_use]
    pub fn manifests_put(&self) -> usize {
        self.put
    }

    /// How many blobs were moved.
    #[must_use]
    pub fn blobs_copied(&self) -> usize {
        self.copied
    }

    /// How many blobs the registry took from another of its repositories.
    #[must_use]
    pub fn blobs_mounted(&self) -> usize {
        self.mounted
    }

    /// How many blobs were there.
    #[must_use]
    pub fn blobs_existing(&self) -> usize {
        self.existing
    }

    /// The bytes of the blobs that were moved.
    #[must_use]
    pub fn bytes_copied(&self) -> u64 {
        self.bytes
    }

    /// Cosign's tags under which the same stands now as at the source.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    /// Cosign's tags under which other signatures or attestations stood, which are there together with the copied ones now.
    #[must_use]
    pub fn tags_merged(&self) -> &[String] {
        &self.changed
    }

    /// What was listed at the source and not copied.
    #[must_use]
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }
}

/// Something that is listed among what is attached, and was not copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    pub(super) digest: Digest,
    pub(super) subject: Digest,
    pub(super) reason: SkippedReason,
}

impl Skipped {
    /// Its digest.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The manifest to which it is said to be attached.
    #[must_use]
    pub fn subject(&self) -> Digest {
        self.subject
    }

    /// Why it was not copied.
    #[must_use]
    pub fn reason(&self) -> SkippedReason {
        self.reason
    }
}

/// Why something that is listed was not copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum SkippedReason {
    /// It is not there.
    #[error("listed but missing")]
    Missing,
    /// It is about something else, or about nothing.
    #[error("about another manifest than it is listed for")]
    OtherSubject,
    /// It is no manifest that can be read, or not what the list says.
    #[error("not readable, or not what the list says")]
    Unreadable,
}
