//! The keys of a path, and whether two paths have one in common.

use countersign_crypto::RustCrypto;
use countersign_x509::{AnchorLimits, Certificate, Order, PathBuilder, Profile, TrustAnchors, VerifiedPath};
use testkit::x509::CertificateSpec;

use crate::chains::{ca, key, leaf, now};

/// The path of a chain, leaf first, to an anchor.
fn path(chain: &[CertificateSpec], anchor: &CertificateSpec, profile: &Profile) -> VerifiedPath<'static> {
    let ders: Vec<Vec<u8>> = chain.iter().map(CertificateSpec::der).collect();
    let chain: Vec<_> = ders.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
    let anchors = TrustAnchors::from_ders([anchor.der()], AnchorLimits::NameAndKey);
    let builder = PathBuilder::new(&RustCrypto, &anchors, profile);
    builder.verify(&chain[0], &chain[1..], now()).unwrap().to_owned()
}

/// Leaf, CA, root, of keys with these numbers.
fn keyed([leaf_key, ca_key, root_key]: [u8; 3]) -> [CertificateSpec; 3] {
    [
        leaf(("leaf", leaf_key), ("one", ca_key)),
        ca(("one", ca_key), ("root", root_key)),
        ca(("root", root_key), ("root", root_key)),
    ]
}

fn of(keys: [u8; 3]) -> VerifiedPath<'static> {
    let chain = keyed(keys);
    path(&chain, &chain[2], Profile::RFC5280)
}

#[test]
fn the_keys_of_authorities_stand_from_the_issuers_to_the_anchors_without_the_leafs() {
    let keys = of([9, 2, 1]).authority_keys(&RustCrypto).unwrap();
    let keys: Vec<&[u8]> = keys.iter().map(|key| key.spki_der()).collect();
    assert_eq!(keys, [key(2).spki(), key(1).spki()]);
}

#[test]
fn paths_share_a_key_whatever_its_place() {
    let one = of([9, 2, 1]);
    assert!(one.shares_key_with(&one));
    assert!(!one.shares_key_with(&of([19, 12, 11])));
    for shared in [[9, 12, 11], [19, 2, 11], [19, 12, 1], [1, 12, 11], [19, 9, 11], [19, 12, 2]] {
        let other = of(shared);
        assert!(one.shares_key_with(&other) && other.shares_key_with(&one), "{shared:?}");
    }
}

#[test]
fn a_key_above_the_anchor_is_one_of_the_path() {
    let chain = keyed([9, 2, 1]);
    let ordered = Profile::builder("ordered").order(Order::AsGiven).build();
    let below = path(&chain, &chain[1], &ordered);
    assert_eq!(below.certificates().len(), 1);
    assert!(below.shares_key_with(&of([19, 12, 1])));
    assert!(!below.shares_key_with(&of([19, 12, 11])));
}
