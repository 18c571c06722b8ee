//! When answers count.

use core::time::Duration;

use countersign_revocation::{
    ExpiredCertificates, FreshnessRules, Source, Status, WhyUnknown, ocsp::OcspRefusal,
};
use testkit::{
    ocsp::{AnswerSpec, Scene, StatusSpec},
    x509::{ExtensionSpec, Time},
};

use crate::support::{HOUR, No, Told, ask, ask_with, at, code, is_good, time};

fn at_time(scene: &Scene, answer: &AnswerSpec, text: &str) -> Result<Told, No> {
    ask_with(scene, &answer.der(), time(text), |verifier| verifier)
}

fn by_rules(scene: &Scene, answer: &AnswerSpec, rules: FreshnessRules) -> Result<Told, No> {
    ask_with(scene, &answer.der(), at(0), |verifier| verifier.freshness(rules))
}

#[test]
fn an_answer_counts_from_its_production_until_the_next_update() {
    let scene = Scene::new();
    let answer = scene.answer();
    let stale = OcspRefusal::Stale { since: Some(time("2026-06-05T00:00:00Z")) };
    let early = OcspRefusal::NotYet { time: time("2026-05-31T23:00:00Z") };
    assert_eq!(at_time(&scene, &answer, "2026-05-31T21:59:59Z"), Err(No::Refused(early.clone())));
    assert_eq!(at_time(&scene, &answer, "2026-05-31T22:59:59Z"), Err(No::Refused(early.clone())));
    assert!(is_good(&at_time(&scene, &answer, "2026-05-31T23:00:00Z")));
    assert!(is_good(&at_time(&scene, &answer, "2026-06-05T00:00:00Z")));
    assert_eq!(at_time(&scene, &answer, "2026-06-05T00:00:00.000000001Z"), Err(No::Refused(stale.clone())));
    assert_eq!(stale.status(), Status::Stale { by: Source::Ocsp, since: Some(time("2026-06-05T00:00:00Z")) });
    let not_yet = WhyUnknown::NotYet { by: Source::Ocsp, this_update: time("2026-05-31T23:00:00Z") };
    assert_eq!(early.status(), Status::Unknown(not_yet));
}

#[test]
fn an_answer_knows_nothing_of_times_after_its_production() {
    let scene = Scene::new();
    let mut answer = scene.answer();
    answer.produced_at = Time::generalized("20260531220000Z");
    assert!(is_good(&ask(&scene, &answer)));
    answer.produced_at = Time::generalized("20260531215959Z");
    assert_eq!(code(&ask(&scene, &answer)), "CSG-OCSP-PRODUCED-EARLY");
}

#[test]
fn an_answer_of_before_the_certificate_says_nothing_of_it() {
    let mut scene = Scene::new();
    scene.target.not_before = Time::utc("260531230000Z");
    assert!(is_good(&ask(&scene, &scene.answer())));
    scene.target.not_before = Time::utc("260531230001Z");
    assert_eq!(code(&ask(&scene, &scene.answer())), "CSG-OCSP-PRODUCED-BEFORE-CERTIFICATE");
}

#[test]
fn without_a_next_update_an_answer_needs_a_greatest_age() {
    let scene = Scene::new();
    let mut answer = scene.answer();
    answer.singles[0].next_update = None;
    assert_eq!(ask(&scene, &answer), Err(No::Refused(OcspRefusal::Stale { since: None })));
    let aged = |hours: u64| FreshnessRules::STRICT.max_age(Duration::from_secs(hours * 3600));
    assert!(is_good(&by_rules(&scene, &answer, aged(2))));
    let stale = OcspRefusal::Stale { since: Some(time("2026-05-31T23:00:00Z")) };
    assert_eq!(by_rules(&scene, &answer, aged(1)), Err(No::Refused(stale)));
}

#[test]
fn a_greatest_age_tightens_what_the_answer_says() {
    let scene = Scene::new();
    let rules = FreshnessRules::STRICT.max_age(Duration::from_secs(3600));
    assert_eq!(code(&by_rules(&scene, &scene.answer(), rules)), "CSG-OCSP-STALE");
    let rules = FreshnessRules::STRICT.max_age(Duration::from_secs(7200));
    let Status::Good(freshness) = by_rules(&scene, &scene.answer(), rules).unwrap().status else { panic!() };
    assert_eq!(freshness.until(), at(0));
}

#[test]
fn a_stale_revocation_is_one_unless_it_is_a_hold() {
    let scene = Scene::new();
    let stale = |reason| {
        let mut answer = scene.answer();
        answer.singles[0].status = StatusSpec::revoked(reason);
        at_time(&scene, &answer, "2026-07-01T00:00:00Z")
    };
    for reason in [None, Some(0), Some(1), Some(4), Some(8)] {
        assert!(matches!(stale(reason), Ok(Told { status: Status::Revoked(_), .. })), "{reason:?}");
    }
    assert_eq!(code(&stale(Some(6))), "CSG-OCSP-STALE");
}

#[test]
fn a_revocation_of_the_future_is_not_yet_one() {
    let scene = Scene::new();
    let mut answer = scene.answer();
    answer.singles[0].status = StatusSpec::revoked(Some(1));
    assert_eq!(code(&at_time(&scene, &answer, "2026-05-31T12:00:00Z")), "CSG-OCSP-NOT-YET");
}

#[test]
fn a_responder_may_have_forgotten_a_certificate_that_expired() {
    let mut scene = Scene::new();
    scene.target.not_after = Time::utc("260531220000Z");
    assert!(is_good(&ask(&scene, &scene.answer())));
    scene.target.not_after = Time::utc("260531215959Z");
    let forgotten = Status::Unknown(WhyUnknown::ExpiredBeforeList { by: Source::Ocsp });
    assert_eq!(ask(&scene, &scene.answer()).unwrap().status, forgotten);
    let kept = FreshnessRules::STRICT.expired_certificates(ExpiredCertificates::Kept);
    assert!(is_good(&by_rules(&scene, &scene.answer(), kept)));
    let mut cutoff = scene.answer();
    let since = |text| vec![ExtensionSpec::new("1.3.6.1.5.5.7.48.1.6", Time::generalized(text).der())];
    cutoff.singles[0].extensions = since("20260531215959Z");
    assert!(is_good(&ask(&scene, &cutoff)));
    cutoff.singles[0].extensions = since("20260531220000Z");
    assert_eq!(ask(&scene, &cutoff).unwrap().status, forgotten);
    cutoff.singles[0].status = StatusSpec::revoked(Some(4));
    assert!(matches!(ask(&scene, &cutoff).unwrap().status, Status::Revoked(_)));
}

#[test]
fn of_two_answers_that_are_good_the_newer_counts() {
    let scene = Scene::new();
    let mut old = scene.single();
    old.this_update = Time::generalized("20260501000000Z");
    old.next_update = Some(Time::generalized("20260502000000Z"));
    for singles in [vec![old.clone(), scene.single()], vec![scene.single(), old]] {
        let answer = AnswerSpec { singles, ..scene.answer() };
        assert!(is_good(&ask_with(&scene, &answer.der(), at(HOUR), |verifier| verifier)));
    }
}

/// A CA can revoke a certificate that it dated ahead.
#[test]
fn a_revocation_of_before_the_certificate_became_valid_is_one_unless_it_is_a_hold() {
    let mut scene = Scene::new();
    scene.target.not_before = Time::utc("260531230001Z");
    let mut answer = scene.answer();
    answer.singles[0].status = StatusSpec::revoked(Some(4));
    assert!(matches!(ask(&scene, &answer), Ok(Told { status: Status::Revoked(_), .. })));
    answer.singles[0].status = StatusSpec::revoked(Some(6));
    assert_eq!(code(&ask(&scene, &answer)), "CSG-OCSP-PRODUCED-BEFORE-CERTIFICATE");
    // Its own times must be possible all the same.
    answer.singles[0].status = StatusSpec::revoked(Some(4));
    answer.produced_at = Time::generalized("20260531215959Z");
    assert_eq!(code(&ask(&scene, &answer)), "CSG-OCSP-PRODUCED-EARLY");
}
