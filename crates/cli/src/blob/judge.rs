//! Verifying a blob: what `verify-blob` and `verify-blob-attestation` share.

use clap::Args;
use countersign::{
    BlobAttestationVerification, BlobEvidence, BlobJudgement, BlobTooLarge, BlobVerification, Refusal,
    VerifiedAttestation, VerifiedBlob, Verifier,
    need::{Answer, Need},
    oci::Session,
    time::UnixTime,
};

use super::evidence::EvidenceOptions;
use crate::{
    believing::{self, BelievingOptions},
    console::Console,
    evidence::Services,
    exit::Exit,
    failure::Failure,
    input::Input,
    options::OutputOption,
    verbs::verify::{self, About, Judged},
};

/// What every verb is told that verifies a blob.
#[derive(Clone, Debug, Args)]
pub struct Judging {
    /// The file, or - for standard input
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    believing: BelievingOptions,
    #[command(flatten)]
    evidence: EvidenceOptions,
    #[command(flatten)]
    output: OutputOption,
}

impl Judging {
    /// The blob, who is believed, and the time of the verdict.
    pub fn begin(&self, console: &mut Console) -> Result<(Input, Verifier, UnixTime), Failure> {
        let file = super::input(&self.file)?;
        let verifier = believing::build(self.believing.builder(console)?)?;
        Ok((file, verifier, self.believing.now()?))
    }

    /// Who is asked for what is not at hand.
    pub fn services(&self) -> Result<Services, Failure> {
        self.believing.services()
    }

    /// What proves who signed it.
    pub fn evidence(&self, file: &Input, is_attestation: bool) -> Result<Option<BlobEvidence>, Failure> {
        self.evidence.read(file, is_attestation)
    }

    pub fn show<T: Judged>(&self, console: &mut Console, file: &Input, verdict: &Result<T, Refusal>) -> Exit {
        verify::show(&self.output, console, About::Blob(file), verdict)
    }
}

/// A verification of a blob in progress.
pub trait Streamed {
    type Verdict;
    type Judgement: Session<Need = Need, Answer = Answer, Output = Self::Verdict>;

    fn update(&mut self, piece: &[u8]) -> Result<(), BlobTooLarge>;

    fn judgement(self) -> Self::Judgement;
}

impl Streamed for BlobVerification {
    type Verdict = Result<VerifiedBlob, Refusal>;
    type Judgement = BlobJudgement;

    fn update(&mut self, piece: &[u8]) -> Result<(), BlobTooLarge> {
        self.update(piece)
    }

    fn judgement(self) -> Self::Judgement {
        self.judgement()
    }
}

impl Streamed for BlobAttestationVerification {
    type Verdict = Result<VerifiedAttestation, Refusal>;
    type Judgement = BlobJudgement<VerifiedAttestation>;

    fn update(&mut self, piece: &[u8]) -> Result<(), BlobTooLarge> {
        self.update(piece)
    }

    fn judgement(self) -> Self::Judgement {
        self.judgement()
    }
}

/// Reads the blob through and decides.
pub fn judge<S: Streamed>(
    file: &Input,
    mut verification: S,
    services: &Services,
) -> Result<S::Verdict, Failure> {
    file.pieces(|piece| verification.update(piece), |error| too_large(file, &error))?;
    services.run(verification.judgement())
}

fn too_large(file: &Input, error: &BlobTooLarge) -> Failure {
    Failure::new(Exit::Refused, format!("{} was not verified", file.name())).because(error).next(
        "sign it with a key whose algorithm signs a digest, such as ecdsa-p256: Ed25519 needs the whole file",
    )
}
