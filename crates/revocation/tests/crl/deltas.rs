//! Deltas: F6 of the attacks, RFC 5280 §5.2.4.

use countersign_revocation::{Reason, Retroactivity, Source, Status, x509::Times};
use testkit::{
    crl::{CrlSpec, EntrySpec, Scope, invalidity_date, reason},
    x509::{ExtensionSpec, Key, Time},
};

use crate::world::*;

/// Complete list 5, and delta 7 that starts from list 5.
fn both(world: &World) -> (CrlSpec, CrlSpec) {
    let mut base = world.list();
    base.numbered(5);
    let mut delta = CrlSpec::delta_of(&world.ca, 5, 7);
    delta.this_update = utc("260530000000Z");
    (base, delta)
}

fn revoking(world: &World, mut list: CrlSpec) -> CrlSpec {
    list.revoke(world.entry());
    list
}

/// A hold counts only where the delta does; what revokes for good counts without its base.
fn holding(world: &World, mut list: CrlSpec) -> CrlSpec {
    list.revoke(world.entry().with(reason(6)));
    list
}

const HELD: Option<Reason> = Some(Reason::CertificateHold);

#[test]
fn a_delta_alone_says_nothing() {
    let world = World::new();
    let (base, delta) = both(&world);
    assert_eq!(world.status(&[delta.der()]), NO_POINTER);
    assert_good(world.status(&[base.der(), delta.der()]));
}

#[test]
fn a_delta_revokes_what_its_base_did_not() {
    let world = World::new();
    let (base, delta) = both(&world);
    let delta = revoking(&world, delta);
    assert_eq!(world.status(&[base.der(), delta.der()]), revoked(None));
    assert_eq!(world.verdict(&[base.der(), delta.der()], |checker| checker).speaks(), [0, 1]);
}

#[test]
fn a_delta_starts_from_a_list_that_is_not_newer_than_the_base_and_is_itself_newer() {
    let world = World::new();
    let (mut base, _) = both(&world);
    let delta = |start, own| holding(&world, CrlSpec::delta_of(&world.ca, start, own)).der();
    for (start, own, counts) in [(5, 7, true), (4, 6, true), (6, 7, false), (3, 5, false), (3, 4, false)] {
        let status = world.status(&[base.der(), delta(start, own)]);
        assert_eq!(status == revoked(HELD), counts, "{start} {own}: {status}");
        assert!(counts || matches!(status, Status::Good(_)));
    }
    base.replace("2.5.29.20", None);
    assert_good(world.status(&[base.der(), delta(0, 7)]));
}

#[test]
fn a_delta_is_of_the_same_issuer_scope_and_key() {
    let world = World::new();
    let (base, delta) = both(&world);
    let delta = holding(&world, delta);
    let scope = Scope { user: true, ..Scope::default() };
    let mut scoped = delta.clone();
    scoped.scoped(&scope);
    assert_good(world.status(&[base.der(), scoped.der()]));
    let mut scoped_base = base.clone();
    scoped_base.scoped(&scope);
    assert_good(world.status(&[scoped_base.der(), delta.der()]));
    assert_eq!(world.status(&[scoped_base.der(), scoped.der()]), revoked(HELD));
    let mut foreign = delta.clone();
    foreign.issuer = common_name("Somebody");
    assert_good(world.status(&[base.der(), foreign.der()]));
    let mut other_key = delta.clone();
    other_key.signer = Key::P256(200);
    assert_good(world.status(&[base.der(), other_key.der()]));
    let mut unnamed = delta.clone();
    unnamed.replace("2.5.29.35", None);
    assert_good(world.status(&[base.der(), unnamed.der()]));
    let mut critical = delta;
    critical.extensions.push(ExtensionSpec::critical("1.2.3.4", vec![5, 0]));
    assert_good(world.status(&[base.der(), critical.der()]));
}

#[test]
fn of_several_deltas_the_newest_counts() {
    let world = World::new();
    let (base, delta) = both(&world);
    let mut newer = delta.clone();
    newer.numbered(8);
    let older = holding(&world, delta);
    assert_good(world.status(&[base.der(), older.der(), newer.der()]));
    assert_eq!(world.status(&[base.der(), holding(&world, newer).der(), older.der()]), revoked(HELD));
}

#[test]
fn a_delta_takes_off_what_was_on_hold_and_nothing_else() {
    let world = World::new();
    let (base, mut delta) = both(&world);
    delta.revoke(world.entry().with(reason(8)));
    let on_base = |code: Option<u8>| {
        let mut base = base.clone();
        let entry = world.entry();
        base.revoke(match code {
            Some(code) => entry.with(reason(code)),
            None => entry,
        });
        base.der()
    };
    assert_eq!(world.status(&[on_base(Some(6))]), revoked(Some(Reason::CertificateHold)));
    assert_good(world.status(&[on_base(Some(6)), delta.der()]));
    assert_eq!(world.status(&[on_base(Some(1)), delta.der()]), revoked(Some(Reason::KeyCompromise)));
    assert_eq!(world.status(&[on_base(None), delta.der()]), revoked(None));
    assert_good(world.status(&[base.der(), delta.der()]));
}

#[test]
fn a_hold_that_becomes_a_revocation_is_one() {
    let world = World::new();
    let (mut base, mut delta) = both(&world);
    base.revoke(world.entry().with(reason(6)));
    delta.revoke(world.entry().with(reason(1)));
    assert_eq!(world.status(&[base.der(), delta.der()]), revoked(Some(Reason::KeyCompromise)));
}

#[test]
fn two_entries_of_one_certificate_are_the_stricter_one() {
    let world = World::new();
    let (base, mut delta) = both(&world);
    delta.entries = vec![world.entry().with(reason(8)), world.entry().with(reason(1))];
    assert_eq!(world.status(&[base.der(), delta.der()]), revoked(Some(Reason::KeyCompromise)));
    let mut twice = world.list();
    twice.entries = vec![world.entry().with(reason(4)), EntrySpec::of(&[3]), world.entry().with(reason(2))];
    assert_eq!(world.status(&[twice.der()]), revoked(Some(Reason::CaCompromise)));
}

/// Of a witness a compromise is not forgotten behind a revocation that counts from earlier on.
#[test]
fn of_two_entries_of_one_certificate_a_compromise_counts_for_a_witness() {
    let world = World::new();
    let compromise = EntrySpec { date: utc("260520000000Z"), ..world.entry() }
        .with(reason(1))
        .with(invalidity_date(&Time::generalized("20260515000000Z")));
    let superseded = world.entry().with(reason(4));
    let before = Some(Times::at(time("2026-04-01T00:00:00Z")));
    let counts = |entries: &[&EntrySpec], retroactivity| {
        let mut list = world.list();
        list.entries = entries.iter().map(|entry| (*entry).clone()).collect();
        match world.status(&[list.der()]) {
            Status::Revoked(revocation) => revocation.counts_at(before, retroactivity),
            other => panic!("{other}"),
        }
    };
    assert!(!counts(&[&superseded], Retroactivity::Witness));
    assert!(counts(&[&compromise], Retroactivity::Witness));
    for both in [[&superseded, &compromise], [&compromise, &superseded]] {
        assert!(counts(&both, Retroactivity::Witness));
        assert!(!counts(&both, Retroactivity::ByReason));
    }
}

#[test]
fn both_together_are_as_fresh_as_the_delta() {
    let world = World::new();
    let (mut base, mut delta) = both(&world);
    base.next_update = Some(utc("260531000000Z"));
    let stale = Status::Stale { by: Source::Crl, since: Some(time("2026-05-31T00:00:00Z")) };
    assert_eq!(world.status(&[base.der()]), stale);
    assert_good(world.status(&[base.der(), delta.der()]));
    delta.next_update = Some(utc("260530120000Z"));
    assert_eq!(world.status(&[base.der(), delta.der()]), stale);
    // A stale delta does not spoil a fresh base, and what it revokes counts.
    base.next_update = Some(utc("260625000000Z"));
    assert_good(world.status(&[base.der(), delta.der()]));
    assert_eq!(world.status(&[base.der(), revoking(&world, delta).der()]), revoked(None));
}

#[test]
fn a_delta_of_the_future_is_passed_over() {
    let world = World::new();
    let (base, mut delta) = both(&world);
    delta.this_update = utc("260602000000Z");
    assert_good(world.status(&[base.der(), revoking(&world, delta).der()]));
}

#[test]
fn a_delta_that_is_older_than_one_that_was_seen_is_refused() {
    let world = World::new();
    let (mut base, mut delta) = both(&world);
    base.revoke(world.entry().with(reason(6)));
    delta.revoke(world.entry().with(reason(8)));
    let mut newer = delta.clone();
    newer.numbered(9);
    let seen = world.verdict(&[base.der(), newer.der()], |checker| checker).seen().collect();
    let status = crate::ages::status_after(&world, &[base.der(), delta.der()], &seen);
    assert_eq!(status, revoked(Some(Reason::CertificateHold)));
    let status = crate::ages::status_after(&world, &[base.der(), newer.der()], &seen);
    assert_good(status);
}
