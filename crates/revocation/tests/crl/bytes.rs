//! No byte of a list is without meaning: whatever is cut off, taken out or inverted makes nothing good.

use countersign_revocation::{CertificateList, CrlChecker, CrlLimits, CrlSet, Status, crypto::RustCrypto};
use testkit::{
    bit_flips, byte_deletions,
    crl::{EntrySpec, Point, Scope, full_name, invalidity_date, reason, uri},
    truncations,
    x509::Time,
};

use crate::world::*;

const HERE: &str = "http://example.com/a.crl";

fn world() -> World {
    World::with_points(&[Point::at(HERE)])
}

fn list(world: &World) -> Vec<u8> {
    let mut list = world.list();
    list.scoped(&Scope { name: Some(full_name(&[uri(HERE)])), ..Scope::default() });
    let invalid = invalidity_date(&Time::generalized("20260401000000Z"));
    list.revoke(EntrySpec::of(&[9]).with(reason(1)).with(invalid));
    list.revoke(EntrySpec::of(&[10]).with(reason(4)));
    list.revoke(EntrySpec::of(&[11]));
    list.der()
}

#[test]
fn no_change_of_a_byte_makes_anything_good() {
    let world = world();
    let (der, path) = (list(&world), world.path());
    let status = |bytes: &[u8]| {
        let list = CertificateList::from_der(bytes, CrlLimits::DEFAULT).ok()?;
        let mut set = CrlSet::new();
        set.add(list);
        Some(CrlChecker::new(&RustCrypto, now()).status(&path, 0, &mut set).status())
    };
    assert!(matches!(status(&der), Some(Status::Good(_))));
    let mutants = bit_flips(&der).chain(truncations(&der)).chain(byte_deletions(&der));
    let mut read = 0;
    for mutant in mutants {
        let status = status(&mutant.bytes);
        read += u32::from(status.is_some());
        let answer = matches!(status, Some(Status::Good(_) | Status::Revoked(_)));
        assert!(!answer, "{}: {status:?}", mutant.change);
    }
    // Most of what can be read is the signature and the names, which any bytes may be.
    assert!(read > 0);
}

#[test]
fn every_truncation_is_no_list() {
    let der = list(&world());
    for mutant in truncations(&der) {
        assert!(CertificateList::from_der(&mutant.bytes, CrlLimits::DEFAULT).is_err(), "{}", mutant.change);
    }
}
