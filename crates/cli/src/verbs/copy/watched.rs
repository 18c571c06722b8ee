//! How far a copy is, for whoever watches.

use std::sync::{Mutex, PoisonError};

use countersign_registry::{CopyItem, Moved, Progress as CopyProgress};

use crate::progress::Progress;

/// A bar over the bytes of all blobs. What the destination has already counts as moved.
#[derive(Debug)]
pub struct Watched(Mutex<Option<Progress>>);

impl Watched {
    pub fn new() -> Self {
        Self(Mutex::new(None))
    }

    fn advance(&self, bytes: u64) {
        let mut progress = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(progress) = progress.as_mut() {
            progress.advance(bytes);
        }
    }
}

impl CopyProgress for Watched {
    fn planned(&self, _manifests: usize, _blobs: usize, bytes: u64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Progress::of(Some(bytes)));
    }

    fn moved(&self, bytes: u64) {
        self.advance(bytes);
    }

    fn done(&self, item: &CopyItem, how: Moved) {
        if let (CopyItem::Blob(blob), Moved::Mounted | Moved::Skipped) = (item, how) {
            self.advance(blob.size());
        }
    }
}
