//! The verification of one image as a session: what to read next, and when enough is known.

use alloc::{boxed::Box, sync::Arc};

use countersign_need::{Answer, Need};
use countersign_oci::{Fetched, ReadId, Resolver, Session, Step};
use countersign_time::UnixTime;

use crate::{
    ImageName, Refusal, VerifiedImage, conclusion, configuration::Configuration, searching::Searching,
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
            && searching.is_done()
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
        match &mut self.stage {
            Stage::Resolving { resolver, .. } => Step::Read(resolver.reads()),
            Stage::Searching(searching) => Step::Read(searching.reads()),
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
