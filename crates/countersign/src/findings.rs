//! What was found so far, and how it counts.

use alloc::vec::Vec;

use countersign_digest::Digest;
use countersign_policy::{BoundSignature, Decision, Outcome, Tally};

use crate::{
    AcceptedSignature, IgnoredAttachment, RefusedSignature, configuration::Configuration, examine::Examined,
};

/// The findings over one digest or blob.
#[derive(Clone, Debug)]
pub(crate) struct Findings {
    bound: Vec<BoundSignature>,
    accepted: Vec<AcceptedSignature>,
    pub(crate) refused: Vec<RefusedSignature>,
    pub(crate) ignored: Vec<IgnoredAttachment>,
    outcome: Outcome,
}

impl Findings {
    pub(crate) fn new(configuration: &Configuration) -> Self {
        Self {
            bound: Vec::new(),
            accepted: Vec::new(),
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
                self.outcome = Decision::over(configuration.requirement(), &self.bound).outcome();
            }
            Examined::Refused(refusal) => self.refused.push(refusal),
            Examined::NotAsked(claims) => {
                self.ignored.extend(manifest.map(|manifest| IgnoredAttachment { manifest, claims }));
            }
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
}
