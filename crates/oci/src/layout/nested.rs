use alloc::collections::{BTreeSet, VecDeque};

use countersign_digest::Digest;

use super::{Layout, LayoutFiles, MAX_INDEX_BYTES};
use crate::session::Fetched;
use crate::{Manifest, ManifestDescriptor, media_type};

/// How many indexes are read to find out of what type a manifest is.
const MAX_INDEXES: usize = 64;

impl<F: LayoutFiles> Layout<F> {
    /// The descriptor of a manifest that no entry of `index.json` names, but an index among them does: layouts of images
    /// for several platforms list the index alone, and more than half of all image manifests do not say their own type.
    pub(super) fn find_in_indexes(&self, digest: &Digest) -> Option<ManifestDescriptor> {
        let is_index = |entry: &&ManifestDescriptor| media_type::is_image_index(entry.media_type());
        let mut queue: VecDeque<_> = self.index().manifests().iter().filter(is_index).cloned().collect();
        let mut seen = BTreeSet::new();
        while let Some(entry) = queue.pop_front().filter(|_| seen.len() < MAX_INDEXES) {
            if !seen.insert(entry.digest()) {
                continue;
            }
            let Some(Manifest::Index(index)) = self.read_manifest(&entry) else { continue };
            if let Some(found) = index.manifests().iter().find(|child| child.digest() == *digest) {
                return Some(found.clone());
            }
            queue.extend(index.manifests().iter().filter(is_index).cloned());
        }
        None
    }

    fn read_manifest(&self, entry: &ManifestDescriptor) -> Option<Manifest> {
        let Fetched::Bytes { bytes, .. } = self.fetch_entry(entry, MAX_INDEX_BYTES) else { return None };
        Manifest::parse(&bytes, Some(entry.media_type())).ok()
    }
}
