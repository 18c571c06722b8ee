//! What refers to the image: the listing, and each manifest.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::{Attachment, AttachmentListing, AttachmentPlace, ListingOptions, Task, classify, nothing_known};
use crate::plan::{bytes_of, failure, is_list_named};
use crate::session::{Fetched, ListingError};
use crate::{ImageManifest, Manifest, ManifestDescriptor, ProblemKind, annotation, fallback_tag, media_type};

impl AttachmentListing {
    pub(super) fn take_referrers(&mut self, fetched: Fetched) {
        match fetched {
            Fetched::Listing { descriptors, complete } => self.take_listing(descriptors, complete),
            Fetched::Page { descriptors, next } => {
                let left = self.left_pages.checked_sub(1);
                self.left_pages = left.unwrap_or_default();
                if left.is_some() {
                    self.do_next([Task::MoreReferrers(next)].into());
                }
                self.take_listing(descriptors, left.is_some());
            }
            Fetched::Absent => {}
            Fetched::Bytes { .. } => self.take_index(fetched),
            other => self.report(AttachmentPlace::Referrer, failure(other)),
        }
    }

    fn take_listing(&mut self, mut descriptors: Vec<ManifestDescriptor>, complete: bool) {
        let tag = fallback_tag(&self.subject);
        descriptors.retain(|listed| !is_list_named(listed, &tag));
        self.take_listed(descriptors, complete);
    }

    pub(super) fn take_index(&mut self, fetched: Fetched) {
        let read = bytes_of(fetched, ListingOptions::max_manifest()).and_then(|(bytes, header)| {
            Manifest::parse(&bytes, header.as_deref())
                .map_err(|error| ProblemKind::ListingMalformed(ListingError::Index(error)))
        });
        match read {
            Ok(Manifest::Index(index)) => self.take_listed(index.manifests().to_vec(), true),
            Ok(Manifest::Image(_)) => {
                let kind = ProblemKind::ListingMalformed(ListingError::NotAnIndex);
                self.report(AttachmentPlace::Referrer, kind);
            }
            Err(kind) => self.report(AttachmentPlace::Referrer, kind),
        }
    }

    fn take_listed(&mut self, listed: Vec<ManifestDescriptor>, complete: bool) {
        if !complete {
            let limit = self.options.max_attachments();
            self.report(AttachmentPlace::Referrer, ProblemKind::LimitExceeded { limit });
        }
        let mut tasks = Vec::new();
        for listed in listed {
            if !self.seen.insert(listed.digest()) {
                continue;
            }
            if !self.spend(&AttachmentPlace::Referrer) {
                break;
            }
            tasks.push(Task::Referrer(listed));
        }
        self.do_next(tasks);
    }

    pub(super) fn take_referrer(&mut self, listed: &ManifestDescriptor, fetched: Fetched) {
        match self.read_referrer(listed, fetched) {
            Ok(Manifest::Image(image)) => self.take_referring_image(listed, &image),
            Ok(Manifest::Index(index)) => {
                let artifact_type = index.artifact_type().map(Arc::from);
                let found = Attachment { artifact_type, ..as_listed(listed) };
                self.attachments.found.push(found);
            }
            Err(kind) => {
                let found = Attachment { problem: Some(kind), ..as_listed(listed) };
                self.attachments.found.push(found);
            }
        }
    }

    fn read_referrer(&self, listed: &ManifestDescriptor, fetched: Fetched) -> Result<Manifest, ProblemKind> {
        let (bytes, header) = self.checked(fetched, listed, ListingOptions::max_manifest())?;
        let manifest = Manifest::parse_received(&bytes, Some(listed.media_type()), header.as_deref())
            .map_err(ProblemKind::ManifestMalformed)?;
        let found = manifest.subject().map(ManifestDescriptor::digest);
        match found == Some(self.subject) {
            true => Ok(manifest),
            false => Err(ProblemKind::SubjectMismatch { found }),
        }
    }

    fn take_referring_image(&mut self, listed: &ManifestDescriptor, image: &ImageManifest) {
        let artifact_type = image.artifact_type().map(Arc::from);
        let template = Attachment { artifact_type, ..as_listed(listed) };
        if classify::is_older_scheme(image) {
            return self.take_layers(&template, image.layers(), None, 1);
        }
        let only = match image.layers() {
            [layer] => Some(layer.clone()),
            _ => None,
        };
        let predicate_type = image.annotations().get(annotation::BUNDLE_PREDICATE_TYPE).map(String::as_str);
        let predicate_type = predicate_type.or_else(|| listed.annotation(annotation::BUNDLE_PREDICATE_TYPE));
        let is_bundle = only.as_ref().is_some_and(|layer| media_type::is_sigstore_bundle(layer.media_type()));
        let (claim, form) = match is_bundle {
            true => classify::bundle(predicate_type),
            false => (classify::referrer(image.artifact_type(), None).0, None),
        };
        self.attachments.found.push(Attachment { claim, form, layer: only, ..template });
        self.plan_contents(self.attachments.found.len().saturating_sub(1));
    }
}

/// What is known of a referrer before its manifest is read.
fn as_listed(listed: &ManifestDescriptor) -> Attachment {
    let predicate_type = listed.annotation(annotation::BUNDLE_PREDICATE_TYPE);
    let (claim, form) = classify::referrer(listed.artifact_type(), predicate_type);
    let artifact_type = listed.artifact_type().map(Arc::from);
    let unknown = nothing_known(AttachmentPlace::Referrer, listed.digest());
    Attachment { claim, form, artifact_type, ..unknown }
}
