//! What a caller may do after a verification.

use alloc::sync::Arc;

use countersign_digest::Digest;

use crate::{Report, TargetReport, conclusion::Concluded, proof::Proof};

/// An image that met the requirement: the only value that yields the digest to run.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedImage {
    digest: Digest,
    report: Arc<Report>,
}

impl VerifiedImage {
    pub(crate) fn called(&self, reference: &str) -> Self {
        Self { digest: self.digest, report: called(&self.report, reference) }
    }

    /// The digest to run: of the image for the platform asked for, or else of what the name stands for.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Every manifest that was asked for and is covered; several where all platforms were asked for.
    #[must_use]
    pub fn targets(&self) -> &[TargetReport] {
        self.report.targets()
    }

    /// Everything that the verdict rests on.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

impl Proof for VerifiedImage {
    fn of(concluded: Concluded) -> Self {
        Self { digest: concluded.digest, report: concluded.report }
    }
}

/// Why an image may not run, or an attestation or a blob is not to be believed. Absent, unreachable, untrusted and
/// malformed are different answers.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// What is asked for is there, and none of it, or not enough, is acceptable.
    #[error("no acceptable signature: {}", told(.0))]
    Untrusted(Arc<Report>),
    /// A limit was reached before an acceptable signature was found.
    #[error("a limit was reached before an acceptable signature was found: {}", told(.0))]
    LimitExceeded(Arc<Report>),
    /// Nothing of the kind asked for is there.
    #[error("nothing to verify: {}", told(.0))]
    Absent(Arc<Report>),
    /// No answer was to be had that could be trusted to mean absence.
    #[error("could not be read: {}", told(.0))]
    Unreachable(Arc<Report>),
    /// What is there cannot be read, or is not what its digest says.
    #[error("malformed: {}", told(.0))]
    Malformed(Arc<Report>),
}

/// The report under another name; the very same one where it has that name.
fn called(report: &Arc<Report>, reference: &str) -> Arc<Report> {
    if report.reference() == reference { Arc::clone(report) } else { Arc::new(report.called(reference)) }
}

fn told(report: &Report) -> &str {
    report.reason().unwrap_or("see the report")
}

impl Refusal {
    pub(crate) fn called(&self, reference: &str) -> Self {
        let again = |report| called(report, reference);
        match self {
            Self::Untrusted(report) => Self::Untrusted(again(report)),
            Self::LimitExceeded(report) => Self::LimitExceeded(again(report)),
            Self::Absent(report) => Self::Absent(again(report)),
            Self::Unreachable(report) => Self::Unreachable(again(report)),
            Self::Malformed(report) => Self::Malformed(again(report)),
        }
    }

    /// Everything that the refusal rests on.
    #[must_use]
    pub fn report(&self) -> &Report {
        match self {
            Self::Untrusted(report)
            | Self::LimitExceeded(report)
            | Self::Absent(report)
            | Self::Unreachable(report)
            | Self::Malformed(report) => report,
        }
    }
}
