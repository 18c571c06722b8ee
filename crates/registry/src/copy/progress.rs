use std::fmt;

use countersign_digest::Descriptor;

/// Is told how far a copy is, from whichever thread moves something.
pub trait Progress: fmt::Debug + Send + Sync {
    /// It is known what there is to copy. `bytes` are those of the blobs, whether or not the destination has them.
    fn planned(&self, manifests: usize, blobs: usize, bytes: u64) {
        let _ = (manifests, blobs, bytes);
    }

    /// This is looked at now.
    fn begun(&self, item: &CopyItem) {
        let _ = item;
    }

    /// So many bytes of blobs were moved since this was told last. Bytes that have to be moved again are told again.
    fn moved(&self, bytes: u64) {
        let _ = bytes;
    }

    /// This is at the destination now.
    fn done(&self, item: &CopyItem, how: Moved) {
        let _ = (item, how);
    }
}

/// One thing that is copied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CopyItem {
    /// A configuration, a layer, or the content of an attachment.
    Blob(Descriptor),
    /// A manifest or an index.
    Manifest(Descriptor),
    /// What stands under a tag.
    Tag(String),
}

/// How something came to be at the destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Moved {
    /// It was moved there.
    Copied,
    /// The registry has it from another repository of its own.
    Mounted,
    /// It was there.
    Skipped,
}

/// Nobody is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Silent;

impl Progress for Silent {}
