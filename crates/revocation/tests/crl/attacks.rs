//! Lists that are put beside or in place of others so that a revocation is not seen, each with the control that is accepted.

use countersign_revocation::{
    CertificateList, CrlChecker, CrlLimits, CrlSet, HighestSeen, Reason, Source, Status, WhyUnknown,
    WhyUntrusted,
    crypto::RustCrypto,
    x509::{AnchorLimits, Certificate, CertificateSet, PathBuilder, Profile, TrustAnchors},
};
use testkit::{
    crl::{CrlSpec, EntrySpec, Scope, certificate_issuer, directory, reason, reason_flags},
    x509::{CertificateSpec, Key},
};

use crate::world::*;

const NEW: Key = Key::P256(200);

fn rolled(world: &World) -> CertificateSpec {
    ca_under(&world.root, &world.ca.subject, NEW)
}

fn later(mut list: CrlSpec, number: u64) -> CrlSpec {
    list.numbered(number);
    list.this_update = utc("260530000000Z");
    list
}

fn held(world: &World, mut list: CrlSpec) -> CrlSpec {
    list.revoke(world.entry().with(reason(6)));
    list
}

const HELD: Option<Reason> = Some(Reason::CertificateHold);

/// The entry that names an issuer is shorter than one of a usual serial number and a reason.
#[test]
fn an_issuer_of_a_short_name_is_carried_over_too() {
    for name in ["A", "AB", "ABC", "A longer name"] {
        let mut world = World::new();
        world.ca.subject = common_name(name);
        world.leaf.issuer = world.ca.subject.clone();
        let issuer = ca_under(&world.root, &common_name("Lists"), NEW);
        let point = testkit::crl::Point { issuer: vec![directory(&issuer.subject)], ..Default::default() };
        world.leaf.extensions.push(testkit::crl::distribution_points(&[point]));
        world.others.push(issuer.clone());
        let mut list = CrlSpec::of(&issuer);
        list.scoped(&Scope { indirect: true, ..Scope::default() });
        assert_good(world.status(&[list.der()]));
        list.revoke(EntrySpec::of(&[9]).with(certificate_issuer(&[directory(&world.ca.subject)])));
        list.revoke(world.entry());
        assert_eq!(world.status(&[list.der()]), revoked(None), "{name}");
        // And ends where another one is named.
        list.entries
            .insert(1, EntrySpec::of(&[10]).with(certificate_issuer(&[directory(&common_name("B"))])));
        assert_good(world.status(&[list.der()]));
    }
}

/// The CA of the leaf, and one of the same name that stands above the CA's own authority.
#[test]
fn an_authority_of_the_same_name_higher_on_the_path_is_another_one() {
    let mut world = World::new();
    let namesake = ca_under(&world.root, &world.ca.subject, Key::P256(120));
    let mut middle = ca_under(&namesake, &common_name("Middle"), Key::P256(121));
    middle.serial = vec![0x61];
    world.ca = ca_under(&middle, &world.ca.subject, world.ca.key);
    world.between = vec![namesake.clone(), middle];
    assert_good(world.status(&[world.list().der()]));
    let foreign = CrlSpec::of(&namesake);
    assert_eq!(world.status(&[foreign.der()]), untrusted(WhyUntrusted::Signer));
    // Nor does it hide that the leaf is on hold.
    let both = [later(foreign, 9).der(), held(&world, world.list()).der()];
    assert_eq!(world.status(&both), revoked(HELD));
}

/// The same for a root of that name.
#[test]
fn a_root_of_the_same_name_as_a_ca_below_another_one_is_another_one() {
    let mut world = World::new();
    world.root.subject = common_name("Twin");
    world.root.issuer = common_name("Twin");
    let middle = ca_under(&world.root, &common_name("Middle"), Key::P256(121));
    world.ca = ca_under(&middle, &common_name("Twin"), world.ca.key);
    world.leaf.issuer = common_name("Twin");
    world.between = vec![middle];
    assert_good(world.status(&[world.list().der()]));
    assert_eq!(world.status(&[CrlSpec::of(&world.root).der()]), untrusted(WhyUntrusted::Signer));
}

/// A CA that keeps a list for each of its keys: what the leaf's own key says is not replaced by the other's.
#[test]
fn a_list_by_another_key_does_not_end_a_hold() {
    let mut world = World::new();
    let other = rolled(&world);
    world.others.push(other.clone());
    let silent = later(CrlSpec::of(&other), 9);
    assert_good(world.status(&[silent.der()]));
    assert_eq!(world.status(&[silent.der(), held(&world, world.list()).der()]), revoked(HELD));
    // The control: a newer one by the same key does.
    assert_good(world.status(&[later(world.list(), 9).der(), held(&world, world.list()).der()]));
}

/// The path was valid when the signature was made; since then the CA's certificate expired.
fn expired() -> World {
    let mut world = World::new();
    world.ca.not_after = utc("260528000000Z");
    world.leaf.not_after = utc("260627000000Z");
    world
}

fn status_of_expired(world: &World, lists: &[&CrlSpec]) -> Status {
    let anchors = TrustAnchors::from_ders([world.root.der()], AnchorLimits::NameAndKey);
    let (leaf, ca) = (world.leaf.der(), world.ca.der());
    let ders: Vec<_> = lists.iter().map(|list| list.der()).collect();
    let read = |der| Certificate::from_der(der).unwrap();
    let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::RFC5280);
    let path = builder.verify(&read(&leaf), &[read(&ca)], time("2026-05-27T00:00:00Z")).unwrap();
    let others = CertificateSet::from_ders(world.others.iter().map(CertificateSpec::der));
    let mut set = CrlSet::new();
    ders.iter().for_each(|der| set.add(CertificateList::from_der(der, CrlLimits::DEFAULT).unwrap()));
    let checker = CrlChecker::new(&RustCrypto, now()).certificates(&others).signers(&|_, _| Ok(()));
    checker.status(&path, 0, &mut set).status()
}

#[test]
fn a_list_issued_after_its_signer_expired_makes_nothing_good() {
    let mut world = expired();
    let mut list = world.list();
    for (this_update, good) in [("260528000000Z", true), ("260528000001Z", false)] {
        list.this_update = utc(this_update);
        let status = status_of_expired(&world, &[&list]);
        assert_eq!(matches!(status, Status::Good(_)), good, "{status}");
        assert!(good || status == untrusted(WhyUntrusted::NotAllowed));
    }
    let mut revoking = list.clone();
    revoking.revoke(world.entry());
    assert_eq!(status_of_expired(&world, &[&revoking]), revoked(None));
    // Nor does it end a hold, as one that was issued in time does.
    let on_hold = held(&world, world.list());
    assert_eq!(status_of_expired(&world, &[&list, &on_hold]), revoked(HELD));
    let mut in_time = list.clone();
    in_time.this_update = utc("260527000000Z");
    assert_good(status_of_expired(&world, &[&in_time, &on_hold]));
    // A certificate of the same key that has not expired helps.
    let mut renewed = world.ca.clone();
    renewed.not_after = utc("270528000000Z");
    world.others.push(renewed);
    assert_good(status_of_expired(&world, &[&list]));
}

/// The leaf was revoked by a delta after the complete list, and expired; the delta after that need not have it any more.
#[test]
fn a_delta_that_may_have_forgotten_a_certificate_that_expired_makes_nothing_good() {
    let mut world = World::new();
    world.leaf.not_after = utc("260528000000Z");
    let mut base = world.list();
    base.numbered(5);
    let delta = |this_update, next_update| {
        let mut delta = CrlSpec::delta_of(&world.ca, 5, 7);
        (delta.this_update, delta.next_update) = (utc(this_update), Some(utc(next_update)));
        delta
    };
    let (early, late) = (delta("260528000000Z", "260601120000Z"), delta("260531000000Z", "260601120000Z"));
    // As long as the complete list is fresh, it is enough.
    assert_good(status_of_expired(&world, &[&base, &late]));
    base.next_update = Some(utc("260526000000Z"));
    assert_good(status_of_expired(&world, &[&base, &early]));
    let forgotten = Status::Unknown(WhyUnknown::ExpiredBeforeList { by: Source::Crl });
    assert_eq!(status_of_expired(&world, &[&base, &late]), forgotten);
    let mut keeping = late;
    let since = testkit::x509::tlv(0x18, &[b"20260101000000Z"]);
    keeping.extensions.push(testkit::x509::ExtensionSpec::new("2.5.29.60", since));
    assert_good(status_of_expired(&world, &[&base, &keeping]));
}

/// Of two certificates of one key, only one is revoked: which one is found first does not count.
#[test]
fn a_revoked_certificate_of_a_signer_does_not_hide_another_one() {
    let mut world = World::new();
    let (first, mut second) = (rolled(&world), rolled(&world));
    second.serial = vec![0x77];
    let list = CrlSpec::of(&first).der();
    for others in [[first.clone(), second.clone()], [second.clone(), first]] {
        world.others = others.into();
        for good in [true, false] {
            let verdict = world.verdict(std::slice::from_ref(&list), |checker| {
                checker.signers(match good {
                    true => &|_, path| match path.certificates()[0].serial().as_bytes() {
                        [0x77] => Ok(()),
                        _ => Err(untrusted(WhyUntrusted::SignerRevoked)),
                    },
                    false => &|_, _| Err(untrusted(WhyUntrusted::SignerRevoked)),
                })
            });
            assert_eq!(matches!(verdict.status(), Status::Good(_)), good, "{}", verdict.status());
        }
    }
}

/// Who stole the key of a signer, which was then revoked, numbers a list so high that all others seem old.
#[test]
fn a_signer_in_doubt_does_not_raise_the_highest_number() {
    let mut world = World::new();
    let stolen = rolled(&world);
    world.others.push(stolen.clone());
    let list = later(CrlSpec::of(&stolen), u64::MAX).der();
    let seen = |doubt: bool| -> HighestSeen {
        let verdict = world.verdict(std::slice::from_ref(&list), |checker| match doubt {
            true => checker.signers(&|_, _| Err(untrusted(WhyUntrusted::SignerRevoked))),
            false => checker,
        });
        verdict.seen().collect()
    };
    assert_eq!(seen(true), HighestSeen::new());
    assert_good(crate::ages::status_after(&world, &[world.list().der()], &seen(true)));
    // By that key itself all others are old, and lists by another key of the CA are not.
    let (seen, earlier): (&HighestSeen, _) = (Box::leak(Box::new(seen(false))), CrlSpec::of(&stolen).der());
    let status = |list: &[u8]| world.verdict(&[list.to_vec()], |checker| checker.seen(seen)).status();
    assert_eq!(status(&earlier), untrusted(WhyUntrusted::Rollback));
    assert_good(world.verdict(&[earlier], |checker| checker).status());
    assert_good(status(&world.list().der()));
}

#[test]
fn what_an_old_list_revokes_counts_though_a_newer_one_was_seen() {
    let world = World::new();
    let new = later(world.list(), 9).der();
    let seen: HighestSeen = world.verdict(&[new], |checker| checker).seen().collect();
    let status = |list: CrlSpec| crate::ages::status_after(&world, &[list.der()], &seen);
    assert_eq!(status(world.list()), untrusted(WhyUntrusted::Rollback));
    assert_eq!(status(held(&world, world.list())), untrusted(WhyUntrusted::Rollback));
    assert_eq!(status(world.revoking()), revoked(None));
}

#[test]
fn what_a_delta_revokes_counts_without_its_base_and_beside_a_newer_one() {
    let world = World::new();
    let mut base = world.list();
    base.numbered(5);
    let delta = |start, own, code: Option<u8>| {
        let mut delta = CrlSpec::delta_of(&world.ca, start, own);
        let entry = world.entry();
        delta.revoke(match code {
            Some(code) => entry.with(reason(code)),
            None => entry,
        });
        delta
    };
    let silent = CrlSpec::delta_of(&world.ca, 5, 8).der();
    // It starts from a list that is not here.
    assert_eq!(world.status(&[base.der(), delta(6, 7, None).der()]), revoked(None));
    assert_good(world.status(&[base.der(), delta(6, 7, Some(6)).der()]));
    assert_eq!(world.status(&[delta(6, 7, None).der()]), revoked(None));
    assert_eq!(world.status(&[delta(6, 7, Some(6)).der()]), NO_POINTER);
    // A newer one says nothing of it.
    assert_eq!(world.status(&[base.der(), delta(5, 7, None).der(), silent.clone()]), revoked(None));
    assert_good(world.status(&[base.der(), delta(5, 7, Some(6)).der(), silent]));
    // One that is not of this issuer, is of another scope or of the future says nothing.
    let mut forged = delta(6, 7, None);
    forged.signer = NEW;
    assert_good(world.status(&[base.der(), forged.der()]));
    let mut of_cas = delta(6, 7, None);
    of_cas.scoped(&Scope { ca: true, ..Scope::default() });
    assert_good(world.status(&[base.der(), of_cas.der()]));
    let mut future = delta(6, 7, None);
    future.this_update = utc("260602000000Z");
    assert_good(world.status(&[base.der(), future.der()]));
}

/// A believed issuer of lists whose certificate breaks the rules of certificates is believed nothing.
#[test]
fn a_believed_issuer_that_cannot_be_read_as_an_anchor_signs_nothing() {
    let world = World::new();
    let mut certificate = rolled(&world);
    let list = CrlSpec::of(&certificate).der();
    let status = |certificate: &CertificateSpec, limits| {
        let believed = TrustAnchors::from_ders([certificate.der()], limits);
        let mut set = CrlSet::new();
        set.add(CertificateList::from_der(&list, CrlLimits::DEFAULT).unwrap());
        let checker = CrlChecker::new(&RustCrypto, now()).crl_issuers(&believed);
        checker.status(&world.path(), 0, &mut set).status()
    };
    assert_good(status(&certificate, AnchorLimits::OwnLimits));
    let mut expired = certificate.clone();
    expired.not_after = utc("260524000000Z");
    assert_good(status(&expired, AnchorLimits::NameAndKey));
    assert_eq!(status(&expired, AnchorLimits::OwnLimits), untrusted(WhyUntrusted::NotAllowed));
    certificate.serial = vec![0xff];
    assert_eq!(status(&certificate, AnchorLimits::OwnLimits), untrusted(WhyUntrusted::Signer));
}

/// Whoever puts more forged lists beside the right one than are looked at gets an answer that says so.
#[test]
fn lists_about_one_certificate_are_looked_at_up_to_a_limit() {
    let world = World::new();
    let forged = |number: u64| CrlSpec { signer: NEW, ..later(world.list(), number) }.der();
    let status = |count: u64| world.status(&(1..=count).map(forged).collect::<Vec<_>>());
    assert_eq!(status(64), untrusted(WhyUntrusted::Signature));
    assert_eq!(status(65), Status::Unknown(WhyUnknown::Limit));
    let mut lists: Vec<_> = (1..64).map(forged).collect();
    lists.push(world.list().der());
    assert_good(world.status(&lists));
}

/// A newer list of a narrower scope replaces none of a wider one, and the other way round.
#[test]
fn lists_of_other_scopes_shadow_nothing() {
    let world = World::new();
    let scopes = [
        Scope { user: true, ..Scope::default() },
        Scope { reasons: Some(reason_flags(&[1, 2, 3, 4, 5, 6, 7, 8])), ..Scope::default() },
        Scope { indirect: true, ..Scope::default() },
    ];
    for scope in scopes {
        let mut scoped = world.list();
        scoped.scoped(&scope);
        let newer = later(scoped.clone(), 9).der();
        assert_eq!(world.status(&[newer, held(&world, world.list()).der()]), revoked(HELD));
        let newer = later(world.list(), 9).der();
        assert_eq!(world.status(&[newer, held(&world, scoped).der()]), revoked(HELD));
    }
}

#[test]
fn lists_for_some_reasons_are_together_as_fresh_as_the_one_that_is_stale_first() {
    let world = World::new();
    let of = |bits: &[u8], next_update: &'static str| {
        let mut list = world.list();
        list.scoped(&Scope { reasons: Some(reason_flags(bits)), ..Scope::default() });
        list.next_update = Some(utc(next_update));
        list.der()
    };
    let (one, two) = ("260605000000Z", "260610000000Z");
    for [first, second] in [[one, two], [two, one]] {
        match world.status(&[of(&[1, 2, 3, 4], first), of(&[5, 6, 7, 8], second)]) {
            Status::Good(freshness) => assert_eq!(freshness.until(), time("2026-06-05T00:00:00Z")),
            other => panic!("{other}"),
        }
    }
}

/// A certificate's serial number is written in one way, so that one written otherwise would never be found.
#[test]
fn a_serial_number_that_is_not_as_short_as_it_can_be_is_no_entry() {
    let world = World::new();
    let read = |entry: EntrySpec| {
        let mut list = world.list();
        list.revoke(entry);
        CertificateList::from_der(&list.der(), CrlLimits::DEFAULT).map(|list| list.len())
    };
    for serial in [&[0, 0x11][..], &[0, 0, 0x91], &[0xff, 0x80], &[]] {
        assert!(read(EntrySpec::of(serial)).is_err(), "{serial:?}");
        assert!(read(EntrySpec::of(serial).with(reason(1))).is_err(), "{serial:?}");
    }
    for serial in [&[0x11][..], &[0], &[0, 0x91], &[0x91], &[0xff, 0x7f], &[0x7f; 21], &[0x7f; 200]] {
        assert_eq!(read(EntrySpec::of(serial)), Ok(1), "{serial:?}");
    }
}
