//! Reading many of a layout's manifests, within one budget.

use super::{Layout, LayoutFiles, MAX_INDEX_BYTES, blob_path, read_within};
use crate::received::{self, length};
use crate::{FileRead, Manifest, ManifestDescriptor};

/// How many bytes of manifests one scan reads.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// What is left of a scan's budget.
pub(super) struct Scan {
    manifests: usize,
    bytes: u64,
}

/// What came of reading one entry's manifest.
pub(super) enum Scanned {
    Manifest(Manifest),
    /// It is missing, is not what its entry says, or cannot be parsed.
    Unreadable,
    /// The budget does not allow it to be read.
    OverBudget,
}

impl Scan {
    /// A scan of no more than this many manifests.
    pub(super) const fn of(manifests: usize) -> Self {
        Self { manifests, bytes: MAX_BYTES }
    }

    /// Takes one manifest of this length off the budget, when it fits.
    fn take(&mut self, limit: u64) -> bool {
        let fits = self.manifests > 0 && limit <= self.bytes;
        self.manifests = self.manifests.saturating_sub(usize::from(fits));
        fits
    }

    /// Reads the manifest of an entry, and never more bytes than the entry says that it has.
    pub(super) fn read<F: LayoutFiles>(&mut self, layout: &Layout<F>, entry: &ManifestDescriptor) -> Scanned {
        let is_too_long = entry.size() > MAX_INDEX_BYTES;
        let limit = if is_too_long { 0 } else { entry.size() };
        if !self.take(limit) {
            return Scanned::OverBudget;
        }
        if is_too_long {
            return Scanned::Unreadable;
        }
        let FileRead::Bytes(bytes) = read_within(&layout.files, &blob_path(&entry.digest()), limit) else {
            return Scanned::Unreadable;
        };
        self.bytes = self.bytes.saturating_sub(length(&bytes));
        let checked = received::check(&*layout.provider, &bytes, entry.digest(), Some(entry.size()));
        match checked.map(|()| Manifest::parse(&bytes, Some(entry.media_type()))) {
            Ok(Ok(manifest)) => Scanned::Manifest(manifest),
            _ => Scanned::Unreadable,
        }
    }
}
