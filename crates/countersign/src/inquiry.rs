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
    meant::Meant,
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
    Resolving {
        resolver: Box<Resolver>,
        requests: usize,
    },
    Searching(Box<Searching>),
    /// What was found by digest alone is not enough: the manifest is read last, for it may not be there.
    Confirming {
        searching: Box<Searching>,
        resolver: Box<Resolver>,
        requests: usize,
    },
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
        let request = Request { configuration: &configuration, asked: &asked };
        let alone = name.digest_alone().filter(|_| !configuration.reads_everything());
        let stage = match alone {
            Some(digest) => {
                Stage::Searching(Searching::new(request, Meant::by_digest(digest), 0, first_id).into())
            }
            None => Stage::Resolving { resolver: resolver(&configuration, &name, first_id), requests: 0 },
        };
        Self { configuration, asked, name, now, first_id, stage }
    }

    fn advance(&mut self) {
        self.advance_resolving();
        if let Stage::Searching(searching) = &self.stage
            && searching.is_done()
        {
            self.stage = match searching.is_met() || searching.meant().manifest().is_some() {
                true => Stage::Done(conclusion::conclude(self.context(), searching)),
                false => Stage::Confirming {
                    searching: searching.clone(),
                    resolver: resolver(&self.configuration, &self.name, self.first_id),
                    requests: 0,
                },
            };
        }
        self.advance_confirming();
    }

    fn advance_resolving(&mut self) {
        if let Stage::Resolving { resolver, requests } = &self.stage
            && let Some(outcome) = resolver.outcome()
        {
            self.stage = match outcome {
                Ok(resolved) => Stage::Searching(
                    Searching::new(self.request(), (&resolved).into(), *requests, self.first_id).into(),
                ),
                Err(error) => Stage::Done(Err(conclusion::unresolved(self.context(), &error, *requests))),
            };
        }
    }

    fn advance_confirming(&mut self) {
        if let Stage::Confirming { searching, resolver, requests } = &self.stage
            && let Some(outcome) = resolver.outcome()
        {
            let concluded = match outcome {
                Ok(resolved) => {
                    let mut searching = searching.clone();
                    searching.take_manifest(self.request(), &resolved, *requests);
                    conclusion::conclude(self.context(), &searching)
                }
                Err(error) => {
                    let mut searching = searching.clone();
                    searching.count(*requests);
                    Err(conclusion::unconfirmed(self.context(), &searching, &error))
                }
            };
            self.stage = Stage::Done(concluded);
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
            Stage::Resolving { resolver, .. } | Stage::Confirming { resolver, .. } => {
                Step::Read(resolver.reads())
            }
            Stage::Searching(searching) => Step::Read(searching.reads()),
            Stage::Done(concluded) => Step::Done(concluded.clone()),
        }
    }

    pub(crate) fn answer(&mut self, id: ReadId, fetched: Fetched) {
        let request = Request { configuration: &self.configuration, asked: &self.asked };
        match &mut self.stage {
            Stage::Resolving { resolver, requests } | Stage::Confirming { resolver, requests, .. } => {
                if resolver.answer(id, fetched) {
                    *requests += 1;
                }
            }
            Stage::Searching(searching) => searching.answer(request, id, fetched),
            Stage::Done(_) => {}
        }
    }
}

fn resolver(configuration: &Configuration, name: &ImageName, first_id: u64) -> Box<Resolver> {
    name.resolver(Arc::clone(configuration.provider()) as _, first_id).into()
}
