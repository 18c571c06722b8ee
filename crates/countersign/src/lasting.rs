//! How long a verdict lasts: certificates end by themselves, keys do not.

use alloc::vec::Vec;

use countersign_digest::Digest;
use countersign_policy::{BoundSignature, Outcome, Requirement, Tally};
use countersign_time::UnixTime;

use crate::{TargetReport, finding::Place};

/// The last moment at which every target is still covered by what was found; none where time alone changes nothing.
pub(crate) fn valid_until(
    requirement: &Requirement,
    targets: &[TargetReport],
    found: &[(BoundSignature, Place)],
) -> Option<UnixTime> {
    let of_digest = |digest: &Digest| -> Option<UnixTime> {
        let signatures = found.iter().map(|(bound, _)| bound).filter(|bound| bound.digest() == *digest);
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
fn lasts(requirement: &Requirement, signatures: &[&BoundSignature]) -> Option<UnixTime> {
    let mut ends: Vec<UnixTime> = signatures.iter().filter_map(|one| ends(one)).collect();
    ends.sort_unstable();
    ends.dedup();
    ends.into_iter().find(|end| {
        let mut left = Tally::new(requirement);
        for one in signatures {
            let has_ended = self::ends(one).is_some_and(|own| own <= *end);
            let counted = if has_ended { left.add(&one.by_key_alone()) } else { left.add(one) };
            // It was counted before; where it is not now, it is missing, and the verdict ends the sooner.
            drop(counted);
        }
        left.outcome() != Outcome::Met
    })
}

/// When the first certificate of its signer's path ends.
fn ends(signature: &BoundSignature) -> Option<UnixTime> {
    signature.vouchers().iter().map(|voucher| voucher.path().valid_until()).min()
}
