//! Whether a revocation counts: every reason, before, at and after the times that are trusted.
#![allow(clippy::unwrap_used)]

use countersign_revocation::time::UnixTime;
use countersign_revocation::x509::Times;
use countersign_revocation::{Reason, Retroactivity, Revocation, Source};

/// When it was revoked. The trusted times of the table lie around it.
const DATE: i64 = 1_000_000;
const DAY: i64 = 86_400;

fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(seconds).unwrap()
}

fn times(earliest: i64, latest: i64) -> Option<Times> {
    Some(Times::at(at(earliest)).and(at(latest)))
}

fn revocation(reason: Option<Reason>, invalid: Option<i64>) -> Revocation {
    Revocation::new(Source::Crl, at(DATE), reason, invalid.map(at)).unwrap()
}

fn counts(reason: Option<Reason>, invalid: Option<i64>, trusted: Option<Times>) -> bool {
    revocation(reason, invalid).counts_at(trusted, Retroactivity::ByReason)
}

/// Every reason that is a revocation, and none.
fn reasons() -> impl Iterator<Item = Option<Reason>> {
    let all = Reason::ALL.into_iter().filter(|reason| *reason != Reason::RemoveFromCrl).map(Some);
    all.chain([None])
}

fn is_compromise(reason: Option<Reason>) -> bool {
    matches!(reason, Some(Reason::KeyCompromise | Reason::CaCompromise | Reason::AaCompromise))
}

/// Trusted times by how they lie to the date of revocation, and whether a revocation counts that starts on that date.
const AROUND: [(&str, i64, i64, bool); 6] = [
    ("both before", DATE - 2 * DAY, DATE - DAY, false),
    ("the second before", DATE - 1, DATE - 1, false),
    ("exactly at", DATE, DATE, true),
    ("ends at", DATE - DAY, DATE, true),
    ("straddles", DATE - DAY, DATE + DAY, true),
    ("after", DATE + 1, DATE + 1, true),
];

#[test]
fn a_revocation_counts_from_its_date_on_and_a_compromise_always() {
    for reason in reasons() {
        for (name, earliest, latest, from_date) in AROUND {
            let expected = is_compromise(reason) || from_date;
            assert_eq!(counts(reason, None, times(earliest, latest)), expected, "{reason:?} {name}");
        }
    }
}

#[test]
fn a_nanosecond_before_the_date_is_before_it() {
    let trusted = Some(Times::at(UnixTime::new(DATE - 1, 999_999_999).unwrap()));
    assert!(!counts(Some(Reason::Superseded), None, trusted));
}

#[test]
fn without_a_trusted_time_every_revocation_counts() {
    for reason in reasons() {
        for invalid in [None, Some(DATE - DAY), Some(DATE), Some(DATE + DAY)] {
            assert!(counts(reason, invalid, None), "{reason:?} {invalid:?}");
        }
    }
}

#[test]
fn whatever_counts_by_reason_counts_when_all_do_and_all_do() {
    for reason in reasons() {
        for invalid in [None, Some(DATE - DAY), Some(DATE + DAY)] {
            for (name, earliest, latest, _) in AROUND {
                let revocation = revocation(reason, invalid);
                assert!(
                    revocation.counts_at(times(earliest, latest), Retroactivity::All),
                    "{reason:?} {name}"
                );
            }
        }
    }
}

/// RFC 3161 §4
#[test]
fn of_a_witness_a_compromise_and_a_revocation_without_a_reason_count_always() {
    for reason in reasons() {
        for invalid in [None, Some(DATE - DAY), Some(DATE + DAY)] {
            for (name, earliest, latest, from_date) in AROUND {
                let of_witness =
                    revocation(reason, invalid).counts_at(times(earliest, latest), Retroactivity::Witness);
                let always = is_compromise(reason) || reason.is_none();
                let from_date = from_date || invalid.is_some_and(|invalid| invalid <= latest);
                assert_eq!(of_witness, always || from_date, "{reason:?} {invalid:?} {name}");
                let by_reason = counts(reason, invalid, times(earliest, latest));
                assert!(of_witness || !by_reason, "never less: {reason:?} {invalid:?} {name}");
            }
        }
    }
    assert_eq!(Retroactivity::ByReason.for_witness(), Retroactivity::Witness);
    assert_eq!(Retroactivity::All.for_witness(), Retroactivity::All);
}

/// The invalidity date, the latest trusted time, and whether a revocation of *any* reason counts.
const INVALIDITY: [(&str, i64, i64, bool); 8] = [
    ("earlier than the time", DATE - 2 * DAY, DATE - DAY, true),
    ("equal to the time", DATE - DAY, DATE - DAY, true),
    ("a second later than the time", DATE - DAY + 1, DATE - DAY, false),
    ("later than the time, up to the date", DATE, DATE - DAY, false),
    ("later than the date: what is before both is untouched", DATE + DAY, DATE - 1, false),
    ("later than the date: it takes nothing back of the revocation", DATE + DAY, DATE, true),
    ("later than the time, which is after the date", DATE + 2 * DAY, DATE + DAY, true),
    ("after both", DATE - DAY, DATE + DAY, true),
];

#[test]
fn an_invalidity_date_bounds_a_compromise_and_brings_every_revocation_forward() {
    for reason in reasons() {
        for (name, invalid, latest, expected) in INVALIDITY {
            for earliest in [latest - 5 * DAY, latest] {
                let actual = counts(reason, Some(invalid), times(earliest, latest));
                assert_eq!(actual, expected, "{reason:?}: {name}");
            }
        }
    }
}

#[test]
fn removal_from_a_list_is_no_revocation() {
    assert_eq!(Revocation::new(Source::Crl, at(DATE), Some(Reason::RemoveFromCrl), None), None);
}

#[test]
fn the_codes_are_those_of_the_standard() {
    let codes: Vec<_> = Reason::ALL.iter().map(|reason| (reason.code(), reason.name())).collect();
    let expected = [
        (0, "unspecified"),
        (1, "keyCompromise"),
        (2, "cACompromise"),
        (3, "affiliationChanged"),
        (4, "superseded"),
        (5, "cessationOfOperation"),
        (6, "certificateHold"),
        (8, "removeFromCRL"),
        (9, "privilegeWithdrawn"),
        (10, "aACompromise"),
    ];
    assert_eq!(codes, expected);
    for code in 0..300 {
        let reason = Reason::from_code(code);
        assert_eq!(reason.map(|reason| u64::from(reason.code())), (code <= 10 && code != 7).then_some(code));
    }
}

#[test]
fn a_revocation_tells_when_and_why_and_who_says_so() {
    let told = revocation(Some(Reason::KeyCompromise), Some(DATE - DAY)).to_string();
    assert_eq!(
        told,
        "revoked at 1970-01-12T13:46:40Z (keyCompromise), invalid since 1970-01-11T13:46:40Z, says a CRL"
    );
    let told = Revocation::new(Source::Ocsp, at(DATE), None, None).unwrap().to_string();
    assert_eq!(told, "revoked at 1970-01-12T13:46:40Z, says an OCSP answer");
}
