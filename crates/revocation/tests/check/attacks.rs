//! Attacks, each with a control that passes.

use countersign_revocation::{RevocationRefusal, RevocationRules, Source, Status, WhyUnknown, WhyUntrusted};
use testkit::bag::{Kind, World};
use testkit::crl::{Point, Scope, distribution_points, full_name, uri};
use testkit::ocsp::StatusSpec;

use crate::scene::{ca, is_good, is_revoked, leaf, of_kinds, report};

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
    assert_eq!(leaf(&[good.clone()]), unchecked);
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
