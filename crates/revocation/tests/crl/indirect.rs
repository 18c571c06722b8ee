//! Lists of others than the issuer (RFC 5280 §5.2.5, §5.3.3).

use countersign_revocation::{CertificateList, CrlLimits, WhyUntrusted};
use testkit::{
    crl::{CrlSpec, EntrySpec, Point, Scope, certificate_issuer, directory, full_name, relative_name, uri},
    x509::{CertificateSpec, ExtensionSpec, Key, oid, tlv},
};

use crate::world::*;

const HERE: &str = "http://example.com/indirect.crl";

/// A leaf whose point names an issuer of lists, and that one's certificate under the root.
fn world() -> (World, CertificateSpec) {
    let mut world = World::new();
    let issuer = ca_under(&world.root, &common_name("Lists"), Key::P256(210));
    let point = Point { issuer: vec![directory(&issuer.subject)], ..Point::at(HERE) };
    world.leaf.extensions.push(testkit::crl::distribution_points(&[point]));
    world.others.push(issuer.clone());
    (world, issuer)
}

fn indirect() -> Scope {
    Scope { indirect: true, ..Scope::default() }
}

fn list(issuer: &CertificateSpec, scope: &Scope) -> CrlSpec {
    let mut list = CrlSpec::of(issuer);
    list.scoped(scope);
    list
}

fn of(world: &World, entry: EntrySpec) -> EntrySpec {
    entry.with(certificate_issuer(&[directory(&world.ca.subject)]))
}

#[test]
fn an_indirect_list_of_the_issuer_that_the_certificate_names_counts() {
    let (world, issuer) = world();
    let mut list = list(&issuer, &indirect());
    assert_good(world.status(&[list.der()]));
    list.revoke(of(&world, world.entry()));
    assert_eq!(world.status(&[list.der()]), revoked(None));
}

#[test]
fn a_list_of_another_issuer_must_be_indirect() {
    let (world, issuer) = world();
    assert_eq!(world.status(&[CrlSpec::of(&issuer).der()]), NO_EVIDENCE);
    let direct = Scope { name: Some(full_name(&[uri(HERE)])), ..Scope::default() };
    assert_eq!(world.status(&[list(&issuer, &direct).der()]), NO_EVIDENCE);
}

#[test]
fn an_indirect_list_of_one_that_the_certificate_does_not_name_is_foreign() {
    let (mut world, issuer) = world();
    world.leaf.replace("2.5.29.31", None);
    assert_eq!(world.status(&[list(&issuer, &indirect()).der()]), NO_POINTER);
}

#[test]
fn an_indirect_list_of_another_one_than_the_certificate_names_is_foreign() {
    let (mut world, issuer) = world();
    let other = ca_under(&world.root, &common_name("Other Lists"), Key::P256(212));
    world.others.push(other.clone());
    assert_eq!(world.status(&[list(&other, &indirect()).der()]), NO_EVIDENCE);
    assert_good(world.status(&[list(&issuer, &indirect()).der()]));
}

#[test]
fn the_issuer_of_an_indirect_list_needs_a_path_to_the_same_anchor() {
    let (mut world, issuer) = world();
    world.others.clear();
    assert_eq!(world.status(&[list(&issuer, &indirect()).der()]), untrusted(WhyUntrusted::Signer));
    let mut stranger = world.root.clone();
    (stranger.key, stranger.signer) = (Key::P256(203), Key::P256(203));
    let forged = ca_under(&stranger, &issuer.subject, Key::P256(211));
    world.others = vec![stranger, forged.clone(), issuer.clone()];
    assert_eq!(world.status(&[list(&forged, &indirect()).der()]), untrusted(WhyUntrusted::Signer));
    assert_good(world.status(&[list(&issuer, &indirect()).der()]));
}

#[test]
fn an_entry_without_an_issuer_is_about_the_lists_issuer() {
    let (world, issuer) = world();
    let mut list = list(&issuer, &indirect());
    // The serial number of the leaf, but of the list's issuer.
    list.revoke(world.entry());
    assert_good(world.status(&[list.der()]));
}

#[test]
fn an_issuer_is_carried_over_to_the_entries_behind() {
    let (world, issuer) = world();
    let named = |name: &[u8]| EntrySpec::of(&[9]).with(certificate_issuer(&[directory(name)]));
    let mut list = list(&issuer, &indirect());
    list.entries = vec![named(&world.ca.subject), EntrySpec::of(&[10]), world.entry()];
    assert_eq!(world.status(&[list.der()]), revoked(None));
    // Another one in between ends that.
    list.entries[1] = named(&world.root.subject);
    assert_good(world.status(&[list.der()]));
    list.entries[1] = named(&common_name("Somebody"));
    assert_good(world.status(&[list.der()]));
    // It is not carried backwards.
    list.entries = vec![world.entry(), named(&world.ca.subject)];
    assert_good(world.status(&[list.der()]));
    // Entries that say more in between carry it on.
    let reasoned = EntrySpec::of(&[11]).with(testkit::crl::reason(4));
    let noted = EntrySpec::of(&[12]).with(ExtensionSpec::new("1.2.3.4", vec![0; 200]));
    list.entries = vec![named(&world.ca.subject), reasoned, noted, world.entry()];
    assert_eq!(world.status(&[list.der()]), revoked(None));
    let der = list.der();
    let list = CertificateList::from_der(&der, CrlLimits::DEFAULT).unwrap();
    assert!(list.entries().all(|entry| entry.certificate_issuer().is_some()));
}

#[test]
fn an_indirect_list_of_the_issuer_itself_speaks_of_its_own_certificates() {
    let world = World::with_points(&[Point::at(HERE)]);
    let scope = Scope { name: Some(full_name(&[uri(HERE)])), ..indirect() };
    let mut list = list(&world.ca, &scope);
    // Sound by RFC 5280 §6.3.3 (b) (1): a point without cRLIssuer is of a list of the certificate's issuer.
    assert_good(world.status(&[list.der()]));
    list.revoke(world.entry());
    assert_eq!(world.status(&[list.der()]), revoked(None));
    list.entries =
        vec![EntrySpec::of(&[9]).with(certificate_issuer(&[directory(&world.root.subject)])), world.entry()];
    assert_good(world.status(&[list.der()]));
}

#[test]
fn the_place_of_a_list_is_compared_with_the_issuer_that_a_point_without_a_place_names() {
    let (mut world, issuer) = world();
    let point = Point { issuer: vec![directory(&issuer.subject)], ..Point::default() };
    world.leaf.replace("2.5.29.31", Some(testkit::crl::distribution_points(&[point])));
    let at = |name: &[u8]| Scope { name: Some(full_name(&[directory(name)])), ..indirect() };
    assert_good(world.status(&[list(&issuer, &at(&issuer.subject)).der()]));
    assert_eq!(world.status(&[list(&issuer, &at(&world.ca.subject)).der()]), NO_EVIDENCE);
}

/// RFC 5280 §4.2.1.13: a name below an issuer is below the one of the list, where the point names one.
#[test]
fn a_place_below_an_issuer_is_below_the_one_that_the_point_names() {
    let (mut world, issuer) = world();
    let below = || relative_name(&[tlv(0x30, &[&oid(COMMON_NAME), &tlv(0x0c, &[b"One"])])]);
    let point = Point { name: Some(below()), issuer: vec![directory(&issuer.subject)], ..Point::default() };
    world.leaf.replace("2.5.29.31", Some(testkit::crl::distribution_points(&[point])));
    let at = |name| list(&issuer, &Scope { name: Some(name), ..indirect() }).der();
    assert_good(world.status(&[at(below())]));
    let full = |base: &[u8]| {
        let last = tlv(0x31, &[&tlv(0x30, &[&oid(COMMON_NAME), &tlv(0x0c, &[b"One"])])]);
        full_name(&[directory(&tlv(0x30, &[&base[2..], &last]))])
    };
    assert_good(world.status(&[at(full(&issuer.subject))]));
    assert_eq!(world.status(&[at(full(&world.ca.subject))]), NO_EVIDENCE);
}
