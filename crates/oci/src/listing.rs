//! Everything that is attached to one manifest, as it says of itself.

mod attachment;
mod classify;
mod contents;
mod layers;
mod options;
mod referrers;

use alloc::collections::{BTreeSet, VecDeque};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::convert::Infallible;

use countersign_digest::{Digest, HashProvider};

use crate::plan::{MAX_PAGES, bytes_of};
use crate::received::{self, length};
use crate::session::{Fetched, ListingPage, ManifestAt, Read, ReadId, ReadPart, ReadRequest, Session, Step};
use crate::{CosignTag, FormHint, ManifestDescriptor, ProblemKind, cosign_tag, fallback_tag};
pub use attachment::{Attachment, AttachmentClaim, AttachmentPlace, Attachments};
pub use options::ListingOptions;

/// The most bytes of all manifests and lists that one listing reads: what they say is kept.
const MAX_MANIFESTS: u64 = 64 * 1024 * 1024;

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
    left_pages: usize,
    left_manifests: u64,
    left_contents: u64,
    seen: BTreeSet<Digest>,
    attachments: Attachments,
}

/// A read that is still to be made or answered.
#[derive(Clone, Debug)]
enum Task {
    Referrers,
    MoreReferrers(ListingPage),
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
        let tags = options.tags().iter().copied().map(Task::Tag);
        let mut listing = Self {
            provider,
            subject,
            next_id: first_id,
            queue: [Task::Referrers, Task::FallbackTag].into_iter().chain(tags).collect(),
            open: None,
            left_attachments: options.max_attachments(),
            left_pages: MAX_PAGES,
            left_manifests: MAX_MANIFESTS,
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
            let read = self.read_for(&task);
            let request = ReadRequest::new(ReadId::new(self.next_id), ReadPart::Attachments, read);
            self.next_id = self.next_id.wrapping_add(1);
            (request, task)
        });
    }

    fn read_for(&self, task: &Task) -> Read {
        let limit = ListingOptions::max_manifest().min(self.left_manifests);
        let manifest = |at| Read::Manifest { at, limit };
        match task {
            Task::Referrers => {
                Read::Referrers { subject: self.subject, limit_items: self.options.max_attachments() }
            }
            Task::MoreReferrers(page) => Read::MoreReferrers {
                subject: self.subject,
                page: page.clone(),
                limit_items: self.left_attachments,
            },
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

    /// Takes the length of a manifest off the budget for all; one that does not fit is as one that did not arrive.
    fn spend_manifest(&mut self, fetched: Fetched) -> Fetched {
        let Fetched::Bytes { bytes, .. } = &fetched else { return fetched };
        let (actual, limit) = (length(bytes), self.left_manifests);
        self.left_manifests = limit.saturating_sub(actual);
        if actual > limit { Fetched::Oversize { limit, actual: Some(actual) } } else { fetched }
    }

    fn take_answer(&mut self, task: Task, fetched: Fetched) {
        let fetched = match task {
            Task::Content(..) => fetched,
            _ => self.spend_manifest(fetched),
        };
        match task {
            Task::Referrers | Task::MoreReferrers(_) => self.take_referrers(fetched),
            Task::FallbackTag if matches!(fetched, Fetched::Absent) => {}
            Task::FallbackTag => self.take_index(fetched),
            Task::Referrer(listed) => self.take_referrer(&listed, fetched),
            Task::Tag(tag) => self.take_tag(tag, fetched),
            Task::Content(layer, places) => self.take_content(&layer, &places, fetched),
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
