//! One piece of evidence: from bytes that arrived to something that counts, or the reason why not. Signatures and
//! attestations, of images and of blobs, all come this way.

use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use countersign_envelope::Artifact;
use countersign_oci::Problem;
use countersign_policy::{BoundSignature, PayloadKind, Tally, VerifiedPayload, Voucher, bind};
use countersign_time::UnixTime;

use crate::{
    AcceptedSignature, CertificateFacts, Code, RefusedSignature,
    asked::Asked,
    certified::Certified,
    configuration::Configuration,
    exhibit::Exhibit,
    finding::Place,
    lasting::Lasts,
    listed,
    mapping::{bind_code, problem_code, refusal_code},
    open_question::OpenQuestion,
    stamped::{Stamped, Tokens},
    untrusted::{Rejected, Untrusted},
    wanted::Target,
};

/// Something that counts.
#[derive(Clone, Debug)]
pub(crate) struct Counting {
    pub(crate) bound: BoundSignature,
    pub(crate) accepted: AcceptedSignature,
    /// Until when.
    pub(crate) lasts: Lasts,
}

/// What became of a piece of evidence.
pub(crate) enum Examined {
    Counts(Box<Counting>),
    Refused(RefusedSignature),
    /// It counts, unless something that has to be asked for says otherwise.
    Open(Box<OpenQuestion>),
    /// It never said that it was what is asked for.
    NotAsked(String),
}

/// What is asked for, and by whom.
#[derive(Clone, Copy)]
pub(crate) struct Request<'c> {
    pub(crate) configuration: &'c Configuration,
    pub(crate) asked: &'c Asked,
    /// The time of the verdict.
    pub(crate) now: UnixTime,
}

enum OpenError {
    Rejected(Rejected),
    NotAsked(String),
}

pub(crate) fn examine(request: Request<'_>, exhibit: Exhibit, target: &Target<'_>) -> Examined {
    let Exhibit { place, untrusted, certified, tokens, stamped, carried, is_offered } = exhibit;
    let untrusted = match untrusted {
        Ok(untrusted) => untrusted,
        Err(rejected) => return Examined::Refused(rejected.at(place)),
    };
    let (payload, vouchers) = match open(request, &untrusted, certified, target, is_offered) {
        Ok(opened) => opened,
        Err(OpenError::Rejected(rejected)) => return Examined::Refused(rejected.at(place)),
        Err(OpenError::NotAsked(claims)) => return Examined::NotAsked(claims),
    };
    let (bound, principal) = match judge(request, place, payload, vouchers, target) {
        Ok(judged) => judged,
        Err(refusal) => return Examined::Refused(refusal),
    };
    match last_words(request, &untrusted, &bound, &tokens, stamped) {
        Ok((stamped, listed_until)) => {
            let checks = checks(request, &untrusted, &bound, &stamped);
            let unchecked = unchecked(carried, bound.vouchers(), &stamped);
            let mut lasts = Lasts::of(&bound, &stamped);
            lasts.evidence_until(listed_until);
            let mut accepted = accepted(place, &bound, principal, checks, unchecked);
            accepted.times = stamped.authenticated();
            OpenQuestion::about(request, Box::new(Counting { bound, accepted, lasts }), stamped)
        }
        Err(rejected) => Examined::Refused(rejected.at(place)),
    }
}

/// What may still speak against a signature that counts: its timestamps, and the revocation lists.
fn last_words(
    request: Request<'_>,
    untrusted: &Untrusted,
    bound: &BoundSignature,
    tokens: &Result<Tokens, Rejected>,
    stamped: Option<Result<Stamped, Rejected>>,
) -> Result<(Stamped, Option<UnixTime>), Rejected> {
    let stamped = stamped.unwrap_or_else(|| Stamped::judge(request, tokens))?;
    stamped.check_witnesses(bound.signer())?;
    listed::check(request, bound, &untrusted.signature(), stamped)
}

/// A verified payload, with the certificates of its signer where it is by one of them that it was verified.
type Opened = (VerifiedPayload, Vec<Voucher>);

/// Verifies the signature under the keys that are allowed for what is asked.
fn open(
    request: Request<'_>,
    untrusted: &Untrusted,
    certified: Option<Result<Certified, Rejected>>,
    target: &Target<'_>,
    is_offered: bool,
) -> Result<Opened, OpenError> {
    let Request { configuration, asked, .. } = request;
    let artifact = match target {
        Target::Blob { artifact, .. } if asked.is_message() => Some(artifact),
        _ => None,
    };
    let verified = verify(request, untrusted, certified, artifact);
    if artifact.is_some() {
        return verified.map_err(OpenError::Rejected);
    }
    // What nobody called the thing that is asked for, and is a statement of another type, is an attachment like any other.
    let predicate_type = match &verified {
        _ if is_offered => None,
        Ok((payload, _)) => payload.predicate_type().map(ToString::to_string),
        Err(_) => untrusted.claimed_predicate_type(),
    };
    if let Some(other) = predicate_type.filter(|one| !asked.is_of_type(one, configuration)) {
        let claims = countersign_encoding::text::escape(&other, 100);
        return Err(OpenError::NotAsked(alloc::format!("an attestation of type {claims}")));
    }
    verified.map_err(OpenError::Rejected)
}

/// Under the certificate that it presents, else under the keys that are believed. Where neither will do, the certificate
/// says more.
fn verify(
    request: Request<'_>,
    untrusted: &Untrusted,
    certified: Option<Result<Certified, Rejected>>,
    artifact: Option<&Artifact<'_>>,
) -> Result<Opened, Rejected> {
    let keys = request.configuration.keys(request.asked.format());
    let by_keys = || untrusted.open(&keys, artifact).map(|payload| (payload, Vec::new()));
    let by_certificate = match certified {
        Some(certified) => certified.and_then(|certified| {
            let payload = untrusted.open_certified(&certified, artifact)?;
            Ok((payload, certified.into_vouchers()))
        }),
        None if keys.is_empty() && request.configuration.believes_certificates() => {
            Err(Rejected::without_certificate())
        }
        None => return by_keys(),
    };
    by_certificate
        .or_else(|rejected| if keys.is_empty() { Err(rejected) } else { by_keys().map_err(|_| rejected) })
}

/// Ties what was signed to the subject, and asks whether its signer counts.
fn judge(
    request: Request<'_>,
    place: Place,
    payload: VerifiedPayload,
    vouchers: Vec<Voucher>,
    target: &Target<'_>,
) -> Result<(BoundSignature, String), RefusedSignature> {
    let Request { configuration, asked, .. } = request;
    let provider = configuration.provider().as_ref();
    let subject = target.subject_for(&payload, provider);
    let bound = bind(payload, &subject, asked.expected(configuration), provider)
        .map_err(|error| RefusedSignature::new(place, bind_code(error), &error))?;
    let bound = vouchers
        .into_iter()
        .try_fold(bound, BoundSignature::vouched_for)
        .map_err(|error| RefusedSignature::new(place, Code::CertificateKey, &error))?;
    let counted = Tally::new(configuration.requirement())
        .add(&bound)
        .map_err(|error| RefusedSignature::new(place, refusal_code(&error), &error))?;
    let principal = counted.principal().into();
    Ok((bound.counting_by(configuration.requirement()), principal))
}

fn accepted(
    place: Place,
    bound: &BoundSignature,
    principal: String,
    checks: Vec<String>,
    unchecked: Vec<&'static str>,
) -> AcceptedSignature {
    AcceptedSignature {
        place,
        algorithm: bound.scheme().algorithm(),
        principal,
        key: bound.signer().id(),
        certificate: CertificateFacts::of(bound),
        covers: bound.digest(),
        predicate_type: bound.payload().predicate_type().map(ToString::to_string),
        times: Vec::new(),
        checks,
        unchecked,
    }
}

/// The checks that something acceptable went through.
fn checks(
    request: Request<'_>,
    untrusted: &Untrusted,
    bound: &BoundSignature,
    stamped: &Stamped,
) -> Vec<String> {
    let Request { configuration, asked, .. } = request;
    let payload = bound.payload();
    let mut checks = vec!["digest-binding".to_string(), "signature".to_string()];
    if payload.kind() != PayloadKind::Message {
        checks.push("payload-type".into());
    }
    let weak = asked.is_signature() && !configuration.checks_predicate_type();
    if payload.kind() == PayloadKind::Statement && !weak {
        checks.push("predicate-type".into());
    }
    if payload.kind() == PayloadKind::Message && untrusted.states_a_digest() {
        checks.push("message-digest".into());
    }
    if !bound.vouchers().is_empty() {
        checks.extend(["certificate-path".to_string(), "identity".to_string()]);
    }
    if stamped.trusted().is_some() {
        checks.push("timestamp".into());
    }
    if !configuration.lists().is_empty() {
        checks.push("revocation-list".into());
    }
    let requirement = configuration.requirement();
    if !requirement.annotations().is_empty() {
        checks.push("annotations".into());
    }
    checks.extend(requirement.predicates().iter().map(|check| alloc::format!("predicate:{}", check.name())));
    checks.sort_unstable();
    checks
}

/// What it carries and nobody looked at: the certificate only where the signature counts by a key.
fn unchecked(mut carried: Vec<&'static str>, vouchers: &[Voucher], stamped: &Stamped) -> Vec<&'static str> {
    carried.retain(|name| *name != "certificate" || vouchers.is_empty());
    carried.retain(|name| *name != "timestamp" || stamped.trusted().is_none());
    carried
}

/// A problem of the search as a refusal.
pub(crate) fn problem(problem: &Problem) -> RefusedSignature {
    let place =
        Place { format: problem.form().into(), artifact: problem.artifact().copied(), manifest: None };
    RefusedSignature::new(place, problem_code(problem.kind()), problem.kind())
}
