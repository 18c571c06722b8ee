//! What is asked for, and what comes of the answers.

use core::time::Duration;

use countersign_revocation::crypto::RustCrypto;
use countersign_revocation::need::{Answer, Method, Need, Purpose, Rejection, Unreachable};
use countersign_revocation::ocsp::Nonce;
use countersign_revocation::time::UnixTime;
use countersign_revocation::x509::{AnchorLimits, Certificate, PathBuilder, Profile, Times, TrustAnchors};
use countersign_revocation::{
    Finding, ProvideError, RevocationChecker, RevocationRefusal, RevocationRules, Source, Status,
    TooMuchEvidence, WhyUnknown, WhyUnreachable, WhyUntrusted,
};
use testkit::bag::{DELTA, Kind, LIST, RESPONDER, ROOT_LIST, World};
use testkit::crl::{Point, distribution_points, freshest};
use testkit::ocsp::{Scene, StatusSpec};
use testkit::x509::{CertificateSpec, ExtensionSpec, Form, Key, name, oid, tlv};

use crate::scene::{helpers, is_good, now, path};

/// What lists are accepted as.
const CRL: &str = "application/pkix-crl";

fn urls(checker: &mut RevocationChecker<'_>) -> Vec<(usize, String)> {
    checker.needs().into_iter().map(|(index, need)| (index, need.url().to_owned())).collect()
}

fn at(indexed: &[(usize, &str)]) -> Vec<(usize, String)> {
    indexed.iter().map(|(index, url)| (*index, (*url).to_owned())).collect()
}

#[test]
fn the_responder_is_asked_first_and_lists_only_for_what_stays_open() {
    let world = World::new();
    let (path, helpers) = (path(&world), helpers(&world));
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto).certificates(&helpers);
    assert_eq!(urls(&mut checker), at(&[(0, RESPONDER), (1, ROOT_LIST)]));
    {
        let needs = checker.needs();
        let (ocsp, crl) = (needs[0].1, needs[1].1);
        assert_eq!((ocsp.purpose(), ocsp.method()), (Purpose::OcspResponse, Method::Post));
        assert_eq!(ocsp.content_type(), Some("application/ocsp-request"));
        assert_eq!((crl.purpose(), crl.method()), (Purpose::CertificateRevocationList, Method::Get));
        assert_eq!((crl.limit(), crl.accepted()), (32 << 20, ["application/pkix-crl".to_owned()].as_slice()));
    }
    checker.provide(1, Answer::Bytes(world.piece(Kind::CaUnlisted))).unwrap();
    checker.provide(0, Answer::Bytes(world.piece(Kind::LeafGood))).unwrap();
    assert!(checker.needs().is_empty());
    assert_eq!(checker.report().verdict(&RevocationRules::REQUIRED, None).unwrap().good(), 2);
    assert_eq!(checker.report().evidence()[0].url(), Some(ROOT_LIST));
}

#[test]
fn where_the_responder_does_not_answer_the_lists_are_asked_for() {
    let world = World::new();
    let path = path(&world);
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto);
    let _ = checker.needs();
    checker.provide(0, Answer::Unreachable(Unreachable::Timeout)).unwrap();
    assert_eq!(urls(&mut checker), at(&[(1, ROOT_LIST), (2, LIST), (3, DELTA)]));
    checker.provide(2, Answer::Bytes(world.piece(Kind::LeafUnlisted))).unwrap();
    assert_eq!(urls(&mut checker), at(&[(1, ROOT_LIST), (3, DELTA)]));
    assert!(is_good(checker.report().certificates()[0].status()));
    assert_eq!(checker.report().certificates()[1].status(), Status::Unknown(WhyUnknown::NoEvidence));
}

/// Nothing but the responder's own list says that the responder is good.
#[test]
fn what_says_that_a_responder_is_good_is_asked_for_too() {
    const OF_RESPONDERS: &str = "http://crl.example/responders.crl";
    let mut world = World::new();
    world.checked.replace("2.5.29.31", Some(distribution_points(&[Point::at(OF_RESPONDERS)])));
    world.leaf.replace("2.5.29.31", None);
    world.leaf.replace("2.5.29.46", None);
    let path = path(&world);
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto);
    assert_eq!(urls(&mut checker), at(&[(0, RESPONDER), (1, ROOT_LIST)]));
    checker.provide(1, Answer::Bytes(world.piece(Kind::CaUnlisted))).unwrap();
    checker.provide(0, Answer::Bytes(world.piece(Kind::LeafGoodByChecked))).unwrap();
    assert_eq!(urls(&mut checker), at(&[(2, OF_RESPONDERS)]));
    assert!(!is_good(checker.report().certificates()[0].status()));
    checker.provide(2, Answer::Bytes(world.list().der())).unwrap();
    assert!(checker.needs().is_empty());
    assert!(is_good(checker.report().certificates()[0].status()));
}

#[test]
fn what_was_given_is_not_asked_for() {
    let world = World::new();
    let path = path(&world);
    let (list, answer) = (world.piece(Kind::CaUnlisted), world.piece(Kind::LeafRevoked));
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto);
    checker.crl(&list).unwrap();
    checker.ocsp(&answer).unwrap();
    assert!(checker.needs().is_empty());
}

/// attacks.md F1: each way of not answering is its own, and none is good. The body of a refusal is not looked at.
#[test]
fn every_way_of_not_answering_is_told_apart_and_none_is_good() {
    let world = World::new();
    let good = world.piece(Kind::LeafGood);
    let unreachable = |why| Status::Unreachable { by: Source::Ocsp, why };
    let too_large = Unreachable::TooLarge { limit: 64 * 1024 };
    let cases = [
        (Answer::Absent, unreachable(WhyUnreachable::Absent)),
        (
            Answer::Unreachable(Unreachable::Timeout),
            unreachable(WhyUnreachable::Transport(Unreachable::Timeout)),
        ),
        (
            Answer::Rejected(Rejection::new(500, None, good.clone())),
            unreachable(WhyUnreachable::Rejected { status: 500 }),
        ),
        (Answer::Bytes(vec![0; 64 * 1024 + 1]), unreachable(WhyUnreachable::Transport(too_large))),
        (Answer::Bytes(b"<html>".to_vec()), Status::Malformed { by: Source::Ocsp }),
        (Answer::Bytes(Vec::new()), Status::Malformed { by: Source::Ocsp }),
        (Answer::Bytes(world.piece(Kind::TryLater)), Status::Unknown(WhyUnknown::NoAnswer)),
    ];
    for (answer, status) in cases {
        let path = path(&world);
        let mut checker = RevocationChecker::new(&path, now(), &RustCrypto);
        let _ = checker.needs();
        checker.provide(0, answer.clone()).unwrap();
        assert_eq!(checker.report().certificates()[0].status(), status, "{answer:?}");
        // It was not asked for the CA.
        assert_eq!(checker.report().certificates()[1].status(), Status::Unknown(WhyUnknown::NoEvidence));
        assert!(checker.report().verdict(&RevocationRules::REQUIRED, None).is_err());
        let open = checker.report().verdict(&RevocationRules::IF_AVAILABLE, None).unwrap();
        assert_eq!(open.open()[0], (0, status));
    }
    let path = path(&world);
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto);
    let _ = checker.needs();
    checker.provide(0, Answer::Bytes(good)).unwrap();
    assert!(is_good(checker.report().certificates()[0].status()));
    assert_eq!(checker.report().evidence()[0].finding(), Finding::Speaks);
}

/// attacks.md F10
#[test]
fn a_nonce_that_was_sent_must_come_back() {
    let world = World::new();
    let path = path(&world);
    for (echoed, is_taken) in [(Some([7; 16]), true), (Some([8; 16]), false), (None, false)] {
        let nonce = Nonce::new(&[7; 16]).unwrap();
        let mut checker = RevocationChecker::new(&path, now(), &RustCrypto).nonce(nonce);
        let _ = checker.needs();
        let mut answer = world.answer(StatusSpec::Good);
        answer.extensions.extend(echoed.map(|bytes| Scene::nonce(&bytes)));
        checker.provide(0, Answer::Bytes(answer.der())).unwrap();
        assert_eq!(is_good(checker.report().certificates()[0].status()), is_taken, "{echoed:?}");
    }
}

/// What was known by another rule is not known by this one.
#[test]
fn a_nonce_that_is_required_later_is_required_of_what_was_judged_before() {
    let world = World::new();
    let path = path(&world);
    let nonce = || Nonce::new(&[7; 16]).unwrap();
    let year = Duration::from_secs(365 * 24 * 60 * 60);
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto).nonce_unless_young(nonce(), year);
    let _ = checker.needs();
    checker.provide(0, Answer::Bytes(world.piece(Kind::LeafGood))).unwrap();
    assert!(is_good(checker.report().certificates()[0].status()));
    let status = checker.nonce(nonce()).report().certificates()[0].status();
    assert_eq!(status, Status::Untrusted { by: Source::Ocsp, why: WhyUntrusted::Nonce });
}

#[test]
fn an_answer_fits_one_place_once() {
    let world = World::new();
    let path = path(&world);
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto);
    assert_eq!(checker.provide(0, Answer::Absent), Err(ProvideError::NotAsked { index: 0 }));
    let _ = checker.needs();
    checker.provide(0, Answer::Absent).unwrap();
    assert_eq!(checker.provide(0, Answer::Absent), Err(ProvideError::Answered { index: 0 }));
}

#[test]
fn places_that_cannot_be_asked_are_passed_over_and_many_are_not_all_asked() {
    let mut world = World::new();
    world.leaf.replace("1.3.6.1.5.5.7.1.1", None);
    world.leaf.replace("2.5.29.46", None);
    let odd = ["ldap://crl.example/ca", "file:///etc/passwd", "gopher://crl.example/1"].map(String::from);
    let many = (0..40).map(|number| format!("http://crl.example/{number}.crl"));
    let points: Vec<Point> = odd.into_iter().chain(many).map(|url| Point::at(&url)).collect();
    world.leaf.replace("2.5.29.31", Some(distribution_points(&points)));
    let path = path(&world);
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto);
    let asked: Vec<String> = urls(&mut checker).into_iter().map(|(_, url)| url).collect();
    let expected = (0..4).map(|number| format!("http://crl.example/{number}.crl"));
    assert_eq!(asked, expected.chain([ROOT_LIST.to_owned()]).collect::<Vec<_>>());
}

#[test]
fn of_many_responders_the_first_four_are_asked() {
    let mut world = World::new();
    let descriptions: Vec<_> = (0..40)
        .map(|number| {
            let location = tlv(0x86, &[format!("http://ocsp.example/{number}").as_bytes()]);
            tlv(0x30, &[&oid("1.3.6.1.5.5.7.48.1"), &location])
        })
        .collect();
    let access = ExtensionSpec::new("1.3.6.1.5.5.7.1.1", tlv(0x30, &[&descriptions.concat()]));
    world.leaf.replace("1.3.6.1.5.5.7.1.1", Some(access));
    let path = path(&world);
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto);
    let asked: Vec<String> = urls(&mut checker).into_iter().map(|(_, url)| url).collect();
    let expected = (0..4).map(|number| format!("http://ocsp.example/{number}"));
    assert_eq!(asked, expected.chain([ROOT_LIST.to_owned()]).collect::<Vec<_>>());
}

/// A path whose every certificate names as many places as are asked about.
#[test]
fn fetches_for_one_path_have_a_limit() {
    let mut world = World::new();
    let points = |of: &str, number: usize| {
        let place = |at| Point::at(&format!("http://crl.example/{number}/{at}{of}.crl"));
        (0..4).map(place).collect::<Vec<_>>()
    };
    let mut chain: Vec<CertificateSpec> = Vec::new();
    for number in 0..9 {
        let mut ca = world.ca.clone();
        let own = Key::P256(70 + u8::try_from(number).unwrap());
        (ca.serial, ca.key) = (vec![0x50, 0x70, own.identifier()[0]], own);
        ca.subject = name(&[("2.5.4.3", Form::Utf8, &format!("CA {number}"))]);
        if let Some(above) = chain.last() {
            (ca.issuer, ca.signer) = (above.subject.clone(), above.key);
        }
        ca.replace("2.5.29.31", Some(distribution_points(&points("", number))));
        ca.extensions.push(freshest(&points("-delta", number)));
        chain.push(ca);
    }
    let last = chain.last().unwrap();
    (world.leaf.issuer, world.leaf.signer) = (last.subject.clone(), last.key);
    let anchors = TrustAnchors::from_ders([world.root.der()], AnchorLimits::NameAndKey);
    let profile = Profile::builder("tests").build();
    let (leaf, above) = (world.leaf.der(), chain.iter().rev().map(CertificateSpec::der).collect::<Vec<_>>());
    let above: Vec<_> = above.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
    let builder = PathBuilder::new(&RustCrypto, &anchors, &profile);
    let path = builder.verify(&Certificate::from_der(&leaf).unwrap(), &above, now()).unwrap();
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto);
    // One responder of the leaf, and eight lists of each of nine CAs.
    assert_eq!(checker.needs().len(), 64);
    for index in 0..64 {
        checker.provide(index, Answer::Absent).unwrap();
    }
    assert!(checker.needs().is_empty());
}

/// What several certificates need is asked for once, and what comes back is an answer to each of them.
#[test]
fn a_place_that_two_certificates_name_is_asked_once_for_both() {
    let mut world = World::new();
    for oid in ["1.3.6.1.5.5.7.1.1", "2.5.29.46", "2.5.29.31"] {
        world.leaf.replace(oid, None);
    }
    world.leaf.extensions.push(distribution_points(&[Point::at(ROOT_LIST)]));
    let path = path(&world);
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto);
    assert_eq!(urls(&mut checker), at(&[(0, ROOT_LIST)]));
    checker.provide(0, Answer::Absent).unwrap();
    let unreachable = Status::Unreachable { by: Source::Crl, why: WhyUnreachable::Absent };
    let told: Vec<_> = checker.report().certificates().iter().map(|told| told.status()).collect();
    assert_eq!(told, [unreachable, unreachable]);
    assert!(checker.needs().is_empty());
}

/// An answer that was fetched for the leaf may speak of its responder as well.
#[test]
fn an_answer_counts_for_every_certificate_that_it_is_about() {
    let world = World::new();
    let (path, by_checked) = (path(&world), world.piece(Kind::LeafGoodByChecked));
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto);
    checker.ocsp(&by_checked).unwrap();
    let needs = urls(&mut checker);
    assert_eq!(needs[0], (0, RESPONDER.to_owned()));
    assert!(!is_good(checker.report().certificates()[0].status()));
    let mut of_responder = world.answer(StatusSpec::Good);
    of_responder.singles[0].id.serial.clone_from(&world.checked.serial);
    checker.provide(0, Answer::Bytes(of_responder.der())).unwrap();
    assert!(is_good(checker.report().certificates()[0].status()));
}

#[test]
fn too_much_evidence_is_refused() {
    let world = World::new();
    let path = path(&world);
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto);
    for _ in 0..64 {
        checker.crl(b"junk").unwrap();
    }
    assert_eq!(checker.crl(b"junk"), Err(TooMuchEvidence { limit: 64 }));
    assert_eq!(checker.ocsp(b"junk"), Err(TooMuchEvidence { limit: 64 }));
}

/// An answer that was kept stands for the network only where it says all that its need asks: one that settles another
/// certificate would leave this one open without asking, and with it whether it was revoked.
#[test]
fn an_answer_settles_a_need_that_speaks_of_its_own_certificates() {
    let world = World::new();
    let (path, helpers) = (path(&world), helpers(&world));
    let need =
        |url| Need::get(Purpose::CertificateRevocationList, url, 32 << 20).unwrap().accept(CRL).unwrap();
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto).certificates(&helpers);
    let ocsp = checker.needs()[0].1.clone();
    let (list, delta, roots) = (need(LIST), need(DELTA), need(ROOT_LIST));
    let settles = |need: &Need, kind| checker.settles(need, &world.piece(kind));
    for (need, kind) in [
        (&list, Kind::LeafUnlisted),
        (&list, Kind::LeafListed),
        (&list, Kind::StaleListed),
        (&roots, Kind::CaUnlisted),
        (&roots, Kind::CaListed),
        (&ocsp, Kind::LeafGood),
        (&ocsp, Kind::LeafRevoked),
        (&ocsp, Kind::LeafGoodByExempt),
    ] {
        assert!(settles(need, kind), "{} {kind:?}", need.url());
    }
    for (need, kind) in [
        // Right, and about another certificate than the need.
        (&list, Kind::CaUnlisted),
        (&list, Kind::CaListed),
        (&delta, Kind::CaUnlisted),
        (&ocsp, Kind::OtherGood),
        (&roots, Kind::LeafUnlisted),
        (&roots, Kind::LeafListed),
        // Of the other kind.
        (&list, Kind::LeafGood),
        (&ocsp, Kind::LeafUnlisted),
        // Nothing that anybody may believe.
        (&list, Kind::ForgedUnlisted),
        (&list, Kind::ForgedListed),
        (&list, Kind::StaleUnlisted),
        (&list, Kind::Future),
        (&list, Kind::HalfList),
        (&list, Kind::Foreign),
        (&ocsp, Kind::ForgedGood),
        (&ocsp, Kind::StaleGood),
        (&ocsp, Kind::LeafUnknown),
        (&ocsp, Kind::TryLater),
        (&ocsp, Kind::SelfGood),
    ] {
        assert!(!settles(need, kind), "{} {kind:?}", need.url());
    }
    assert!(!settles(&need("http://crl.example/other.crl"), Kind::LeafUnlisted), "nobody has this need");
    let small = Need::get(Purpose::CertificateRevocationList, LIST, 10).unwrap();
    assert!(!settles(&small, Kind::LeafUnlisted), "more than was asked for");
    let strict = RevocationChecker::new(&path, now(), &RustCrypto).certificates(&helpers);
    let mut strict = strict.nonce(Nonce::new(&[7; 16]).unwrap());
    let own = strict.needs()[0].1.clone();
    for need in [&ocsp, &own] {
        assert!(
            !strict.settles(need, &world.piece(Kind::LeafGood)),
            "whoever sends a nonce wants an answer to it"
        );
    }
    assert!(strict.settles(&list, &world.piece(Kind::LeafUnlisted)));
    assert!(checker.report().evidence().is_empty(), "nothing was taken");
}

/// attacks.md F12: an answer leaves out why, and the list says that the key was stolen.
#[test]
fn where_a_responder_does_not_tell_why_the_lists_are_asked_for() {
    let world = World::new();
    let path = path(&world);
    let before = UnixTime::parse_rfc3339("2026-02-01T00:00:00Z").ok().map(Times::at);
    let known = |reason: Option<u8>| {
        let mut checker = RevocationChecker::new(&path, now(), &RustCrypto);
        let _ = checker.needs();
        checker.provide(1, Answer::Bytes(world.piece(Kind::CaUnlisted))).unwrap();
        let answer = world.answer(StatusSpec::revoked(reason)).der();
        checker.provide(0, Answer::Bytes(answer)).unwrap();
        checker
    };
    for reason in [None, Some(0)] {
        let mut checker = known(reason);
        assert_eq!(urls(&mut checker), at(&[(2, LIST), (3, DELTA)]));
        let mut list = world.list();
        list.revoke(World::entry(&world.leaf).with(testkit::crl::reason(1)));
        checker.provide(2, Answer::Bytes(list.der())).unwrap();
        checker.provide(3, Answer::Absent).unwrap();
        let refused = checker.report().verdict(&RevocationRules::REQUIRED, before);
        assert!(matches!(refused, Err(RevocationRefusal::Revoked { position: 0, .. })), "{refused:?}");
        assert!(checker.needs().is_empty());
    }
    for reason in [1, 4, 6] {
        assert!(known(Some(reason)).needs().is_empty(), "{reason}");
    }
    let verdict = known(Some(4)).report().verdict(&RevocationRules::REQUIRED, before);
    assert_eq!(verdict.unwrap().revoked_later().len(), 1);
}
