//! From the errors of the crates below to stable codes.

use countersign_envelope::{
    BundleVerifyError, DsseVerifyError, LegacyStatementError, SignatureError, SimpleSigningVerifyError,
    StatementVerifyError, VerifyMessageError,
};
use countersign_oci::{LayoutError, ListingError, ProblemKind, ResolveError};
use countersign_policy::{BindError, CandidateRefusal};
use countersign_revocation::{RevocationRefusal, Status};
use countersign_x509::PathError;

use crate::Code;

pub(crate) fn simple_signing_code(error: &SimpleSigningVerifyError) -> Code {
    match error {
        SimpleSigningVerifyError::Base64(_) => Code::SignatureMalformed,
        SimpleSigningVerifyError::Signature(error) => signature_code(*error),
        SimpleSigningVerifyError::Payload(error) if error.is_other_type() => Code::PayloadType,
        _ => Code::PayloadMalformed,
    }
}

fn signature_code(error: SignatureError) -> Code {
    match error {
        SignatureError::Malformed => Code::SignatureMalformed,
        _ => Code::SignatureInvalid,
    }
}

pub(crate) fn bundle_code(error: &BundleVerifyError) -> Code {
    match error {
        BundleVerifyError::Dsse(error) => dsse_code(error),
        BundleVerifyError::Message(error) => message_code(error),
        BundleVerifyError::NotAStatement | BundleVerifyError::NotAMessage => Code::PayloadType,
        BundleVerifyError::CertificateMaterial => Code::CertificateUnsupported,
        BundleVerifyError::KeyMaterial => Code::NoCertificate,
        BundleVerifyError::OtherCertificate => Code::CertificateKey,
        BundleVerifyError::Statement(_) => Code::PayloadMalformed,
        _ => Code::BundleMalformed,
    }
}

fn dsse_code(error: &DsseVerifyError) -> Code {
    match error {
        DsseVerifyError::Signature(error) => signature_code(*error),
        DsseVerifyError::PayloadType => Code::PayloadType,
        _ => Code::SignatureInvalid,
    }
}

pub(crate) fn statement_code(error: &StatementVerifyError) -> Code {
    match error {
        StatementVerifyError::Dsse(error) => dsse_code(error),
        StatementVerifyError::Statement(_) => Code::PayloadMalformed,
        _ => Code::EnvelopeMalformed,
    }
}

/// The older bundle of a blob where an attestation is asked for: a signature that is no envelope is none.
pub(crate) fn legacy_code(error: &LegacyStatementError) -> Code {
    match error {
        LegacyStatementError::Statement(error) => statement_code(error),
        _ => Code::PayloadType,
    }
}

pub(crate) fn message_code(error: &VerifyMessageError) -> Code {
    match error {
        VerifyMessageError::OtherFormat { .. } => Code::PayloadType,
        VerifyMessageError::DigestMismatch { .. } => Code::MessageDigest,
        VerifyMessageError::DigestUnavailable { .. } => Code::DigestUnavailable,
        VerifyMessageError::NeedsWholeMessage => Code::NeedsWholeMessage,
        VerifyMessageError::Signature(error) => signature_code(*error),
        _ => Code::SignatureInvalid,
    }
}

pub(crate) fn bind_code(error: BindError) -> Code {
    match error {
        BindError::PredicateType => Code::PredicateType,
        BindError::DigestsDisagree { .. } | BindError::Uncomparable { .. } => Code::DigestsDisagree,
        _ => Code::OtherSubject,
    }
}

pub(crate) fn refusal_code(error: &CandidateRefusal) -> Code {
    match error {
        CandidateRefusal::AnnotationMissing { .. } | CandidateRefusal::AnnotationValue { .. } => {
            Code::Annotation
        }
        CandidateRefusal::Predicate { .. } => Code::CheckFailed,
        CandidateRefusal::OtherIdentity { .. } => Code::Identity,
        _ => Code::UnknownSigner,
    }
}

pub(crate) fn problem_code(kind: &ProblemKind) -> Code {
    match kind {
        ProblemKind::Missing => Code::BlobMissing,
        ProblemKind::Digest { .. } => Code::BlobDigest,
        ProblemKind::Size { .. } => Code::BlobSize,
        ProblemKind::TooLarge { .. } | ProblemKind::LimitExceeded { .. } => Code::LimitExceeded,
        ProblemKind::SubjectMismatch { .. } => Code::ReferrerSubject,
        ProblemKind::SignatureAnnotationMissing => Code::SignatureMalformed,
        ProblemKind::ListingMalformed(ListingError::DigestHeader) => Code::BlobDigest,
        ProblemKind::ListingMalformed(_) => Code::ListingMalformed,
        ProblemKind::Unreachable(_) | ProblemKind::Rejected { .. } | ProblemKind::UnexpectedAnswer => {
            Code::Unreachable
        }
        _ => Code::ManifestMalformed,
    }
}

pub(crate) fn resolve_code(error: &ResolveError) -> Code {
    match error {
        ResolveError::Absent { .. } => Code::NoImage,
        ResolveError::PlatformNotFound { .. } => Code::NoPlatform,
        ResolveError::TooLarge { .. }
        | ResolveError::TooDeep { .. }
        | ResolveError::TooManyEntries { .. } => Code::LimitExceeded,
        ResolveError::Malformed(ListingError::BlobMissing) => Code::BlobMissing,
        ResolveError::Digest(_)
        | ResolveError::Malformed(ListingError::Digest(_) | ListingError::DigestHeader) => Code::BlobDigest,
        ResolveError::Size { .. } | ResolveError::Malformed(ListingError::Size { .. }) => Code::BlobSize,
        ResolveError::Manifest(_)
        | ResolveError::EmptyIndex
        | ResolveError::Malformed(ListingError::Foreign) => Code::ManifestMalformed,
        ResolveError::Malformed(_) => Code::ListingMalformed,
        _ => Code::Unreachable,
    }
}

pub(crate) fn layout_code(error: &LayoutError) -> Code {
    match error {
        LayoutError::FileTooLarge { .. } | LayoutError::IndexFull { .. } => Code::LimitExceeded,
        LayoutError::NameNotFound { .. } | LayoutError::NoImage => Code::NoImage,
        LayoutError::FileUnreadable { .. } => Code::Unreachable,
        _ => Code::ListingMalformed,
    }
}

/// Why the certificate of a signer leads nowhere.
pub(crate) fn path_code(error: &PathError) -> Code {
    match error {
        PathError::UnknownIssuer { .. }
        | PathError::AnchorUnusable { .. }
        | PathError::LeafIsAnchor { .. } => Code::CertificateUntrusted,
        PathError::Signature { .. } => Code::CertificateSignature,
        PathError::Expired { .. } => Code::CertificateExpired,
        PathError::NotYetValid { .. } => Code::CertificateNotYetValid,
        PathError::Algorithm { .. } | PathError::Key { .. } => Code::CertificateKey,
        PathError::BudgetExhausted { .. } => Code::CertificateLimit,
        PathError::NameConstraint { .. } => Code::CertificateNameConstraint,
        _ => Code::CertificateUsage,
    }
}

impl Code {
    /// Why a path may not be used, by what is known of the revocation of its certificates.
    #[must_use]
    pub fn of_revocation(refusal: &RevocationRefusal) -> Self {
        match refusal {
            RevocationRefusal::Revoked { .. } => Self::Revoked,
            RevocationRefusal::NotKnown { status, .. } => match status {
                Status::Stale { .. } => Self::RevocationStale,
                Status::Unreachable { .. } => Self::RevocationUnreachable,
                Status::Malformed { .. } => Self::RevocationMalformed,
                Status::Untrusted { .. } => Self::RevocationUntrusted,
                _ => Self::RevocationUnknown,
            },
            _ => Self::RevocationUnknown,
        }
    }
}
