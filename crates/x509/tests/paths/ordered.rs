//! Chains that are verified in the order given.

use countersign_crypto::RustCrypto;
use countersign_x509::{AnchorLimits, Certificate, PathBuilder, PathError, Profile, TrustAnchors};
use testkit::x509::{CertificateSpec, Form, Time, name};

use crate::chains::{ca, cn, leaf, now};

fn verify(chain: &[&CertificateSpec], anchor: &CertificateSpec) -> Result<usize, PathError> {
    let ders: Vec<Vec<u8>> = chain.iter().map(|certificate| certificate.der()).collect();
    let chain: Vec<_> = ders.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
    let anchors = TrustAnchors::from_ders([anchor.der()], AnchorLimits::NameAndKey);
    let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::RFC5280);
    builder.verify_ordered(&chain, now()).map(|path| path.certificates().len())
}

fn chain() -> [CertificateSpec; 3] {
    [leaf(("leaf", 9), ("one", 2)), ca(("one", 2), ("root", 1)), ca(("root", 1), ("root", 1))]
}

#[test]
fn the_order_given_is_the_path() {
    let [leaf, one, root] = chain();
    assert_eq!(verify(&[&leaf, &one, &root], &root), Ok(2));
    // The first anchor ends the path, and what is behind it must be right nevertheless.
    assert_eq!(verify(&[&leaf, &one, &root], &one), Ok(1));
    let unknown = PathError::UnknownIssuer { at: 0, issuer: cn("one").into() };
    assert_eq!(verify(&[&leaf, &root, &one], &root), Err(unknown));
}

#[test]
fn the_last_certificate_must_be_its_own_issuer() {
    let [leaf, one, root] = chain();
    let unknown = PathError::UnknownIssuer { at: 1, issuer: cn("root").into() };
    assert_eq!(verify(&[&leaf, &one], &root), Err(unknown));
    let forged = CertificateSpec { signer: crate::chains::key(5), ..root.clone() };
    assert_eq!(verify(&[&leaf, &one, &forged], &root), Err(PathError::Signature { at: 2 }));
}

#[test]
fn behind_a_certificate_that_is_its_own_issuer_nothing_may_stand() {
    let [leaf, one, root] = chain();
    assert_eq!(verify(&[&leaf, &one, &root, &root], &root), Err(PathError::Loop { at: 3 }));
}

#[test]
fn names_are_compared_byte_by_byte() {
    let [leaf, one, root] = chain();
    let other = CertificateSpec { issuer: name(&[("2.5.4.3", Form::Printable, "one")]), ..leaf };
    assert!(matches!(verify(&[&other, &one, &root], &root), Err(PathError::UnknownIssuer { at: 0, .. })));
}

#[test]
fn an_untrusted_root_is_unknown() {
    let [leaf, one, root] = chain();
    let unknown = PathError::UnknownIssuer { at: 2, issuer: cn("root").into() };
    assert_eq!(verify(&[&leaf, &one, &root], &ca(("other", 5), ("other", 5))), Err(unknown));
}

#[test]
fn every_certificate_counts_the_root_too() {
    for at in 0..3 {
        let mut chain = chain();
        chain[at].not_after = Time::utc("251231000000Z");
        let [leaf, one, root] = &chain;
        let refused = verify(&[leaf, one, root], root).unwrap_err();
        assert!(matches!(refused, PathError::Expired { .. }));
        assert_eq!(refused.at(), at);
    }
}

#[test]
fn a_chain_of_none_and_a_leaf_that_is_an_anchor_are_refused() {
    let root = ca(("root", 1), ("root", 1));
    assert!(matches!(verify(&[], &root), Err(PathError::UnknownIssuer { at: 0, .. })));
    assert_eq!(verify(&[&root], &root), Err(PathError::LeafIsAnchor { at: 0 }));
}
