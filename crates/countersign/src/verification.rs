//! The verification of one image as a session: what to read next, and when enough is known.

use alloc::{boxed::Box, collections::BTreeSet, sync::Arc, vec::Vec};

use countersign_digest::Digest;
use countersign_need::{Answer, Need};
use countersign_oci::{Fetched, ReadId, ReadRequest, Resolved, ResolvedTarget, Resolver, Session, Step};
use countersign_policy::{Outcome, Tally};
use countersign_time::UnixTime;

use crate::{
    ImageName, Refusal, TargetReport, VerifiedImage, conclusion, configuration::Configuration,
    search::Search, wanted::Wanted,
};

/// What a verification comes to.
pub type Verdict = Result<VerifiedImage, Refusal>;

/// A verification in progress. It reads nothing itself: a driver answers its reads, in any order, until it is done.
/// It stops asking as soon as the requirement is met; before it refuses it has asked for everything.
#[derive(Clone, Debug)]
#[must_use]
pub struct Verification {
    configuration: Arc<Configuration>,
    name: ImageName,
    now: UnixTime,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    Resolving { resolver: Box<Resolver>, requests: usize },
    Searching(Box<Searching>),
    Done(Verdict),
}

/// The image is known; its signatures are looked for.
#[derive(Clone, Debug)]
pub(crate) struct Searching {
    pub(crate) resolved: Resolved,
    pub(crate) searches: Vec<Search>,
    /// Reads that found out what the name stands for.
    pub(crate) requests: usize,
}

impl Verification {
    pub(crate) fn new(configuration: Arc<Configuration>, name: ImageName, now: UnixTime) -> Self {
        let resolver = name.resolver(Arc::clone(configuration.provider()) as _, 0).into();
        Self { configuration, name, now, stage: Stage::Resolving { resolver, requests: 0 } }
    }

    fn advance(&mut self) {
        if let Stage::Resolving { resolver, requests } = &self.stage
            && let Some(outcome) = resolver.outcome()
        {
            self.stage = match outcome {
                Ok(resolved) => {
                    Stage::Searching(Searching::new(&self.configuration, resolved, *requests).into())
                }
                Err(error) => Stage::Done(Err(conclusion::unresolved(self.context(), &error, *requests))),
            };
        }
        if let Stage::Searching(searching) = &self.stage
            && searching.reads(&self.configuration).is_empty()
        {
            self.stage = Stage::Done(conclusion::conclude(self.context(), searching));
        }
    }

    fn context(&self) -> conclusion::Context<'_> {
        conclusion::Context { configuration: &self.configuration, name: &self.name, now: self.now }
    }
}

impl Session for Verification {
    type Need = Need;
    type Answer = Answer;
    type Output = Verdict;

    fn step(&mut self) -> Step<Need, Verdict> {
        self.advance();
        match &self.stage {
            Stage::Resolving { resolver, .. } => Step::Read(resolver.reads()),
            Stage::Searching(searching) => Step::Read(searching.reads(&self.configuration)),
            Stage::Done(verdict) => Step::Done(verdict.clone()),
        }
    }

    fn answer(&mut self, id: ReadId, fetched: Fetched) {
        match &mut self.stage {
            Stage::Resolving { resolver, requests } => {
                if resolver.answer(id, fetched) {
                    *requests += 1;
                }
            }
            Stage::Searching(searching) => searching.answer(&self.configuration, id, fetched),
            Stage::Done(_) => {}
        }
    }

    /// Verification by keys needs nothing from elsewhere.
    fn fulfil(&mut self, _index: usize, _answer: Answer) {}
}

impl Searching {
    fn new(configuration: &Configuration, resolved: Resolved, requests: usize) -> Self {
        let digests: Vec<Digest> = distinct(resolved.targets().iter().flat_map(ResolvedTarget::covered_by));
        let mut searches = Vec::new();
        // Each search numbers its reads from its own beginning; the resolver began at 0.
        for (first_id, digest) in (1u64..).map(|place| place << 32).zip(digests) {
            // The manifest that was read is at hand for digests by other algorithms; the others are not.
            let bytes = Some(resolved.bytes()).filter(|_| digest == resolved.named().digest());
            searches.push(Search::new(configuration, Wanted::new(digest, bytes), first_id));
        }
        Self { resolved, searches, requests }
    }

    /// What to read for the first target that lacks something; all targets where everything is to be read.
    fn reads(&self, configuration: &Configuration) -> Vec<ReadRequest> {
        for target in self.resolved.targets() {
            if !configuration.reads_everything() && self.report(configuration, target).is_met() {
                continue;
            }
            let open = self.searches_of(target).into_iter().find(|search| !search.exhausted());
            if let Some(search) = open {
                return search.reads();
            }
        }
        Vec::new()
    }

    fn answer(&mut self, configuration: &Configuration, id: ReadId, fetched: Fetched) {
        let asked = |search: &&mut Search| search.reads().iter().any(|request| request.id() == id);
        if let Some(search) = self.searches.iter_mut().find(asked) {
            search.answer(configuration, id, fetched);
        }
    }

    /// The searches whose signatures cover a target, the nearest first.
    pub(crate) fn searches_of(&self, target: &ResolvedTarget) -> Vec<&Search> {
        let over = |digest: &Digest| self.searches.iter().find(|search| search.digest() == *digest);
        target.covered_by().iter().filter_map(over).collect()
    }

    /// How a target stands by what was found so far.
    pub(crate) fn report(&self, configuration: &Configuration, target: &ResolvedTarget) -> TargetReport {
        let required = configuration.requirement().threshold().get();
        let mut tally = Tally::new(configuration.requirement());
        let mut covered_by = Vec::new();
        for search in self.searches_of(target) {
            let counted = search.bound().iter().filter(|signature| tally.add(signature).is_ok()).count();
            if counted > 0 {
                covered_by.push(search.digest());
            }
        }
        let found = match tally.outcome() {
            Outcome::Met => required,
            Outcome::NotMet { found, .. } => found,
        };
        TargetReport {
            digest: target.descriptor().digest(),
            platform: target.platform().cloned(),
            covered_by,
            found,
            required,
        }
    }
}

fn distinct<'d>(digests: impl Iterator<Item = &'d Digest>) -> Vec<Digest> {
    let mut seen = BTreeSet::new();
    digests.filter(|digest| seen.insert(**digest)).copied().collect()
}
