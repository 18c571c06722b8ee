//! The verification of one image as a session, whatever is asked for: what to read next, and when enough is known.

use alloc::{boxed::Box, sync::Arc};

use countersign_need::Need;
use countersign_oci::{Fetched, ReadId, Resolver, Step};
use countersign_time::UnixTime;

use crate::{
    ImageName, Refusal,
    asked::Asked,
    conclusion::{self, Concluded, Context},
    configuration::Configuration,
    examine::Request,
    searching::Searching,
};

/// A verification in progress.
#[derive(Clone, Debug)]
pub(crate) struct Inquiry {
    configuration: Arc<Configuration>,
    asked: Asked,
    name: ImageName,
    now: UnixTime,
    first_id: u64,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    Resolving { resolver: Box<Resolver>, requests: usize },
    Searching(Box<Searching>),
    Done(Result<Concluded, Refusal>),
}

impl Inquiry {
    /// Begins. Reads are numbered from `first_id` on: inquiries of one session are 2⁴⁴ apart.
    pub(crate) fn new(
        configuration: Arc<Configuration>,
        asked: Asked,
        name: ImageName,
        now: UnixTime,
        first_id: u64,
    ) -> Self {
        let resolver = name.resolver(Arc::clone(configuration.provider()) as _, first_id).into();
        let stage = Stage::Resolving { resolver, requests: 0 };
        Self { configuration, asked, name, now, first_id, stage }
    }

    fn advance(&mut self) {
        if let Stage::Resolving { resolver, requests } = &self.stage
            && let Some(outcome) = resolver.outcome()
        {
            self.stage = match outcome {
                Ok(resolved) => Stage::Searching(
                    Searching::new(self.request(), resolved, *requests, self.first_id).into(),
                ),
                Err(error) => Stage::Done(Err(conclusion::unresolved(self.context(), &error, *requests))),
            };
        }
        if let Stage::Searching(searching) = &self.stage
            && searching.is_done()
        {
            self.stage = Stage::Done(conclusion::conclude(self.context(), searching));
        }
    }

    fn request(&self) -> Request<'_> {
        Request { configuration: &self.configuration, asked: &self.asked }
    }

    fn context(&self) -> Context<'_> {
        Context { request: self.request(), name: self.name.shown(), now: self.now }
    }

    pub(crate) fn step(&mut self) -> Step<Need, Result<Concluded, Refusal>> {
        self.advance();
        match &mut self.stage {
            Stage::Resolving { resolver, .. } => Step::Read(resolver.reads()),
            Stage::Searching(searching) => Step::Read(searching.reads()),
            Stage::Done(concluded) => Step::Done(concluded.clone()),
        }
    }

    pub(crate) fn answer(&mut self, id: ReadId, fetched: Fetched) {
        let request = Request { configuration: &self.configuration, asked: &self.asked };
        match &mut self.stage {
            Stage::Resolving { resolver, requests } => {
                if resolver.answer(id, fetched) {
                    *requests += 1;
                }
            }
            Stage::Searching(searching) => searching.answer(request, id, fetched),
            Stage::Done(_) => {}
        }
    }
}
