//! What refers to the image: the listing, each manifest, each bundle.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use countersign_digest::Digest;

use super::candidate::{Candidate, CandidateForm, FormHint};
use super::kind::{Holding, Route};
use super::problem::{Ignored, IgnoredKind, ProblemKind, bytes_of, failure};
use super::{SignaturePlan, Task};
use crate::session::{Fetched, ListingError, ListingPage};
use crate::{ImageManifest, Manifest, ManifestDescriptor, annotation, fallback_tag, media_type};

/// What makes a referrer another one than those that were taken before. Of two entries with one digest that differ in type or
/// length one is wrong, and which comes first must not decide.
pub(super) type ReferrerKey = (Digest, u64, String);

impl SignaturePlan {
    pub(super) fn take_referrers(&mut self, fetched: Fetched) {
        match fetched {
            Fetched::Listing { descriptors, complete } => self.take_listed(descriptors, complete),
            Fetched::Page { descriptors, next } => self.take_page(descriptors, next),
            // There is no such interface: the fallback tag, which is read next, is all there is.
            Fetched::Absent => {}
            Fetched::Bytes { .. } => self.take_index(fetched),
            other => self.report(None, FormHint::Bundle, failure(other)),
        }
    }

    /// What is listed on this page is read before the next one is.
    fn take_page(&mut self, descriptors: Vec<ManifestDescriptor>, next: ListingPage) {
        let left = self.pages_left.checked_sub(1);
        self.pages_left = left.unwrap_or_default();
        if left.is_some() {
            self.do_next([Task::MoreReferrers(next)].into());
        }
        self.take_listed(descriptors, left.is_some());
    }

    /// A layout that cannot read the list under the fallback tag lists that list itself. It is asked for it anyway.
    fn take_listed(&mut self, mut descriptors: Vec<ManifestDescriptor>, complete: bool) {
        let tag = fallback_tag(&self.subject);
        descriptors.retain(|descriptor| !is_list_named(descriptor, &tag));
        self.take_listing(&descriptors, complete);
    }

    pub(super) fn take_fallback_tag(&mut self, fetched: Fetched) {
        match fetched {
            Fetched::Absent => {}
            other => self.take_index(other),
        }
    }

    fn take_index(&mut self, fetched: Fetched) {
        match read_index(fetched, self.options.max_manifest()) {
            Ok(Manifest::Index(index)) => self.take_listing(index.manifests(), true),
            Ok(Manifest::Image(_)) => {
                let kind = ProblemKind::ListingMalformed(ListingError::NotAnIndex);
                self.report(None, FormHint::Bundle, kind);
            }
            Err(kind) => self.report(None, FormHint::Bundle, kind),
        }
    }

    fn take_listing(&mut self, descriptors: &[ManifestDescriptor], complete: bool) {
        let within = self.within_limit(descriptors);
        if !complete || within.len() < descriptors.len() {
            let limit = self.options.max_referrers();
            self.report(None, FormHint::Bundle, ProblemKind::LimitExceeded { limit });
        }
        let mut tasks = Vec::new();
        for (descriptor, form) in self.possible(within) {
            if !self.spend(form) {
                break;
            }
            match self.budget.pay(&descriptor, self.options.max_manifest()) {
                Err(kind) => self.report(Some(descriptor.digest()), form, kind),
                Ok(()) => tasks.push(Task::Referrer(descriptor)),
            }
        }
        self.do_next(tasks);
    }

    /// Those of a listing that are looked at: no more digests than the limit says, over all listings together.
    fn within_limit<'d>(&mut self, descriptors: &'d [ManifestDescriptor]) -> Vec<&'d ManifestDescriptor> {
        let limit = self.options.max_referrers();
        let mut is_within = |descriptor: &&ManifestDescriptor| {
            let digest = descriptor.digest();
            self.listed.contains(&digest) || (self.listed.len() < limit && self.listed.insert(digest))
        };
        descriptors.iter().filter(&mut is_within).collect()
    }

    /// The referrers that may hold what is wanted, each once: first those that say so, then those that say nothing.
    fn possible(&mut self, descriptors: Vec<&ManifestDescriptor>) -> Vec<(ManifestDescriptor, FormHint)> {
        let (mut hinted, mut unhinted) = (Vec::new(), Vec::new());
        for descriptor in descriptors {
            match self.options.kind().route_listed(descriptor) {
                Err(kind) => self.ignore(Ignored::new(descriptor.digest(), kind)),
                Ok(route) if self.seen_referrers.insert(key_of(descriptor)) => {
                    let possible = (descriptor.clone(), self.form_of(route));
                    if route.says_so { &mut hinted } else { &mut unhinted }.push(possible);
                }
                Ok(_) => {}
            }
        }
        hinted.append(&mut unhinted);
        hinted
    }

    fn form_of(&self, route: Route) -> FormHint {
        match route.holding {
            Holding::Bundle => FormHint::Bundle,
            Holding::Layers => self.layer_form(),
        }
    }

    pub(super) fn take_referrer(&mut self, descriptor: &ManifestDescriptor, fetched: Fetched) {
        let form = self
            .options
            .kind()
            .route_listed(descriptor)
            .map_or(FormHint::Bundle, |route| self.form_of(route));
        let image = match self.read_referrer(descriptor, fetched) {
            Ok(image) => image,
            Err(kind) => return self.report(Some(descriptor.digest()), form, kind),
        };
        match self.options.kind().route(image.artifact_type(), predicate_type_of(&image)) {
            Err(kind) => self.ignore(Ignored::new(descriptor.digest(), kind)),
            Ok(Route { holding: Holding::Bundle, .. }) => self.plan_bundle(descriptor, &image),
            Ok(Route { holding: Holding::Layers, .. }) => self.plan_layers(descriptor, &image),
        }
    }

    /// The manifest of a referrer, when it is what the listing says and is about the image.
    fn read_referrer(
        &self,
        descriptor: &ManifestDescriptor,
        fetched: Fetched,
    ) -> Result<ImageManifest, ProblemKind> {
        let (bytes, header) = self.checked(fetched, descriptor, self.options.max_manifest())?;
        let manifest = Manifest::parse_received(&bytes, Some(descriptor.media_type()), header.as_deref())
            .map_err(ProblemKind::ManifestMalformed)?;
        let found = manifest.subject().map(ManifestDescriptor::digest);
        if found != Some(self.subject) {
            return Err(ProblemKind::SubjectMismatch { found });
        }
        match manifest {
            Manifest::Image(image) => Ok(image),
            Manifest::Index(_) => Err(ProblemKind::NoBundleLayer),
        }
    }

    fn plan_bundle(&mut self, descriptor: &ManifestDescriptor, image: &ImageManifest) {
        let Some(layer) = bundle_layer(image) else {
            return self.report(Some(descriptor.digest()), FormHint::Bundle, ProblemKind::NoBundleLayer);
        };
        if let Err(kind) = self.budget.pay(layer, self.options.max_bundle()) {
            return self.report(Some(layer.digest()), FormHint::Bundle, kind);
        }
        let listed = descriptor.annotation(annotation::BUNDLE_PREDICATE_TYPE);
        let predicate_hint = listed.or_else(|| predicate_type_of(image)).map(ToOwned::to_owned);
        let manifest = descriptor.digest();
        self.do_next([Task::Bundle { manifest, layer: layer.clone(), predicate_hint }].into());
    }

    /// A referrer of the older scheme's shape. One without such layers is something else of the same artifact type, such as a
    /// statement that nobody signed.
    fn plan_layers(&mut self, descriptor: &ManifestDescriptor, image: &ImageManifest) {
        let layers = self.layers_in(image);
        if layers.is_empty() {
            let artifact_type = image.artifact_type().unwrap_or_default().to_owned();
            return self.ignore(Ignored::new(descriptor.digest(), IgnoredKind::Other { artifact_type }));
        }
        self.take_layers(descriptor.digest(), &layers, 1);
    }

    pub(super) fn take_bundle(
        &mut self,
        manifest: Digest,
        layer: &ManifestDescriptor,
        predicate_hint: Option<String>,
        fetched: Fetched,
    ) {
        match self.checked(fetched, layer, self.options.max_bundle()) {
            Ok((bytes, _)) => self.candidates.push(Candidate {
                form: CandidateForm::Bundle,
                artifact: layer.digest(),
                manifest,
                bytes: bytes.into(),
                predicate_hint,
                annotations: BTreeMap::new(),
            }),
            Err(kind) => self.report(Some(layer.digest()), FormHint::Bundle, kind),
        }
    }
}

fn key_of(listed: &ManifestDescriptor) -> ReferrerKey {
    (listed.digest(), listed.size(), listed.media_type().to_owned())
}

fn predicate_type_of(image: &ImageManifest) -> Option<&str> {
    image.annotations().get(annotation::BUNDLE_PREDICATE_TYPE).map(String::as_str)
}

pub(crate) fn is_list_named(descriptor: &ManifestDescriptor, tag: &str) -> bool {
    media_type::is_image_index(descriptor.media_type())
        && descriptor.annotation(annotation::REF_NAME) == Some(tag)
}

fn read_index(fetched: Fetched, limit: u64) -> Result<Manifest, ProblemKind> {
    let (bytes, header) = bytes_of(fetched, limit)?;
    Manifest::parse(&bytes, header.as_deref())
        .map_err(|error| ProblemKind::ListingMalformed(ListingError::Index(error)))
}

fn bundle_layer(image: &ImageManifest) -> Option<&ManifestDescriptor> {
    match image.layers() {
        [layer] => Some(layer).filter(|layer| media_type::is_sigstore_bundle(layer.media_type())),
        _ => None,
    }
}
