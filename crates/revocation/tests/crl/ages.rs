//! How old a list may be, and what of an older one: F2 and F3 of the attacks.

use core::time::Duration;

use countersign_revocation::Reason;
use countersign_revocation::{
    CertificateList, CrlChecker, CrlLimits, CrlMark, CrlNumber, CrlScope, CrlSet, ExpiredCertificates,
    FreshnessRules, HighestSeen, Source, Status, WhyUnknown, WhyUntrusted, crypto::RustCrypto,
    time::UnixTime,
};
use testkit::{
    crl::{CrlSpec, EntrySpec, Scope, reason},
    x509::{ExtensionSpec, tlv},
};

use crate::world::*;

fn at(world: &World, list: &CrlSpec, now: UnixTime, freshness: FreshnessRules) -> Status {
    let der = list.der();
    let mut set = CrlSet::new();
    set.add(CertificateList::from_der(&der, CrlLimits::DEFAULT).unwrap());
    CrlChecker::new(&RustCrypto, now).freshness(freshness).status(&world.path(), 0, &mut set).status()
}

pub fn status_after(world: &World, lists: &[Vec<u8>], seen: &HighestSeen) -> Status {
    let mut set = CrlSet::new();
    lists.iter().for_each(|list| set.add(CertificateList::from_der(list, CrlLimits::DEFAULT).unwrap()));
    CrlChecker::new(&RustCrypto, now()).seen(seen).status(&world.path(), 0, &mut set).status()
}

fn second(text: &str, delta: i64) -> UnixTime {
    UnixTime::from_seconds(time(text).seconds() + delta).unwrap()
}

#[test]
fn a_list_holds_from_this_update_through_next_update() {
    let (world, strict) = (World::new(), FreshnessRules::STRICT);
    let list = world.list();
    let (this, next) = ("2026-05-25T00:00:00Z", "2026-06-25T00:00:00Z");
    let this_update = time(this);
    let not_yet = Status::Unknown(WhyUnknown::NotYet { by: Source::Crl, this_update });
    assert_eq!(at(&world, &list, second(this, -1), strict), not_yet);
    assert_good(at(&world, &list, time(this), strict));
    assert_good(at(&world, &list, time(next), strict));
    let stale = Status::Stale { by: Source::Crl, since: Some(time(next)) };
    assert_eq!(at(&world, &list, second(next, 1), strict), stale);
    match at(&world, &list, now(), strict) {
        Status::Good(fresh) => assert_eq!((fresh.this_update(), fresh.until()), (this_update, time(next))),
        other => panic!("{other}"),
    }
}

#[test]
fn a_list_without_next_update_needs_a_greatest_age() {
    let (world, strict) = (World::new(), FreshnessRules::STRICT);
    let mut list = world.list();
    list.next_update = None;
    assert_eq!(at(&world, &list, now(), strict), Status::Stale { by: Source::Crl, since: None });
    assert_good(at(&world, &list, now(), strict.max_age(Duration::from_secs(7 * 86_400))));
    let status =
        at(&world, &list, second("2026-06-01T00:00:00Z", 1), strict.max_age(Duration::from_secs(7 * 86_400)));
    assert!(matches!(status, Status::Stale { .. }), "{status}");
}

#[test]
fn a_revocation_in_a_stale_list_counts_and_a_hold_does_not() {
    let world = World::new();
    let mut list = world.revoking();
    list.next_update = Some(utc("260526000000Z"));
    assert_eq!(world.status(&[list.der()]), revoked(None));
    list.entries = vec![world.entry().with(reason(6))];
    let status = world.status(&[list.der()]);
    assert!(matches!(status, Status::Stale { .. }), "{status}");
}

#[test]
fn a_revocation_in_a_list_of_the_future_does_not_count() {
    let world = World::new();
    let mut list = world.revoking();
    list.this_update = utc("260602000000Z");
    let this_update = time("2026-06-02T00:00:00Z");
    assert_eq!(
        world.status(&[list.der()]),
        Status::Unknown(WhyUnknown::NotYet { by: Source::Crl, this_update })
    );
    assert_good(world.status(&[list.der(), world.list().der()]));
}

#[test]
fn of_lists_of_one_scope_the_newest_counts() {
    let world = World::new();
    let mut older = world.list();
    older.revoke(world.entry().with(reason(6)));
    let mut newer = world.list();
    newer.numbered(2);
    newer.this_update = utc("260526000000Z");
    assert_good(world.status(&[older.der(), newer.der()]));
    let mut worse = newer.clone();
    worse.revoke(world.entry());
    older.entries.clear();
    assert_eq!(world.status(&[older.der(), worse.der()]), revoked(None));
    // Also where it is no longer fresh.
    newer.next_update = Some(utc("260527000000Z"));
    let status = world.status(&[older.der(), newer.der()]);
    assert!(matches!(status, Status::Stale { .. }), "{status}");
    // One that is not the CA's does not count at all.
    newer.signer = testkit::x509::Key::P256(200);
    assert_good(world.status(&[older.der(), newer.der()]));
}

/// Of two lists of one number and time none is the newer one, whatever their bytes are.
#[test]
fn lists_of_one_age_replace_each_other_neither_way() {
    let world = World::new();
    let (mut held, mut silent) = (world.list(), world.list());
    held.revoke(world.entry().with(reason(6)));
    for [one, other] in [["260625000000Z", "260626000000Z"], ["260626000000Z", "260625000000Z"]] {
        (held.next_update, silent.next_update) = (Some(utc(one)), Some(utc(other)));
        let status = world.status(&[held.der(), silent.der()]);
        assert_eq!(status, revoked(Some(countersign_revocation::Reason::CertificateHold)), "{one}");
        assert_good(world.status(&[silent.der()]));
    }
}

#[test]
fn an_older_list_than_one_that_was_seen_is_refused() {
    let world = World::new();
    let old = world.list();
    let mut new = world.revoking();
    new.numbered(2);
    new.this_update = utc("260526000000Z");
    let seen: HighestSeen = world.verdict(&[new.der()], |checker| checker).seen().collect();
    assert_good(status_after(&world, &[old.der()], &HighestSeen::new()));
    assert_eq!(status_after(&world, &[old.der()], &seen), untrusted(WhyUntrusted::Rollback));
    assert_eq!(status_after(&world, &[new.der()], &seen), revoked(None));
    // Either mark suffices.
    let mut older_time = new.clone();
    older_time.this_update = utc("260525000000Z");
    let mut lower_number = new.clone();
    lower_number.numbered(1);
    for mut list in [older_time, lower_number] {
        list.entries.clear();
        assert_eq!(status_after(&world, &[list.der()], &seen), untrusted(WhyUntrusted::Rollback));
    }
    // Another scope is another row of lists.
    let mut scoped = old;
    scoped.scoped(&Scope { user: true, ..Scope::default() });
    assert_good(status_after(&world, &[scoped.der()], &seen));
}

/// A base and an old delta, or the base alone, say nothing of what a later delta says.
#[test]
fn a_complete_list_without_the_delta_that_was_seen_makes_nothing_good() {
    let world = World::new();
    let mut base = world.list();
    base.numbered(5);
    let delta = |number, from: &str| {
        let mut delta = CrlSpec::delta_of(&world.ca, 5, number);
        delta.this_update = utc(from);
        delta
    };
    let (old, mut new) = (delta(6, "260527000000Z"), delta(7, "260529000000Z"));
    let silent = new.clone();
    new.revoke(EntrySpec::of(&world.leaf.serial).with(reason(6)));
    let seen: HighestSeen = world.verdict(&[base.der(), new.der()], |checker| checker).seen().collect();
    assert_eq!(seen.iter().count(), 2);
    let status = |lists: &[Vec<u8>]| status_after(&world, lists, &seen);
    let rollback = untrusted(WhyUntrusted::Rollback);
    assert_good(status_after(&world, &[base.der(), old.der()], &HighestSeen::new()));
    assert_eq!(status(&[base.der(), old.der()]), rollback);
    assert_eq!(status(&[base.der()]), rollback);
    assert_good(status(&[base.der(), silent.der()]));
    assert_eq!(status(&[base.der(), new.der()]), revoked(Some(Reason::CertificateHold)));
    // A complete list that is no older than the delta has all that this says.
    for (from, is_good) in [("260528235959Z", false), ("260529000000Z", true)] {
        let mut next = world.list();
        next.numbered(7);
        next.this_update = utc(from);
        let status = status(&[next.der()]);
        assert_eq!(status == rollback, !is_good, "{from}: {status}");
        assert_eq!(matches!(status, Status::Good(_)), is_good, "{from}: {status}");
    }
}

#[test]
fn what_is_not_believed_is_not_remembered() {
    let world = World::new();
    let mut forged = world.list();
    forged.numbered(u64::MAX);
    forged.signer = testkit::x509::Key::P256(200);
    assert_eq!(world.verdict(&[forged.der()], |checker| checker).seen().count(), 0);
    let mut future = world.list();
    future.this_update = utc("260602000000Z");
    assert_eq!(world.verdict(&[future.der()], |checker| checker).seen().count(), 0);
}

#[test]
fn what_was_seen_never_becomes_older_and_survives_being_stored() {
    let world = World::new();
    let der = world.list().der();
    let list = CertificateList::from_der(&der, CrlLimits::DEFAULT).unwrap();
    let scope = CrlScope::of(&list, b"key", &RustCrypto);
    assert_ne!(scope, CrlScope::of(&list, b"another key", &RustCrypto));
    let mut seen = HighestSeen::new();
    let mark = CrlMark::new(Some(CrlNumber::from(9)), now());
    seen.add(scope, mark);
    seen.add(scope, CrlMark::of(&list));
    assert_eq!(seen.get(&scope), Some(&mark));
    assert_eq!((mark.number(), mark.this_update()), (Some(CrlNumber::from(9)), now()));
    let stored: HighestSeen =
        seen.iter().map(|(scope, mark)| (CrlScope::from_digest(*scope.digest()), *mark)).collect();
    assert_eq!(stored, seen);
}

#[test]
fn a_list_may_have_forgotten_a_certificate_that_expired() {
    let mut world = World::new();
    let list = |this: &str, next: &str| {
        let mut list = World::new().list();
        (list.this_update, list.next_update) = (utc(this), Some(utc(next)));
        list
    };
    let path_time = time("2026-05-01T00:00:00Z");
    world.leaf.not_after = utc("260515000000Z");
    let judge = |world: &World, list: &CrlSpec, rules: FreshnessRules| {
        let anchors = countersign_revocation::x509::TrustAnchors::from_ders(
            [world.root.der()],
            countersign_revocation::x509::AnchorLimits::NameAndKey,
        );
        let (leaf, ca, der) = (world.leaf.der(), world.ca.der(), list.der());
        let read = |der| countersign_revocation::x509::Certificate::from_der(der).unwrap();
        let builder = countersign_revocation::x509::PathBuilder::new(
            &RustCrypto,
            &anchors,
            countersign_revocation::x509::Profile::RFC5280,
        );
        let (leaf, chain) = (read(&leaf), [read(&ca)]);
        let path = builder.verify(&leaf, &chain, path_time).unwrap();
        let mut set = CrlSet::new();
        set.add(CertificateList::from_der(&der, CrlLimits::DEFAULT).unwrap());
        CrlChecker::new(&RustCrypto, now()).freshness(rules).status(&path, 0, &mut set).status()
    };
    let strict = FreshnessRules::STRICT;
    let forgotten = Status::Unknown(WhyUnknown::ExpiredBeforeList { by: Source::Crl });
    // As of before the expiry; the first scheduled list behind it; the one after that.
    assert_good(judge(&world, &list("260514000000Z", "260625000000Z"), strict));
    assert_good(judge(&world, &list("260530000000Z", "260615000000Z"), strict));
    let late = list("260531000000Z", "260610000000Z");
    assert_eq!(judge(&world, &late, strict), forgotten);
    assert_good(judge(&world, &late, strict.expired_certificates(ExpiredCertificates::Kept)));
    let mut keeping = late.clone();
    let since = |text: &str| Some(ExtensionSpec::new("2.5.29.60", tlv(0x18, &[text.as_bytes()])));
    keeping.replace("2.5.29.60", since("20260515000000Z"));
    assert_good(judge(&world, &keeping, strict));
    keeping.replace("2.5.29.60", since("20260515000001Z"));
    assert_eq!(judge(&world, &keeping, strict), forgotten);
    let mut revoking = late;
    revoking.revoke(EntrySpec::of(&world.leaf.serial));
    assert_eq!(judge(&world, &revoking, strict), revoked(None));
}
