//! From everything that was found to the verdict.

use alloc::{
    format,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use countersign_oci::{LayoutError, ListingError, ResolveError};
use countersign_time::UnixTime;

use crate::{
    Class, Code, ImageName, Refusal, RefusedSignature, Report, TargetReport, VerdictKind, VerifiedImage,
    configuration::Configuration, finding::reason, searching::Searching, verification::Verdict,
};

/// What every report says, whatever was found.
#[derive(Clone, Copy)]
pub(crate) struct Context<'c> {
    pub(crate) configuration: &'c Configuration,
    pub(crate) name: &'c ImageName,
    pub(crate) now: UnixTime,
}

impl Context<'_> {
    fn report(self, requests: usize) -> Report {
        Report {
            verdict: VerdictKind::Accepted,
            code: None,
            reason: None,
            at: self.now,
            // A signature by a key does not end by itself; nothing else is checked in this version.
            valid_until: None,
            configuration: self.configuration.digest(),
            weakened: self.configuration.weakened().to_vec(),
            reference: self.name.shown().into(),
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

/// The name stands for nothing that could be verified.
pub(crate) fn unresolved(context: Context<'_>, error: &ResolveError, requests: usize) -> Refusal {
    let report = context.report(requests);
    refuse(report, resolve_code(error), reason(error))
}

fn resolve_code(error: &ResolveError) -> Code {
    match error {
        ResolveError::Absent { .. } => Code::NoImage,
        ResolveError::PlatformNotFound { .. } => Code::NoPlatform,
        ResolveError::TooLarge { .. }
        | ResolveError::TooDeep { .. }
        | ResolveError::TooManyEntries { .. } => Code::LimitExceeded,
        ResolveError::Malformed(ListingError::BlobMissing) => Code::BlobMissing,
        ResolveError::Digest(_) | ResolveError::Malformed(ListingError::Digest(_)) => Code::BlobDigest,
        ResolveError::Size { .. } | ResolveError::Malformed(ListingError::Size { .. }) => Code::BlobSize,
        ResolveError::Manifest(_) | ResolveError::EmptyIndex => Code::ManifestMalformed,
        ResolveError::Malformed(_) => Code::ListingMalformed,
        _ => Code::Unreachable,
    }
}

/// The layout that should hold the image cannot be read.
pub(crate) fn unreadable(context: Context<'_>, error: &LayoutError) -> Refusal {
    let code = match error {
        LayoutError::FileTooLarge { .. } | LayoutError::IndexFull { .. } => Code::LimitExceeded,
        LayoutError::NameNotFound { .. } | LayoutError::NoImage => Code::NoImage,
        LayoutError::FileUnreadable { .. } => Code::Unreachable,
        _ => Code::ListingMalformed,
    };
    refuse(context.report(0), code, reason(error))
}

/// Everything that was worth reading is read.
pub(crate) fn conclude(context: Context<'_>, searching: &Searching) -> Verdict {
    let resolved = searching.resolved();
    let targets: Vec<TargetReport> =
        resolved.targets().iter().map(|target| searching.report(target)).collect();
    let mut report = context.report(searching.requests());
    let named = resolved.named();
    report.digest = Some(named.digest());
    report.media_type = Some(named.media_type().into());
    for search in searching.searches() {
        report.accepted.extend(search.accepted().iter().cloned());
        report.refused.extend(search.refused().iter().cloned());
        report.refused.extend(search.unsupported());
        report.ignored.extend(search.ignored());
    }
    // `all` over nothing would be true: the resolver gives at least one target, and this says so again.
    let met = !targets.is_empty() && targets.iter().all(TargetReport::is_met);
    let to_run = resolved.to_run().digest();
    report.targets = targets;
    if met {
        shorten(&mut report);
        report.run = Some(to_run);
        return Ok(VerifiedImage::new(to_run, report));
    }
    let (code, reason) = why(&report);
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
        None => (Code::NoSignature, no_signature(report)),
    }
}

/// A signature that came further says more.
fn rank(code: Code) -> u8 {
    match code {
        Code::Annotation | Code::CheckFailed => 4,
        Code::OtherSubject | Code::DigestsDisagree | Code::PredicateType | Code::PayloadType => 3,
        Code::UnknownSigner | Code::ReferrerSubject | Code::CertificateUnsupported => 2,
        Code::FormatUnsupported => 0,
        _ => 1,
    }
}

fn threshold_reason(report: &Report) -> String {
    let short = report.targets.iter().filter(|target| !target.is_met());
    let one = |target: &TargetReport| {
        format!("{} is signed by {} of {} required signers", target.digest, target.found, target.required)
    };
    short.map(one).collect::<Vec<_>>().join("; ")
}

fn no_signature(report: &Report) -> String {
    match report.ignored.len() {
        0 => "no signature is attached to the image".to_string(),
        others => format!("no signature is attached to the image, only {others} other attachments"),
    }
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
