//! Which certificates a list is about: F5 of the attacks, the issuing distribution point and the points of a certificate.

use countersign_revocation::{Status, WhyUnknown};
use testkit::{
    crl::{CrlSpec, Point, Scope, directory, full_name, reason, reason_flags, relative_name, uri},
    x509::{ExtensionSpec, Form, name, oid, tlv},
};

use crate::world::*;

const HERE: &str = "http://example.com/here.crl";
const THERE: &str = "http://example.com/there.crl";

fn place(names: &[Vec<u8>]) -> Scope {
    Scope { name: Some(full_name(names)), ..Scope::default() }
}

fn status(world: &World, scope: &Scope) -> Status {
    let mut list = world.list();
    list.scoped(scope);
    world.status(&[list.der()])
}

const PARTS: Status = Status::Unknown(WhyUnknown::ReasonsNotCovered);

#[test]
fn a_list_of_a_place_is_about_certificates_that_name_it() {
    let world = World::with_points(&[Point::at(HERE)]);
    assert_good(status(&world, &place(&[uri(HERE)])));
    assert_good(status(&world, &place(&[uri(THERE), uri(HERE)])));
    assert_eq!(status(&world, &place(&[uri(THERE)])), NO_EVIDENCE);
    // The same characters in another form of name are another name.
    assert_eq!(status(&world, &place(&[tlv(0x82, &[HERE.as_bytes()])])), NO_EVIDENCE);
    // Without a place, it is about all of its issuer's.
    assert_good(world.status(&[world.list().der()]));
}

#[test]
fn every_point_of_a_certificate_counts() {
    let world = World::with_points(&[Point::at(THERE), Point::at(HERE)]);
    let mut list = world.list();
    list.scoped(&place(&[uri(HERE)]));
    assert_good(world.status(&[list.der()]));
    list.revoke(world.entry());
    assert_eq!(world.status(&[list.der()]), revoked(None));
}

#[test]
fn a_certificate_without_points_has_the_one_of_its_issuer() {
    let world = World::new();
    assert_eq!(status(&world, &place(&[uri(HERE)])), NO_POINTER);
    assert_good(status(&world, &place(&[directory(&world.ca.subject)])));
    assert_eq!(status(&world, &place(&[directory(&world.root.subject)])), NO_POINTER);
}

#[test]
fn a_place_below_the_issuer_is_the_name_that_both_make() {
    let attribute = |text: &str| tlv(0x30, &[&oid(COMMON_NAME), &tlv(0x0c, &[text.as_bytes()])]);
    let below = |text| Some(relative_name(&[attribute(text)]));
    let world = World::with_points(&[Point { name: below("One"), ..Point::default() }]);
    let scope = |text| Scope { name: below(text), ..Scope::default() };
    assert_good(status(&world, &scope("one")));
    assert_eq!(status(&world, &scope("Two")), NO_EVIDENCE);
    // The full name is the same name.
    let mut rdns = world.ca.subject[2..].to_vec();
    rdns.extend(tlv(0x31, &[&attribute("One")]));
    assert_good(status(&world, &place(&[directory(&tlv(0x30, &[&rdns]))])));
    let other = name(&[(COMMON_NAME, Form::Utf8, "One")]);
    assert_eq!(status(&world, &place(&[directory(&other)])), NO_EVIDENCE);
}

#[test]
fn lists_of_users_of_cas_and_of_attributes_are_about_these() {
    let user = Scope { user: true, ..Scope::default() };
    let ca = Scope { ca: true, ..Scope::default() };
    let attribute = Scope { attribute: true, ..Scope::default() };
    let world = World::new();
    assert_good(status(&world, &user));
    assert_eq!(status(&world, &ca), NO_POINTER);
    assert_eq!(status(&world, &attribute), NO_POINTER);
    let of_ca = |scope: &Scope| {
        let mut list = CrlSpec::of(&world.root);
        list.scoped(scope);
        world.verdict_at(1, &[list.der()], |checker| checker).status()
    };
    assert_good(of_ca(&ca));
    assert_eq!(of_ca(&user), NO_POINTER);
    assert_eq!(of_ca(&attribute), NO_POINTER);
}

#[test]
fn a_certificate_of_version_1_is_neither_a_users_nor_a_cas() {
    let mut world = World::new();
    assert_good(status(&world, &Scope { user: true, ..Scope::default() }));
    world.leaf.version = None;
    world.leaf.extensions.clear();
    assert_eq!(status(&world, &Scope { user: true, ..Scope::default() }), NO_POINTER);
    assert_eq!(status(&world, &Scope { ca: true, ..Scope::default() }), NO_POINTER);
    assert_good(world.status(&[world.list().der()]));
}

#[test]
fn a_scope_counts_whether_or_not_it_is_critical() {
    let world = World::new();
    let scope = Scope { ca: true, ..Scope::default() };
    let mut list = world.list();
    list.extensions.push(ExtensionSpec::new("2.5.29.28", scope.der()));
    assert_eq!(world.status(&[list.der()]), NO_POINTER);
}

#[test]
fn lists_for_some_reasons_make_good_only_together() {
    let world = World::new();
    let of = |bits: &[u8]| {
        let mut list = world.list();
        list.scoped(&Scope { reasons: Some(reason_flags(bits)), ..Scope::default() });
        list
    };
    let (one, two) = (of(&[1, 2, 3, 4]), of(&[5, 6, 7, 8]));
    assert_eq!(world.status(&[one.der()]), PARTS);
    assert_eq!(world.status(&[two.der()]), PARTS);
    assert_good(world.status(&[one.der(), two.der()]));
    assert_eq!(world.status(&[one.der(), of(&[5, 6, 7]).der()]), PARTS);
    assert_good(world.status(&[of(&[1, 2, 3, 4, 5, 6, 7, 8]).der()]));
    // All but one, each left out in turn.
    for missing in 1..=8u8 {
        let rest: Vec<u8> = (1..=8).filter(|bit| *bit != missing).collect();
        assert_eq!(world.status(&[of(&rest).der()]), PARTS, "{missing}");
    }
    // One that is revoked in a part is revoked.
    let mut revoking = of(&[5, 6, 7, 8]);
    revoking.revoke(world.entry().with(reason(5)));
    let status = world.status(&[one.der(), revoking.der()]);
    assert!(matches!(status, Status::Revoked(_)), "{status}");
    assert!(matches!(world.status(&[revoking.der()]), Status::Revoked(_)));
}

#[test]
fn reasons_of_the_point_count_too() {
    let parts =
        |bits: &[u8], location: &str| Point { reasons: Some(reason_flags(bits)), ..Point::at(location) };
    let world = World::with_points(&[parts(&[1, 2], HERE), parts(&[3, 4, 5, 6, 7, 8], THERE)]);
    let list = |location: &str| {
        let mut list = world.list();
        list.scoped(&place(&[uri(location)]));
        list.der()
    };
    assert_eq!(world.status(&[list(HERE)]), PARTS);
    assert_eq!(world.status(&[list(THERE)]), PARTS);
    assert_good(world.status(&[list(HERE), list(THERE)]));
    // A list of all, which no point narrows, is the issuer's own.
    assert_good(world.status(&[world.list().der()]));
}

#[test]
fn a_stale_part_is_told() {
    let world = World::new();
    let of = |bits: &[u8]| {
        let mut list = world.list();
        list.scoped(&Scope { reasons: Some(reason_flags(bits)), ..Scope::default() });
        list
    };
    let mut stale = of(&[5, 6, 7, 8]);
    stale.next_update = Some(utc("260526000000Z"));
    let status = world.status(&[of(&[1, 2, 3, 4]).der(), stale.der()]);
    assert!(matches!(status, Status::Stale { .. }), "{status}");
}
