use alloc::collections::{BTreeMap, BTreeSet, VecDeque};

use countersign_digest::Digest;

use super::scan::{Scan, Scanned};
use super::{Layout, LayoutFiles};
use crate::{Manifest, ManifestDescriptor, media_type};

/// How many indexes are read to find out of what type a manifest is.
const MAX_INDEXES: usize = 64;
/// How many manifests are known by the indexes that list them.
const MAX_CHILDREN: usize = 10_000;

impl<F: LayoutFiles> Layout<F> {
    /// The descriptor of a manifest that no entry of `index.json` names, but an index among them does: layouts of images
    /// for several platforms list the index alone, and more than half of all image manifests do not say their own type.
    pub(super) fn find_in_indexes(&self, digest: &Digest) -> Option<&ManifestDescriptor> {
        self.children.get_or_init(|| self.read_indexes()).get(digest)
    }

    /// What the indexes list, those nearer to `index.json` first.
    fn read_indexes(&self) -> BTreeMap<Digest, ManifestDescriptor> {
        let (mut queue, mut scan) = (Queue::default(), Scan::of(MAX_INDEXES));
        let mut children = BTreeMap::new();
        self.index().manifests().iter().for_each(|entry| queue.add(entry));
        while let Some(entry) = queue.waiting.pop_front() {
            let index = match scan.read(self, &entry) {
                Scanned::Manifest(Manifest::Index(index)) => index,
                Scanned::OverBudget => break,
                _ => continue,
            };
            for child in index.manifests() {
                queue.add(child);
                if children.len() < MAX_CHILDREN && self.entry_of(&child.digest()).is_none() {
                    children.entry(child.digest()).or_insert_with(|| bare(child));
                }
            }
        }
        children
    }
}

/// The same without its annotations, which nobody asks for here.
fn bare(entry: &ManifestDescriptor) -> ManifestDescriptor {
    ManifestDescriptor::new(entry.core())
}

/// The indexes that are still to be read, each once, and no more than are read at all.
#[derive(Default)]
struct Queue {
    seen: BTreeSet<Digest>,
    waiting: VecDeque<ManifestDescriptor>,
}

impl Queue {
    fn add(&mut self, entry: &ManifestDescriptor) {
        let is_wanted = media_type::is_image_index(entry.media_type()) && self.seen.len() < MAX_INDEXES;
        if is_wanted && self.seen.insert(entry.digest()) {
            self.waiting.push_back(bare(entry));
        }
    }
}
