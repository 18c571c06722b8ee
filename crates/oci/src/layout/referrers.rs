use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use countersign_digest::Digest;

use super::{Layout, LayoutFiles, MAX_INDEX_BYTES, ref_name};
use crate::session::{Fetched, ListingError};
use crate::{Manifest, ManifestDescriptor, fallback_tag, media_type};

/// How many manifests one search for referrers reads.
const MAX_SCANNED: usize = 10_000;
/// How many bytes of manifests one search for referrers reads.
const MAX_SCANNED_BYTES: u64 = 256 * 1024 * 1024;

impl<F: LayoutFiles> Layout<F> {
    pub(super) fn fetch_referrers(&self, subject: &Digest, limit: usize) -> Fetched {
        let mut found = Found { limit, complete: true, seen: BTreeSet::new(), descriptors: Vec::new() };
        self.scan_entries(subject, &mut found);
        match self.fallback_entries(subject) {
            Ok(entries) => entries.into_iter().for_each(|entry| found.add(entry)),
            Err(answer) => return answer,
        }
        Fetched::Listing { descriptors: found.descriptors, complete: found.complete }
    }

    fn scan_entries(&self, subject: &Digest, found: &mut Found) {
        let (mut scanned, mut bytes, mut looked_at) = (0_usize, 0_u64, BTreeSet::new());
        for entry in self.index().manifests() {
            if entry.digest() == *subject || !looked_at.insert(entry.digest()) {
                continue;
            }
            scanned += 1;
            bytes = bytes.saturating_add(entry.size().min(MAX_INDEX_BYTES));
            if scanned > MAX_SCANNED || bytes > MAX_SCANNED_BYTES {
                found.complete = false;
                return;
            }
            if self.refers_to(entry, subject) {
                found.add(entry.clone());
            }
        }
    }

    /// Whether the entry's manifest is about this subject, or cannot be read and may be.
    fn refers_to(&self, entry: &ManifestDescriptor, subject: &Digest) -> bool {
        let Fetched::Bytes { bytes, .. } = self.fetch_entry(entry, MAX_INDEX_BYTES) else {
            return may_be_signature(entry);
        };
        match Manifest::parse(&bytes, Some(entry.media_type())) {
            Ok(manifest) => manifest.subject().is_some_and(|about| about.digest() == *subject),
            Err(_) => may_be_signature(entry),
        }
    }

    /// The entries of the index under the fallback tag, which is a referrers list kept by hand. One that cannot be read is no
    /// empty list.
    fn fallback_entries(&self, subject: &Digest) -> Result<Vec<ManifestDescriptor>, Fetched> {
        match self.fetch_tag(&fallback_tag(subject), MAX_INDEX_BYTES) {
            Fetched::Absent => Ok(Vec::new()),
            Fetched::Bytes { bytes, media_type } => match Manifest::parse(&bytes, media_type.as_deref()) {
                Ok(Manifest::Index(index)) => Ok(index.manifests().to_vec()),
                Ok(Manifest::Image(_)) => Err(Fetched::Malformed(ListingError::NotAnIndex)),
                Err(error) => Err(Fetched::Malformed(ListingError::Index(error))),
            },
            other => Err(other),
        }
    }
}

/// Nothing that has a name or a platform is a signature, nor what has the type of another artifact.
fn may_be_signature(entry: &ManifestDescriptor) -> bool {
    let may_be = |kind: &str| kind == media_type::EMPTY_JSON || media_type::is_sigstore_bundle(kind);
    ref_name(entry).is_none() && entry.platform().is_none() && entry.artifact_type().is_none_or(may_be)
}

/// The referrers found so far, each digest once and no more than were asked for.
struct Found {
    limit: usize,
    complete: bool,
    seen: BTreeSet<Digest>,
    descriptors: Vec<ManifestDescriptor>,
}

impl Found {
    fn add(&mut self, entry: ManifestDescriptor) {
        if self.seen.contains(&entry.digest()) {
            return;
        }
        if self.descriptors.len() >= self.limit {
            self.complete = false;
            return;
        }
        self.seen.insert(entry.digest());
        self.descriptors.push(entry);
    }
}
