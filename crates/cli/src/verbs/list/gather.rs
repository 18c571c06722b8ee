//! The reads of a listing, as one session: what the name stands for, all that it lists, and all that is attached to either.

use std::{
    collections::{BTreeSet, VecDeque},
    convert::Infallible,
    sync::Arc,
};

use countersign::{
    digest::{Digest, Sha2},
    oci::{
        Attachment, AttachmentListing, AttachmentPlace, Attachments, Fetched, ListingOptions, Manifest,
        ManifestDescriptor, PlatformChoice, ProblemKind, ReadId, ReadRequest, ResolveError, Resolved,
        Resolver, Session, Step,
    },
};

use super::{Attached, Listed, claims};
use crate::{exit::Exit, failure::chain, store::Named};

/// The most attachments that are looked at, over all platforms.
const MAX_ATTACHED: usize = 1000;
/// The most referrers whose own referrers are looked for.
const MAX_NESTED: usize = 200;
/// How many referrers deep referrers of referrers are looked for.
const MAX_DEPTH: usize = 3;
/// The longest bundle, envelope or payload that is read, in bytes.
const MAX_CONTENT: u64 = 32 * 1024 * 1024;
/// How many manifests are listed at once.
const AT_ONCE: usize = 8;
/// How many numbers of reads each listing has to itself.
const NUMBERS: u64 = 1 << 32;

/// Finds everything that is attached to an image and to what it lists.
pub struct Gathering {
    resolver: Option<Resolver>,
    outcome: Option<Result<Resolved, ResolveError>>,
    /// Each manifest of which the attachments are listed: the named one, those it lists, and the referrers of them.
    nodes: Vec<Node>,
    waiting: VecDeque<usize>,
    open: Vec<Open>,
    seen: BTreeSet<Digest>,
    left: usize,
    left_nested: usize,
    /// Whether a place could not be looked at, so that what is there is not known.
    cut_off: Option<Exit>,
}

struct Node {
    digest: Digest,
    /// How many referrers it is away from an image.
    depth: usize,
    attachments: Option<Attachments>,
}

/// A listing in progress.
struct Open {
    node: usize,
    listing: AttachmentListing,
    asked: Vec<ReadRequest>,
}

impl Gathering {
    pub fn new(named: &Named) -> Self {
        let provider = Arc::new(Sha2);
        let (at, media_type) = (named.at.clone(), named.media_type.clone());
        Self {
            resolver: Some(Resolver::new(provider, at, media_type, PlatformChoice::All, 0)),
            outcome: None,
            nodes: Vec::new(),
            waiting: VecDeque::new(),
            open: Vec::new(),
            seen: BTreeSet::new(),
            left: MAX_ATTACHED,
            left_nested: MAX_NESTED,
            cut_off: None,
        }
    }

    fn advance(&mut self) {
        if let Some(outcome) = self.resolver.as_ref().and_then(Resolver::outcome) {
            self.resolver = None;
            if let Ok(resolved) = &outcome {
                self.add(resolved.named().digest(), 0);
                resolved.children().iter().for_each(|child| self.add(child.digest(), 0));
            }
            self.outcome = Some(outcome);
        }
        loop {
            self.begin_waiting();
            let finished = self.ask();
            if finished.is_empty() {
                return;
            }
            finished.into_iter().for_each(|(node, attachments)| self.take(node, attachments));
        }
    }

    fn add(&mut self, digest: Digest, depth: usize) {
        if self.seen.insert(digest) {
            self.waiting.push_back(self.nodes.len());
            self.nodes.push(Node { digest, depth, attachments: None });
        }
    }

    fn begin_waiting(&mut self) {
        while self.open.len() < AT_ONCE {
            let Some(node) = self.waiting.pop_front() else { return };
            let Some(Node { digest, depth, .. }) = self.nodes.get(node) else { return };
            let options =
                ListingOptions::default().with_max_attachments(self.left).with_max_content(MAX_CONTENT);
            let options = if *depth > 0 { options.with_referrers_only() } else { options };
            // Nobody has so many manifests that the numbers end.
            let first = u64::try_from(node).unwrap_or(u64::MAX).saturating_add(1).saturating_mul(NUMBERS);
            let listing = AttachmentListing::new(Arc::new(Sha2), *digest, options, first);
            self.open.push(Open { node, listing, asked: Vec::new() });
        }
    }

    /// Asks every open listing what it wants, and gives those that are done.
    fn ask(&mut self) -> Vec<(usize, Attachments)> {
        let mut finished = Vec::new();
        self.open.retain_mut(|open| match open.listing.step() {
            Step::Read(requests) => {
                open.asked = requests;
                true
            }
            Step::Done(attachments) => {
                finished.push((open.node, attachments));
                false
            }
            Step::Need(_) => false,
        });
        finished
    }

    fn take(&mut self, node: usize, attachments: Attachments) {
        self.left = self.left.saturating_sub(attachments.found().len());
        let Some(depth) = self.nodes.get(node).map(|node| node.depth + 1) else { return };
        let may_be_referred_to = |found: &&Attachment| !is_tagged(found.place()) && found.problem().is_none();
        let referrers = attachments.found().iter().filter(may_be_referred_to);
        for referrer in referrers {
            if depth <= MAX_DEPTH && self.left_nested > 0 && !self.seen.contains(&referrer.manifest()) {
                self.left_nested -= 1;
                self.add(referrer.manifest(), depth);
            }
        }
        if let Some(node) = self.nodes.get_mut(node) {
            node.attachments = Some(attachments);
        }
    }

    fn conclude(&mut self, resolved: &Resolved) -> Listed {
        let mut listed = self.listed(resolved.named());
        listed.document = Manifest::parse(resolved.bytes(), Some(resolved.named().media_type())).ok();
        listed.children = resolved.children().iter().map(|child| self.listed(child)).collect();
        listed.cut_off = self.cut_off;
        listed
    }

    fn listed(&mut self, manifest: &ManifestDescriptor) -> Listed {
        let (attached, problem) = self.attached_to(manifest.digest(), 0);
        Listed {
            digest: manifest.digest(),
            media_type: manifest.media_type().to_owned(),
            platform: manifest.platform().cloned(),
            attached,
            children: Vec::new(),
            document: None,
            problem,
            cut_off: None,
        }
    }

    /// What is attached to a manifest, each once: what several images have in common is not multiplied.
    fn attached_to(&mut self, digest: Digest, depth: usize) -> (Vec<Attached>, Option<String>) {
        let is_meant = |node: &&mut Node| node.digest == digest && node.depth == depth;
        let node = self.nodes.iter_mut().find(is_meant);
        let Some(attachments) = node.and_then(|node| node.attachments.take()) else {
            return (Vec::new(), None);
        };
        let mut attached: Vec<_> =
            attachments.found().iter().map(|found| self.attached(found, depth)).collect();
        attached.sort_by(|one, other| one.order().cmp(&other.order()));
        attachments.problems().iter().for_each(|(_, kind)| self.cut_off(kind));
        let problems: Vec<_> = attachments.problems().iter().map(problem).collect();
        (attached, (!problems.is_empty()).then(|| problems.join("; ")))
    }

    /// Of several, what could not be reached goes before what could not be read.
    fn cut_off(&mut self, kind: &ProblemKind) {
        self.cut_off = match kind {
            ProblemKind::Unreachable(_) | ProblemKind::Rejected { .. } => Some(Exit::Unreachable),
            ProblemKind::ListingMalformed(_) | ProblemKind::ManifestMalformed(_) => {
                self.cut_off.or(Some(Exit::Malformed))
            }
            _ => self.cut_off,
        };
    }

    fn attached(&mut self, found: &Attachment, depth: usize) -> Attached {
        let mut attached = claims::attached(found);
        if !is_tagged(found.place()) {
            (attached.referrers, attached.referrers_problem) = self.attached_to(found.manifest(), depth + 1);
        }
        attached
    }
}

fn is_tagged(place: &AttachmentPlace) -> bool {
    matches!(place, AttachmentPlace::Tag(_))
}

fn problem((place, kind): &(AttachmentPlace, ProblemKind)) -> String {
    match (place, kind) {
        (_, ProblemKind::LimitExceeded { .. }) => {
            format!("more than {MAX_ATTACHED} attachments; the rest was not read")
        }
        (AttachmentPlace::Tag(tag), kind) => format!("{tag}: {}", chain(kind)),
        (_, kind) => chain(kind),
    }
}

impl Session for Gathering {
    type Need = Infallible;
    type Answer = Infallible;
    type Output = Result<Listed, ResolveError>;

    fn step(&mut self) -> Step<Infallible, Self::Output> {
        self.advance();
        if let Some(resolver) = &self.resolver {
            return Step::Read(resolver.reads());
        }
        if !self.open.is_empty() {
            return Step::Read(self.open.iter().flat_map(|open| open.asked.clone()).collect());
        }
        let outcome = self.outcome.take().unwrap_or(Err(ResolveError::UnexpectedAnswer));
        Step::Done(outcome.map(|resolved| self.conclude(&resolved)))
    }

    fn answer(&mut self, id: ReadId, fetched: Fetched) {
        if let Some(resolver) = &mut self.resolver {
            resolver.answer(id, fetched);
            return;
        }
        let asks = |open: &&mut Open| open.asked.iter().any(|request| request.id() == id);
        if let Some(open) = self.open.iter_mut().find(asks) {
            open.listing.answer(id, fetched);
        }
    }

    fn fulfil(&mut self, _: usize, answer: Infallible) {
        match answer {}
    }
}
