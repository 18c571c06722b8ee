//! A path of the world, and what is known of it by a bag.

use countersign_revocation::crypto::RustCrypto;
use countersign_revocation::time::UnixTime;
use countersign_revocation::x509::{
    AnchorLimits, Certificate, CertificateSet, PathBuilder, Profile, TrustAnchors, VerifiedPath,
};
use countersign_revocation::{Report, RevocationChecker, Status};
use testkit::bag::{Kind, World};

pub fn now() -> UnixTime {
    UnixTime::from_seconds(testkit::x509::TIME).unwrap()
}

/// The path from the leaf over the CA to the root.
pub fn path(world: &World) -> VerifiedPath<'static> {
    let anchors = TrustAnchors::from_ders([world.root.der()], AnchorLimits::NameAndKey);
    let profile = Profile::builder("tests").build();
    let (leaf, ca) = (world.leaf.der(), world.ca.der());
    let message = [Certificate::from_der(&ca).unwrap()];
    let leaf = Certificate::from_der(&leaf).unwrap();
    let builder = PathBuilder::new(&RustCrypto, &anchors, &profile);
    builder.verify(&leaf, &message, now()).unwrap().to_owned()
}

/// The certificates of those to whom the CA delegates.
pub fn helpers(world: &World) -> CertificateSet {
    CertificateSet::from_ders([world.exempt.der(), world.checked.der(), world.lister.der()])
}

/// What is known by a bag of evidence.
pub fn report(world: &World, bag: &[(bool, Vec<u8>)]) -> Report {
    let (path, helpers) = (path(world), helpers(world));
    let mut checker = RevocationChecker::new(&path, now(), &RustCrypto).certificates(&helpers);
    for (is_answer, piece) in bag {
        if *is_answer { checker.ocsp(piece).unwrap() } else { checker.crl(piece).unwrap() }
    }
    checker.report().clone()
}

pub fn of_kinds(world: &World, kinds: &[Kind]) -> Report {
    let bag: Vec<_> = kinds.iter().map(|kind| (kind.is_answer(), world.piece(*kind))).collect();
    report(world, &bag)
}

/// What is known of the leaf.
pub fn leaf(kinds: &[Kind]) -> Status {
    of_kinds(&World::new(), kinds).certificates()[0].status()
}

/// What is known of the CA.
pub fn ca(kinds: &[Kind]) -> Status {
    of_kinds(&World::new(), kinds).certificates()[1].status()
}

pub fn is_good(status: Status) -> bool {
    matches!(status, Status::Good(_))
}

pub fn is_revoked(status: Status) -> bool {
    matches!(status, Status::Revoked(_))
}
