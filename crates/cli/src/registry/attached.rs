//! Where an artifact was put, and by what it is found there.

use countersign::digest::Digest;
use countersign_registry::{AttachedHow, TagUpdated, UpdatedBy};

/// What became of an artifact in a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    repository: String,
    manifest: Digest,
    found_by: FoundBy,
    kept_by: Option<KeptBy>,
}

/// What keeps what other signers write at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeptBy {
    /// The registry compares before it replaces.
    Precondition,
    /// It was looked at again after a wait.
    Settling,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum FoundBy {
    /// The registry lists it among the referrers of the image.
    ReferrersApi,
    /// The index under this tag lists it.
    FallbackTag(String),
    /// It is under this tag itself.
    Tag(String),
    /// In a way that this program does not know.
    Unknown,
}

impl Attached {
    pub(super) fn new(repository: &str, attached: &countersign_registry::Attached) -> Self {
        let found_by = match attached.how() {
            AttachedHow::ReferrersApi => FoundBy::ReferrersApi,
            AttachedHow::FallbackTag { tag, .. } => FoundBy::FallbackTag(tag.clone()),
            AttachedHow::Tag { tag, .. } => FoundBy::Tag(tag.clone()),
            _ => FoundBy::Unknown,
        };
        let kept_by = match attached.how() {
            AttachedHow::FallbackTag { updated, .. } | AttachedHow::Tag { updated, .. } => {
                KeptBy::of(updated)
            }
            _ => None,
        };
        Self { repository: repository.to_owned(), manifest: attached.manifest(), found_by, kept_by }
    }

    /// The manifest that holds it, maybe with others.
    pub fn manifest(&self) -> Digest {
        self.manifest
    }

    /// For people.
    pub fn text(&self) -> String {
        let repository = &self.repository;
        match &self.found_by {
            FoundBy::ReferrersApi => format!("{repository}, listed by the referrers API"),
            FoundBy::FallbackTag(tag) => format!("{repository}, listed under the tag {tag}"),
            FoundBy::Tag(tag) => format!("{repository}, under the tag {tag}"),
            FoundBy::Unknown => repository.clone(),
        }
    }

    /// The repository in which it is.
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// By what it is found.
    pub const fn found_by(&self) -> &'static str {
        match self.found_by {
            FoundBy::ReferrersApi => "referrers-api",
            FoundBy::FallbackTag(_) => "fallback-tag",
            FoundBy::Tag(_) => "tag",
            FoundBy::Unknown => "unknown",
        }
    }

    /// What keeps what other signers write under the tag at the same time.
    pub fn kept_by(&self) -> Option<&'static str> {
        self.kept_by.map(|kept_by| match kept_by {
            KeptBy::Precondition => "precondition",
            KeptBy::Settling => "settling",
        })
    }

    /// The tag by which it is found, if it is.
    pub fn tag(&self) -> Option<&str> {
        match &self.found_by {
            FoundBy::ReferrersApi | FoundBy::Unknown => None,
            FoundBy::FallbackTag(tag) | FoundBy::Tag(tag) => Some(tag),
        }
    }
}

impl KeptBy {
    fn of(updated: &TagUpdated) -> Option<Self> {
        match updated.by() {
            UpdatedBy::Precondition => Some(Self::Precondition),
            UpdatedBy::Settling => Some(Self::Settling),
            _ => None,
        }
    }
}
