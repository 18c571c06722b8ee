//! Everything that is attached to one manifest, as it says of itself.

mod attachment;
mod classify;
mod options;

use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::convert::Infallible;

use countersign_digest::{Algorithm, Digest, HashProvider};

use crate::plan::{bytes_of, failure, is_list_named};
use crate::session::{Fetched, ListingError, ManifestAt, Read, ReadId, ReadRequest, Session, Step};
use crate::{
    CosignTag, FormHint, ImageManifest, Manifest, ManifestDescriptor, ManifestError, ProblemKind, annotation,
    cosign_tag, fallback_tag, media_type, received,
};
pub use attachment::{Attachment, AttachmentClaim, AttachmentPlace, Attachments};
pub use options::ListingOptions;

/// Finds everything that is attached to one manifest: the referrers of whatever type, and the layers under Cosign's tags
/// `.sig`, `.att` and `.sbom`.
///
/// It is a [`Session`] that needs nothing but reads, and it believes nothing: what comes out are claims, for people to look
/// at. Bundles, envelopes and payloads are read too, so that they can be shown, unless the options say otherwise.
///
/// The platforms of an image are manifests of their own: a [`Resolver`](crate::Resolver) with
/// [`PlatformChoice::All`](crate::PlatformChoice::All) says which, and each is listed by itself.
#[derive(Clone, Debug)]
pub struct AttachmentListing {
    provider: Arc<dyn HashProvider>,
    subject: Digest,
    options: ListingOptions,
    next_id: u64,
    queue: VecDeque<Task>,
    open: Option<(ReadRequest, Task)>,
    left_attachments: usize,
    left_contents: u64,
    seen: BTreeSet<Digest>,
    attachments: Attachments,
}

/// A read that is still to be made or answered.
#[derive(Clone, Debug)]
enum Task {
    Referrers,
    FallbackTag,
    Referrer(ManifestDescriptor),
    Tag(CosignTag),
    /// The content of the attachments at these places, which is one blob.
    Content(ManifestDescriptor, Vec<usize>),
}

impl AttachmentListing {
    /// A listing that has not begun. Its reads are numbered from `first_id` on.
    pub fn new(
        provider: Arc<dyn HashProvider>,
        subject: Digest,
        options: ListingOptions,
        first_id: u64,
    ) -> Self {
        let tags = [CosignTag::Signature, CosignTag::Attestation, CosignTag::Sbom].map(Task::Tag);
        let mut listing = Self {
            provider,
            subject,
            next_id: first_id,
            queue: core::iter::once(Task::Referrers).chain(tags).collect(),
            open: None,
            left_attachments: options.max_attachments(),
            left_contents: options.max_contents(),
            options,
            seen: BTreeSet::new(),
            attachments: Attachments::default(),
        };
        listing.open_next();
        listing
    }

    /// The manifest whose attachments are listed.
    pub fn subject(&self) -> Digest {
        self.subject
    }

    fn open_next(&mut self) {
        self.open = self.queue.pop_front().map(|task| {
            let request = ReadRequest::new(ReadId::new(self.next_id), self.read_for(&task));
            self.next_id = self.next_id.wrapping_add(1);
            (request, task)
        });
    }

    fn read_for(&self, task: &Task) -> Read {
        let manifest = |at| Read::Manifest { at, limit: ListingOptions::max_manifest() };
        match task {
            Task::Referrers => {
                Read::Referrers { subject: self.subject, limit_items: self.options.max_attachments() }
            }
            Task::FallbackTag => manifest(ManifestAt::Tag(fallback_tag(&self.subject))),
            Task::Referrer(listed) => manifest(ManifestAt::Digest(listed.digest())),
            Task::Tag(tag) => manifest(ManifestAt::Tag(cosign_tag(&self.subject, *tag))),
            Task::Content(layer, _) => {
                Read::Blob { digest: layer.digest(), size: layer.size(), limit: layer.size() }
            }
        }
    }

    fn do_next(&mut self, tasks: Vec<Task>) {
        tasks.into_iter().rev().for_each(|task| self.queue.push_front(task));
    }

    fn report(&mut self, place: AttachmentPlace, kind: ProblemKind) {
        self.attachments.problems.push((place, kind));
    }

    /// Takes one attachment off the budget; says whether there was one, and reports it once when there was not.
    fn spend(&mut self, place: &AttachmentPlace) -> bool {
        let has_one = self.left_attachments > 0;
        self.left_attachments = self.left_attachments.saturating_sub(1);
        if !has_one {
            let kind = ProblemKind::LimitExceeded { limit: self.options.max_attachments() };
            if !self.attachments.problems.contains(&(place.clone(), kind.clone())) {
                self.report(place.clone(), kind);
            }
        }
        has_one
    }

    fn take_answer(&mut self, task: Task, fetched: Fetched) {
        match task {
            Task::Referrers => self.take_referrers(fetched),
            Task::FallbackTag if matches!(fetched, Fetched::Absent) => {}
            Task::FallbackTag => self.take_index(fetched),
            Task::Referrer(listed) => self.take_referrer(&listed, fetched),
            Task::Tag(tag) => self.take_tag(tag, fetched),
            Task::Content(layer, places) => self.take_content(&layer, &places, fetched),
        }
    }

    fn take_referrers(&mut self, fetched: Fetched) {
        match fetched {
            Fetched::Listing { descriptors, complete } => {
                let tag = fallback_tag(&self.subject);
                let (lists, others): (Vec<_>, Vec<_>) =
                    descriptors.into_iter().partition(|listed| is_list_named(listed, &tag));
                if !lists.is_empty() {
                    self.do_next([Task::FallbackTag].into());
                }
                self.take_listed(others, complete);
            }
            Fetched::Absent => self.do_next([Task::FallbackTag].into()),
            Fetched::Bytes { .. } => self.take_index(fetched),
            other => self.report(AttachmentPlace::Referrer, failure(other)),
        }
    }

    fn take_index(&mut self, fetched: Fetched) {
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

    fn take_referrer(&mut self, listed: &ManifestDescriptor, fetched: Fetched) {
        match self.read_referrer(listed, fetched) {
            Ok(Manifest::Image(image)) => self.take_referring_image(listed, &image),
            Ok(Manifest::Index(index)) => {
                let artifact_type = index.artifact_type().map(String::from);
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
        let artifact_type = image.artifact_type().map(String::from);
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

    fn take_tag(&mut self, tag: CosignTag, fetched: Fetched) {
        let place = AttachmentPlace::Tag(cosign_tag(&self.subject, tag));
        if matches!(fetched, Fetched::Absent) {
            return;
        }
        match self.read_tagged(fetched) {
            Ok((manifest, image)) => {
                let artifact_type = image.artifact_type().map(String::from);
                let template = Attachment { artifact_type, ..nothing_known(place, manifest) };
                self.take_layers(&template, image.layers(), Some(tag), 0);
            }
            Err(kind) => self.report(place, kind),
        }
    }

    /// The manifest came by a tag, so nothing says which digest it should have.
    fn read_tagged(&self, fetched: Fetched) -> Result<(Digest, ImageManifest), ProblemKind> {
        let (bytes, header) = bytes_of(fetched, ListingOptions::max_manifest())?;
        let manifest = Manifest::parse(&bytes, header.as_deref()).map_err(ProblemKind::ManifestMalformed)?;
        match manifest {
            Manifest::Image(image) => Ok((self.provider.hash(Algorithm::Sha256, &bytes), image)),
            Manifest::Index(index) => {
                let media_type = index.media_type().into();
                Err(ProblemKind::ManifestMalformed(ManifestError::UnsupportedMediaType { media_type }))
            }
        }
    }

    /// Every layer is an attachment, the first `paid` of which are off the budget already.
    fn take_layers(
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

    /// Plans to read the content of the attachments from this place on, each blob once.
    fn plan_contents(&mut self, first: usize) {
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

    fn take_content(&mut self, layer: &ManifestDescriptor, places: &[usize], fetched: Fetched) {
        let content = self.checked(fetched, layer, layer.size()).map(|(bytes, _)| Arc::from(bytes));
        for at in places {
            let Some(found) = self.attachments.found.get_mut(*at) else { continue };
            match &content {
                Ok(bytes) => found.content = Some(Arc::clone(bytes)),
                Err(kind) => found.problem = Some(kind.clone()),
            }
        }
    }

    fn checked(
        &self,
        fetched: Fetched,
        of: &ManifestDescriptor,
        limit: u64,
    ) -> Result<(Vec<u8>, Option<String>), ProblemKind> {
        let (bytes, media_type) = bytes_of(fetched, limit)?;
        received::check(&*self.provider, &bytes, of.digest(), Some(of.size())).map_err(ProblemKind::from)?;
        Ok((bytes, media_type))
    }
}

/// What is known of a referrer before its manifest is read.
fn as_listed(listed: &ManifestDescriptor) -> Attachment {
    let predicate_type = listed.annotation(annotation::BUNDLE_PREDICATE_TYPE);
    let (claim, form) = classify::referrer(listed.artifact_type(), predicate_type);
    let artifact_type = listed.artifact_type().map(String::from);
    let unknown = nothing_known(AttachmentPlace::Referrer, listed.digest());
    Attachment { claim, form, artifact_type, ..unknown }
}

fn nothing_known(place: AttachmentPlace, manifest: Digest) -> Attachment {
    Attachment {
        claim: AttachmentClaim::Other,
        form: None::<FormHint>,
        place,
        manifest,
        artifact_type: None,
        layer: None,
        content: None,
        problem: None,
    }
}

impl Session for AttachmentListing {
    type Need = Infallible;
    type Answer = Infallible;
    type Output = Attachments;

    fn step(&mut self) -> Step<Infallible, Attachments> {
        match &self.open {
            Some((request, _)) => Step::Read([request.clone()].into()),
            None => Step::Done(core::mem::take(&mut self.attachments)),
        }
    }

    fn answer(&mut self, id: ReadId, fetched: Fetched) {
        if let Some((_, task)) = self.open.take_if(|(request, _)| request.id() == id) {
            self.take_answer(task, fetched);
            self.open_next();
        }
    }

    fn fulfil(&mut self, _: usize, answer: Infallible) {
        match answer {}
    }
}
