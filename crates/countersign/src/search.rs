//! What is asked for over one digest: read lazily, judged as it arrives.

use alloc::{string::ToString, sync::Arc, vec::Vec};

use countersign_digest::Digest;
use countersign_need::{Answer, Need};
use countersign_oci::{Candidate, Fetched, Ignored, IgnoredKind, ReadId, ReadRequest, SignaturePlan};

use crate::{
    Code, IgnoredAttachment, RefusedSignature, SignatureFormat,
    asked::Asked,
    examine::{Examined, Request, examine, problem},
    exhibit::Exhibit,
    finding::Place,
    findings::Findings,
    wanted::{Target, Wanted},
};

/// The search for what is acceptable over one digest.
#[derive(Clone, Debug)]
pub(crate) struct Search {
    wanted: Wanted,
    plan: SignaturePlan,
    findings: Findings,
    /// What can be judged only with the bytes of the manifest, where these may still be read; with what is said of it
    /// without them.
    held: Option<Vec<(Candidate, RefusedSignature)>>,
}

impl Search {
    pub(crate) fn new(request: Request<'_>, wanted: Wanted, first_id: u64) -> Self {
        let Request { configuration, asked, .. } = request;
        let provider = Arc::clone(configuration.provider());
        let options = configuration.limits().clone().with_kind(asked.attachments());
        let plan = SignaturePlan::new(provider, wanted.digest(), options, first_id);
        Self { wanted, plan, findings: Findings::new(configuration), held: None }
    }

    /// The same where the bytes of the manifest come last, if they have to.
    pub(crate) fn before_the_manifest(self) -> Self {
        Self { held: Some(Vec::new()), ..self }
    }

    /// Takes the bytes of the manifest, and judges what waited for them.
    pub(crate) fn take_manifest(&mut self, request: Request<'_>, bytes: Arc<[u8]>) {
        self.wanted = Wanted::new(self.wanted.digest(), Some(bytes));
        for (candidate, _) in self.held.take().unwrap_or_default() {
            self.judge(request, candidate);
        }
    }

    /// The digest over which something is looked for.
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

    pub(crate) fn findings(&self) -> &Findings {
        &self.findings
    }

    /// Whether something waits for answers from elsewhere.
    pub(crate) fn is_waiting(&self) -> bool {
        self.findings.is_waiting()
    }

    /// What is wanted from elsewhere.
    pub(crate) fn needs(&self) -> impl Iterator<Item = Need> {
        self.findings.needs()
    }

    /// Takes what came of wants.
    pub(crate) fn provide(&mut self, request: Request<'_>, known: &[&(Need, Answer)]) {
        self.findings.provide(request, known);
    }

    /// Decides by what is known: nothing more is asked.
    pub(crate) fn stop_asking(&mut self, request: Request<'_>) {
        self.findings.stop_asking(request);
    }

    /// What does not count because the manifest was not needed, and so not read.
    pub(crate) fn held(&self) -> impl Iterator<Item = &RefusedSignature> {
        self.held.iter().flatten().map(|(_, refused)| refused)
    }

    /// Attachments that are not what is asked for: those that were passed over, and those that turned out to be none.
    pub(crate) fn ignored(&self, asked: &Asked) -> Vec<IgnoredAttachment> {
        let passed_over = self.plan.ignored().iter().filter(|one| !is_foreign_signature(one, asked));
        let passed_over = passed_over
            .map(|one| IgnoredAttachment { manifest: one.manifest(), claims: one.kind().to_string() });
        passed_over.chain(self.findings.ignored.iter().cloned()).collect()
    }

    /// Signatures of a format that this version does not verify: they are signatures, and they do not count.
    pub(crate) fn unsupported(&self, asked: &Asked) -> Vec<RefusedSignature> {
        let notation = self.plan.ignored().iter().filter(|one| is_foreign_signature(one, asked));
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
    pub(crate) fn answer(&mut self, request: Request<'_>, id: ReadId, fetched: Fetched) {
        self.plan.answer(id, fetched);
        for candidate in self.plan.take_candidates() {
            self.judge(request, candidate);
        }
        self.findings.refused.extend(self.plan.take_problems().iter().map(problem));
    }

    fn judge(&mut self, request: Request<'_>, candidate: Candidate) {
        let exhibit = Exhibit::of_candidate(request, &candidate);
        let examined = examine(request, exhibit, &Target::Manifest(&self.wanted));
        match (&mut self.held, examined) {
            (Some(held), Examined::Refused(refused)) if refused.code == Code::DigestsDisagree => {
                held.push((candidate, refused));
            }
            (_, examined) => self.findings.add(request.configuration, examined, Some(candidate.manifest())),
        }
    }
}

/// A signature that is asked for, in a format that this version does not verify.
fn is_foreign_signature(one: &Ignored, asked: &Asked) -> bool {
    asked.is_signature() && *one.kind() == IgnoredKind::NotationSignature
}
