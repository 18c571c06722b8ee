use alloc::string::String;
use alloc::vec::Vec;

use countersign_digest::Digest;
use countersign_encoding::text::escape;

use super::FormHint;
use crate::received::{Mismatch, length};
use crate::session::{Fetched, ListingError, UnreachableReason};
use crate::{ManifestError, annotation, media_type};

/// How much of a foreign text is kept, in characters.
const MAX_TEXT: usize = 256;

/// Something that may have been a signature and could not be used, or a place that could not be looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    artifact: Option<Digest>,
    form: FormHint,
    kind: ProblemKind,
}

impl Problem {
    pub(super) fn new(artifact: Option<Digest>, form: FormHint, kind: ProblemKind) -> Self {
        Self { artifact, form, kind }
    }

    /// The digest of the manifest or blob that it is about; none when it is about a whole place.
    pub fn artifact(&self) -> Option<&Digest> {
        self.artifact.as_ref()
    }

    /// In what form the signature would have been kept.
    pub fn form(&self) -> FormHint {
        self.form
    }

    /// What is wrong.
    pub fn kind(&self) -> &ProblemKind {
        &self.kind
    }
}

/// What is wrong with something that may have been a signature.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemKind {
    /// It is listed, and not there.
    #[error("listed but missing")]
    Missing,
    /// The bytes do not have the digest by which they were named.
    #[error("expected {expected}, found {actual}")]
    Digest {
        /// The digest that was asked for.
        expected: Digest,
        /// The digest of the bytes that came.
        actual: Digest,
    },
    /// The bytes are not as many as their descriptor says.
    #[error("expected {expected} bytes, found {actual}")]
    Size {
        /// The length of the descriptor.
        expected: u64,
        /// The length of what came.
        actual: u64,
    },
    /// It is, or claims to be, longer than is read, or than what is left of the bytes that are read in all.
    #[error("longer than {limit} bytes")]
    TooLarge {
        /// The most bytes that are read.
        limit: u64,
        /// The length that is claimed or was found, where that is known.
        claimed: Option<u64>,
    },
    /// The manifest cannot be relied on.
    #[error("the manifest is malformed")]
    ManifestMalformed(#[source] ManifestError),
    /// The manifest is about another image, or about none.
    #[error("about another image")]
    SubjectMismatch {
        /// What the manifest says that it is about.
        found: Option<Digest>,
    },
    /// The manifest does not have exactly one layer, or that is no sigstore bundle.
    #[error("not exactly one layer that is a bundle")]
    NoBundleLayer,
    /// A simple signing layer comes without a signature.
    #[error("a payload without a signature")]
    SignatureAnnotationMissing,
    /// It could not be reached.
    #[error("unreachable")]
    Unreachable(#[source] UnreachableReason),
    /// The registry refused.
    #[error("refused with status {status}")]
    Rejected {
        /// The HTTP status.
        status: u16,
    },
    /// There is more than is looked at; what lies beyond the limit was not.
    #[error("more than is looked at (at most {limit}), the rest was not")]
    LimitExceeded {
        /// How many are looked at.
        limit: usize,
    },
    /// The list of referrers cannot be read.
    #[error("the listing is malformed")]
    ListingMalformed(#[source] ListingError),
    /// The driver answered with something that is no answer to what was asked.
    #[error("the answer does not fit the question")]
    UnexpectedAnswer,
}

impl From<Mismatch> for ProblemKind {
    fn from(mismatch: Mismatch) -> Self {
        match mismatch {
            Mismatch::Size { expected, actual } => Self::Size { expected, actual },
            Mismatch::Digest(found) => Self::Digest { expected: found.expected, actual: found.actual },
        }
    }
}

/// The bytes of an answer, when they are bytes and within the limit.
pub(crate) fn bytes_of(fetched: Fetched, limit: u64) -> Result<(Vec<u8>, Option<String>), ProblemKind> {
    match fetched {
        Fetched::Bytes { bytes, .. } if length(&bytes) > limit => {
            Err(ProblemKind::TooLarge { limit, claimed: Some(length(&bytes)) })
        }
        Fetched::Bytes { bytes, media_type } => Ok((bytes, media_type)),
        other => Err(failure(other)),
    }
}

/// What an answer that is not the one hoped for means.
pub(crate) fn failure(fetched: Fetched) -> ProblemKind {
    match fetched {
        Fetched::Absent => ProblemKind::Missing,
        Fetched::Unreachable(reason) => ProblemKind::Unreachable(reason),
        Fetched::Rejected { status } => ProblemKind::Rejected { status },
        Fetched::Oversize { limit, actual } => ProblemKind::TooLarge { limit, claimed: actual },
        Fetched::Malformed(ListingError::BlobMissing) => ProblemKind::Missing,
        Fetched::Malformed(ListingError::Digest(found)) => Mismatch::Digest(found).into(),
        Fetched::Malformed(ListingError::Size { expected, actual }) => ProblemKind::Size { expected, actual },
        Fetched::Malformed(error) => ProblemKind::ListingMalformed(error),
        Fetched::Bytes { .. } | Fetched::Listing { .. } | Fetched::Page { .. } => {
            ProblemKind::UnexpectedAnswer
        }
    }
}

/// A referrer, or a layer under a tag, that is not what is looked for and was not read further.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ignored {
    manifest: Digest,
    kind: IgnoredKind,
}

impl Ignored {
    /// Keeps no more of a foreign text than tells it from others: it may be as long as a manifest.
    pub(super) fn new(manifest: Digest, mut kind: IgnoredKind) -> Self {
        if let IgnoredKind::Attestation { predicate_type: text } | IgnoredKind::Other { artifact_type: text } =
            &mut kind
            && text.len() > MAX_TEXT
        {
            *text = text.chars().take(MAX_TEXT).collect();
        }
        Self { manifest, kind }
    }

    /// The digest of its manifest; for a layer, that of the manifest which lists it.
    pub fn manifest(&self) -> Digest {
        self.manifest
    }

    /// What it is taken for.
    pub fn kind(&self) -> &IgnoredKind {
        &self.kind
    }
}

/// What something is taken for that is not looked for. These are claims of whoever wrote the listing or the manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum IgnoredKind {
    /// A Notation signature.
    #[error("a Notation signature")]
    NotationSignature,
    /// A signature of the image, where attestations are looked for.
    #[error("a signature of the image")]
    Signature,
    /// A statement of a type that is not looked for.
    #[error("an attestation of type {}", escape(.predicate_type, 100))]
    Attestation {
        /// The type of its predicate; its first 256 characters.
        predicate_type: String,
    },
    /// Something else.
    #[error("an artifact of type {}", escape(.artifact_type, 100))]
    Other {
        /// Its artifact type or, without one, its media type; the first 256 characters.
        artifact_type: String,
    },
}

impl IgnoredKind {
    /// What an artifact type that is no bundle's stands for.
    pub(super) fn of_artifact_type(artifact_type: &str) -> Self {
        match artifact_type {
            media_type::NOTATION_SIGNATURE => Self::NotationSignature,
            media_type::COSIGN_SIGNATURES => Self::Signature,
            other => Self::Other { artifact_type: other.into() },
        }
    }

    /// What a predicate type that is not looked for stands for.
    pub(super) fn of_predicate_type(predicate_type: &str) -> Self {
        match predicate_type {
            annotation::COSIGN_SIGN_V1 => Self::Signature,
            other => Self::Attestation { predicate_type: other.into() },
        }
    }
}
