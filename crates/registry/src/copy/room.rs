//! What may still be held of a source, while several manifests of it are read at once.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::attached::Attached;
use super::{CopyError, CopyOptions};
use crate::StoredManifest;

/// Counts what was read and is not in the plan yet.
#[derive(Debug)]
pub(super) struct Room<'o> {
    options: &'o CopyOptions,
    manifests: AtomicUsize,
    bytes: AtomicU64,
    listed: AtomicUsize,
}

impl<'o> Room<'o> {
    /// Beside so many manifests of so many bytes.
    pub(super) fn beside((manifests, bytes): (usize, u64), options: &'o CopyOptions) -> Self {
        let (manifests, bytes) = (AtomicUsize::new(manifests), AtomicU64::new(bytes));
        Self { options, manifests, bytes, listed: AtomicUsize::new(0) }
    }

    /// Whether there is any left.
    pub(super) fn check(&self) -> Result<(), CopyError> {
        self.options
            .check_room(self.manifests.load(Ordering::Relaxed), self.bytes.load(Ordering::Relaxed))?;
        let limit = CopyOptions::MAX_LISTED;
        match self.listed.load(Ordering::Relaxed) <= limit {
            true => Ok(()),
            false => {
                let limit = u64::try_from(limit).unwrap_or(u64::MAX);
                Err(CopyError::TooMany { what: "referrers", limit })
            }
        }
    }

    pub(super) fn take(&self, manifest: &StoredManifest) -> Result<(), CopyError> {
        self.manifests.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(manifest.descriptor().size(), Ordering::Relaxed);
        self.check()
    }

    pub(super) fn take_attached(&self, attached: &Attached) -> Result<(), CopyError> {
        self.listed.fetch_add(attached.referrers.len(), Ordering::Relaxed);
        attached.tagged.iter().try_for_each(|(_, tagged)| self.take(tagged))?;
        self.check()
    }
}
