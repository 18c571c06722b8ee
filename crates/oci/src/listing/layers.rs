//! What is under Cosign's tags, and the layers of its older scheme.

use alloc::sync::Arc;

use super::{Attachment, AttachmentListing, AttachmentPlace, ListingOptions, classify, nothing_known};
use crate::plan::read_tagged;
use crate::session::Fetched;
use crate::{CosignTag, ManifestDescriptor, cosign_tag};

impl AttachmentListing {
    pub(super) fn take_tag(&mut self, tag: CosignTag, fetched: Fetched) {
        let place = AttachmentPlace::Tag(cosign_tag(&self.subject, tag));
        if matches!(fetched, Fetched::Absent) {
            return;
        }
        match read_tagged(&*self.provider, fetched, ListingOptions::max_manifest()) {
            Ok((manifest, image)) => {
                let artifact_type = image.artifact_type().map(Arc::from);
                let template = Attachment { artifact_type, ..nothing_known(place, manifest) };
                self.take_layers(&template, image.layers(), Some(tag), 0);
            }
            Err(kind) => self.report(place, kind),
        }
    }

    /// Every layer is an attachment, the first `paid` of which are off the budget already.
    pub(super) fn take_layers(
        &mut self,
        template: &Attachment,
        layers: &[ManifestDescriptor],
        tag: Option<CosignTag>,
        paid: usize,
    ) {
        let first = self.attachments.found.len();
        for (at, layer) in layers.iter().enumerate() {
            if at >= paid && !self.spend(&template.place) {
                break;
            }
            let (claim, form) = classify::layer(layer, tag);
            let found = Attachment { claim, form, layer: Some(layer.clone()), ..template.clone() };
            self.attachments.found.push(found);
        }
        self.plan_contents(first);
    }
}
