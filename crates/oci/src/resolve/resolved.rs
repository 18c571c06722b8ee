use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec;
use alloc::vec::Vec;

use countersign_digest::Digest;

use super::ResolveError;
use crate::{ManifestDescriptor, Platform, media_type};

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
        self.tree.entries.clone()
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

/// The entries of all indexes that were read, each digest once, and which index lists which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tree {
    entries: Vec<ManifestDescriptor>,
    parents: BTreeMap<Digest, Vec<Digest>>,
    /// How many entries there were, repeated ones included.
    count: usize,
}

impl Tree {
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Notes that this index lists this entry. Says whether the entry is new.
    pub(super) fn add(&mut self, entry: &ManifestDescriptor, index: Digest) -> bool {
        self.count += 1;
        let parents = self.parents.entry(entry.digest()).or_default();
        let is_new = parents.is_empty();
        // The entries of one index come one after the other.
        if parents.last() != Some(&index) {
            parents.push(index);
        }
        if is_new {
            self.entries.push(entry.clone());
        }
        is_new
    }

    fn images(&self) -> impl Iterator<Item = &ManifestDescriptor> {
        self.entries.iter().filter(|entry| !media_type::is_image_index(entry.media_type()))
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
        let others = possible.iter().filter(|entry| entry.digest() != chosen.digest());
        Ok(core::iter::once(chosen).chain(others).map(|entry| self.target(entry)).collect())
    }

    pub(super) fn every_image(&self) -> Vec<ResolvedTarget> {
        self.images().map(|entry| self.target(entry)).collect()
    }

    fn target(&self, entry: &ManifestDescriptor) -> ResolvedTarget {
        ResolvedTarget { descriptor: entry.clone(), covered_by: self.covered_by(entry.digest()) }
    }

    /// The manifest, its indexes, their indexes: breadth first, each once.
    fn covered_by(&self, digest: Digest) -> Vec<Digest> {
        let (mut covered_by, mut seen, mut at) = (vec![digest], BTreeSet::from([digest]), 0);
        while let Some(below) = covered_by.get(at) {
            let above = self.parents.get(below).map(Vec::as_slice).unwrap_or_default();
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

/// Whether this is what BuildKit writes for what is no image: the attestations beside one.
fn is_unknown(platform: &Platform) -> bool {
    platform.os() == "unknown" && platform.architecture() == "unknown"
}

/// Whether some runtime would run what is offered where this is wanted: what is not named is not compared.
fn may_be_chosen(wanted: &Platform, offered: &Platform) -> bool {
    let is_same = |wanted: Option<&str>, offered: Option<&str>| wanted.is_none() || wanted == offered;
    let fits =
        is_same(wanted.variant(), offered.variant()) && is_same(wanted.os_version(), offered.os_version());
    wanted.accepts(offered)
        || (wanted.os() == offered.os() && wanted.architecture() == offered.architecture() && fits)
}
