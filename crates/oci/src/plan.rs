//! Which reads find the signatures of one manifest or the attestations about it, one after the other, so that reading can
//! stop as soon as enough is known.

mod budget;
mod candidate;
mod kind;
mod layers;
mod options;
mod problem;
mod referrers;
mod window;

use alloc::collections::{BTreeSet, VecDeque};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use countersign_digest::{Digest, HashProvider};

use crate::session::{Fetched, ListingPage, ManifestAt, Read, ReadId, ReadPart, ReadRequest};
use crate::{CosignTag, ManifestDescriptor, cosign_tag, fallback_tag, received};
use budget::Budget;
pub use candidate::{Candidate, CandidateForm, FormHint};
pub use kind::AttachmentKind;
pub(crate) use layers::read_tagged;
pub use options::PlanOptions;
pub use problem::{Ignored, IgnoredKind, Problem, ProblemKind};
pub(crate) use problem::{bytes_of, failure};
pub(crate) use referrers::is_list_named;
use window::Window;

/// The most things that are reported as ignored.
const MAX_IGNORED: usize = 1000;
/// The most pages that a list of referrers may go on for. Drivers give up at 20.
pub(crate) const MAX_PAGES: usize = 100;

/// The search for the signatures of one manifest, or for the attestations about it.
///
/// First the referrers are listed, and each that may hold what is wanted is read: its manifest, then its blob; those that say
/// what they hold come before those that say nothing. A list that comes in pages is gone through page by page. Then the list under the fallback tag is read, whether or not the
/// registry has an interface for referrers, and what it lists besides. Then the tag of Cosign's older scheme is read, `.sig`
/// or `.att`, and each of its layers. Whoever knows enough stops asking; a plan that is exhausted has asked for everything.
///
/// | referrer's artifact type | holds | looked for as |
/// |---|---|---|
/// | a sigstore bundle's, the empty type, an image configuration's, none | one bundle | either, by the annotation `dev.sigstore.bundle.predicateType` where there is one |
/// | [`media_type::COSIGN_SIGNATURES`](crate::media_type::COSIGN_SIGNATURES) | layers as under `.sig` | signature |
/// | [`media_type::COSIGN_ATTESTATIONS`](crate::media_type::COSIGN_ATTESTATIONS), [`media_type::IN_TOTO`](crate::media_type::IN_TOTO) | layers as under `.att` | attestation |
///
/// What is found comes out as [`Candidate`]s: bytes that have the digest and length by which they were named, nothing more.
/// What could not be used comes out as [`Problem`]s, what is not looked for as [`Ignored`]. What an index or a manifest names
/// twice is read once.
///
/// Annotations and artifact types only ever skip a read. Work is bounded: at most
/// [`PlanOptions::with_max_candidates`] candidates are looked at, whatever is offered, and at most
/// [`PlanOptions::with_max_total`] bytes are fetched for them, manifests included, whatever a registry sends beyond its
/// claims. The listing of referrers is bounded by their number alone.
#[derive(Clone, Debug)]
pub struct SignaturePlan {
    provider: Arc<dyn HashProvider>,
    subject: Digest,
    options: PlanOptions,
    next_id: u64,
    queue: VecDeque<Task>,
    open: Vec<(ReadRequest, Task)>,
    window: Window,
    budget: Budget,
    reads_made: usize,
    pages_left: usize,
    candidates: Vec<Candidate>,
    problems: Vec<Problem>,
    ignored: Vec<Ignored>,
    /// The referrers and layers that were met already, so that none is looked at or reported twice.
    listed: BTreeSet<Digest>,
    seen_referrers: BTreeSet<referrers::ReferrerKey>,
    seen_layers: BTreeSet<layers::LayerKey>,
    seen_ignored: BTreeSet<Ignored>,
}

/// A read that is still to be made or answered, with what is known about it.
#[derive(Clone, Debug)]
enum Task {
    Referrers,
    MoreReferrers(ListingPage),
    FallbackTag,
    Referrer(ManifestDescriptor),
    Bundle { manifest: Digest, layer: ManifestDescriptor, predicate_hint: Option<String> },
    Tag,
    Layer(layers::Shared),
}

impl Task {
    /// Whether this looks for candidates, and is none itself.
    const fn is_place(&self) -> bool {
        matches!(self, Self::Referrers | Self::MoreReferrers(_) | Self::FallbackTag | Self::Tag)
    }

    /// How many bytes were taken off the budget when this was planned: what is claimed, where something is.
    fn paid(&self) -> u64 {
        match self {
            Self::Referrers | Self::MoreReferrers(_) | Self::FallbackTag | Self::Tag => 0,
            Self::Referrer(descriptor) => descriptor.size(),
            Self::Bundle { layer, .. } => layer.size(),
            Self::Layer(shared) => shared.layer().size(),
        }
    }
}

impl SignaturePlan {
    /// A search that has not begun. Its reads are numbered from `first_id` on: plans and resolvers of one session need
    /// ranges of their own, 2³² apart for example.
    pub fn new(
        provider: Arc<dyn HashProvider>,
        subject: Digest,
        options: PlanOptions,
        first_id: u64,
    ) -> Self {
        let mut plan = Self {
            provider,
            subject,
            budget: Budget::of(&options),
            window: Window::new(&options),
            options,
            next_id: first_id,
            queue: VecDeque::from([Task::Referrers, Task::FallbackTag, Task::Tag]),
            open: Vec::new(),
            reads_made: 0,
            pages_left: MAX_PAGES,
            candidates: Vec::new(),
            problems: Vec::new(),
            ignored: Vec::new(),
            listed: BTreeSet::new(),
            seen_referrers: BTreeSet::new(),
            seen_layers: BTreeSet::new(),
            seen_ignored: BTreeSet::new(),
        };
        plan.open_reads();
        plan
    }

    /// The manifest whose signatures or attestations are looked for.
    pub fn subject(&self) -> Digest {
        self.subject
    }

    /// The reads that are wanted now, in order of preference: one as long as the first candidate may decide, and then more
    /// with each that did not, up to what [`PlanOptions::with_window`] says. They stay the same until one of them is answered.
    pub fn reads(&self) -> Vec<ReadRequest> {
        self.open.iter().map(|(request, _)| request.clone()).collect()
    }

    /// Takes an answer, when the read is one that this plan wants answered now. Says whether it was.
    pub fn answer(&mut self, id: ReadId, fetched: Fetched) -> bool {
        let Some(at) = self.open.iter().position(|(request, _)| request.id() == id) else {
            return false;
        };
        let (request, task) = self.open.remove(at);
        self.reads_made += 1;
        self.budget.settle(&fetched, limit_of(request.read()), task.paid());
        let (is_candidate, waiting) = (!task.is_place(), self.queue.len());
        self.take_answer(task, fetched);
        if is_candidate && self.queue.len() <= waiting {
            self.window.widen();
        }
        self.open_reads();
        true
    }

    /// The candidates found since this was last asked.
    pub fn take_candidates(&mut self) -> Vec<Candidate> {
        core::mem::take(&mut self.candidates)
    }

    /// What went wrong since this was last asked.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        core::mem::take(&mut self.problems)
    }

    /// The referrers and layers that are not what is looked for, so far: at most 1000, each once.
    pub fn ignored(&self) -> &[Ignored] {
        &self.ignored
    }

    /// Whether nothing is left to read: everything that there is has been looked at, or a problem says what has not.
    pub fn exhausted(&self) -> bool {
        self.open.is_empty() && self.queue.is_empty()
    }

    /// How many reads were answered so far.
    pub fn reads_made(&self) -> usize {
        self.reads_made
    }

    fn open_reads(&mut self) {
        while self.open.len() < self.window.size() {
            // A place is looked at once all is known of what was found in the one before.
            let waits = self.queue.front().is_some_and(|task| task.is_place() && !self.open.is_empty());
            let next = if waits { None } else { self.queue.pop_front() };
            let Some(task) = next else { return };
            let read = self.read_for(&task);
            let request = ReadRequest::new(ReadId::new(self.next_id), ReadPart::Attachments, read);
            self.next_id = self.next_id.wrapping_add(1);
            self.open.push((request, task));
        }
    }

    fn read_for(&mut self, task: &Task) -> Read {
        let limit = self.budget.open(self.most_bytes(task), task.paid());
        let manifest = |at| Read::Manifest { at, limit };
        let blob = |of: &ManifestDescriptor| Read::Blob { digest: of.digest(), size: of.size(), limit };
        match task {
            Task::Referrers => {
                Read::Referrers { subject: self.subject, limit_items: self.options.max_referrers() }
            }
            Task::MoreReferrers(page) => Read::MoreReferrers {
                subject: self.subject,
                page: page.clone(),
                limit_items: self.options.max_referrers().saturating_sub(self.listed.len()),
            },
            Task::FallbackTag => manifest(ManifestAt::Tag(fallback_tag(&self.subject))),
            Task::Referrer(descriptor) => manifest(ManifestAt::Digest(descriptor.digest())),
            Task::Tag => manifest(ManifestAt::Tag(cosign_tag(&self.subject, self.tag()))),
            Task::Bundle { layer, .. } => blob(layer),
            Task::Layer(shared) => blob(shared.layer()),
        }
    }

    /// The most bytes that the options allow for this.
    fn most_bytes(&self, task: &Task) -> u64 {
        match task {
            Task::Referrers | Task::MoreReferrers(_) => 0,
            Task::FallbackTag | Task::Referrer(_) | Task::Tag => self.options.max_manifest(),
            Task::Bundle { .. } => self.options.max_bundle(),
            Task::Layer(_) => self.max_layer(),
        }
    }

    fn take_answer(&mut self, task: Task, fetched: Fetched) {
        match task {
            Task::Referrers | Task::MoreReferrers(_) => self.take_referrers(fetched),
            Task::FallbackTag => self.take_fallback_tag(fetched),
            Task::Referrer(descriptor) => self.take_referrer(&descriptor, fetched),
            Task::Bundle { manifest, layer, predicate_hint } => {
                self.take_bundle(manifest, &layer, predicate_hint, fetched);
            }
            Task::Tag => self.take_tag(fetched),
            Task::Layer(shared) => self.take_layer(&shared, fetched),
        }
    }

    /// The tag of Cosign's older scheme for what is looked for.
    fn tag(&self) -> CosignTag {
        match self.options.kind() {
            AttachmentKind::Signature => CosignTag::Signature,
            AttachmentKind::Attestation { .. } => CosignTag::Attestation,
        }
    }

    fn layer_form(&self) -> FormHint {
        self.options.kind().layer_form()
    }

    /// Puts tasks before all others, in this order.
    fn do_next(&mut self, tasks: Vec<Task>) {
        for task in tasks.into_iter().rev() {
            self.queue.push_front(task);
        }
    }

    /// Takes one candidate off the budget; the first that does not fit is reported.
    fn spend(&mut self, form: FormHint) -> bool {
        let spent = self.budget.take_candidate();
        if spent.as_ref().is_err_and(|spent| spent.is_first) {
            let limit = self.options.max_candidates();
            self.report(None, form, ProblemKind::LimitExceeded { limit });
        }
        spent.is_ok()
    }

    fn ignore(&mut self, ignored: Ignored) {
        if self.ignored.len() < MAX_IGNORED && self.seen_ignored.insert(ignored.clone()) {
            self.ignored.push(ignored);
        }
    }

    fn report(&mut self, artifact: Option<Digest>, form: FormHint, kind: ProblemKind) {
        self.problems.push(Problem::new(artifact, form, kind));
    }

    /// The bytes of an answer, when they have the digest and the length of this descriptor.
    fn checked(
        &self,
        fetched: Fetched,
        of: &ManifestDescriptor,
        limit: u64,
    ) -> Result<(Vec<u8>, Option<String>), ProblemKind> {
        let (bytes, media_type) = problem::bytes_of(fetched, limit)?;
        received::check(&*self.provider, &bytes, of.digest(), Some(of.size())).map_err(ProblemKind::from)?;
        Ok((bytes, media_type))
    }
}

/// The most bytes that a read takes.
const fn limit_of(read: &Read) -> u64 {
    match read {
        Read::Manifest { limit, .. } | Read::Blob { limit, .. } => *limit,
        Read::Referrers { .. } | Read::MoreReferrers { .. } => 0,
    }
}
