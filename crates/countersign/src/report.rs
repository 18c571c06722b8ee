//! The whole of a verdict, for people and for programs.

use alloc::{string::String, vec::Vec};
use core::fmt;

use countersign_digest::Digest;
use countersign_oci::Platform;
use countersign_time::UnixTime;

use crate::{
    AcceptedSignature, Code, IgnoredAttachment, RefusedSignature, SubjectKind, asked::Asked,
    danger::Weakening,
};

/// The name and version that reports carry.
pub const TOOL: &str = concat!("countersign ", env!("CARGO_PKG_VERSION"));

/// What a verification ended in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum VerdictKind {
    /// All that is required is there.
    Accepted,
    /// Signatures are there and are not acceptable, or a limit was reached before one was.
    Refused,
    /// Nothing of the kind asked for is there.
    Absent,
    /// No answer was to be had that could be trusted to mean absence.
    Unreachable,
    /// What is there cannot be read, or is not what its digest says.
    Malformed,
}

impl VerdictKind {
    /// The name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Absent => "absent",
            Self::Unreachable => "unreachable",
            Self::Malformed => "malformed",
        }
    }
}

impl fmt::Display for VerdictKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One thing that had to be covered: the image itself, its image for one platform, or the blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetReport {
    pub(crate) digest: Digest,
    pub(crate) platform: Option<Platform>,
    pub(crate) covered_by: Vec<Digest>,
    pub(crate) found: usize,
    pub(crate) required: usize,
}

impl TargetReport {
    /// The digest of the manifest: what to run.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The platform that the index says it is for. The index is signed or not; see [`TargetReport::covered_by`].
    #[must_use]
    pub fn platform(&self) -> Option<&Platform> {
        self.platform.as_ref()
    }

    /// The digests over which acceptable signatures were found: its own, or that of an index that lists it.
    #[must_use]
    pub fn covered_by(&self) -> &[Digest] {
        &self.covered_by
    }

    /// Distinct signers found.
    #[must_use]
    pub fn found(&self) -> usize {
        self.found
    }

    /// Distinct signers required.
    #[must_use]
    pub fn required(&self) -> usize {
        self.required
    }

    pub(crate) fn is_met(&self) -> bool {
        self.found >= self.required
    }
}

/// Everything that a verdict rests on. It grants nothing: only a [`VerifiedImage`](crate::VerifiedImage) does.
#[derive(Clone, Debug)]
pub struct Report {
    pub(crate) verdict: VerdictKind,
    pub(crate) code: Option<Code>,
    pub(crate) reason: Option<String>,
    pub(crate) at: UnixTime,
    pub(crate) valid_until: Option<UnixTime>,
    pub(crate) configuration: Digest,
    pub(crate) algorithms: String,
    pub(crate) asked: Asked,
    pub(crate) weakened: Vec<Weakening>,
    pub(crate) reference: String,
    pub(crate) digest: Option<Digest>,
    pub(crate) media_type: Option<String>,
    pub(crate) run: Option<Digest>,
    pub(crate) targets: Vec<TargetReport>,
    pub(crate) accepted: Vec<AcceptedSignature>,
    pub(crate) refused: Vec<RefusedSignature>,
    pub(crate) ignored: Vec<IgnoredAttachment>,
    pub(crate) omitted: usize,
    pub(crate) requests: usize,
}

impl Report {
    /// What the verification ended in.
    #[must_use]
    pub fn verdict(&self) -> VerdictKind {
        self.verdict
    }

    /// The code of a verdict that is not accepted.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        self.code
    }

    /// Why the verdict is not accepted, in words.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// The time of the verdict, as it was given.
    #[must_use]
    pub fn at(&self) -> UnixTime {
        self.at
    }

    /// The last moment at which the verdict still holds: after it time alone changes it. None where it does not.
    #[must_use]
    pub fn valid_until(&self) -> Option<UnixTime> {
        self.valid_until
    }

    /// The digest of the configuration that decided.
    #[must_use]
    pub fn configuration(&self) -> Digest {
        self.configuration
    }

    /// The name of the set of algorithms that the configuration allows: `all`, a preset, or `custom`.
    #[must_use]
    pub fn algorithms(&self) -> &str {
        &self.algorithms
    }

    /// What the verification is about.
    #[must_use]
    pub fn subject_kind(&self) -> SubjectKind {
        self.asked.about()
    }

    /// The type of attestation that was asked for; none where a signature was.
    #[must_use]
    pub fn predicate_type(&self) -> Option<&str> {
        self.asked.predicate_type()
    }

    /// The checks that the configuration weakened.
    #[must_use]
    pub fn weakened(&self) -> &[Weakening] {
        &self.weakened
    }

    /// How the image or blob was called.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// The digest that the name stands for, once it was found out; of a blob, one of its digests.
    #[must_use]
    pub fn digest(&self) -> Option<Digest> {
        self.digest
    }

    /// The media type of what the name stands for, where its manifest was read.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// What had to be covered. Where one platform was asked for, the image to run stands first.
    #[must_use]
    pub fn targets(&self) -> &[TargetReport] {
        &self.targets
    }

    /// The signatures or attestations that are acceptable one by one.
    #[must_use]
    pub fn accepted(&self) -> &[AcceptedSignature] {
        &self.accepted
    }

    /// What may have been what is asked for and does not count.
    #[must_use]
    pub fn refused(&self) -> &[RefusedSignature] {
        &self.refused
    }

    /// What else is attached.
    #[must_use]
    pub fn ignored(&self) -> &[IgnoredAttachment] {
        &self.ignored
    }

    /// How many more refused or ignored attachments there are than the report lists; it lists a thousand of each.
    #[must_use]
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// How many reads were answered.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.requests
    }

    /// The same report about the same thing under another name.
    pub(crate) fn called(&self, reference: &str) -> Self {
        Self { reference: reference.into(), ..self.clone() }
    }
}
