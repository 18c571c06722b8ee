//! The judgement of a blob whose bytes have passed: what may still be asked for, and the verdict.

use alloc::{string::String, sync::Arc, vec::Vec};
use core::marker::PhantomData;

use countersign_digest::Digest;
use countersign_need::{Answer, Need};
use countersign_oci::{Fetched, ReadId, Session, Step};
use countersign_time::UnixTime;

use crate::{
    Refusal, VerifiedBlob,
    asked::Asked,
    asking::{Asking, Next},
    blob_stream::Blob,
    conclusion::{Context, conclude_blob},
    configuration::Configuration,
    examine::{Request, examine},
    exhibit::Exhibit,
    findings::Findings,
    proof::Proof,
    wanted::Target,
};

/// The judgement of a blob whose bytes were given, as a [`Session`] that reads nothing: it asks for what says whether
/// certificates were revoked, where the verifier lets it.
#[derive(Clone, Debug)]
#[must_use]
pub struct BlobJudgement<V = VerifiedBlob> {
    configuration: Arc<Configuration>,
    asked: Asked,
    name: String,
    now: UnixTime,
    digests: Vec<Digest>,
    findings: Findings,
    asking: Asking,
    proof: PhantomData<V>,
}

impl<V: Proof> BlobJudgement<V> {
    pub(crate) fn new(
        configuration: Arc<Configuration>,
        asked: Asked,
        (name, now): (String, UnixTime),
        exhibits: Vec<Exhibit>,
        blob: &Blob,
    ) -> Self {
        let request = Request { configuration: &configuration, asked: &asked, now };
        let findings = examine_all(request, exhibits, blob);
        let (digests, asking) = (blob.digests.clone(), Asking::default());
        Self { configuration, asked, name, now, digests, findings, asking, proof: PhantomData }
    }

    /// The verdict by what is known: nothing more is asked for.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn finish(mut self) -> Result<V, Refusal> {
        let request = Request { configuration: &self.configuration, asked: &self.asked, now: self.now };
        self.findings.stop_asking(request);
        self.verdict()
    }

    fn verdict(&self) -> Result<V, Refusal> {
        let request = Request { configuration: &self.configuration, asked: &self.asked, now: self.now };
        let context = Context { request, name: &self.name };
        conclude_blob(context, &self.digests, &self.findings).map(V::of)
    }

    fn needs(&mut self) -> Vec<Need> {
        let request = Request { configuration: &self.configuration, asked: &self.asked, now: self.now };
        loop {
            match self.asking.next(self.findings.needs().collect()) {
                Next::Ask(needs) => return needs,
                Next::Known(known) => self.findings.provide(request, &known),
                Next::TooMany => self.findings.stop_asking(request),
                Next::Nothing => return Vec::new(),
            }
        }
    }
}

impl<V: Proof> Session for BlobJudgement<V> {
    type Need = Need;
    type Answer = Answer;
    type Output = Result<V, Refusal>;

    fn step(&mut self) -> Step<Need, Self::Output> {
        let needs = self.needs();
        if needs.is_empty() { Step::Done(self.verdict()) } else { Step::Need(needs) }
    }

    /// Nothing is read for it.
    fn answer(&mut self, _id: ReadId, _fetched: Fetched) {}

    fn fulfil(&mut self, index: usize, answer: Answer) {
        self.asking.fulfil(index, answer);
    }
}

/// Of a blob of which nothing is known, nothing is examined.
fn examine_all(request: Request<'_>, exhibits: Vec<Exhibit>, blob: &Blob) -> Findings {
    let provider = request.configuration.provider().as_ref();
    let mut findings = Findings::new(request.configuration);
    if let Some((digest, others)) = blob.digests.split_first() {
        let target = Target::Blob { digest: *digest, others, artifact: blob.artifact(provider) };
        for exhibit in exhibits {
            findings.add(request.configuration, examine(request, exhibit, &target), None);
        }
    }
    findings
}
