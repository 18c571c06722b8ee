//! Verifications of images as sessions that others drive.

use core::marker::PhantomData;

use countersign_need::{Answer, Need};
use countersign_oci::{Fetched, ReadId, Session, Step};

use crate::{Refusal, VerifiedAttestation, VerifiedImage, inquiry::Inquiry, proof::Proof};

/// What the verification of an image comes to.
pub type Verdict = Result<VerifiedImage, Refusal>;

/// A verification in progress. It reads nothing itself: a driver answers its reads, in any order, until it is done.
/// It stops asking as soon as the requirement is met; before it refuses it has asked for everything.
#[derive(Clone, Debug)]
#[must_use]
pub struct Verification<V = VerifiedImage> {
    inquiry: Inquiry,
    proof: PhantomData<V>,
}

/// The verification of an image's attestations in progress.
pub type AttestationVerification = Verification<VerifiedAttestation>;

impl<V> Verification<V> {
    pub(crate) fn new(inquiry: Inquiry) -> Self {
        Self { inquiry, proof: PhantomData }
    }
}

impl<V: Proof> Session for Verification<V> {
    type Need = Need;
    type Answer = Answer;
    type Output = Result<V, Refusal>;

    fn step(&mut self) -> Step<Need, Self::Output> {
        match self.inquiry.step() {
            Step::Read(reads) => Step::Read(reads),
            Step::Need(needs) => Step::Need(needs),
            Step::Done(concluded) => Step::Done(concluded.map(V::of)),
        }
    }

    fn answer(&mut self, id: ReadId, fetched: Fetched) {
        self.inquiry.answer(id, fetched);
    }

    fn fulfil(&mut self, index: usize, answer: Answer) {
        self.inquiry.fulfil(index, answer);
    }
}
