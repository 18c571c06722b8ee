//! The bundles, envelopes and payloads themselves.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use countersign_digest::Digest;

use super::{AttachmentListing, Task};
use crate::session::Fetched;
use crate::{ManifestDescriptor, ProblemKind};

impl AttachmentListing {
    /// Plans to read the content of the attachments from this place on, each blob once.
    pub(super) fn plan_contents(&mut self, first: usize) {
        let Some(limit) = self.options.max_content() else { return };
        let mut blobs: BTreeMap<(Digest, u64), usize> = BTreeMap::new();
        let mut tasks: Vec<(ManifestDescriptor, Vec<usize>)> = Vec::new();
        for (at, found) in self.attachments.found.iter_mut().enumerate().skip(first) {
            let Some(layer) = found.layer.as_ref().filter(|_| found.form.is_some()) else { continue };
            let key = (layer.digest(), layer.size());
            if let Some((_, places)) = blobs.get(&key).and_then(|task| tasks.get_mut(*task)) {
                places.push(at);
                continue;
            }
            let limit = limit.min(self.left_contents);
            if layer.size() > limit {
                found.problem = Some(ProblemKind::TooLarge { limit, claimed: Some(layer.size()) });
                continue;
            }
            self.left_contents -= layer.size();
            blobs.insert(key, tasks.len());
            tasks.push((layer.clone(), [at].into()));
        }
        self.do_next(tasks.into_iter().map(|(layer, places)| Task::Content(layer, places)).collect());
    }

    pub(super) fn take_content(&mut self, layer: &ManifestDescriptor, places: &[usize], fetched: Fetched) {
        let content = self.checked(fetched, layer, layer.size()).map(|(bytes, _)| Arc::from(bytes));
        for at in places {
            let Some(found) = self.attachments.found.get_mut(*at) else { continue };
            match &content {
                Ok(bytes) => found.content = Some(Arc::clone(bytes)),
                Err(kind) => found.problem = Some(kind.clone()),
            }
        }
    }
}
