//! Whether anything that a signature rests on was revoked: asked about where that must be known.

use alloc::{boxed::Box, format, string::ToString, vec::Vec};

use countersign_need::{Answer, Need};
use countersign_revocation::{
    HighestSeen, Mode, NotRevoked, RevocationChecker, RevocationRefusal, RevocationRules,
};
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
    stamped: Stamped,
}

/// One path, and what is known of it.
#[derive(Clone, Debug)]
struct Path {
    certificates: VerifiedPath<'static>,
    trusted: Option<Times>,
    rules: RevocationRules,
    /// The place of the timestamp that its leaf made; none where that signed.
    stamp: Option<usize>,
    /// What was asked for, with what came of it.
    known: Vec<(Need, Answer)>,
    needs: Vec<Need>,
    verdict: Result<NotRevoked, RevocationRefusal>,
}

impl OpenQuestion {
    /// What becomes of a signature that counts: at once, or once what is missing was asked for.
    pub(crate) fn about(request: Request<'_>, mut counting: Box<Counting>, stamped: Stamped) -> Examined {
        let Some(policy) = request.configuration.revocation() else { return Examined::Counts(counting) };
        let vouchers = counting.bound.vouchers().iter();
        let trusted = stamped.trusted();
        let signer = vouchers.map(|voucher| Path::new(voucher.path(), trusted, policy.rules, None));
        // Only its own word says when it stamped.
        let rules = policy.rules.retroactivity(policy.rules.counted().for_witness());
        let stamps = stamped.each().iter().enumerate();
        let stamps = stamps.map(|(at, one)| Path::new(one.path(), Some(one.times()), rules, Some(at)));
        let (pinned, stamps): (Vec<Path>, Vec<Path>) = stamps.partition(Path::is_pinned);
        let asked: Vec<Path> = signer.chain(stamps).collect();
        // Where nothing else is to be asked about, it is refused that nothing was checked: no rule is kept by asking nothing.
        let is_nothing = asked.is_empty() && !pinned.is_empty();
        let is_required = policy.rules.mode() == Mode::Required;
        let mut paths = if is_nothing && is_required { pinned } else { asked };
        if is_nothing && !is_required {
            counting.accepted.unchecked.push("revocation");
        }
        paths.iter_mut().for_each(|path| path.judge(request, policy));
        let question = Self { counting, paths, stamped };
        if question.is_answered() { question.decide() } else { Examined::Open(Box::new(question)) }
    }

    /// What is wanted from elsewhere. Once it is known that a revocation counts nothing more is.
    pub(crate) fn needs(&self) -> impl Iterator<Item = Need> {
        let paths = if self.is_revoked() { &[][..] } else { &self.paths };
        paths.iter().flat_map(|path| path.needs.iter().cloned())
    }

    pub(crate) fn is_answered(&self) -> bool {
        self.needs().next().is_none()
    }

    fn is_revoked(&self) -> bool {
        let mut signer = self.paths.iter().filter(|path| path.stamp.is_none());
        signer.any(Path::is_revoked) || self.without(Path::is_revoked).is_none()
    }

    /// The timestamps without those of authorities whose path is such; none where they must count as well.
    fn without(&self, is_out: impl Fn(&Path) -> bool) -> Option<Stamped> {
        let out = self.paths.iter().filter(|path| is_out(path));
        self.stamped.without(&out.filter_map(|path| path.stamp).collect::<Vec<_>>())
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
                let seen = seen(policy);
                let checker = checker(&path.certificates, request, policy, &seen);
                came.iter().for_each(|(need, answer)| cache.keep(&checker, need, answer));
            }
            path.known.extend(came);
            path.judge(request, policy);
        }
    }

    /// Decides by what is known. Where timestamps of so many authorities are enough, others that are not known to be good are
    /// passed over.
    pub(crate) fn decide(self) -> Examined {
        // At least one is known to be good, or nothing was checked.
        let is_any = self.paths.iter().any(|path| path.verdict.is_ok());
        let left = self.without(|path| path.verdict.is_err()).filter(|_| is_any);
        let Self { mut counting, mut paths, .. } = self;
        if let Some(left) = left {
            paths.retain(|path| path.stamp.is_none() || path.verdict.is_ok());
            counting.accepted.times = left.authenticated();
        }
        // A revocation is told before anything that is merely not known.
        let mut refusals: Vec<(&'static str, &RevocationRefusal)> =
            paths.iter().filter_map(|path| Some((path.whose(), path.verdict.as_ref().err()?))).collect();
        refusals.sort_by_key(|(_, refusal)| !matches!(refusal, RevocationRefusal::Revoked { .. }));
        if let Some((whose, refusal)) = refusals.first() {
            let reason = format!("{whose}: {refusal}");
            let rejected = Rejected { code: Code::of_revocation(refusal), reason };
            return Examined::Refused(rejected.at(counting.accepted.place()));
        }
        let verdicts: Vec<&NotRevoked> = paths.iter().filter_map(|path| path.verdict.as_ref().ok()).collect();
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
    fn new(
        path: &VerifiedPath<'static>,
        trusted: Option<Times>,
        rules: RevocationRules,
        stamp: Option<usize>,
    ) -> Self {
        let (certificates, known, needs) = (path.clone(), Vec::new(), Vec::new());
        Self { certificates, trusted, rules, stamp, known, needs, verdict: Ok(NotRevoked::unasked()) }
    }

    /// Whether its leaf is believed itself: nobody above it could revoke it.
    fn is_pinned(&self) -> bool {
        let anchor = self.certificates.anchor().certificate();
        anchor.is_some_and(|anchor| anchor.der() == self.certificates.leaf().der())
    }

    fn whose(&self) -> &'static str {
        self.stamp.map_or("the signer", |_| "the timestamping authority")
    }

    /// Whether a revocation counts, whatever else is told. That of an authority which says no reason may yet be told with one.
    fn is_revoked(&self) -> bool {
        match &self.verdict {
            Err(RevocationRefusal::Revoked { revocation, .. }) => {
                self.stamp.is_none() || revocation.reason().is_some()
            }
            _ => false,
        }
    }

    /// Judges it by the evidence at hand, by what was fetched and by what was kept.
    fn judge(&mut self, request: Request<'_>, policy: &RevocationPolicy) {
        let seen = seen(policy);
        let mut checker = checker(&self.certificates, request, policy, &seen);
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
        let report = checker.report();
        if let Some(memory) = &policy.memory {
            memory.take(report.seen());
        }
        let verdict = report.verdict(&self.rules, self.trusted);
        self.needs = needs;
        self.verdict = verdict;
    }
}

/// How new the newest lists were before.
fn seen(policy: &RevocationPolicy) -> HighestSeen {
    policy.memory.as_ref().map(|memory| memory.seen()).unwrap_or_default()
}

/// A checker begins anew each time: it borrows the path.
fn checker<'p>(
    path: &'p VerifiedPath<'p>,
    request: Request<'p>,
    policy: &RevocationPolicy,
    seen: &'p HighestSeen,
) -> RevocationChecker<'p> {
    let provider = request.configuration.provider().as_ref();
    let freshness = match policy.fetching {
        Fetching::Allowed => policy.freshness.fetching(),
        Fetching::Never => policy.freshness,
    };
    let checker = RevocationChecker::new(path, request.now, provider)
        .freshness(freshness)
        .crl_limits(policy.crl_limits)
        .seen(seen)
        .silent_delegates(policy.silent_delegates);
    if policy.certificates.is_empty() { checker } else { checker.certificates(&policy.certificates) }
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
