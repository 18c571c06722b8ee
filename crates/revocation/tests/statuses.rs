//! What two pieces of evidence say together.
#![allow(clippy::unwrap_used)]

use countersign_revocation::need::Unreachable;
use countersign_revocation::time::UnixTime;
use countersign_revocation::{
    FreshnessRules, Reason, Retroactivity, Revocation, Source, Status, WhyUnknown, WhyUnreachable,
    WhyUntrusted,
};
use proptest::prelude::*;

fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(seconds).unwrap()
}

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![Just(Source::Crl), Just(Source::Ocsp)]
}

fn good() -> impl Strategy<Value = Status> {
    (0..9i64, 10..20i64).prop_map(|(this, next)| {
        Status::Good(FreshnessRules::STRICT.judge(Source::Crl, at(this), Some(at(next)), at(9)).unwrap())
    })
}

fn revoked() -> impl Strategy<Value = Status> {
    let reason = prop::sample::select(Reason::ALL.to_vec())
        .prop_filter("no revocation", |reason| *reason != Reason::RemoveFromCrl);
    (source(), 0..9i64, prop::option::of(reason), prop::option::of(0..9i64)).prop_map(
        |(by, date, reason, invalid)| {
            Status::Revoked(Revocation::new(by, at(date), reason, invalid.map(at)).unwrap())
        },
    )
}

fn open() -> impl Strategy<Value = Status> {
    let whys = [
        WhyUnknown::NoEvidence,
        WhyUnknown::NoPointer,
        WhyUnknown::Responder,
        WhyUnknown::ReasonsNotCovered,
        WhyUnknown::NotYet { by: Source::Ocsp, this_update: at(50) },
        WhyUnknown::Limit,
    ];
    prop_oneof![
        prop::sample::select(whys.to_vec()).prop_map(Status::Unknown),
        (source(), prop::option::of(0..9i64))
            .prop_map(|(by, since)| Status::Stale { by, since: since.map(at) }),
        source().prop_map(|by| Status::Untrusted { by, why: WhyUntrusted::Signature }),
        source().prop_map(|by| Status::Malformed { by }),
        source().prop_map(|by| Status::Unreachable { by, why: WhyUnreachable::Absent }),
        source().prop_map(|by| {
            Status::Unreachable { by, why: WhyUnreachable::Transport(Unreachable::Timeout) }
        }),
    ]
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![good(), revoked(), open()]
}

proptest! {
    #[test]
    fn the_order_of_evidence_does_not_matter(one in status(), two in status(), three in status()) {
        prop_assert_eq!(one.or(two), two.or(one));
        prop_assert_eq!(one.or(two).or(three), one.or(two.or(three)));
        prop_assert_eq!(one.or(one), one);
    }

    #[test]
    fn a_revocation_wins_over_all_that_is_none(revoked in revoked(), other in prop_oneof![good(), open()]) {
        prop_assert_eq!(other.or(revoked), revoked);
    }

    #[test]
    fn good_needs_no_second(good in good(), open in open()) {
        prop_assert_eq!(good.or(open), good);
    }

    #[test]
    fn what_makes_nothing_good_never_does_together(one in open(), two in open()) {
        prop_assert!(!matches!(one.or(two), Status::Good(_) | Status::Revoked(_)));
    }

    /// If either revocation counts, what is kept of them does.
    #[test]
    fn of_two_revocations_the_one_that_counts_for_more_is_kept(one in revoked(), two in revoked(), time in 0..9i64) {
        let counts = |status| match status {
            Status::Revoked(revocation) => {
                revocation.counts_at(Some(at(time).into()), Retroactivity::ByReason)
            }
            _ => false,
        };
        prop_assert_eq!(counts(one.or(two)), counts(one) || counts(two));
    }

    /// Of a witness a compromise counts always, also where another revocation counts from an earlier date on.
    #[test]
    fn of_two_revocations_a_compromise_is_never_forgotten(one in revoked(), two in revoked()) {
        let counts = |status| match status {
            Status::Revoked(revocation) => {
                revocation.counts_at(Some(UnixTime::MIN.into()), Retroactivity::Witness)
            }
            _ => false,
        };
        let is_compromise = |status| match status {
            Status::Revoked(revocation) => revocation.reason().is_some_and(Reason::is_compromise),
            _ => false,
        };
        prop_assert!(counts(one.or(two)) || !(is_compromise(one) || is_compromise(two)));
        prop_assert!(counts(one) || counts(two) || !counts(one.or(two)));
    }
}

#[test]
fn every_status_is_told_apart() {
    let statuses = [
        Status::Unknown(WhyUnknown::NoEvidence),
        Status::Unknown(WhyUnknown::ExpiredBeforeList { by: Source::Crl }),
        Status::Unknown(WhyUnknown::NotYet { by: Source::Ocsp, this_update: at(0) }),
        Status::Stale { by: Source::Crl, since: Some(at(0)) },
        Status::Stale { by: Source::Crl, since: None },
        Status::Unreachable { by: Source::Crl, why: WhyUnreachable::Rejected { status: 503 } },
        Status::Malformed { by: Source::Ocsp },
        Status::Untrusted { by: Source::Ocsp, why: WhyUntrusted::Nonce },
    ];
    for status in statuses {
        assert_eq!(format!("{}: {}", status.name(), status.detail()), status.to_string());
    }
    let told = statuses.map(|status| status.to_string());
    assert_eq!(
        told,
        [
            "unknown: nothing is there that speaks of it",
            "unknown: the CRL may have dropped it, as it had expired",
            "unknown: the OCSP answer is of 1970-01-01T00:00:00Z, which is not yet",
            "stale: the CRL held until 1970-01-01T00:00:00Z",
            "stale: the CRL does not say until when it holds",
            "unreachable: no CRL, the server answered with status 503",
            "malformed: the OCSP answer cannot be read",
            "untrusted: the OCSP answer, it answers another request",
        ]
    );
}
