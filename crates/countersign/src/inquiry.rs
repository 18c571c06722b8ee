//! The verification of one image as a session, whatever is asked for: what to read next, and when enough is known.

use alloc::{boxed::Box, sync::Arc, vec::Vec};

use countersign_need::{Answer, Need};
use countersign_oci::{Fetched, ReadId, Resolver, Step};
use countersign_time::UnixTime;

use crate::{
    ImageName, Refusal,
    asked::Asked,
    asking::{Asking, Next},
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
    asking: Asking,
}

#[derive(Clone, Debug)]
enum Stage {
    Resolving(Resolving),
    Searching {
        searching: Box<Searching>,
        /// What was found by digest alone is not enough: the manifest is read last, for it may not be there.
        confirming: Option<Resolving>,
    },
    Done(Result<Concluded, Refusal>),
}

/// A name that is being resolved, and what that has cost.
#[derive(Clone, Debug)]
struct Resolving {
    resolver: Box<Resolver>,
    requests: usize,
}

impl Resolving {
    fn new(configuration: &Configuration, name: &ImageName, first_id: u64) -> Self {
        let resolver = name.resolver(Arc::clone(configuration.provider()) as _, first_id).into();
        Self { resolver, requests: 0 }
    }

    fn answer(&mut self, id: ReadId, fetched: Fetched) {
        if self.resolver.answer(id, fetched) {
            self.requests += 1;
        }
    }
}

impl Stage {
    fn searching(request: Request<'_>, meant: Meant, requests: usize, first_id: u64) -> Self {
        Self::Searching {
            searching: Searching::new(request, meant, requests, first_id).into(),
            confirming: None,
        }
    }
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
        let request = Request { configuration: &configuration, asked: &asked, now };
        let alone = name.digest_alone().filter(|_| !configuration.reads_everything());
        let stage = match alone {
            Some(digest) => Stage::searching(request, Meant::by_digest(digest), 0, first_id),
            None => Stage::Resolving(Resolving::new(&configuration, &name, first_id)),
        };
        Self { configuration, asked, name, now, first_id, stage, asking: Asking::default() }
    }

    fn advance_resolving(&mut self) {
        if let Stage::Resolving(Resolving { resolver, requests }) = &self.stage
            && let Some(outcome) = resolver.outcome()
        {
            self.stage = match outcome {
                Ok(resolved) => {
                    Stage::searching(self.request(), (&resolved).into(), *requests, self.first_id)
                }
                Err(error) => Stage::Done(Err(conclusion::unresolved(self.context(), &error, *requests))),
            };
        }
    }

    /// Concludes once everything was looked for; whether something more came to be judged instead, with the manifest.
    fn advance_searching(&mut self) -> bool {
        let request = Request { configuration: &self.configuration, asked: &self.asked, now: self.now };
        let context = Context { request, name: self.name.shown() };
        let Stage::Searching { searching, confirming } = &mut self.stage else { return false };
        if !searching.is_done() {
            return false;
        }
        if searching.is_met() || searching.meant().manifest().is_some() {
            self.stage = Stage::Done(conclusion::conclude(context, searching));
            return false;
        }
        let Resolving { resolver, requests } =
            confirming.get_or_insert_with(|| Resolving::new(&self.configuration, &self.name, self.first_id));
        match resolver.outcome() {
            None => false,
            Some(Ok(resolved)) => {
                searching.take_manifest(request, &resolved, *requests);
                *confirming = None;
                true
            }
            Some(Err(error)) => {
                searching.count(*requests);
                self.stage = Stage::Done(Err(conclusion::unconfirmed(context, searching, &error)));
                false
            }
        }
    }

    fn request(&self) -> Request<'_> {
        Request { configuration: &self.configuration, asked: &self.asked, now: self.now }
    }

    fn context(&self) -> Context<'_> {
        Context { request: self.request(), name: self.name.shown() }
    }

    /// What is wanted from elsewhere before anything else is read: it may be enough.
    fn needs(&mut self) -> Vec<Need> {
        let request = Request { configuration: &self.configuration, asked: &self.asked, now: self.now };
        let Stage::Searching { searching, .. } = &mut self.stage else { return Vec::new() };
        loop {
            let needs = searching.needs();
            match self.asking.next(needs) {
                Next::Ask(needs) => return needs,
                Next::Known(known) => searching.provide(request, &known),
                Next::TooMany => searching.stop_asking(request),
                Next::Nothing => return Vec::new(),
            }
        }
    }

    /// Takes what came of the need at this place of those that were told last.
    pub(crate) fn fulfil(&mut self, index: usize, answer: Answer) {
        self.asking.fulfil(index, answer);
    }

    pub(crate) fn step(&mut self) -> Step<Need, Result<Concluded, Refusal>> {
        self.advance_resolving();
        loop {
            let needs = self.needs();
            if !needs.is_empty() {
                return Step::Need(needs);
            }
            if !self.advance_searching() {
                break;
            }
        }
        match &mut self.stage {
            Stage::Resolving(resolving) | Stage::Searching { confirming: Some(resolving), .. } => {
                Step::Read(resolving.resolver.reads())
            }
            Stage::Searching { searching, confirming: None } => Step::Read(searching.reads()),
            Stage::Done(concluded) => Step::Done(concluded.clone()),
        }
    }

    pub(crate) fn answer(&mut self, id: ReadId, fetched: Fetched) {
        let request = Request { configuration: &self.configuration, asked: &self.asked, now: self.now };
        match &mut self.stage {
            Stage::Resolving(resolving) | Stage::Searching { confirming: Some(resolving), .. } => {
                resolving.answer(id, fetched);
            }
            Stage::Searching { searching, confirming: None } => searching.answer(request, id, fetched),
            Stage::Done(_) => {}
        }
    }
}
