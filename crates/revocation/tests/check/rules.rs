//! What is asked of evidence reaches every piece, whenever it is asked, and every signer.

use core::time::Duration;

use countersign_revocation::crypto::RustCrypto;
use countersign_revocation::need::Answer;
use countersign_revocation::ocsp::Nonce;
use countersign_revocation::time::UnixTime;
use countersign_revocation::x509::{
    AlgorithmRules, AnchorLimits, Certificate, CertificateSet, PathBuilder, Profile, TrustAnchors,
};
use countersign_revocation::{
    CrlLimits, FreshnessRules, RevocationChecker, RevocationRules, SilentDelegates, Source, Status,
    WhyUnknown, WhyUntrusted,
};
use testkit::bag::{Kind, World};
use testkit::crl::{CrlSpec, Point, Scope, distribution_points, full_name, uri};
use testkit::ocsp::{Scene, StatusSpec};
use testkit::x509::{CertificateSpec, Key, Time};

use crate::scene::{helpers, is_good, now, path, report};

fn leaf_is_good(checker: &mut RevocationChecker<'_>) -> bool {
    is_good(checker.report().certificates()[0].status())
}

/// The answer of the CA about another certificate of its own.
fn about(world: &World, certificate: &CertificateSpec, status: StatusSpec) -> testkit::ocsp::AnswerSpec {
    let mut answer = world.answer(status);
    answer.singles[0].id.serial.clone_from(&certificate.serial);
    answer
}

/// What was known by other rules is not known by these.
#[test]
fn what_was_judged_by_other_rules_is_judged_anew() {
    type Change<'p> = Box<dyn FnOnce(RevocationChecker<'p>) -> RevocationChecker<'p> + 'p>;
    let mut world = World::new();
    world.checked.replace("2.5.29.31", None);
    let (path, helpers) = (path(&world), helpers(&world));
    let believed = TrustAnchors::from_ders([world.lister.der()], AnchorLimits::NameAndKey);
    let none = AlgorithmRules::new(&[], &[]);
    let second = FreshnessRules::STRICT.max_age(Duration::from_secs(1));
    let cases: [(Kind, bool, Change<'_>); 7] = [
        (Kind::LeafGood, true, Box::new(|checker| checker.freshness(second))),
        (Kind::LeafUnlisted, true, Box::new(|checker| checker.freshness(second))),
        (Kind::LeafGood, true, Box::new(|checker| checker.algorithms(none))),
        (Kind::LeafUnlisted, true, Box::new(|checker| checker.crl_limits(CrlLimits::DEFAULT.bytes(10)))),
        (Kind::UnlistedByLister, false, Box::new(|checker| checker.certificates(&helpers))),
        (Kind::UnlistedByLister, false, Box::new(|checker| checker.crl_issuers(&believed))),
        (
            Kind::LeafGoodByChecked,
            false,
            Box::new(|checker| checker.silent_delegates(SilentDelegates::Taken)),
        ),
    ];
    let pieces = cases.each_ref().map(|(kind, ..)| world.piece(*kind));
    for ((kind, was_good, change), piece) in cases.into_iter().zip(&pieces) {
        let mut checker = RevocationChecker::new(&path, now(), &RustCrypto);
        if kind.is_answer() {
            checker.ocsp(piece).unwrap()
        } else {
            checker.crl(piece).unwrap()
        }
        assert_eq!(leaf_is_good(&mut checker), was_good, "{kind:?}");
        assert_eq!(leaf_is_good(&mut change(checker)), !was_good, "{kind:?}");
    }
}

/// attacks.md F9: what a responder says is good as long as the responder itself is known to be.
#[test]
fn a_verdict_holds_no_longer_than_the_evidence_about_those_who_signed() {
    let world = World::new();
    let until = |next_update: &str| {
        let mut of_responder = about(&world, &world.checked, StatusSpec::Good);
        of_responder.singles[0].next_update = Some(Time::generalized(next_update));
        let bag = [
            (false, world.piece(Kind::CaUnlisted)),
            (true, world.piece(Kind::LeafGoodByChecked)),
            (true, of_responder.der()),
        ];
        let verdict = report(&world, &bag).verdict(&RevocationRules::REQUIRED, None).unwrap();
        verdict.fresh_until().unwrap().to_string()
    };
    assert_eq!(until("20260602000000Z"), "2026-06-02T00:00:00Z");
    assert_eq!(until("20260610000000Z"), "2026-06-05T00:00:00Z", "that of the answer about the leaf");
}

#[test]
fn a_silent_delegate_that_is_revoked_counts_no_more_than_another_one() {
    let mut world = World::new();
    world.checked.replace("2.5.29.31", None);
    let path = path(&world);
    let answer = world.piece(Kind::LeafGoodByChecked);
    let leaf = |of_delegate: Option<StatusSpec>| {
        let of_delegate = of_delegate.map(|status| about(&world, &world.checked, status).der());
        let mut checker =
            RevocationChecker::new(&path, now(), &RustCrypto).silent_delegates(SilentDelegates::Taken);
        checker.ocsp(&answer).unwrap();
        of_delegate.iter().for_each(|der| checker.ocsp(der).unwrap());
        checker.report().certificates()[0].status()
    };
    assert!(is_good(leaf(None)));
    assert!(is_good(leaf(Some(StatusSpec::Good))));
    let revoked = Status::Untrusted { by: Source::Ocsp, why: WhyUntrusted::SignerRevoked };
    for reason in [None, Some(1), Some(4)] {
        assert_eq!(leaf(Some(StatusSpec::revoked(reason))), revoked, "{reason:?}");
    }
}

/// The second key of the CA signs a list that its own certificate is not on, so that it does not vouch for itself.
#[test]
fn a_signer_of_lists_that_is_on_none_of_its_own_must_be_known_to_be_good() {
    let mut world = World::new();
    let place = "http://crl.example/leaves.crl";
    world.leaf.replace("2.5.29.31", Some(distribution_points(&[Point::at(place)])));
    let mut list = CrlSpec::of(&world.lister);
    list.scoped(&Scope { name: Some(full_name(&[uri(place)])), ..Scope::default() });
    let list = (false, list.der());
    let leaf = |more: &[(bool, Vec<u8>)]| {
        let bag: Vec<_> = more.iter().chain([&list]).cloned().collect();
        report(&world, &bag).certificates()[0].status()
    };
    let unchecked = Status::Unknown(WhyUnknown::SignerUnchecked { by: Source::Crl });
    assert_eq!(leaf(&[]), unchecked);
    let of_lister = |status| (true, about(&world, &world.lister, status).der());
    assert!(is_good(leaf(&[of_lister(StatusSpec::Good)])));
    assert_eq!(leaf(&[of_lister(StatusSpec::Unknown)]), unchecked);
    let revoked = Status::Untrusted { by: Source::Crl, why: WhyUntrusted::SignerRevoked };
    assert_eq!(leaf(&[of_lister(StatusSpec::revoked(Some(4)))]), revoked);
    // It is good by a responder that is itself to be checked first.
    let mut by_checked = world.answer_by(&world.checked, StatusSpec::Good);
    by_checked.singles[0].id.serial.clone_from(&world.lister.serial);
    let by_checked = (true, by_checked.der());
    assert!(!is_good(leaf(std::slice::from_ref(&by_checked))));
    let of_checked = (true, about(&world, &world.checked, StatusSpec::Good).der());
    assert!(is_good(leaf(&[by_checked, of_checked])));
}

/// Sixteen certificates of signers are looked at, wherever they come from.
#[test]
fn signers_are_looked_at_up_to_a_limit() {
    let world = World::new();
    let delegate = |number: u8| {
        let mut delegate = world.checked.clone();
        (delegate.serial, delegate.key) = (vec![0x50, 0x40, number], Key::P256(0x40 + number));
        delegate
    };
    let leaf = |others: u8| {
        let last = delegate(others);
        let mut bag: Vec<_> = (0..others)
            .map(|number| (true, world.answer_by(&delegate(number), StatusSpec::Good).der()))
            .collect();
        bag.push((true, world.answer_by(&last, StatusSpec::Good).der()));
        bag.push((true, about(&world, &last, StatusSpec::Good).der()));
        report(&world, &bag).certificates()[0].status()
    };
    assert!(is_good(leaf(15)));
    assert!(!is_good(leaf(16)));
}

/// attacks.md F10: responders that sign beforehand.
#[test]
fn an_answer_without_the_nonce_must_be_young_where_that_is_allowed() {
    let world = World::new();
    let path = path(&world);
    // The answer is as of two hours ago.
    for (echoed, hours, is_taken) in
        [(None, 2, true), (None, 1, false), (Some([8; 16]), 2, false), (Some([7; 16]), 1, true)]
    {
        let (nonce, age) = (Nonce::new(&[7; 16]).unwrap(), Duration::from_secs(hours * 3600));
        let mut checker = RevocationChecker::new(&path, now(), &RustCrypto).nonce_unless_young(nonce, age);
        let _ = checker.needs();
        let mut answer = world.answer(StatusSpec::Good);
        answer.extensions.extend(echoed.map(|bytes| Scene::nonce(&bytes)));
        checker.provide(0, Answer::Bytes(answer.der())).unwrap();
        assert_eq!(leaf_is_good(&mut checker), is_taken, "{echoed:?} {hours}");
    }
}

/// A CA below another CA: the certificates of the path itself serve for the paths of delegates, whatever else is at hand.
#[test]
fn the_certificates_of_the_path_lead_to_its_delegates_too() {
    let mut world = World::new();
    let mut middle = world.ca.clone();
    middle.subject = testkit::x509::name(&[("2.5.4.3", testkit::x509::Form::Utf8, "Middle")]);
    (middle.serial, middle.key) = (vec![0x50, 0x60], Key::P256(60));
    world.ca.issuer.clone_from(&middle.subject);
    world.ca.signer = middle.key;
    let anchors = TrustAnchors::from_ders([world.root.der()], AnchorLimits::NameAndKey);
    let profile = Profile::builder("tests").build();
    let [leaf, ca, middle] = [&world.leaf, &world.ca, &middle].map(CertificateSpec::der);
    let above = [&ca, &middle].map(|der| Certificate::from_der(der).unwrap());
    let builder = PathBuilder::new(&RustCrypto, &anchors, &profile);
    let path = builder.verify(&Certificate::from_der(&leaf).unwrap(), &above, now()).unwrap();
    let pieces =
        [world.piece(Kind::LeafGoodByChecked), about(&world, &world.checked, StatusSpec::Good).der()];
    let nothing = CertificateSet::from_ders([world.exempt.der()]);
    for of_responder in [true, false] {
        let mut checker = RevocationChecker::new(&path, now(), &RustCrypto).certificates(&nothing);
        checker.ocsp(&pieces[0]).unwrap();
        if of_responder {
            checker.ocsp(&pieces[1]).unwrap();
        }
        assert_eq!(leaf_is_good(&mut checker), of_responder);
    }
}

/// The CA's certificate of the path has expired since; a renewed one of the same key leads to the delegate, and nobody knows
/// whether that was revoked.
#[test]
fn what_stands_above_a_silent_delegate_must_be_known_to_be_good() {
    let mut world = World::new();
    world.checked.replace("2.5.29.31", None);
    let mut renewed = world.ca.clone();
    renewed.serial = vec![0x50, 0x61];
    renewed.replace("2.5.29.31", None);
    world.ca.not_after = Time::utc("260531120000Z");
    let anchors = TrustAnchors::from_ders([world.root.der()], AnchorLimits::NameAndKey);
    let profile = Profile::builder("tests").build();
    let [leaf, ca] = [&world.leaf, &world.ca].map(CertificateSpec::der);
    let above = [Certificate::from_der(&ca).unwrap()];
    let signed = UnixTime::parse_rfc3339("2026-05-30T00:00:00Z").unwrap();
    let builder = PathBuilder::new(&RustCrypto, &anchors, &profile);
    let path = builder.verify(&Certificate::from_der(&leaf).unwrap(), &above, signed).unwrap();
    let answer = world.piece(Kind::LeafGoodByChecked);
    let of_renewed = |listed: bool| {
        let mut list = CrlSpec::of(&world.root);
        if listed {
            list.revoke(World::entry(&renewed));
        }
        list.der()
    };
    let helpers = CertificateSet::from_ders([renewed.der()]);
    for (list, is_taken) in [(None, false), (Some(of_renewed(true)), false), (Some(of_renewed(false)), true)]
    {
        let mut checker = RevocationChecker::new(&path, now(), &RustCrypto)
            .certificates(&helpers)
            .silent_delegates(SilentDelegates::Taken);
        checker.ocsp(&answer).unwrap();
        list.iter().for_each(|list| checker.crl(list).unwrap());
        assert_eq!(leaf_is_good(&mut checker), is_taken);
    }
}
