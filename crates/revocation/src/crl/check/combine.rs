//! Puts together what the lists say, complete ones and deltas (RFC 5280 §6.3.3 (c) to (l), §5.2.4).

use alloc::vec::Vec;
use core::cmp::Reverse;

use countersign_time::UnixTime;
use countersign_x509::{Certificate, TrustAnchor, VerifiedPath};

use super::{
    CrlChecker, CrlSet, CrlVerdict, points,
    signer::{self, Found},
    verdict::{CRL, Findings},
};
use crate::{
    CrlMark, CrlScope, Freshness, Reason, ReasonSet, Revocation, Status, WhyUnknown, WhyUntrusted,
    crl::{CertificateList, CrlEntry},
    freshness::Memory,
};

/// The certificate in question, and what stands above it.
pub(super) struct Target<'x> {
    pub(super) certificate: &'x Certificate<'x>,
    pub(super) above: &'x [Certificate<'x>],
    pub(super) anchor: &'x TrustAnchor,
}

/// Of a list that is older than one that was seen.
const ROLLBACK: Status = Status::Untrusted { by: CRL, why: WhyUntrusted::Rollback };

/// Lists about one certificate that are looked at.
const MAX_LISTS: usize = 64;

pub(super) fn judge<'x>(
    checker: &CrlChecker<'x>,
    path: &'x VerifiedPath<'_>,
    at: usize,
    lists: &mut CrlSet<'_>,
) -> CrlVerdict {
    let mut findings = Findings::default();
    let Some((certificate, above)) = path.certificates().get(at..).and_then(<[_]>::split_first) else {
        return findings.verdict(WhyUnknown::NoEvidence);
    };
    let target = Target { certificate, above, anchor: path.anchor() };
    let mut judgement = Judgement { checker, target: &target, lists, findings: &mut findings };
    judgement.run();
    let named = certificate.crl_distribution_points().is_some();
    findings.verdict(if named { WhyUnknown::NoEvidence } else { WhyUnknown::NoPointer })
}

struct Judgement<'f, 'x, 'l> {
    checker: &'f CrlChecker<'x>,
    target: &'f Target<'x>,
    lists: &'f mut CrlSet<'l>,
    findings: &'f mut Findings,
}

impl<'x, 'l> Judgement<'_, 'x, 'l> {
    fn run(&mut self) {
        let mut judged: Vec<(CrlScope, Age)> = Vec::new();
        for (at, reasons) in self.candidates(|list| !list.is_delta()) {
            let Some(mut found) = self.signer(at) else { continue };
            let Some(list) = self.list(at) else { continue };
            let (scope, age) = (CrlScope::of(&list, found.signer.spki(), self.checker.provider), age(&list));
            if judged.iter().any(|(judged, newer)| *judged == scope && *newer < age) {
                self.judge_older(at);
                continue;
            }
            self.findings.speaks.push(at);
            if self.is_old(scope, &list, &found) {
                self.findings.note(ROLLBACK);
                self.judge_older(at);
                continue;
            }
            let delta = self.delta(&list, &found);
            if delta.is_none() && self.lacks_delta(&list, &found) {
                found.doubt = found.doubt.or(Some(ROLLBACK));
            }
            if found.doubt.is_none() {
                judged.push((scope, age));
            }
            self.judge_list(at, &list, delta, reasons, &found);
        }
        self.judge_deltas();
    }

    /// What a delta says to be revoked stays so, also where a newer one is silent about it, and where the list that it starts
    /// from is not at hand.
    fn judge_deltas(&mut self) {
        for (at, _) in self.candidates(|list| list.is_delta()) {
            if self.signer(at).is_some() {
                self.judge_older(at);
            }
        }
    }

    /// A list of which a newer one was judged, or seen. What was revoked stays on every list until it has expired (RFC 5280
    /// §3.3), so that an entry that is no longer there hides nothing: unless it was on hold.
    fn judge_older(&mut self, at: usize) {
        let revocation = self.find(at).and_then(|entry| entry.revocation());
        let held = |revocation: &Revocation| revocation.reason() == Some(Reason::CertificateHold);
        if let Some(revocation) = revocation.filter(|revocation| !held(revocation)) {
            self.findings.speaks.push(at);
            self.findings.revoked(revocation, None);
        }
    }

    /// The lists of a kind that are about the certificate, the newest first.
    fn candidates(&mut self, is_wanted: impl Fn(&CertificateList<'_>) -> bool) -> Vec<(usize, ReasonSet)> {
        let mut candidates: Vec<_> = self
            .lists
            .iter()
            .enumerate()
            .filter(|(_, list)| is_wanted(list))
            .filter_map(|(at, list)| {
                Some((at, points::covered(list, self.target.certificate)?, (age(list), list.der())))
            })
            .collect();
        // Of lists of one age their bytes decide, not their places.
        candidates.sort_by_key(|(.., age)| *age);
        candidates.retain(|(.., ((Reverse(this_update), _), _))| {
            is_of_past(self.findings, self.checker, *this_update)
        });
        if candidates.len() > MAX_LISTS {
            self.findings.note(Status::Unknown(WhyUnknown::Limit));
        }
        candidates.into_iter().take(MAX_LISTS).map(|(at, reasons, _)| (at, reasons)).collect()
    }

    fn list(&mut self, at: usize) -> Option<CertificateList<'l>> {
        self.lists.slot(at).map(|slot| slot.list.clone())
    }

    /// (f), (g)
    fn signer(&mut self, at: usize) -> Option<Found<'x>> {
        let slot = self.lists.slot(at)?;
        match signer::find(self.checker, self.target, slot) {
            Ok(found) => Some(found),
            Err(status) => {
                self.findings.note(status);
                None
            }
        }
    }

    /// Whether a newer one was seen; and remembers that this one was, unless its signer may be revoked: who stole a key could
    /// number a list so high that no other one counts any more.
    fn is_old(&mut self, scope: CrlScope, list: &CertificateList<'_>, found: &Found<'x>) -> bool {
        let mark = CrlMark::of(list);
        let seen = self.checker.seen.and_then(|seen| seen.get(&scope));
        if seen.is_some_and(|seen| mark.is_before(seen)) {
            return true;
        }
        if found.doubt.is_none() {
            self.findings.seen.push((scope, mark));
        }
        false
    }

    /// Whether a delta was seen that is newer than a complete list which no such delta continues: whoever keeps the delta away
    /// hides what it says.
    fn lacks_delta(&self, base: &CertificateList<'_>, found: &Found<'x>) -> bool {
        let scope = || CrlScope::of_deltas(base, found.signer.spki(), self.checker.provider);
        let seen = self.checker.seen.and_then(|seen| seen.get(&scope()));
        seen.is_some_and(|seen| base.this_update() < seen.this_update())
    }

    /// (c), (h) to (l)
    fn judge_list(
        &mut self,
        at: usize,
        base: &CertificateList<'_>,
        delta: Option<(usize, CertificateList<'l>)>,
        reasons: ReasonSet,
        found: &Found<'x>,
    ) {
        let freshness = self.freshness(base, delta.as_ref().map(|(_, delta)| delta));
        let changed = delta.and_then(|(at, _)| self.find(at));
        let entry = self.find(at);
        match (freshness, effective(entry, changed)) {
            (freshness, Some(revocation)) => self.findings.revoked(revocation, freshness.err()),
            (Err(stale), None) => self.findings.note(stale),
            (Ok(freshness), None) => self.silent(base, reasons, freshness, found),
        }
    }

    fn find(&mut self, at: usize) -> Option<CrlEntry<'l>> {
        let certificate = self.target.certificate;
        self.lists.slot(at)?.find(certificate.serial(), &certificate.issuer())
    }

    /// The newest delta of a complete list: of the same issuer, scope and key, and starting from a number that is not
    /// beyond the list's (§5.2.4, §6.3.3 (c), (h)).
    fn delta(
        &mut self,
        base: &CertificateList<'_>,
        found: &Found<'x>,
    ) -> Option<(usize, CertificateList<'l>)> {
        let deltas = self.lists.iter().enumerate().filter(|(_, delta)| continues(delta, base));
        let mut deltas: Vec<_> = deltas.map(|(at, delta)| (at, age(delta), delta.der())).collect();
        deltas.sort_by_key(|(_, (this_update, number), der)| (*number, *this_update, *der));
        let deltas: Vec<_> = deltas.into_iter().take(MAX_LISTS).map(|(at, age, _)| (at, age)).collect();
        for (at, (Reverse(this_update), _)) in deltas {
            if !is_of_past(self.findings, self.checker, this_update) || !self.is_signed(at, found) {
                continue;
            }
            let delta = self.list(at)?;
            self.findings.speaks.push(at);
            let scope = CrlScope::of(&delta, found.signer.spki(), self.checker.provider);
            if self.is_old(scope, &delta, found) {
                self.findings.note(ROLLBACK);
                continue;
            }
            return Some((at, delta));
        }
        None
    }

    fn is_signed(&mut self, at: usize, found: &Found<'x>) -> bool {
        let rules = self.checker.profile.algorithms();
        let Some(slot) = self.lists.slot(at) else { return false };
        slot.verify(&found.signer, rules, self.checker.provider).is_ok()
    }

    /// Of both together the delta's (§5.2.4), unless that is stale and the complete list is not, or that may have dropped the
    /// certificate, as it had expired, since it was put on an earlier delta.
    fn freshness(
        &self,
        base: &CertificateList<'_>,
        delta: Option<&CertificateList<'_>>,
    ) -> Result<Freshness, Status> {
        let judge = |list: &CertificateList<'_>| {
            self.checker.freshness.judge(CRL, list.this_update(), list.next_update(), self.checker.now)
        };
        let Some(delta) = delta else { return judge(base) };
        let forgotten = Status::Unknown(WhyUnknown::ExpiredBeforeList { by: CRL });
        match judge(delta) {
            Ok(freshness) if self.remembers(delta) => Ok(freshness),
            Ok(_) => judge(base).map_err(|_| forgotten),
            Err(stale) => judge(base).map_err(|other| other.or(stale)),
        }
    }

    /// Whether a list still has the certificate on it, if it was revoked and has expired since.
    fn remembers(&self, list: &CertificateList<'_>) -> bool {
        let memory = Memory {
            this_update: list.this_update(),
            next_list: list.next_update(),
            kept_since: list.keeps_expired_since(),
        };
        self.checker.freshness.remembers(self.target.certificate.validity().not_after(), &memory)
    }

    /// A list of a signer that may be revoked, or that may have forgotten the certificate, does not make it good.
    fn silent(
        &mut self,
        base: &CertificateList<'_>,
        reasons: ReasonSet,
        freshness: Freshness,
        found: &Found<'x>,
    ) {
        match found.doubt {
            Some(doubt) => self.findings.note(doubt),
            None if !self.remembers(base) => {
                self.findings.note(Status::Unknown(WhyUnknown::ExpiredBeforeList { by: CRL }));
            }
            None => self.findings.silent(reasons, freshness),
        }
    }
}

/// Whether a list is not of the future.
fn is_of_past(findings: &mut Findings, checker: &CrlChecker<'_>, this_update: UnixTime) -> bool {
    let past = !checker.freshness.is_future(this_update, checker.now);
    if !past {
        findings.note(Status::Unknown(WhyUnknown::NotYet { by: CRL, this_update }));
    }
    past
}

type Age = (Reverse<UnixTime>, Reverse<Option<crate::CrlNumber>>);

fn age(list: &CertificateList<'_>) -> Age {
    (Reverse(list.this_update()), Reverse(list.number()))
}

/// Whether a delta says what changed since a complete list (§5.2.4, §6.3.3 (c)).
fn continues(delta: &CertificateList<'_>, base: &CertificateList<'_>) -> bool {
    let key = |list: &CertificateList<'_>| {
        list.authority_key_identifier().and_then(|identifier| identifier.key_id().map(<[u8]>::to_vec))
    };
    let (Some(start), Some(number), Some(base_number)) = (delta.base_number(), delta.number(), base.number())
    else {
        return false;
    };
    start <= base_number
        && base_number < number
        && delta.issuer().matches(&base.issuer())
        && delta.scope() == base.scope()
        && key(delta) == key(base)
}

/// What an entry and a change of it come to. A delta takes off only what was on hold (§5.3.1).
fn effective(entry: Option<CrlEntry<'_>>, changed: Option<CrlEntry<'_>>) -> Option<Revocation> {
    let removed = changed.is_some_and(|changed| changed.reason() == Some(Reason::RemoveFromCrl));
    let held = |entry: &CrlEntry<'_>| entry.reason() == Some(Reason::CertificateHold);
    let entry = entry.filter(|entry| !(removed && held(entry)));
    let revocation = |entry: Option<CrlEntry<'_>>| entry.and_then(|entry| entry.revocation());
    match (revocation(entry), revocation(changed)) {
        (Some(one), Some(other)) => match Status::Revoked(one).or(Status::Revoked(other)) {
            Status::Revoked(stricter) => Some(stricter),
            _ => Some(one),
        },
        (one, other) => one.or(other),
    }
}
