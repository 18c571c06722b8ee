//! Attacks, each with a control that passes.

use core::time::Duration;

use countersign_revocation::time::UnixTime;
use countersign_revocation::x509::Times;
use countersign_revocation::{
    Finding, HighestSeen, RevocationChecker, RevocationRefusal, RevocationRules, Source, Status, WhyUnknown,
    WhyUntrusted, crypto::RustCrypto,
};
use testkit::bag::{Kind, World};
use testkit::crl::{
    CrlSpec, EntrySpec, Point, Scope, distribution_points, full_name, reason, reason_flags, uri,
};
use testkit::ocsp::{OCSP_SIGNING, StatusSpec};
use testkit::x509::{ExtensionSpec, Time};

use crate::scene::{ca, is_good, is_revoked, leaf, now, of_kinds, path, report};

/// attacks.md F11: whatever else is there, and in whatever order.
#[test]
fn a_revocation_wins_over_everything_that_is_none() {
    for revoking in Kind::ALL.into_iter().filter(|kind| kind.revokes()) {
        for other in Kind::ALL {
            for bag in [[revoking, other], [other, revoking]] {
                let (leaf, ca) = (leaf(&bag), ca(&bag));
                assert!(is_revoked(leaf) || is_revoked(ca), "{bag:?}: {leaf}, {ca}");
            }
        }
    }
}

/// attacks.md F11: one answer that says good and revoked of one certificate.
#[test]
fn good_and_revoked_in_one_answer_is_revoked() {
    let world = World::new();
    let mut answer = world.answer(StatusSpec::Good);
    assert!(is_good(report(&world, &[(true, answer.der())]).certificates()[0].status()));
    let revoked = world.answer(StatusSpec::revoked(None)).singles.remove(0);
    answer.singles.push(revoked);
    for _ in 0..2 {
        answer.singles.reverse();
        assert!(is_revoked(report(&world, &[(true, answer.der())]).certificates()[0].status()));
    }
}

/// attacks.md F1: whoever blocks the evidence, or makes it worthless, blocks the path.
#[test]
fn what_makes_nothing_good_never_opens_a_path() {
    let junk: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| kind.is_junk()).collect();
    for kind in junk.iter().copied() {
        let refused =
            of_kinds(&World::new(), &[Kind::CaUnlisted, kind]).verdict(&RevocationRules::REQUIRED, None);
        assert!(matches!(refused, Err(RevocationRefusal::NotKnown { position: 0, .. })), "{kind:?}");
    }
    let mut all = junk;
    all.push(Kind::CaUnlisted);
    let refused = of_kinds(&World::new(), &all).verdict(&RevocationRules::REQUIRED, None);
    assert!(matches!(refused, Err(RevocationRefusal::NotKnown { position: 0, .. })), "{refused:?}");
    all.push(Kind::LeafGood);
    let passes = of_kinds(&World::new(), &all).verdict(&RevocationRules::REQUIRED, None);
    assert_eq!(passes.unwrap().good(), 2);
}

/// RUSTSEC-2026-0049: the list of the second of two places names the certificate; and a list of one place alone does not
/// make it good for the other's reasons.
#[test]
fn every_place_of_a_certificate_counts_and_unknown_is_not_good() {
    let mut world = World::new();
    let second = "http://crl.example/second.crl";
    let points = [Point::at("http://crl.example/first.crl"), Point::at(second)];
    world.leaf.replace("2.5.29.31", Some(distribution_points(&points)));
    let scope = |location: &str| Scope { name: Some(full_name(&[uri(location)])), ..Scope::default() };
    let mut list = world.list();
    list.scoped(&scope(second));
    let status = |list: Vec<u8>| report(&world, &[(false, list)]).certificates()[0].status();
    assert!(is_good(status(list.der())));
    list.revoke(World::entry(&world.leaf));
    assert!(is_revoked(status(list.der())));
    let mut elsewhere = world.list();
    elsewhere.scoped(&scope("http://crl.example/third.crl"));
    assert_eq!(status(elsewhere.der()), Status::Unknown(WhyUnknown::NoEvidence));
}

/// attacks.md F9: a delegate that is revoked, or of which nothing is known, makes nothing good. Nor does it vouch for itself.
#[test]
fn a_delegate_is_good_itself_by_evidence_of_another() {
    let world = World::new();
    let good = (true, world.answer_by(&world.checked, StatusSpec::Good).der());
    let leaf = |bag: &[(bool, Vec<u8>)]| report(&world, bag).certificates()[0].status();
    let unchecked = Status::Unknown(WhyUnknown::SignerUnchecked { by: Source::Ocsp });
    assert_eq!(leaf(std::slice::from_ref(&good)), unchecked);
    let mut own = world.answer_by(&world.checked, StatusSpec::Good);
    own.singles[0].id.serial = world.checked.serial.clone();
    assert_eq!(leaf(&[good.clone(), (true, own.der())]), unchecked);
    // Of the CA, it is another's.
    let mut by_ca = world.answer(StatusSpec::Good);
    by_ca.singles[0].id.serial = world.checked.serial.clone();
    assert!(is_good(leaf(&[good.clone(), (true, by_ca.der())])));
    by_ca.singles[0].status = StatusSpec::revoked(Some(1));
    let revoked = Status::Untrusted { by: Source::Ocsp, why: WhyUntrusted::SignerRevoked };
    assert_eq!(leaf(&[good.clone(), (true, by_ca.der())]), revoked);
    // Two that are to be checked do not vouch for each other.
    let mut second = world.checked.clone();
    (second.serial, second.key) = (vec![0x50, 0x20], testkit::x509::Key::P256(20));
    second.subject = testkit::x509::name(&[("2.5.4.3", testkit::x509::Form::Utf8, "Second Responder")]);
    let mut of_second = world.answer_by(&world.checked, StatusSpec::Good);
    of_second.singles[0].id.serial = second.serial.clone();
    let mut of_first = world.answer_by(&second, StatusSpec::Good);
    of_first.singles[0].id.serial = world.checked.serial.clone();
    assert_eq!(leaf(&[good, (true, of_second.der()), (true, of_first.der())]), unchecked);
}

/// A second key of a CA that signs lists alone, and was revoked: what it says to be good counts no more, what it says to be
/// revoked does, and it hides nothing that the CA itself says.
#[test]
fn a_revoked_signer_of_lists_clears_nothing_and_hides_nothing() {
    use Kind::*;
    assert!(is_good(leaf(&[UnlistedByLister])));
    // The CA's own list clears the leaf, and not the lister's.
    assert!(is_good(leaf(&[UnlistedByLister, ListerListed])));
    assert!(is_revoked(leaf(&[ListedByLister, ListerListed])));
    let world = World::new();
    // A list of the CA that names its second key, and is of user certificates alone, so that it is silent about nothing else.
    let mut by_lister = testkit::crl::CrlSpec::of(&world.lister);
    by_lister.this_update = testkit::x509::Time::utc("260530000000Z");
    by_lister.numbered(9);
    let mut by_ca = world.list();
    by_ca.revoke(World::entry(&world.lister));
    by_ca.revoke(World::entry(&world.leaf));
    for bag in [[by_ca.der(), by_lister.der()], [by_lister.der(), by_ca.der()]] {
        let bag = bag.map(|piece| (false, piece));
        assert!(is_revoked(report(&world, &bag).certificates()[0].status()));
    }
}

/// A leaf to which its CA also delegates answers, and the responder that answers about it: neither is good by the other alone.
#[test]
fn a_leaf_that_may_answer_does_not_vouch_for_the_responder_that_vouches_for_it() {
    let mut world = World::new();
    world.leaf.extensions.push(ExtensionSpec::purposes(&[OCSP_SIGNING]));
    let by_checked = (true, world.answer_by(&world.checked, StatusSpec::Good).der());
    let mut by_leaf = world.answer_by(&world.leaf, StatusSpec::Good);
    by_leaf.singles[0].id.serial = world.checked.serial.clone();
    let by_leaf = (true, by_leaf.der());
    let leaf = |bag: &[(bool, Vec<u8>)]| report(&world, bag).certificates()[0].status();
    let unchecked = Status::Unknown(WhyUnknown::SignerUnchecked { by: Source::Ocsp });
    assert_eq!(leaf(&[by_checked.clone(), by_leaf.clone()]), unchecked);
    let mut by_ca = world.answer(StatusSpec::Good);
    by_ca.singles[0].id.serial = world.checked.serial.clone();
    assert!(is_good(leaf(&[by_checked, by_leaf, (true, by_ca.der())])));
}

/// What nobody signed who may, or nobody at all, speaks of nothing: it is not to be kept as evidence.
#[test]
fn an_answer_speaks_only_if_whoever_may_answer_signed_it() {
    use Kind::*;
    let finding = |kind| of_kinds(&World::new(), &[kind]).evidence()[0].finding();
    for kind in [ForgedGood, SelfGood, TryLater, OtherGood] {
        assert_eq!(finding(kind), Finding::Unused, "{kind:?}");
    }
    for kind in [LeafGood, LeafRevoked, LeafUnknown, StaleGood, LeafGoodByChecked] {
        assert_eq!(finding(kind), Finding::Speaks, "{kind:?}");
    }
}

/// A CA was revoked after the trusted time, for a reason that counts from then on. What it says of the leaf from then on is
/// nobody's word.
#[test]
fn what_a_revoked_ca_says_makes_nothing_good() {
    let world = World::new();
    let trusted = UnixTime::parse_rfc3339("2026-04-01T00:00:00Z").ok().map(Times::at);
    let mut list = CrlSpec::of(&world.root);
    let leaf = (true, world.piece(Kind::LeafGood));
    let verdict = |list: &CrlSpec, rules: &RevocationRules| {
        report(&world, &[(false, list.der()), leaf.clone()]).verdict(rules, trusted)
    };
    assert_eq!(verdict(&list, &RevocationRules::REQUIRED).unwrap().good(), 2);
    list.revoke(World::entry(&world.ca).with(reason(4)));
    let status = Status::Unknown(WhyUnknown::IssuerRevoked);
    let refused = RevocationRefusal::NotKnown { position: 0, status };
    assert_eq!(verdict(&list, &RevocationRules::REQUIRED), Err(refused));
    let open = verdict(&list, &RevocationRules::IF_AVAILABLE).unwrap();
    assert_eq!((open.good(), open.open(), open.revoked_later().len()), (0, [(0, status)].as_slice(), 1));
    // What it said before counts like what it signed before.
    let said = report(&world, core::slice::from_ref(&leaf)).certificates()[0].status();
    let Status::Good(said) = said else { panic!("{said:?}") };
    for (seconds, passes) in [(0, false), (1, true)] {
        let date = said.this_update().checked_add(Duration::from_secs(seconds)).unwrap();
        let mut list = CrlSpec::of(&world.root);
        list.revoke(EntrySpec {
            date: Time::generalized(&date.to_generalized_time()),
            ..World::entry(&world.ca).with(reason(4))
        });
        let verdict = verdict(&list, &RevocationRules::REQUIRED);
        assert_eq!(verdict.is_ok_and(|verdict| verdict.good() == 1), passes, "{seconds}");
    }
}

/// Two lists that are each for some reasons: what the older one says does not make up for when the newer one was issued.
#[test]
fn of_lists_for_some_reasons_each_must_be_from_before_the_ca_was_revoked() {
    let world = World::new();
    let trusted = UnixTime::parse_rfc3339("2026-04-01T00:00:00Z").ok().map(Times::at);
    let some = |bits: &[u8], from: &str| {
        let mut list = CrlSpec { this_update: Time::utc(from), ..world.list() };
        list.scoped(&Scope { reasons: Some(reason_flags(bits)), ..Scope::default() });
        (false, list.der())
    };
    let verdict = |date: &str| {
        let mut list = CrlSpec::of(&world.root);
        list.revoke(EntrySpec { date: Time::utc(date), ..World::entry(&world.ca).with(reason(4)) });
        let (older, newer) = (some(&[1, 2], "260520000000Z"), some(&[3, 4, 5, 6, 7, 8], "260530000000Z"));
        report(&world, &[(false, list.der()), older, newer]).verdict(&RevocationRules::REQUIRED, trusted)
    };
    assert_eq!(verdict("260531000000Z").unwrap().good(), 1);
    let status = Status::Unknown(WhyUnknown::IssuerRevoked);
    for date in ["260530000000Z", "260525000000Z", "260515000000Z"] {
        let refused = verdict(date).unwrap_err();
        assert_eq!(refused, RevocationRefusal::NotKnown { position: 0, status }, "{date}");
    }
}

/// attacks.md F3: an earlier list that is still fresh, from before the revocation, is shown again.
#[test]
fn a_list_that_is_older_than_one_that_was_seen_makes_nothing_good() {
    let world = World::new();
    let (path, earlier) = (path(&world), world.list().der());
    let mut later = CrlSpec { this_update: Time::utc("260526000000Z"), ..world.list() };
    later.revoke(World::entry(&world.leaf).with(reason(6)));
    let later = later.der();
    let judge = |list: &[u8], seen: &HighestSeen| {
        let mut checker = RevocationChecker::new(&path, now(), &RustCrypto).seen(seen);
        checker.crl(list).unwrap();
        let report = checker.report();
        (report.certificates()[0].status(), report.seen().clone())
    };
    let (status, first) = judge(&earlier, &HighestSeen::new());
    assert!(is_good(status));
    assert_eq!(first.iter().count(), 1);
    assert!(is_good(judge(&earlier, &first).0), "the same list again");
    let (status, second) = judge(&later, &first);
    assert!(is_revoked(status));
    assert_ne!(first, second);
    let rollback = Status::Untrusted { by: Source::Crl, why: WhyUntrusted::Rollback };
    assert_eq!(judge(&earlier, &second), (rollback, HighestSeen::new()));
}

/// Whoever could forge a mark could make every later list an old one.
#[test]
fn a_list_that_its_issuer_did_not_sign_is_not_seen() {
    let world = World::new();
    for (kind, count) in [(Kind::LeafUnlisted, 1), (Kind::ForgedUnlisted, 0), (Kind::Future, 0)] {
        assert_eq!(of_kinds(&world, &[kind]).seen().iter().count(), count, "{kind:?}");
    }
}

/// The second key signs lists as long as it is not revoked itself. Whoever stole it could number a list so high that no other
/// one counts any more.
#[test]
fn a_list_of_a_signer_that_is_revoked_is_not_seen() {
    let world = World::new();
    let of_lister = CrlSpec { this_update: Time::utc("260526000000Z"), ..CrlSpec::of(&world.lister) };
    let (own, of_lister) = ((false, world.piece(Kind::ListerListed)), (false, of_lister.der()));
    let seen = |bag: &[(bool, Vec<u8>)]| {
        let seen = report(&world, bag).seen().clone();
        seen.iter().map(|(_, mark)| mark.this_update().to_rfc3339()).collect::<Vec<_>>()
    };
    assert_eq!(seen(core::slice::from_ref(&of_lister)), ["2026-05-26T00:00:00Z"]);
    for bag in [[of_lister.clone(), own.clone()], [own, of_lister]] {
        assert_eq!(seen(&bag), ["2026-05-25T00:00:00Z"]);
    }
}

/// The responder answered before the CA was revoked; that the responder is good the CA said only then.
#[test]
fn what_a_revoked_ca_says_of_a_responder_makes_nothing_good_either() {
    let world = World::new();
    let trusted = UnixTime::parse_rfc3339("2026-04-01T00:00:00Z").ok().map(Times::at);
    let answer = (true, world.piece(Kind::LeafGoodByChecked));
    let of_responder = CrlSpec {
        this_update: Time::utc("260531230000Z"),
        next_update: Some(Time::utc("260603000000Z")),
        ..world.list()
    };
    let verdict = |date: &str| {
        let mut list = CrlSpec::of(&world.root);
        list.revoke(EntrySpec { date: Time::utc(date), ..World::entry(&world.ca).with(reason(4)) });
        let bag = [answer.clone(), (false, of_responder.der()), (false, list.der())];
        report(&world, &bag).verdict(&RevocationRules::REQUIRED, trusted)
    };
    assert_eq!(verdict("260531233000Z").unwrap().good(), 1, "after both");
    let status = Status::Unknown(WhyUnknown::IssuerRevoked);
    for date in ["260531230000Z", "260531223000Z", "260531220000Z"] {
        assert_eq!(verdict(date), Err(RevocationRefusal::NotKnown { position: 0, status }), "{date}");
    }
}
