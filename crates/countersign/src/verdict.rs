//! What a caller may do after a verification.

use alloc::sync::Arc;

use countersign_digest::Digest;

use crate::{Report, TargetReport};

/// An image that met the requirement: the only value that yields the digest to run.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedImage {
    digest: Digest,
    report: Arc<Report>,
}

impl VerifiedImage {
    pub(crate) fn new(digest: Digest, report: Report) -> Self {
        Self { digest, report: Arc::new(report) }
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

/// Why an image may not run. Absent, unreachable, untrusted and malformed are different answers.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Signatures are there, and none, or not enough of them, is acceptable.
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

fn told(report: &Report) -> &str {
    report.reason().unwrap_or("see the report")
}

impl Refusal {
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
