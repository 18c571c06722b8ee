//! Whether anything that a signature rests on was revoked: asked about where that must be known.

use alloc::{boxed::Box, format, string::ToString, vec::Vec};

use countersign_need::{Answer, Need};
use countersign_revocation::{NotRevoked, RevocationChecker, RevocationRefusal, Status};
use countersign_time::UnixTime;
use countersign_x509::{Times, VerifiedPath};

use crate::{
    Code, EvidenceCache,
    examine::{Counting, Examined, Request},
    revocation_policy::{Evidence, Fetching, RevocationPolicy},
    stamped::Stamped,
    untrusted::Rejected,
};

/// A signature that counts, unless a certificate that it rests on was revoked.
#[derive(Clone, Debug)]
pub(crate) struct OpenQuestion {
    counting: Box<Counting>,
    paths: Vec<Path>,
}

/// One path, and what is known of it.
#[derive(Clone, Debug)]
struct Path {
    certificates: VerifiedPath<'static>,
    trusted: Option<Times>,
    whose: &'static str,
    /// What was asked for, with what came of it.
    known: Vec<(Need, Answer)>,
    needs: Vec<Need>,
    verdict: Result<NotRevoked, RevocationRefusal>,
}

impl OpenQuestion {
    /// What becomes of a signature that counts: at once, or once what is missing was asked for.
    pub(crate) fn about(request: Request<'_>, counting: Box<Counting>, stamped: &Stamped) -> Examined {
        let Some(policy) = request.configuration.revocation() else { return Examined::Counts(counting) };
        let vouchers = counting.bound.vouchers().iter();
        let signer = vouchers.map(|voucher| (voucher.path(), stamped.times, "the signer"));
        let stamps = stamped.paths.iter();
        let stamps = stamps.map(|(path, times, _)| (path, Some(*times), "the timestamping authority"));
        let paths = signer.chain(stamps).map(|(path, trusted, whose)| {
            let (certificates, known, needs) = (path.clone(), Vec::new(), Vec::new());
            let verdict = Ok(NotRevoked::unasked());
            let mut path = Path { certificates, trusted, whose, known, needs, verdict };
            path.judge(request, policy);
            path
        });
        let paths = paths.collect();
        let question = Self { counting, paths };
        if question.is_answered() { question.decide() } else { Examined::Open(Box::new(question)) }
    }

    /// What is wanted from elsewhere. Once a certificate is known to be revoked nothing more is.
    pub(crate) fn needs(&self) -> impl Iterator<Item = Need> {
        let needs = self.paths.iter().flat_map(|path| path.needs.iter().cloned());
        needs.filter(|_| !self.is_revoked())
    }

    pub(crate) fn is_answered(&self) -> bool {
        self.needs().next().is_none()
    }

    fn is_revoked(&self) -> bool {
        let mut verdicts = self.paths.iter().map(|path| &path.verdict);
        verdicts.any(|verdict| matches!(verdict, Err(RevocationRefusal::Revoked { .. })))
    }

    /// Takes what came of wants. A path is judged once by all of it: each time everything at hand is read again.
    pub(crate) fn provide(&mut self, request: Request<'_>, known: &[&(Need, Answer)]) {
        let Some(policy) = request.configuration.revocation() else { return };
        for path in &mut self.paths {
            let came: Vec<(Need, Answer)> =
                known.iter().filter(|(need, _)| path.needs.contains(need)).copied().cloned().collect();
            if came.is_empty() {
                continue;
            }
            if let Some(cache) = &policy.cache {
                let checker = checker(&path.certificates, request, policy);
                came.iter().for_each(|(need, answer)| cache.keep(&checker, need, answer));
            }
            path.known.extend(came);
            path.judge(request, policy);
        }
    }

    /// Decides by what is known.
    pub(crate) fn decide(self) -> Examined {
        let mut counting = self.counting;
        // A revocation is told before anything that is merely not known.
        let mut refusals: Vec<(&'static str, &RevocationRefusal)> =
            self.paths.iter().filter_map(|path| Some((path.whose, path.verdict.as_ref().err()?))).collect();
        refusals.sort_by_key(|(_, refusal)| !matches!(refusal, RevocationRefusal::Revoked { .. }));
        if let Some((whose, refusal)) = refusals.first() {
            let reason = format!("{whose}: {refusal}");
            let rejected = Rejected { code: code(refusal), reason };
            return Examined::Refused(rejected.at(counting.accepted.place()));
        }
        let verdicts: Vec<&NotRevoked> =
            self.paths.iter().filter_map(|path| path.verdict.as_ref().ok()).collect();
        let until: Option<UnixTime> = verdicts.iter().filter_map(|verdict| verdict.fresh_until()).min();
        counting.lasts.evidence_until(until);
        let is_known = |verdict: &&&NotRevoked| verdict.open().is_empty();
        if !verdicts.is_empty() && verdicts.iter().filter(is_known).count() == verdicts.len() {
            counting.accepted.add_check("revocation".to_string());
        } else if !verdicts.is_empty() {
            counting.accepted.unchecked.push("revocation");
        }
        Examined::Counts(counting)
    }
}

impl Path {
    /// Judges it by the evidence at hand, by what was fetched and by what was kept.
    fn judge(&mut self, request: Request<'_>, policy: &RevocationPolicy) {
        let mut checker = checker(&self.certificates, request, policy);
        for evidence in &policy.evidence {
            // There is no more of it than a checker takes: that was seen when the verifier was built.
            let _ = match evidence {
                Evidence::Crl(der) => checker.crl(der),
                Evidence::Ocsp(der) => checker.ocsp(der),
            };
        }
        let needs = match policy.fetching {
            Fetching::Allowed => replay(&mut checker, &mut self.known, policy.cache.as_deref()),
            Fetching::Never => Vec::new(),
        };
        let verdict = checker.report().verdict(&policy.rules, self.trusted);
        self.needs = needs;
        self.verdict = verdict;
    }
}

/// A checker begins anew each time: it borrows the path.
fn checker<'p>(
    path: &'p VerifiedPath<'p>,
    request: Request<'p>,
    policy: &RevocationPolicy,
) -> RevocationChecker<'p> {
    let provider = request.configuration.provider().as_ref();
    let freshness = match policy.fetching {
        Fetching::Allowed => policy.freshness.fetching(),
        Fetching::Never => policy.freshness,
    };
    RevocationChecker::new(path, request.now, provider)
        .freshness(freshness)
        .crl_limits(policy.crl_limits)
        .silent_delegates(policy.silent_delegates)
}

/// Gives a checker every answer that there is to what it asks for, and what was kept of it; what it still wants.
fn replay(
    checker: &mut RevocationChecker<'_>,
    known: &mut Vec<(Need, Answer)>,
    cache: Option<&dyn EvidenceCache>,
) -> Vec<Need> {
    loop {
        let wanted: Vec<(usize, Need)> =
            checker.needs().into_iter().map(|(place, need)| (place, need.clone())).collect();
        let mut open = Vec::new();
        let count = wanted.len();
        for (place, need) in wanted {
            if known.iter().all(|(asked, _)| *asked != need) {
                let kept = cache.and_then(|cache| cache.recall(checker, &need));
                known.extend(kept.map(|answer| (need.clone(), answer)));
            }
            match known.iter().find(|(asked, _)| *asked == need) {
                // What cannot be taken is as if it had not come.
                Some((_, answer)) => drop(checker.provide(place, answer.clone())),
                None => open.push(need),
            }
        }
        if open.len() == count {
            return open;
        }
    }
}

fn code(refusal: &RevocationRefusal) -> Code {
    match refusal {
        RevocationRefusal::Revoked { .. } => Code::Revoked,
        RevocationRefusal::NotKnown { status, .. } => match status {
            Status::Stale { .. } => Code::RevocationStale,
            Status::Unreachable { .. } => Code::RevocationUnreachable,
            Status::Malformed { .. } => Code::RevocationMalformed,
            Status::Untrusted { .. } => Code::RevocationUntrusted,
            _ => Code::RevocationUnknown,
        },
        _ => Code::RevocationUnknown,
    }
}
