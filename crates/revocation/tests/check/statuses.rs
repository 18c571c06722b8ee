//! What each piece alone says, and what several say together.

use core::time::Duration;

use countersign_revocation::crypto::RustCrypto;
use countersign_revocation::{
    Finding, FreshnessRules, RevocationChecker, SilentDelegates, Source, Status, Unreadable, WhyUnknown,
    WhyUntrusted,
};
use testkit::bag::{Kind, World};

use crate::scene::{ca, is_good, is_revoked, leaf, now, of_kinds, path};

#[test]
fn what_a_piece_says_of_the_leaf_is_told_apart() {
    use Kind::*;
    let stale = |by, since: &str| Status::Stale {
        by,
        since: Some(countersign_revocation::time::UnixTime::parse_rfc3339(since).unwrap()),
    };
    let (crl, ocsp) = (Source::Crl, Source::Ocsp);
    let untrusted = |by, why| Status::Untrusted { by, why };
    let expected = [
        (LeafUnknown, Status::Unknown(WhyUnknown::Responder)),
        (StaleUnlisted, stale(crl, "2025-06-25T00:00:00Z")),
        (StaleHold, stale(crl, "2025-06-25T00:00:00Z")),
        (StaleGood, stale(ocsp, "2025-06-05T00:00:00Z")),
        (
            Future,
            Status::Unknown(WhyUnknown::NotYet {
                by: crl,
                this_update: countersign_revocation::time::UnixTime::parse_rfc3339("2027-05-25T00:00:00Z")
                    .unwrap(),
            }),
        ),
        (ForgedUnlisted, untrusted(crl, WhyUntrusted::Signature)),
        (ForgedListed, untrusted(crl, WhyUntrusted::Signature)),
        (ForgedGood, untrusted(ocsp, WhyUntrusted::Signature)),
        (SelfGood, untrusted(ocsp, WhyUntrusted::NotAllowed)),
        (HalfList, Status::Malformed { by: crl }),
        (HalfAnswer, Status::Malformed { by: ocsp }),
        (TryLater, Status::Unknown(WhyUnknown::NoAnswer)),
        (Foreign, Status::Unknown(WhyUnknown::NoEvidence)),
        (OtherGood, Status::Unknown(WhyUnknown::NoEvidence)),
        (CaUnlisted, Status::Unknown(WhyUnknown::NoEvidence)),
        (LeafGoodByChecked, Status::Unknown(WhyUnknown::SignerUnchecked { by: ocsp })),
    ];
    for (kind, status) in expected {
        assert_eq!(leaf(&[kind]), status, "{kind:?}");
    }
    for kind in [LeafUnlisted, LeafGood, LeafGoodByExempt] {
        assert!(is_good(leaf(&[kind])), "{kind:?}");
    }
    for kind in [LeafListed, LeafRevoked, LeafRevokedByChecked, ListedByLister, StaleListed] {
        assert!(is_revoked(leaf(&[kind])), "{kind:?}");
    }
    assert!(is_good(ca(&[CaUnlisted])));
    assert!(is_revoked(ca(&[CaListed])));
}

#[test]
fn every_kind_says_what_it_is_said_to_say() {
    for kind in Kind::ALL {
        let (leaf, ca) = (leaf(&[kind]), ca(&[kind]));
        assert_eq!(is_good(ca), kind.clears_ca(), "{kind:?}");
        assert_eq!(is_revoked(leaf) || is_revoked(ca), kind.revokes(), "{kind:?}");
        assert!(kind.clears_leaf() || !is_good(leaf), "{kind:?}");
    }
}

/// A responder that must be checked counts where a list of the CA is silent about it; a second key that signs lists is on
/// the list that it signs.
#[test]
fn signers_are_checked_by_evidence_at_hand() {
    use Kind::*;
    assert!(is_good(leaf(&[LeafGoodByChecked, LeafUnlisted])));
    let report = of_kinds(&World::new(), &[LeafGoodByChecked, LeafUnlisted]);
    assert!(report.signers().iter().any(|signer| is_good(signer.status())));
    assert!(is_good(leaf(&[UnlistedByLister])));
    // A list by the second key clears the responder, too.
    assert!(is_good(leaf(&[LeafGoodByChecked, UnlistedByLister])));
}

#[test]
fn each_piece_is_listed_with_what_became_of_it() {
    use Kind::*;
    let kinds = [LeafUnlisted, Foreign, HalfList, HalfAnswer, OtherGood, LeafGood, ForgedUnlisted];
    let report = of_kinds(&World::new(), &kinds);
    let findings: Vec<_> = report.evidence().iter().map(|piece| piece.finding()).collect();
    assert_eq!((findings[0], findings[5]), (Finding::Speaks, Finding::Speaks));
    assert!(matches!(findings[2], Finding::Unreadable(Unreadable::Crl(_))));
    assert!(matches!(findings[3], Finding::Unreadable(Unreadable::Ocsp(_))));
    for unused in [1, 4, 6] {
        assert_eq!(findings[unused], Finding::Unused, "{unused}");
    }
    assert_eq!(report.certificates()[0].evidence(), [0, 5]);
    assert!(report.evidence().iter().all(|piece| piece.url().is_none()));
}

/// The rules of the checker reach answers as they reach lists.
#[test]
fn a_greatest_age_counts_for_answers_and_lists() {
    let world = World::new();
    let (path, answer, list) = (path(&world), world.piece(Kind::LeafGood), world.piece(Kind::CaUnlisted));
    // The answer is of two hours ago, the list of seven days ago.
    for (hours, leaf_is_good, ca_is_good) in [(1, false, false), (2, true, false), (7 * 24, true, true)] {
        let rules = FreshnessRules::STRICT.max_age(Duration::from_secs(hours * 3600));
        let mut checker = RevocationChecker::new(&path, now(), &RustCrypto).freshness(rules);
        checker.ocsp(&answer).unwrap();
        checker.crl(&list).unwrap();
        let told: Vec<_> =
            checker.report().certificates().iter().map(|told| is_good(told.status())).collect();
        assert_eq!(told, [leaf_is_good, ca_is_good], "{hours}");
    }
}

/// RFC 6960 §4.2.2.2.1 leaves to the caller what becomes of a delegate that names no way to learn whether it is revoked.
#[test]
fn a_silent_delegate_counts_only_where_that_is_said_and_only_if_it_is_silent() {
    let mut world = World::new();
    let told = |world: &World, silent| {
        let path = path(world);
        let answer = world.piece(Kind::LeafGoodByChecked);
        let mut checker = RevocationChecker::new(&path, now(), &RustCrypto).silent_delegates(silent);
        checker.ocsp(&answer).unwrap();
        is_good(checker.report().certificates()[0].status())
    };
    assert!(!told(&world, SilentDelegates::Taken), "it names a list");
    world.checked.replace("2.5.29.31", None);
    assert!(told(&world, SilentDelegates::Taken));
    assert!(!told(&world, SilentDelegates::Checked));
}
