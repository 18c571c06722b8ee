//! The signatures over one digest: read lazily, judged as they arrive.

use alloc::{string::ToString, sync::Arc, vec::Vec};

use countersign_digest::Digest;
use countersign_oci::{Fetched, IgnoredKind, ReadId, ReadRequest, SignaturePlan};
use countersign_policy::{BoundSignature, Decision, Outcome, Tally};

use crate::{
    AcceptedSignature, Code, IgnoredAttachment, RefusedSignature, SignatureFormat,
    configuration::Configuration,
    examine::{Examined, examine, problem},
    finding::Place,
    wanted::Wanted,
};

/// The search for acceptable signatures over one digest.
#[derive(Clone, Debug)]
pub(crate) struct Search {
    wanted: Wanted,
    plan: SignaturePlan,
    bound: Vec<BoundSignature>,
    outcome: Outcome,
    accepted: Vec<AcceptedSignature>,
    refused: Vec<RefusedSignature>,
    ignored: Vec<IgnoredAttachment>,
}

impl Search {
    pub(crate) fn new(configuration: &Configuration, wanted: Wanted, first_id: u64) -> Self {
        let provider = Arc::clone(configuration.provider());
        let plan = SignaturePlan::new(provider, wanted.digest(), configuration.limits(), first_id);
        Self {
            wanted,
            plan,
            bound: Vec::new(),
            outcome: Tally::new(configuration.requirement()).outcome(),
            accepted: Vec::new(),
            refused: Vec::new(),
            ignored: Vec::new(),
        }
    }

    /// The digest over which signatures are looked for.
    pub(crate) fn digest(&self) -> Digest {
        self.wanted.digest()
    }

    pub(crate) fn reads(&self) -> Vec<ReadRequest> {
        self.plan.reads()
    }

    pub(crate) fn exhausted(&self) -> bool {
        self.plan.exhausted()
    }

    pub(crate) fn requests(&self) -> usize {
        self.plan.reads_made()
    }

    /// Whether enough signers were found over this digest.
    pub(crate) fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The signatures that count, in the order in which they were found.
    pub(crate) fn bound(&self) -> &[BoundSignature] {
        &self.bound
    }

    pub(crate) fn accepted(&self) -> &[AcceptedSignature] {
        &self.accepted
    }

    pub(crate) fn refused(&self) -> &[RefusedSignature] {
        &self.refused
    }

    /// Attachments that are no signatures: those that were passed over, and those that turned out to be none.
    pub(crate) fn ignored(&self) -> Vec<IgnoredAttachment> {
        let passed_over =
            self.plan.ignored().iter().filter(|one| *one.kind() != IgnoredKind::NotationSignature);
        let passed_over = passed_over
            .map(|one| IgnoredAttachment { manifest: one.manifest(), claims: one.kind().to_string() });
        passed_over.chain(self.ignored.iter().cloned()).collect()
    }

    /// Signatures of a format that this version does not verify: they are signatures, and they do not count.
    pub(crate) fn unsupported(&self) -> Vec<RefusedSignature> {
        let notation = self.plan.ignored().iter().filter(|one| *one.kind() == IgnoredKind::NotationSignature);
        notation
            .map(|one| RefusedSignature {
                place: Place {
                    format: SignatureFormat::Notation,
                    artifact: None,
                    manifest: Some(one.manifest()),
                },
                code: Code::FormatUnsupported,
                reason: "a Notation signature, which is verified by certificates and not by keys".into(),
            })
            .collect()
    }

    /// Takes an answer and judges what it brought.
    pub(crate) fn answer(&mut self, configuration: &Configuration, id: ReadId, fetched: Fetched) {
        self.plan.answer(id, fetched);
        for candidate in self.plan.take_candidates() {
            match examine(configuration, &candidate, &self.wanted) {
                Examined::Counts(counting) => {
                    self.bound.push(counting.bound);
                    self.accepted.push(counting.accepted);
                    self.outcome = Decision::over(configuration.requirement(), &self.bound).outcome();
                }
                Examined::Refused(refusal) => self.refused.push(refusal),
                Examined::NotASignature(claims) => {
                    self.ignored.push(IgnoredAttachment { manifest: candidate.manifest(), claims });
                }
            }
        }
        self.refused.extend(self.plan.take_problems().iter().map(problem));
    }
}
