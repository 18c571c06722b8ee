//! Whether a path may be used: by mode, by trusted times, by what is excused.

use core::time::Duration;

use countersign_revocation::crypto::RustCrypto;
use countersign_revocation::time::UnixTime;
use countersign_revocation::x509::{
    AnchorLimits, Certificate, LoneLeaf, PathBuilder, Profile, Times, TrustAnchors,
};
use countersign_revocation::{
    Mode, NotRevoked, Reason, Retroactivity, RevocationChecker, RevocationRefusal, RevocationRules, Status,
    WhyUnknown,
};
use testkit::bag::{Kind, World};
use testkit::crl::{CrlSpec, reason};
use testkit::x509::Time;
use testkit::x509::{ExtensionSpec, oid, tlv};

use crate::scene::{now, of_kinds, report};

const GOOD: [Kind; 2] = [Kind::CaUnlisted, Kind::LeafGood];

#[test]
fn a_path_of_good_certificates_is_not_revoked_until_its_evidence_is_stale() {
    let report = of_kinds(&World::new(), &GOOD);
    for rules in [RevocationRules::REQUIRED, RevocationRules::IF_AVAILABLE] {
        let verdict = report.verdict(&rules, None).unwrap();
        assert_eq!((verdict.mode(), verdict.good()), (rules.mode(), 2));
        assert!(
            verdict.open().is_empty() && verdict.revoked_later().is_empty() && verdict.excused().is_empty()
        );
        assert_eq!(verdict.fresh_until().unwrap().to_string(), "2026-06-05T00:00:00Z");
    }
}

#[test]
fn a_verdict_lasts_no_longer_than_what_says_that_a_signer_is_good() {
    let world = World::new();
    let answer = (true, world.piece(Kind::LeafGoodByChecked));
    let ca = (false, world.piece(Kind::CaUnlisted));
    let until = |until: &str| {
        let list = CrlSpec { next_update: Some(Time::utc(until)), ..world.list() };
        let report = report(&world, &[answer.clone(), ca.clone(), (false, list.der())]);
        assert!(report.certificates()[0].fresh_until() >= report.signers()[0].fresh_until());
        report.verdict(&RevocationRules::REQUIRED, None).unwrap().fresh_until().unwrap().to_string()
    };
    assert_eq!(until("260603000000Z"), "2026-06-03T00:00:00Z", "the answer is good until the fifth");
    assert_eq!(until("260604000000Z"), "2026-06-04T00:00:00Z");
}

#[test]
fn without_evidence_required_refuses_and_if_available_lists() {
    let report = of_kinds(&World::new(), &[]);
    let open = Status::Unknown(WhyUnknown::NoEvidence);
    let refused = RevocationRefusal::NotKnown { position: 0, status: open };
    assert_eq!(report.verdict(&RevocationRules::REQUIRED, None), Err(refused));
    let verdict = report.verdict(&RevocationRules::IF_AVAILABLE, None).unwrap();
    assert_eq!((verdict.good(), verdict.open()), (0, [(0, open), (1, open)].as_slice()));
    assert_eq!(verdict.fresh_until(), None);
}

#[test]
fn off_says_that_nothing_ran() {
    let report = of_kinds(&World::new(), &[Kind::LeafRevoked]);
    let verdict = report.verdict(&RevocationRules::OFF, None).unwrap();
    assert_eq!(verdict, NotRevoked::unasked());
    assert_eq!((verdict.mode(), verdict.good()), (Mode::Off, 0));
}

/// A leaf that was revoked on 2026-05-01 for each reason.
#[test]
fn a_revocation_counts_by_reason_and_time() {
    let date = UnixTime::parse_rfc3339("2026-05-01T00:00:00Z").unwrap();
    let before = date.checked_sub(Duration::from_secs(1)).unwrap();
    for told in Reason::ALL.into_iter().filter(|told| *told != Reason::RemoveFromCrl) {
        let world = World::new();
        let mut list = world.list();
        list.revoke(World::entry(&world.leaf).with(reason(told.code())));
        let report = report(&world, &[(false, list.der()), (false, world.piece(Kind::CaUnlisted))]);
        let verdict = |rules: RevocationRules, times: Option<Times>| report.verdict(&rules, times);
        let required = RevocationRules::REQUIRED;
        let refused = |result| matches!(result, Err(RevocationRefusal::Revoked { position: 0, .. }));
        assert!(refused(verdict(required, None)), "{told}");
        assert!(refused(verdict(required, Some(Times::at(date)))), "{told}");
        assert!(refused(verdict(required, Some(Times::at(before).and(date)))), "{told}");
        let early = verdict(required, Some(Times::at(before)));
        assert_eq!(refused(early.clone()), told.is_compromise(), "{told}");
        if let Ok(verdict) = early {
            assert_eq!(verdict.revoked_later().len(), 1);
            assert_eq!((verdict.good(), verdict.fresh_until()), (1, Some(now())));
        }
        let all = required.retroactivity(Retroactivity::All);
        assert!(refused(verdict(all, Some(Times::at(before)))), "{told}");
        assert!(refused(verdict(RevocationRules::IF_AVAILABLE, None)), "{told}");
    }
}

#[test]
fn a_revoked_ca_refuses_its_leaf_before_anything_unknown_is_told() {
    let report = of_kinds(&World::new(), &[Kind::CaListed]);
    for rules in [RevocationRules::REQUIRED, RevocationRules::IF_AVAILABLE] {
        let refused = report.verdict(&rules, None);
        assert!(matches!(refused, Err(RevocationRefusal::Revoked { position: 1, .. })), "{refused:?}");
    }
}

/// attacks.md F13
#[test]
fn a_certificate_that_names_no_place_is_refused_unless_it_lives_too_short() {
    let mut world = World::new();
    for oid in ["2.5.29.31", "2.5.29.46", "1.3.6.1.5.5.7.1.1"] {
        world.leaf.replace(oid, None);
    }
    let lifetime = Duration::from_secs(1826 * 24 * 3600);
    let required = RevocationRules::REQUIRED;
    for junk in [None, Some(Kind::HalfList)] {
        let kinds: Vec<_> = [Kind::CaUnlisted].into_iter().chain(junk).collect();
        let report = of_kinds(&world, &kinds);
        let refused = report.verdict(&required, None).unwrap_err();
        assert!(matches!(refused, RevocationRefusal::NotKnown { position: 0, .. }), "{refused}");
        let excused = report.verdict(&required.short_lived(lifetime), None).unwrap();
        assert_eq!((excused.excused(), excused.good()), ([0].as_slice(), 1));
        let shorter = required.short_lived(lifetime - Duration::from_secs(1));
        assert_eq!(report.verdict(&shorter, None).unwrap_err(), refused);
    }
    let report = of_kinds(&world, &[Kind::CaUnlisted]);
    assert_eq!(report.certificates()[0].status(), Status::Unknown(WhyUnknown::NoPointer));
    // What the CA itself says of it stands: that it does not know it, or that it was on hold when last told.
    for told in [Kind::LeafUnknown, Kind::StaleHold] {
        let report = of_kinds(&world, &[Kind::CaUnlisted, told]);
        let refused = report.verdict(&required.short_lived(lifetime), None).unwrap_err();
        assert!(matches!(refused, RevocationRefusal::NotKnown { position: 0, .. }), "{told:?}: {refused}");
    }
    // What is revoked is never excused, and what names a place is not either.
    let rules = required.short_lived(Duration::MAX);
    let listed = of_kinds(&world, &[Kind::CaUnlisted, Kind::LeafListed]).verdict(&rules, None);
    assert!(matches!(listed, Err(RevocationRefusal::Revoked { .. })));
    let named = of_kinds(&World::new(), &[Kind::CaUnlisted]).verdict(&rules, None);
    assert!(matches!(named, Err(RevocationRefusal::NotKnown { position: 0, .. })));
}

/// attacks.md F13: whoever names any place at all can be asked.
#[test]
fn a_certificate_that_names_one_place_of_any_kind_is_not_excused() {
    let places = ["2.5.29.31", "2.5.29.46", "1.3.6.1.5.5.7.1.1"];
    let verdict = |change: &dyn Fn(&mut World)| {
        let mut world = World::new();
        change(&mut world);
        let rules = RevocationRules::REQUIRED.short_lived(Duration::MAX);
        of_kinds(&world, &[Kind::CaUnlisted]).verdict(&rules, None)
    };
    for kept in places {
        let named = verdict(&|world| {
            places.iter().filter(|place| **place != kept).for_each(|place| world.leaf.replace(place, None));
        });
        assert!(matches!(named, Err(RevocationRefusal::NotKnown { position: 0, .. })), "{kept}");
    }
    let silent = |world: &mut World| places.iter().for_each(|place| world.leaf.replace(place, None));
    assert_eq!(verdict(&silent).unwrap().excused(), [0]);
    // Where the certificate of the issuer is, is no such place.
    let issuer = verdict(&|world| {
        silent(world);
        let location = tlv(0x86, &[b"http://ca.example/ca.cer"]);
        let description = tlv(0x30, &[&oid("1.3.6.1.5.5.7.48.2"), &location]);
        world.leaf.extensions.push(ExtensionSpec::new(places[2], tlv(0x30, &[&description])));
    });
    assert_eq!(issuer.unwrap().excused(), [0]);
}

#[test]
fn a_path_of_nothing_but_its_anchor_was_not_checked() {
    let world = World::new();
    let anchors = TrustAnchors::from_ders([world.leaf.der()], AnchorLimits::NameAndKey);
    let profile = Profile::builder("tests").lone_leaf(LoneLeaf::ByExactDer).build();
    let leaf = world.leaf.der();
    let leaf = Certificate::from_der(&leaf).unwrap();
    let path = PathBuilder::new(&RustCrypto, &anchors, &profile).verify(&leaf, &[], now()).unwrap();
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto);
    for rules in [RevocationRules::REQUIRED, RevocationRules::IF_AVAILABLE] {
        assert_eq!(checker.report().verdict(&rules, None), Err(RevocationRefusal::NothingChecked));
    }
    assert!(checker.report().certificates().is_empty());
    assert!(checker.needs().is_empty());
}
