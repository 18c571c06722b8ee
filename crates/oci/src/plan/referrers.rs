//! Bundles that refer to the image: the listing, each manifest, each blob.

use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use countersign_digest::Digest;

use super::candidate::{Candidate, CandidateForm, FormHint};
use super::problem::{Ignored, IgnoredKind, ProblemKind, bytes_of, failure};
use super::{SignaturePlan, Task};
use crate::session::{Fetched, ListingError};
use crate::{ImageManifest, Manifest, ManifestDescriptor, annotation, fallback_tag, media_type};

impl SignaturePlan {
    pub(super) fn take_referrers(&mut self, fetched: Fetched) {
        match fetched {
            Fetched::Listing { descriptors, complete } => self.take_listed(descriptors, complete),
            Fetched::Absent => self.do_next([Task::FallbackTag].into()),
            Fetched::Bytes { .. } => self.take_index(fetched),
            other => self.report(None, FormHint::Bundle, failure(other)),
        }
    }

    /// A layout that cannot read the list under the fallback tag lists that list itself: it is asked for it, after the
    /// other referrers, to know what is wrong with it. What such an answer lists is never followed this way again.
    fn take_listed(&mut self, descriptors: Vec<ManifestDescriptor>, complete: bool) {
        let tag = fallback_tag(&self.subject);
        let (lists, others): (Vec<_>, Vec<_>) =
            descriptors.into_iter().partition(|descriptor| is_list_named(descriptor, &tag));
        if !lists.is_empty() {
            self.do_next([Task::FallbackTag].into());
        }
        self.take_listing(&others, complete);
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
        let limit = self.options.max_referrers();
        if !complete || descriptors.len() > limit {
            self.report(None, FormHint::Bundle, ProblemKind::LimitExceeded { limit });
        }
        let mut tasks = Vec::new();
        for descriptor in self.possible_signatures(descriptors.iter().take(limit)) {
            if !self.spend(FormHint::Bundle) {
                break;
            }
            match self.too_large(&descriptor, self.options.max_manifest()) {
                Some(kind) => self.report(Some(descriptor.digest()), FormHint::Bundle, kind),
                None => tasks.push(Task::BundleManifest(descriptor)),
            }
        }
        self.do_next(tasks);
    }

    /// The referrers that may be signatures, each digest once: first those that say so, then those that say nothing.
    fn possible_signatures<'d>(
        &mut self,
        descriptors: impl Iterator<Item = &'d ManifestDescriptor>,
    ) -> Vec<ManifestDescriptor> {
        let (mut seen, mut hinted, mut unhinted) = (BTreeSet::new(), Vec::new(), Vec::new());
        for descriptor in descriptors {
            if let Some(kind) = reason_to_ignore(descriptor) {
                self.ignored.push(Ignored::new(descriptor.digest(), kind));
            } else if seen.insert(descriptor.digest()) {
                let says_so = descriptor.annotation(annotation::BUNDLE_PREDICATE_TYPE).is_some();
                if says_so { &mut hinted } else { &mut unhinted }.push(descriptor.clone());
            }
        }
        hinted.append(&mut unhinted);
        hinted
    }

    pub(super) fn too_large(&self, descriptor: &ManifestDescriptor, limit: u64) -> Option<ProblemKind> {
        let claimed = descriptor.size();
        (claimed > limit).then_some(ProblemKind::TooLarge { limit, claimed: Some(claimed) })
    }

    pub(super) fn take_bundle_manifest(&mut self, descriptor: &ManifestDescriptor, fetched: Fetched) {
        match self.read_bundle_manifest(descriptor, fetched) {
            Ok(Found::Bundle(task)) => self.do_next([*task].into()),
            Ok(Found::Other(kind)) => self.ignored.push(Ignored::new(descriptor.digest(), kind)),
            Err((artifact, kind)) => self.report(Some(artifact), FormHint::Bundle, kind),
        }
    }

    /// From the bytes of a referrer's manifest to its one bundle layer. The error says which digest it is about.
    fn read_bundle_manifest(
        &self,
        descriptor: &ManifestDescriptor,
        fetched: Fetched,
    ) -> Result<Found, (Digest, ProblemKind)> {
        let about_manifest = |kind| (descriptor.digest(), kind);
        let (bytes, header) =
            self.checked(fetched, descriptor, self.options.max_manifest()).map_err(about_manifest)?;
        let manifest = Manifest::parse_received(&bytes, Some(descriptor.media_type()), header.as_deref())
            .map_err(|error| about_manifest(ProblemKind::ManifestMalformed(error)))?;
        let found = manifest.subject().map(ManifestDescriptor::digest);
        if found != Some(self.subject) {
            return Err(about_manifest(ProblemKind::SubjectMismatch { found }));
        }
        let image = manifest.as_image().ok_or_else(|| about_manifest(ProblemKind::NoBundleLayer))?;
        if let Some(kind) = other_artifact(image) {
            return Ok(Found::Other(kind));
        }
        let layer = bundle_layer(image).ok_or_else(|| about_manifest(ProblemKind::NoBundleLayer))?;
        match self.too_large(layer, self.options.max_bundle()) {
            Some(kind) => Err((layer.digest(), kind)),
            None => Ok(Found::bundle(descriptor, image, layer)),
        }
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

/// What the manifest of a referrer turned out to be.
enum Found {
    Bundle(alloc::boxed::Box<Task>),
    Other(IgnoredKind),
}

impl Found {
    fn bundle(descriptor: &ManifestDescriptor, image: &ImageManifest, layer: &ManifestDescriptor) -> Self {
        let of_manifest = || image.annotations().get(annotation::BUNDLE_PREDICATE_TYPE).map(String::as_str);
        let hint = descriptor.annotation(annotation::BUNDLE_PREDICATE_TYPE).or_else(of_manifest);
        let predicate_hint = hint.map(ToOwned::to_owned);
        let task = Task::Bundle { manifest: descriptor.digest(), layer: layer.clone(), predicate_hint };
        Self::Bundle(alloc::boxed::Box::new(task))
    }
}

fn is_list_named(descriptor: &ManifestDescriptor, tag: &str) -> bool {
    media_type::is_image_index(descriptor.media_type())
        && descriptor.annotation(annotation::REF_NAME) == Some(tag)
}

fn read_index(fetched: Fetched, limit: u64) -> Result<Manifest, ProblemKind> {
    let (bytes, header) = bytes_of(fetched, limit)?;
    Manifest::parse(&bytes, header.as_deref())
        .map_err(|error| ProblemKind::ListingMalformed(ListingError::Index(error)))
}

/// Why a listed referrer is not read: its types or its annotation say that it is no signature of this kind. Some registries
/// write the type of the configuration where the artifact type belongs, so the empty type says nothing.
fn reason_to_ignore(descriptor: &ManifestDescriptor) -> Option<IgnoredKind> {
    let artifact_type = descriptor.artifact_type().filter(|kind| !may_be_bundle(kind));
    if let Some(artifact_type) = artifact_type {
        return Some(IgnoredKind::of_artifact_type(artifact_type));
    }
    if !media_type::is_image_manifest(descriptor.media_type()) {
        return Some(IgnoredKind::Other { artifact_type: descriptor.media_type().to_owned() });
    }
    attestation(descriptor.annotation(annotation::BUNDLE_PREDICATE_TYPE))
}

/// Why a manifest is not followed: it says that it is no bundle, or one with another statement.
fn other_artifact(image: &ImageManifest) -> Option<IgnoredKind> {
    match image.artifact_type().filter(|kind| !may_be_bundle(kind)) {
        Some(artifact_type) => Some(IgnoredKind::of_artifact_type(artifact_type)),
        None => attestation(image.annotations().get(annotation::BUNDLE_PREDICATE_TYPE).map(String::as_str)),
    }
}

fn may_be_bundle(artifact_type: &str) -> bool {
    artifact_type.is_empty()
        || artifact_type == media_type::EMPTY_JSON
        || media_type::is_sigstore_bundle(artifact_type)
}

fn attestation(predicate_type: Option<&str>) -> Option<IgnoredKind> {
    let predicate_type = predicate_type.filter(|kind| *kind != annotation::COSIGN_SIGN_V1)?;
    Some(IgnoredKind::Attestation { predicate_type: predicate_type.to_owned() })
}

fn bundle_layer(image: &ImageManifest) -> Option<&ManifestDescriptor> {
    match image.layers() {
        [layer] => Some(layer).filter(|layer| media_type::is_sigstore_bundle(layer.media_type())),
        _ => None,
    }
}
