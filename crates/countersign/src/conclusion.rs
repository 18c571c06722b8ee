//! From everything that was found to the verdict.

use alloc::{
    format,
    string::{String, ToString},
    sync::Arc,
    vec,
    vec::Vec,
};

use countersign_digest::Digest;
use countersign_oci::{LayoutError, ResolveError};
use countersign_policy::Outcome;

use crate::{
    Class, Code, Refusal, RefusedSignature, Report, TargetReport, VerdictKind,
    examine::Request,
    finding::reason,
    findings::Findings,
    lasting::{Found, valid_until},
    listed,
    mapping::{layout_code, resolve_code},
    searching::Searching,
    untrusted::Rejected,
};

/// What every report says, whatever was found.
#[derive(Clone, Copy)]
pub(crate) struct Context<'c> {
    pub(crate) request: Request<'c>,
    pub(crate) name: &'c str,
}

impl Context<'_> {
    fn report(self, requests: usize) -> Report {
        let configuration = self.request.configuration;
        Report {
            verdict: VerdictKind::Accepted,
            code: None,
            reason: None,
            at: self.request.now,
            valid_until: None,
            configuration: configuration.digest(),
            algorithms: configuration.algorithms().name().to_string(),
            asked: self.request.asked.clone(),
            weakened: configuration.weakened().to_vec(),
            reference: self.name.into(),
            digest: None,
            media_type: None,
            run: None,
            targets: Vec::new(),
            accepted: Vec::new(),
            refused: Vec::new(),
            ignored: Vec::new(),
            omitted: 0,
            requests,
        }
    }
}

/// What a verification that ended well rests on.
#[derive(Clone, Debug)]
pub struct Concluded {
    /// The digest to run, or of the blob.
    pub(crate) digest: Digest,
    pub(crate) report: Arc<Report>,
    /// What counts, in the order in which it was found; never empty.
    pub(crate) found: Vec<Found>,
}

/// The name stands for nothing that could be verified.
pub(crate) fn unresolved(context: Context<'_>, error: &ResolveError, requests: usize) -> Refusal {
    refuse(context.report(requests), resolve_code(error), reason(error))
}

/// What was named by its digest was not accepted, and its manifest cannot be had either: of what the search found and what
/// the manifest's absence says, the one that exit codes put first.
pub(crate) fn unconfirmed(context: Context<'_>, searching: &Searching, error: &ResolveError) -> Refusal {
    let unresolved = unresolved(context, error, searching.requests());
    match conclude(context, searching) {
        Err(found) if precedence(&found) < precedence(&unresolved) => found,
        _ => unresolved,
    }
}

/// Where several answers hold, the lowest of these is given: the order of exit codes.
fn precedence(refusal: &Refusal) -> u8 {
    match refusal {
        Refusal::Unreachable(_) => 0,
        Refusal::Untrusted(_) | Refusal::LimitExceeded(_) => 1,
        Refusal::Malformed(_) => 2,
        Refusal::Absent(_) => 3,
    }
}

/// The layout that should hold the image cannot be read.
pub(crate) fn unreadable(context: Context<'_>, error: &LayoutError) -> Refusal {
    refuse(context.report(0), layout_code(error), reason(error))
}

/// Everything about an image that was worth reading is read.
pub(crate) fn conclude(context: Context<'_>, searching: &Searching) -> Result<Concluded, Refusal> {
    let asked = context.request.asked;
    let meant = searching.meant();
    let mut report = context.report(searching.requests());
    report.targets = meant.targets().iter().map(|target| searching.report(target)).collect();
    report.digest = Some(meant.named());
    report.media_type = meant.manifest().map(|manifest| manifest.media_type.to_string());
    let mut found = Vec::new();
    let digests = meant.targets().iter().map(|target| target.digest);
    let revoked = revoked(context, core::iter::once(meant.named()).chain(digests));
    for search in searching.searches() {
        list(&mut report, &mut found, search.findings());
        report.refused.extend(search.held().cloned());
        report.refused.extend(search.unsupported(asked));
        report.ignored.extend(search.ignored(asked));
    }
    let digest = meant.run();
    report.run = Some(digest);
    match revoked {
        Some(rejected) => Err(withdraw(report, rejected)),
        None => decide(context, report, found, digest),
    }
}

/// Why none of these digests may be run, whoever signed: the first of them that is on a revocation list.
fn revoked(context: Context<'_>, digests: impl Iterator<Item = Digest>) -> Option<Rejected> {
    let mut digests = digests;
    digests.find_map(|digest| listed::check_digest(context.request, &digest).err())
}

fn withdraw(mut report: Report, rejected: Rejected) -> Refusal {
    report.run = None;
    shorten(&mut report);
    refuse(report, rejected.code, rejected.reason)
}

/// Nothing is known of the blob, not even a digest.
pub(crate) fn without_digest(context: Context<'_>) -> Refusal {
    refuse(context.report(0), Code::DigestUnavailable, "no digest of the blob was given".into())
}

/// Everything about a blob that was given is examined. `digests` are its digests, of which the first names it.
pub(crate) fn conclude_blob(
    context: Context<'_>,
    digests: &[Digest],
    findings: &Findings,
) -> Result<Concluded, Refusal> {
    let Some(digest) = digests.first().copied() else { return Err(without_digest(context)) };
    let required = context.request.configuration.requirement().threshold().get();
    let (covered_by, signers) = match findings.outcome() {
        Outcome::Met => (vec![digest], required),
        Outcome::NotMet { found, .. } => (Vec::new(), found),
    };
    let mut report = context.report(0);
    report.targets = vec![TargetReport { digest, platform: None, covered_by, found: signers, required }];
    report.digest = Some(digest);
    let mut found = Vec::new();
    list(&mut report, &mut found, findings);
    if let Some(rejected) = revoked(context, digests.iter().copied()) {
        return Err(withdraw(report, rejected));
    }
    decide(context, report, found, digest)
}

fn list(report: &mut Report, found: &mut Vec<Found>, findings: &Findings) {
    let is_met = findings.outcome() == Outcome::Met;
    // Of too few signers nothing is handed out as proven.
    found.extend(findings.found().filter(|_| is_met));
    report.accepted.extend(findings.counting().map(|(_, accepted)| accepted.clone()));
    report.refused.extend(findings.refused.iter().cloned());
}

fn decide(
    context: Context<'_>,
    mut report: Report,
    found: Vec<Found>,
    digest: Digest,
) -> Result<Concluded, Refusal> {
    // `all` over nothing would be true: there is always at least one target, and this says so again.
    let met = !report.targets.is_empty() && report.targets.iter().all(TargetReport::is_met);
    if met && !found.is_empty() {
        let requirement = context.request.configuration.requirement();
        report.valid_until = valid_until(requirement, &report.targets, &found);
        shorten(&mut report);
        return Ok(Concluded { digest, report: Arc::new(report), found });
    }
    let (code, reason) = why(&report);
    report.run = None;
    shorten(&mut report);
    Err(refuse(report, code, reason))
}

/// Findings about one image that a report lists; whoever floods an index with junk does not fill the reader's disk.
const MAX_LISTED: usize = 1000;

fn shorten(report: &mut Report) {
    let too_many = |count: usize| count.saturating_sub(MAX_LISTED);
    report.omitted = too_many(report.refused.len()) + too_many(report.ignored.len());
    report.refused.truncate(MAX_LISTED);
    report.ignored.truncate(MAX_LISTED);
}

/// The one reason that a refusal leads with. The classes go by the order in which exit codes do: unreachable, untrusted,
/// malformed, absent.
fn why(report: &Report) -> (Code, String) {
    let telling = |class: Class| {
        let of_class = report.refused.iter().filter(|refusal| refusal.code.class() == class);
        of_class.max_by_key(|refusal| rank(refusal.code))
    };
    let said = |refusal: &RefusedSignature| (refusal.code, refusal.reason.clone());
    if let Some(refusal) = telling(Class::Unreachable) {
        return said(refusal);
    }
    let limit = report.refused.iter().find(|refusal| refusal.code == Code::LimitExceeded);
    if let Some(refusal) = limit {
        return said(refusal);
    }
    if !report.accepted.is_empty() {
        return (Code::Threshold, threshold_reason(report));
    }
    match telling(Class::Untrusted).or_else(|| telling(Class::Malformed)) {
        Some(refusal) => said(refusal),
        None => report.asked.absent(report.ignored.len()),
    }
}

/// A signature that came further says more.
fn rank(code: Code) -> u8 {
    match code {
        Code::Revoked | Code::RevocationListed | Code::SubjectRevoked => 6,
        Code::RevocationUnknown | Code::RevocationUntrusted => 5,
        Code::Annotation
        | Code::CheckFailed
        | Code::Identity
        | Code::TimestampMissing
        | Code::TimestampInvalid
        | Code::TimestampUntrusted
        | Code::TimestampInFuture => 4,
        Code::OtherSubject | Code::DigestsDisagree | Code::PredicateType | Code::PayloadType => 3,
        Code::UnknownSigner
        | Code::ReferrerSubject
        | Code::CertificateUnsupported
        | Code::CertificateUntrusted
        | Code::CertificateSignature
        | Code::CertificateExpired
        | Code::CertificateNotYetValid
        | Code::CertificateUsage
        | Code::CertificateNameConstraint
        | Code::CertificateKey
        | Code::CertificateLimit
        | Code::MessageDigest
        | Code::DigestUnavailable
        | Code::NeedsWholeMessage => 2,
        Code::FormatUnsupported => 0,
        _ => 1,
    }
}

/// Targets that a reason names; the report lists all.
const MAX_TOLD: usize = 4;

fn threshold_reason(report: &Report) -> String {
    let said = if report.asked.is_signature() { "signed" } else { "attested" };
    let short: Vec<_> = report.targets.iter().filter(|target| !target.is_met()).collect();
    let one = |target: &&TargetReport| {
        format!("{} is {said} by {} of {} required signers", target.digest, target.found, target.required)
    };
    let mut told: Vec<_> = short.iter().take(MAX_TOLD).map(one).collect();
    if short.len() > MAX_TOLD {
        told.push(format!("and {} more", short.len() - MAX_TOLD));
    }
    told.join("; ")
}

fn refuse(mut report: Report, code: Code, reason: String) -> Refusal {
    report.code = Some(code);
    report.reason = Some(reason);
    report.verdict = match code.class() {
        Class::Untrusted => VerdictKind::Refused,
        Class::Malformed => VerdictKind::Malformed,
        Class::Unreachable => VerdictKind::Unreachable,
        Class::Absent => VerdictKind::Absent,
    };
    let report = Arc::new(report);
    match code.class() {
        Class::Untrusted if code == Code::LimitExceeded => Refusal::LimitExceeded(report),
        Class::Untrusted => Refusal::Untrusted(report),
        Class::Malformed => Refusal::Malformed(report),
        Class::Unreachable => Refusal::Unreachable(report),
        Class::Absent => Refusal::Absent(report),
    }
}
