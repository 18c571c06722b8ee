//! What was found so far, and how it counts.

use alloc::vec::Vec;

use countersign_digest::Digest;
use countersign_need::{Answer, Need};
use countersign_policy::{BoundSignature, Decision, Outcome, Tally};

use crate::{
    AcceptedSignature, IgnoredAttachment, RefusedSignature,
    configuration::Configuration,
    examine::{Examined, Request},
    lasting::{Found, Lasts},
    open_question::OpenQuestion,
};

/// The findings over one digest or blob.
#[derive(Clone, Debug)]
pub(crate) struct Findings {
    bound: Vec<BoundSignature>,
    accepted: Vec<AcceptedSignature>,
    lasts: Vec<Lasts>,
    /// What waits for answers from elsewhere, with the manifest that carries it.
    open: Vec<(OpenQuestion, Option<Digest>)>,
    pub(crate) refused: Vec<RefusedSignature>,
    pub(crate) ignored: Vec<IgnoredAttachment>,
    outcome: Outcome,
}

impl Findings {
    pub(crate) fn new(configuration: &Configuration) -> Self {
        Self {
            bound: Vec::new(),
            accepted: Vec::new(),
            lasts: Vec::new(),
            open: Vec::new(),
            refused: Vec::new(),
            ignored: Vec::new(),
            outcome: Tally::new(configuration.requirement()).outcome(),
        }
    }

    pub(crate) fn add(
        &mut self,
        configuration: &Configuration,
        examined: Examined,
        manifest: Option<Digest>,
    ) {
        match examined {
            Examined::Counts(counting) => {
                self.bound.push(counting.bound);
                self.accepted.push(counting.accepted);
                self.lasts.push(counting.lasts);
                self.outcome = Decision::over(configuration.requirement(), &self.bound).outcome();
            }
            Examined::Refused(refusal) => self.refused.push(refusal),
            Examined::Open(question) => self.open.push((*question, manifest)),
            Examined::NotAsked(claims) => {
                self.ignored.extend(manifest.map(|manifest| IgnoredAttachment { manifest, claims }));
            }
        }
    }

    /// Whether something waits for answers from elsewhere.
    pub(crate) fn is_waiting(&self) -> bool {
        !self.open.is_empty()
    }

    /// What is wanted from elsewhere.
    pub(crate) fn needs(&self) -> impl Iterator<Item = Need> {
        self.open.iter().flat_map(|(question, _)| question.needs())
    }

    /// Takes what came of wants, and decides what waits for nothing else.
    pub(crate) fn provide(&mut self, request: Request<'_>, known: &[&(Need, Answer)]) {
        self.open.iter_mut().for_each(|(question, _)| question.provide(request, known));
        self.decide(request, OpenQuestion::is_answered);
    }

    /// Decides everything by what is known.
    pub(crate) fn stop_asking(&mut self, request: Request<'_>) {
        self.decide(request, |_| true);
    }

    fn decide(&mut self, request: Request<'_>, is_ripe: impl Fn(&OpenQuestion) -> bool) {
        let open = core::mem::take(&mut self.open);
        let (ripe, open): (Vec<_>, Vec<_>) = open.into_iter().partition(|(question, _)| is_ripe(question));
        self.open = open;
        for (question, manifest) in ripe {
            self.add(request.configuration, question.decide(), manifest);
        }
    }

    /// Whether enough signers were found.
    pub(crate) fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// What counts, in the order in which it was found.
    pub(crate) fn counting(&self) -> impl Iterator<Item = (&BoundSignature, &AcceptedSignature)> {
        self.bound.iter().zip(&self.accepted)
    }

    /// The same with until when each does.
    pub(crate) fn found(&self) -> impl Iterator<Item = Found> {
        let counting = self.bound.iter().zip(&self.accepted).zip(&self.lasts);
        counting.map(|((bound, accepted), lasts)| Found {
            bound: bound.clone(),
            place: accepted.place(),
            lasts: *lasts,
        })
    }
}
