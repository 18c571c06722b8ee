//! Advisories on revocation lists in other libraries, each with the control that is accepted.

use countersign_revocation::{CertificateList, CrlLimits, Source, Status, WhyUnknown};
use testkit::{
    crl::{Point, Scope, directory, full_name, reason_flags, uri},
    x509::{ExtensionSpec, tlv},
};

use crate::world::*;

const FIRST: &str = "http://example.com/1.crl";
const SECOND: &str = "http://example.com/2.crl";

/// Only the first distribution point was looked at, so that a list of the second one was taken for foreign.
#[test]
fn rustsec_2026_0049_the_second_point_counts() {
    let world = World::with_points(&[Point::at(FIRST), Point::at(SECOND)]);
    for location in [FIRST, SECOND] {
        let mut list = world.list();
        list.scoped(&Scope { name: Some(full_name(&[uri(location)])), ..Scope::default() });
        assert_good(world.status(&[list.der()]));
        list.revoke(world.entry());
        assert_eq!(world.status(&[list.der()]), revoked(None));
    }
}

/// A BIT STRING without contents, or without bits, made a reader panic before any signature was checked.
#[test]
fn rustsec_2026_0104_empty_reasons_cover_nothing() {
    let world = World::new();
    let scoped = |reasons: Option<Vec<u8>>| {
        let mut list = world.list();
        list.scoped(&Scope { reasons, user: true, ..Scope::default() });
        list.der()
    };
    assert_good(world.status(&[scoped(None)]));
    assert_good(world.status(&[scoped(Some(reason_flags(&[1, 2, 3, 4, 5, 6, 7, 8])))]));
    let none = world.status(&[scoped(Some(vec![0]))]);
    assert_eq!(none, Status::Unknown(WhyUnknown::ReasonsNotCovered));
    for contents in [&[][..], &[1], &[7], &[8, 0], &[0, 0], &[0xff]] {
        let der = scoped(Some(contents.into()));
        assert!(CertificateList::from_der(&der, CrlLimits::DEFAULT).is_err(), "{contents:?}");
    }
}

/// The scope of a list was compared wrongly with a certificate's points: partitions other than the right one counted.
#[test]
fn cve_2026_4428_each_partition_is_about_its_own_certificates() {
    let world = World::with_points(&[Point::at(SECOND)]);
    let list = |names: &[Vec<u8>]| {
        let mut list = world.list();
        list.scoped(&Scope { name: Some(full_name(names)), ..Scope::default() });
        list.der()
    };
    assert_good(world.status(&[list(&[uri(SECOND)])]));
    assert_eq!(world.status(&[list(&[uri(FIRST)])]), NO_EVIDENCE);
    assert_eq!(world.status(&[list(&[uri("http://example.com/2.crlx")])]), NO_EVIDENCE);
    assert_eq!(world.status(&[list(&[uri("http://example.com/2.cr")])]), NO_EVIDENCE);
    // Of several partitions that are at hand, the right one decides.
    let mut revoking = world.list();
    revoking.scoped(&Scope { name: Some(full_name(&[uri(SECOND)])), ..Scope::default() });
    revoking.revoke(world.entry());
    assert_eq!(world.status(&[list(&[uri(FIRST)]), revoking.der()]), revoked(None));
}

/// `issuingDistributionPoint` was known and critical, and then not looked at; `thisUpdate` of the future neither.
#[test]
fn notation_core_go_scopes_and_times_are_looked_at() {
    let world = World::new();
    let scoped = |scope: Scope| {
        let mut list = world.list();
        list.scoped(&scope);
        world.status(&[list.der()])
    };
    assert_good(scoped(Scope { user: true, ..Scope::default() }));
    let some = Scope { reasons: Some(reason_flags(&[1])), ..Scope::default() };
    assert_eq!(scoped(some), Status::Unknown(WhyUnknown::ReasonsNotCovered));
    assert_eq!(scoped(Scope { ca: true, ..Scope::default() }), NO_POINTER);
    // Entries of an indirect list are about whom they name.
    let mut list = world.list();
    list.scoped(&Scope { indirect: true, ..Scope::default() });
    let other = testkit::crl::certificate_issuer(&[directory(&world.root.subject)]);
    list.revoke(world.entry().with(other));
    assert_good(world.status(&[list.der()]));
    let mut future = world.list();
    future.this_update = utc("260601000001Z");
    let this_update = time("2026-06-01T00:00:01Z");
    let not_yet = Status::Unknown(WhyUnknown::NotYet { by: Source::Crl, this_update });
    assert_eq!(world.status(&[future.der()]), not_yet);
}

/// An x400Address was compared as if it were another type. Here names are the same only in one form.
#[test]
fn cve_2023_0286_names_of_different_forms_are_never_the_same() {
    let forms = |contents: &[u8]| {
        [
            tlv(0xa0, &[&tlv(0x06, &[&[0x2a]]), &tlv(0xa0, &[contents])]),
            tlv(0x81, &[contents]),
            tlv(0x82, &[contents]),
            tlv(0xa3, &[contents]),
            tlv(0xa4, &[&world_name()]),
            tlv(0xa5, &[contents]),
            tlv(0x86, &[contents]),
            tlv(0x87, &[contents]),
        ]
    };
    let text = tlv(0x13, &[b"a"]);
    let forms = forms(&text);
    for (place, form) in forms.iter().enumerate() {
        let world = World::with_points(&[Point {
            name: Some(full_name(std::slice::from_ref(form))),
            ..Point::default()
        }]);
        for (other_place, other) in forms.iter().enumerate() {
            let mut list = world.list();
            list.scoped(&Scope { name: Some(full_name(std::slice::from_ref(other))), ..Scope::default() });
            let status = world.status(&[list.der()]);
            if place == other_place {
                assert_good(status);
            } else {
                assert_eq!(status, NO_EVIDENCE, "{place} {other_place}");
            }
        }
    }
}

fn world_name() -> Vec<u8> {
    common_name("a")
}

/// A bomb of entries is read in time that grows with its length alone, also where they all are alike.
#[test]
fn a_list_of_many_entries_is_judged() {
    let world = World::new();
    let mut list = world.list();
    list.entries = vec![testkit::crl::EntrySpec::of(&[7]); 60_000];
    list.revoke(world.entry());
    list.extensions.push(ExtensionSpec::new("1.2.3.4", vec![5, 0]));
    assert_eq!(world.status(&[list.der()]), revoked(None));
}

/// Entries of as many extensions as an entry may have, each of which must be there once only.
#[test]
fn a_list_of_many_extensions_is_read_in_time_that_grows_with_its_length() {
    let world = World::new();
    let mut entry = testkit::crl::EntrySpec::of(&[7]);
    for number in 0..CertificateList::MAX_EXTENSIONS {
        entry.extensions.push(ExtensionSpec::new(format!("1.{}.{}", number % 40, number).leak(), Vec::new()));
    }
    let mut list = world.list();
    list.entries = vec![entry; 16_000];
    let der = list.der();
    let start = std::time::Instant::now();
    let read = CertificateList::from_der(&der, CrlLimits::DEFAULT).unwrap();
    assert_eq!(read.len(), 16_000);
    // A fifth of a second on a quiet machine for these ten megabytes.
    assert!(start.elapsed() < core::time::Duration::from_secs(5), "{:?}", start.elapsed());
}
