use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use countersign_digest::{Descriptor, Digest};

use super::scan::{Scan, Scanned};
use super::{Layout, LayoutFiles, MAX_INDEX_BYTES, ref_name};
use crate::session::Fetched;
use crate::{Manifest, ManifestDescriptor, annotation, fallback_tag, media_type};

/// How many manifests are read to find out what they refer to.
const MAX_SCANNED: usize = 10_000;

/// What the entries of an index refer to, by their places in it.
#[derive(Clone, Debug)]
pub(super) struct Subjects {
    of: BTreeMap<Digest, Vec<usize>>,
    /// What cannot be read and may be a signature, of whatever image.
    unreadable: Vec<usize>,
    complete: bool,
}

impl Subjects {
    /// The places of the entries that refer to this subject or may, in their order.
    fn places(&self, subject: &Digest) -> Vec<usize> {
        let known = self.of.get(subject).into_iter().flatten();
        let mut places: Vec<_> = known.chain(&self.unreadable).copied().collect();
        places.sort_unstable();
        places
    }
}

impl<F: LayoutFiles> Layout<F> {
    pub(super) fn fetch_referrers(&self, subject: &Digest, limit: usize) -> Fetched {
        let subjects = self.subjects.get_or_init(|| self.read_subjects());
        let mut found =
            Found { limit, complete: subjects.complete, seen: BTreeSet::new(), descriptors: Vec::new() };
        let fallback = self.fallback_entries(subject);
        if let Err(list) = &fallback {
            found.extend(list.clone());
        }
        let entries = self.index().manifests();
        let referring = subjects.places(subject).into_iter().filter_map(|at| entries.get(at));
        found.extend(referring.filter(|entry| entry.digest() != *subject).cloned());
        found.extend(fallback.unwrap_or_default());
        Fetched::Listing { descriptors: found.descriptors, complete: found.complete }
    }

    /// Reads the manifest of every entry, each digest once.
    fn read_subjects(&self) -> Subjects {
        let mut subjects = Subjects { of: BTreeMap::new(), unreadable: Vec::new(), complete: true };
        let (mut scan, mut looked_at) = (Scan::of(MAX_SCANNED), BTreeSet::new());
        for (at, entry) in self.index().manifests().iter().enumerate() {
            if !looked_at.insert(entry.digest()) {
                continue;
            }
            match scan.read(self, entry) {
                Scanned::Manifest(manifest) => {
                    let subject = manifest.subject().map(ManifestDescriptor::digest);
                    subject.into_iter().for_each(|subject| subjects.of.entry(subject).or_default().push(at));
                }
                Scanned::Unreadable if may_be_signature(entry) => subjects.unreadable.push(at),
                Scanned::Unreadable => {}
                Scanned::OverBudget => return Subjects { complete: false, ..subjects },
            }
        }
        subjects
    }

    /// The entries of the index under the fallback tag, which is a referrers list kept by hand. One that cannot be read is no
    /// empty list: its own descriptor says that there is one.
    fn fallback_entries(
        &self,
        subject: &Digest,
    ) -> Result<Vec<ManifestDescriptor>, Option<ManifestDescriptor>> {
        let tag = fallback_tag(subject);
        match self.fetch_tag(&tag, MAX_INDEX_BYTES) {
            Fetched::Absent => Ok(Vec::new()),
            Fetched::Bytes { bytes, media_type } => match Manifest::parse(&bytes, media_type.as_deref()) {
                Ok(Manifest::Index(index)) => Ok(index.manifests().to_vec()),
                _ => Err(self.list_named(&tag)),
            },
            _ => Err(self.list_named(&tag)),
        }
    }

    /// What stands in a listing for the list under a tag that cannot be read: an index of this name.
    fn list_named(&self, tag: &str) -> Option<ManifestDescriptor> {
        let entry = self.index().manifests().iter().find(|entry| ref_name(entry) == Some(tag))?;
        let core = Descriptor::new(media_type::IMAGE_INDEX, entry.digest(), entry.size()).ok()?;
        Some(ManifestDescriptor::new(core).with_annotation(annotation::REF_NAME, tag))
    }
}

/// Nothing that has a name or a platform is a signature or an attestation, nor what has the type of another artifact.
fn may_be_signature(entry: &ManifestDescriptor) -> bool {
    let may_be = |kind: &str| {
        [
            media_type::EMPTY_JSON,
            media_type::COSIGN_SIGNATURES,
            media_type::COSIGN_ATTESTATIONS,
            media_type::IN_TOTO,
        ]
        .contains(&kind)
            || media_type::is_sigstore_bundle(kind)
    };
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
    fn extend(&mut self, entries: impl IntoIterator<Item = ManifestDescriptor>) {
        entries.into_iter().for_each(|entry| self.add(entry));
    }

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
