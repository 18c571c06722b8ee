//! One candidate: from bytes that arrived to a signature that counts, or the reason why not.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};

use countersign_envelope::{
    Bundle, BundleVerifyError, DsseVerifyError, SignatureError, SimpleSigningVerifyError,
    UntrustedSimpleSigning, VerifiedPayload,
};
use countersign_oci::{Candidate, CandidateForm, Problem, ProblemKind};
use countersign_policy::{BindError, BoundSignature, CandidateRefusal, Tally, bind};

use crate::{
    AcceptedSignature, Code, RefusedSignature, SignatureFormat, configuration::Configuration, finding::Place,
    wanted::Wanted,
};

/// A candidate that counts.
pub(crate) struct Counting {
    pub(crate) bound: BoundSignature,
    pub(crate) accepted: AcceptedSignature,
}

/// What became of a candidate.
pub(crate) enum Examined {
    Counts(alloc::boxed::Box<Counting>),
    Refused(RefusedSignature),
    /// It never said that it was an image signature.
    NotASignature(String),
}

/// A payload that verified, with what its envelope carries beside it.
struct Opened {
    payload: VerifiedPayload,
    unchecked: Vec<&'static str>,
}

enum OpenError {
    Refused(Code, String),
    NotASignature(String),
}

fn refused(code: Code, error: &dyn core::error::Error) -> OpenError {
    OpenError::Refused(code, crate::finding::reason(error))
}

pub(crate) fn examine(configuration: &Configuration, candidate: &Candidate, wanted: &Wanted) -> Examined {
    let place = Place {
        format: candidate.form_hint().into(),
        artifact: Some(candidate.artifact()),
        manifest: Some(candidate.manifest()),
    };
    match open(configuration, candidate) {
        Ok(opened) => match judge(configuration, place, opened, wanted) {
            Ok(counting) => Examined::Counts(counting.into()),
            Err(refusal) => Examined::Refused(refusal),
        },
        Err(OpenError::Refused(code, reason)) => Examined::Refused(RefusedSignature { place, code, reason }),
        Err(OpenError::NotASignature(claims)) => Examined::NotASignature(claims),
    }
}

fn open(configuration: &Configuration, candidate: &Candidate) -> Result<Opened, OpenError> {
    match candidate.form() {
        CandidateForm::SimpleSigning { signature_base64 } => {
            open_simple_signing(configuration, candidate, signature_base64)
        }
        _ => open_bundle(configuration, candidate),
    }
}

fn open_simple_signing(
    configuration: &Configuration,
    candidate: &Candidate,
    signature_base64: &str,
) -> Result<Opened, OpenError> {
    let untrusted = UntrustedSimpleSigning::new(candidate.bytes().to_vec(), signature_base64)
        .map_err(|error| refused(Code::SignatureMalformed, &error))?;
    let payload = untrusted
        .verify(&configuration.keys())
        .map_err(|error| refused(simple_signing_code(&error), &error))?;
    const CARRIED: [(&str, &str); 3] = [
        ("dev.sigstore.cosign/bundle", "log-entry"),
        ("dev.sigstore.cosign/certificate", "certificate"),
        ("dev.sigstore.cosign/rfc3161timestamp", "timestamp"),
    ];
    let annotations = candidate.annotations();
    let mut unchecked: Vec<_> =
        CARRIED.iter().filter(|(key, _)| annotations.contains_key(*key)).map(|(_, name)| *name).collect();
    unchecked.sort_unstable();
    Ok(Opened { payload, unchecked })
}

fn simple_signing_code(error: &SimpleSigningVerifyError) -> Code {
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

fn open_bundle(configuration: &Configuration, candidate: &Candidate) -> Result<Opened, OpenError> {
    let bundle = Bundle::parse(candidate.bytes()).map_err(|error| refused(Code::BundleMalformed, &error))?;
    let payload = match bundle.verify(&configuration.keys()) {
        Ok(payload) => payload,
        Err(error) => return Err(unverified_bundle(&bundle, candidate, &error)),
    };
    // Without an annotation that called it a signature, a statement of another kind is just not one.
    if candidate.predicate_hint().is_none() && !configuration.expects(payload.predicate_type()) {
        let predicate_type = payload.predicate_type().unwrap_or_default();
        return Err(OpenError::NotASignature(attestation(predicate_type)));
    }
    let mut unchecked = Vec::new();
    if *bundle.log_entries().claimed() > 0 {
        unchecked.push("log-entry");
    }
    if *bundle.timestamps().claimed() > 0 {
        unchecked.push("timestamp");
    }
    Ok(Opened { payload, unchecked })
}

/// A bundle that does not verify and does not claim to be an image signature is an attachment like any other.
fn unverified_bundle(bundle: &Bundle, candidate: &Candidate, error: &BundleVerifyError) -> OpenError {
    let claims = bundle.inspect();
    match &claims.claimed().statement {
        Some(statement)
            if candidate.predicate_hint().is_none()
                && statement.predicate_type() != countersign_envelope::COSIGN_SIGN_PREDICATE =>
        {
            OpenError::NotASignature(attestation(statement.predicate_type()))
        }
        _ => refused(bundle_code(error), error),
    }
}

fn attestation(predicate_type: &str) -> String {
    alloc::format!("an attestation of type {}", countersign_encoding::text::escape(predicate_type, 100))
}

fn bundle_code(error: &BundleVerifyError) -> Code {
    match error {
        BundleVerifyError::Dsse(DsseVerifyError::Signature(error)) => signature_code(*error),
        BundleVerifyError::Dsse(DsseVerifyError::PayloadType) | BundleVerifyError::NotAStatement => {
            Code::PayloadType
        }
        BundleVerifyError::CertificateMaterial => Code::CertificateUnsupported,
        BundleVerifyError::Statement(_) => Code::PayloadMalformed,
        _ => Code::SignatureInvalid,
    }
}

fn judge(
    configuration: &Configuration,
    place: Place,
    opened: Opened,
    wanted: &Wanted,
) -> Result<Counting, RefusedSignature> {
    let Opened { payload, unchecked } = opened;
    let provider = configuration.provider().as_ref();
    let subject = wanted.subject_for(&payload, provider);
    let bound = bind(payload, &subject, configuration.expected(), provider)
        .map_err(|error| RefusedSignature::new(place, bind_code(error), &error))?;
    let counted = Tally::new(configuration.requirement())
        .add(&bound)
        .map_err(|error| RefusedSignature::new(place, refusal_code(&error), &error))?;
    let accepted = AcceptedSignature {
        place,
        algorithm: bound.scheme().algorithm(),
        principal: counted.principal().into(),
        key: bound.signer().id(),
        covers: bound.digest(),
        checks: checks(configuration, place.format),
        unchecked,
    };
    Ok(Counting { bound, accepted })
}

fn bind_code(error: BindError) -> Code {
    match error {
        BindError::PredicateType => Code::PredicateType,
        BindError::DigestsDisagree { .. } | BindError::Uncomparable { .. } => Code::DigestsDisagree,
        _ => Code::OtherSubject,
    }
}

fn refusal_code(error: &CandidateRefusal) -> Code {
    match error {
        CandidateRefusal::AnnotationMissing { .. } | CandidateRefusal::AnnotationValue { .. } => {
            Code::Annotation
        }
        CandidateRefusal::Predicate { .. } => Code::CheckFailed,
        _ => Code::UnknownSigner,
    }
}

/// The checks that an accepted signature of this format went through.
fn checks(configuration: &Configuration, format: SignatureFormat) -> Vec<String> {
    let mut checks = vec!["digest-binding".to_string(), "payload-type".to_string(), "signature".to_string()];
    if format == SignatureFormat::CosignBundle && configuration.checks_predicate_type() {
        checks.push("predicate-type".into());
    }
    let requirement = configuration.requirement();
    if !requirement.annotations().is_empty() {
        checks.push("annotations".into());
    }
    checks.extend(requirement.predicates().iter().map(|check| alloc::format!("predicate:{}", check.name())));
    checks.sort_unstable();
    checks
}

/// A problem of the search as a refusal.
pub(crate) fn problem(problem: &Problem) -> RefusedSignature {
    let place =
        Place { format: problem.form().into(), artifact: problem.artifact().copied(), manifest: None };
    RefusedSignature::new(place, problem_code(problem.kind()), problem.kind())
}

fn problem_code(kind: &ProblemKind) -> Code {
    match kind {
        ProblemKind::Missing => Code::BlobMissing,
        ProblemKind::Digest { .. } => Code::BlobDigest,
        ProblemKind::Size { .. } => Code::BlobSize,
        ProblemKind::TooLarge { .. } | ProblemKind::LimitExceeded { .. } => Code::LimitExceeded,
        ProblemKind::SubjectMismatch { .. } => Code::ReferrerSubject,
        ProblemKind::SignatureAnnotationMissing => Code::SignatureMalformed,
        ProblemKind::ListingMalformed(_) => Code::ListingMalformed,
        ProblemKind::Unreachable(_) | ProblemKind::Rejected { .. } | ProblemKind::UnexpectedAnswer => {
            Code::Unreachable
        }
        _ => Code::ManifestMalformed,
    }
}
