use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec;
use alloc::vec::Vec;

use countersign_digest::Digest;

use super::ResolveError;
use super::runtime::may_be_chosen;
use crate::{ManifestDescriptor, ManifestError, Platform, media_type};

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    named: ManifestDescriptor,
    bytes: Vec<u8>,
    targets: Vec<ResolvedTarget>,
    /// Whether one platform was asked for: then the first target is what is to be run.
    is_one: bool,
    tree: Tree,
}

impl Resolved {
    pub(super) fn new(
        named: ManifestDescriptor,
        bytes: Vec<u8>,
        targets: Vec<ResolvedTarget>,
        is_one: bool,
        tree: Tree,
    ) -> Self {
        Self { named, bytes, targets, is_one, tree }
    }

    /// What the name itself stands for: type, digest and length of the bytes that were read.
    pub fn named(&self) -> &ManifestDescriptor {
        &self.named
    }

    /// The bytes of that manifest or index.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What is to be run: the image for the platform that was asked for, or else what the name itself stands for.
    pub fn to_run(&self) -> &ManifestDescriptor {
        match self.targets.first() {
            Some(target) if self.is_one => target.descriptor(),
            _ => &self.named,
        }
    }

    /// What is meant by the choice of platforms and must be covered; at least one. In the order of the index, but for one
    /// platform the image to run stands first.
    pub fn targets(&self) -> &[ResolvedTarget] {
        &self.targets
    }

    /// Every manifest and index below the one named, each once and in the order in which they were met: what signing with
    /// all platforms signs besides the index. Complete when every platform was asked for; what lies in an index that did not
    /// have to be read is missing otherwise, and nothing is listed for a name taken as it is.
    pub fn children(&self) -> Vec<ManifestDescriptor> {
        self.tree.entries().cloned().collect()
    }
}

/// One manifest that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedTarget {
    descriptor: ManifestDescriptor,
    covered_by: Vec<Digest>,
}

impl ResolvedTarget {
    pub(super) fn named(named: &ManifestDescriptor) -> Self {
        Self { descriptor: named.clone(), covered_by: vec![named.digest()] }
    }

    /// The manifest. For an entry of an index, type and length are what the index says.
    pub fn descriptor(&self) -> &ManifestDescriptor {
        &self.descriptor
    }

    /// The digests a signature over which covers this manifest: its own, and that of each index which lists it by digest,
    /// directly or through an index in between; the nearest first.
    pub fn covered_by(&self) -> &[Digest] {
        &self.covered_by
    }

    /// The platform that the index says it is for.
    pub fn platform(&self) -> Option<&Platform> {
        self.descriptor.platform()
    }
}

/// The entries of all indexes that were read, in the order in which they were met, and which index lists which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tree {
    /// As often as they are listed: one image may be for several platforms.
    listed: Vec<Listed>,
    known: BTreeMap<Digest, Known>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Listed {
    entry: ManifestDescriptor,
    /// Whether no entry before has its digest.
    is_first: bool,
}

/// What is known of a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    /// The place of its first entry.
    at: usize,
    parents: Vec<Digest>,
}

impl Tree {
    pub(super) fn len(&self) -> usize {
        self.listed.len()
    }

    /// Notes that this index lists this entry. Says whether its digest is new.
    ///
    /// What is listed as of one type here and of another there is refused: one runtime would look into it, and another not.
    pub(super) fn add(&mut self, entry: &ManifestDescriptor, index: Digest) -> Result<bool, ResolveError> {
        let at = self.listed.len();
        let known = self.known.entry(entry.digest()).or_insert_with(|| Known { at, parents: Vec::new() });
        // The entries of one index come one after the other.
        if known.parents.last() != Some(&index) {
            known.parents.push(index);
        }
        let is_first = known.at == at;
        let first = self.listed.get(known.at).map_or(entry, |first| &first.entry);
        if first.media_type() != entry.media_type() {
            return Err(ManifestError::mismatch(entry.media_type(), first.media_type()).into());
        }
        self.listed.push(Listed { entry: entry.clone(), is_first });
        Ok(is_first)
    }

    /// The entries, each digest once.
    fn entries(&self) -> impl Iterator<Item = &ManifestDescriptor> {
        self.listed.iter().filter(|listed| listed.is_first).map(|listed| &listed.entry)
    }

    /// The images, as often as they are listed.
    fn images(&self) -> impl Iterator<Item = &ManifestDescriptor> {
        let entries = self.listed.iter().map(|listed| &listed.entry);
        entries.filter(|entry| !is_index(entry))
    }

    /// The image to run on a platform, and every other that a runtime could choose for it.
    pub(super) fn images_for(&self, wanted: &Platform) -> Result<Vec<ResolvedTarget>, ResolveError> {
        let offered = |entry: &&ManifestDescriptor, fits: fn(&Platform, &Platform) -> bool| {
            entry.platform().is_some_and(|offered| fits(wanted, offered))
        };
        let possible: Vec<_> = self.images().filter(|entry| offered(entry, may_be_chosen)).collect();
        let accepts = |entry: &&ManifestDescriptor| offered(entry, Platform::accepts);
        let chosen = possible.iter().find(|entry| accepts(entry)).or(possible.first());
        let chosen = chosen.ok_or_else(|| self.not_found(wanted))?;
        let mut seen = BTreeSet::from([chosen.digest()]);
        let others = possible.iter().filter(|entry| seen.insert(entry.digest()));
        Ok(core::iter::once(chosen).chain(others).map(|entry| self.target(entry)).collect())
    }

    pub(super) fn every_image(&self) -> Vec<ResolvedTarget> {
        self.entries().filter(|entry| !is_index(entry)).map(|entry| self.target(entry)).collect()
    }

    fn target(&self, entry: &ManifestDescriptor) -> ResolvedTarget {
        ResolvedTarget { descriptor: entry.clone(), covered_by: self.covered_by(entry.digest()) }
    }

    /// The manifest, its indexes, their indexes: breadth first, each once.
    fn covered_by(&self, digest: Digest) -> Vec<Digest> {
        let (mut covered_by, mut seen, mut at) = (vec![digest], BTreeSet::from([digest]), 0);
        while let Some(below) = covered_by.get(at) {
            let above = self.known.get(below).map(|known| known.parents.as_slice()).unwrap_or_default();
            covered_by.extend(above.iter().filter(|index| seen.insert(**index)));
            at += 1;
        }
        covered_by
    }

    fn not_found(&self, wanted: &Platform) -> ResolveError {
        let platforms = self.images().filter_map(ManifestDescriptor::platform);
        let available: BTreeSet<_> = platforms.filter(|platform| !is_unknown(platform)).cloned().collect();
        ResolveError::PlatformNotFound { wanted: wanted.clone(), available: available.into_iter().collect() }
    }
}

fn is_index(entry: &ManifestDescriptor) -> bool {
    media_type::is_image_index(entry.media_type())
}

/// Whether this is what BuildKit writes for what is no image: the attestations beside one.
fn is_unknown(platform: &Platform) -> bool {
    platform.os() == "unknown" && platform.architecture() == "unknown"
}
