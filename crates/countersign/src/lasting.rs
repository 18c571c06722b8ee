//! How long a verdict lasts: certificates end by themselves, keys do not, and evidence of revocation grows stale.

use alloc::vec::Vec;

use countersign_digest::Digest;
use countersign_policy::{BoundSignature, Outcome, Requirement, Tally};
use countersign_time::UnixTime;

use crate::{TargetReport, finding::Place, stamped::Stamped};

/// Something that counts, as far as a verdict rests on it.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) bound: BoundSignature,
    pub(crate) place: Place,
    pub(crate) lasts: Lasts,
}

/// Until when a signature counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lasts {
    /// When the first certificate of its signer's path ends; from then on its key alone may count. None where certificates
    /// need not be valid any more: somebody believed says when it was signed.
    certificate: Option<UnixTime>,
    /// When the first piece of evidence is stale that nothing was revoked; from then on it does not count at all.
    evidence: Option<UnixTime>,
}

impl Lasts {
    pub(crate) fn of(bound: &BoundSignature, stamped: &Stamped) -> Self {
        let ends = bound.vouchers().iter().map(|voucher| voucher.path().valid_until());
        let certificate = if stamped.trusted().is_some() { None } else { ends.min() };
        Self { certificate, evidence: None }
    }

    /// One more piece of evidence, if it ends.
    pub(crate) fn evidence_until(&mut self, until: Option<UnixTime>) {
        self.evidence = self.evidence.into_iter().chain(until).min();
    }
}

/// The last moment at which every target is still covered by what was found; none where time alone changes nothing.
pub(crate) fn valid_until(
    requirement: &Requirement,
    targets: &[TargetReport],
    found: &[Found],
) -> Option<UnixTime> {
    let of_digest = |digest: &Digest| -> Option<UnixTime> {
        let signatures = found.iter().filter(|one| one.bound.digest() == *digest);
        lasts(requirement, &signatures.collect::<Vec<_>>())
    };
    // One digest that covers a target is enough, so the target lasts as long as the best of them.
    let of_target = |target: &TargetReport| {
        let ends: Vec<Option<UnixTime>> = target.covered_by.iter().map(of_digest).collect();
        if ends.contains(&None) { None } else { ends.into_iter().flatten().max() }
    };
    targets.iter().filter_map(of_target).min()
}

/// The last moment at which enough of these signatures count: by certificates that are still valid, or by keys.
fn lasts(requirement: &Requirement, signatures: &[&Found]) -> Option<UnixTime> {
    let mut ends: Vec<UnixTime> = signatures
        .iter()
        .flat_map(|one| one.lasts.certificate.into_iter().chain(one.lasts.evidence))
        .collect();
    ends.sort_unstable();
    ends.dedup();
    ends.into_iter().find(|end| {
        let mut left = Tally::new(requirement);
        for one in signatures {
            let has_ended = |own: Option<UnixTime>| own.is_some_and(|own| own <= *end);
            let counted = match (has_ended(one.lasts.evidence), has_ended(one.lasts.certificate)) {
                (true, _) => continue,
                (false, true) => left.add(&one.bound.by_key_alone()),
                (false, false) => left.add(&one.bound),
            };
            // It was counted before; where it is not now, it is missing, and the verdict ends the sooner.
            drop(counted);
        }
        left.outcome() != Outcome::Met
    })
}
