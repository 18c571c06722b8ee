//! How old evidence may be.
#![allow(clippy::unwrap_used)]

use core::time::Duration;

use countersign_revocation::time::UnixTime;
use countersign_revocation::{Freshness, FreshnessRules, Source, Status, WhyUnknown};

const THIS: i64 = 1_000_000;
const NEXT: i64 = 2_000_000;

fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(seconds).unwrap()
}

fn judge(rules: FreshnessRules, next: Option<i64>, now: i64) -> Result<Freshness, Status> {
    rules.judge(Source::Ocsp, at(THIS), next.map(at), at(now))
}

fn stale(since: Option<i64>) -> Result<i64, Status> {
    Err(Status::Stale { by: Source::Ocsp, since: since.map(at) })
}

fn until(rules: FreshnessRules, next: Option<i64>, now: i64) -> Result<i64, Status> {
    judge(rules, next, now).map(|freshness| {
        assert_eq!(freshness.this_update(), at(THIS));
        freshness.until().seconds()
    })
}

#[test]
fn evidence_holds_from_this_update_to_next_update_both_included() {
    let rules = FreshnessRules::STRICT;
    let early = Status::Unknown(WhyUnknown::NotYet { by: Source::Ocsp, this_update: at(THIS) });
    assert_eq!(until(rules, Some(NEXT), THIS - 1), Err(early));
    assert_eq!(until(rules, Some(NEXT), THIS), Ok(NEXT));
    assert_eq!(until(rules, Some(NEXT), NEXT), Ok(NEXT));
    assert_eq!(until(rules, Some(NEXT), NEXT + 1), stale(Some(NEXT)));
}

/// What is fetched was issued after the verdict was begun, and by another clock.
#[test]
fn what_is_fetched_may_be_up_to_a_minute_younger_than_the_verdict() {
    let rules = FreshnessRules::STRICT.fetching();
    let early = Status::Unknown(WhyUnknown::NotYet { by: Source::Ocsp, this_update: at(THIS) });
    assert_eq!(until(rules, Some(NEXT), THIS - 60), Ok(NEXT));
    assert_eq!(until(rules, Some(NEXT), THIS - 61), Err(early));
    assert_eq!(until(rules, Some(NEXT), NEXT + 1), stale(Some(NEXT)), "it is not stale the later");
}

#[test]
fn evidence_that_does_not_say_until_when_needs_a_greatest_age() {
    assert_eq!(until(FreshnessRules::STRICT, None, THIS), stale(None));
    let rules = FreshnessRules::STRICT.max_age(Duration::from_secs(60));
    assert_eq!(until(rules, None, THIS + 60), Ok(THIS + 60));
    assert_eq!(until(rules, None, THIS + 61), stale(Some(THIS + 60)));
}

#[test]
fn a_greatest_age_shortens_and_never_lengthens() {
    let short = FreshnessRules::STRICT.max_age(Duration::from_secs(60));
    assert_eq!(until(short, Some(NEXT), THIS + 60), Ok(THIS + 60));
    assert_eq!(until(short, Some(NEXT), THIS + 61), stale(Some(THIS + 60)));
    let long = FreshnessRules::STRICT.max_age(Duration::from_secs(u64::MAX));
    assert_eq!(until(long, Some(NEXT), NEXT), Ok(NEXT));
    assert_eq!(until(long, Some(NEXT), NEXT + 1), stale(Some(NEXT)));
    assert!(judge(long, None, NEXT).is_ok());
}

#[test]
fn evidence_whose_next_update_is_before_its_own_is_never_fresh() {
    for now in [THIS - 10, THIS - 9, THIS, THIS + 1] {
        assert!(judge(FreshnessRules::STRICT, Some(THIS - 9), now).is_err(), "{now}");
    }
}

#[test]
fn two_answers_that_are_both_needed_hold_as_long_as_the_shorter() {
    let long = judge(FreshnessRules::STRICT, Some(NEXT), THIS).unwrap();
    let short = judge(FreshnessRules::STRICT, Some(NEXT - 5), THIS).unwrap();
    assert_eq!((long.and(short), short.and(long)), (short, short));
    // They are as of the earlier, whichever that is.
    let later =
        FreshnessRules::STRICT.judge(Source::Crl, at(THIS + 7), Some(at(NEXT)), at(THIS + 7)).unwrap();
    for both in [later.and(short), short.and(later)] {
        assert_eq!((both.this_update(), both.until()), (at(THIS), at(NEXT - 5)));
    }
}
