//! Until when a verdict holds that rests on certificates.
use std::num::NonZeroUsize;

use crate::{common::*, pki::*};
use countersign::{ImageName, SignOptions, TrustedSigner, Verifier, crypto::RustCrypto, oci::PlatformChoice};

const DECEMBER: &str = "2026-12-01T00:00:00Z";
const JUNE: &str = "2027-06-01T00:00:00Z";

/// Of a certificate that leads to two authorities the verdict lasts as long as both paths do.
#[test]
fn a_verdict_ends_with_the_first_of_the_paths_that_it_rests_on() {
    let (root, other) = (Ca::root(1), Ca::root(2));
    let issuer = Ca::root_of(3, |_| Ca::template("CN=Issuer", 3));
    let cross = |above: &Ca, end: &str| {
        let validity = validity("2026-01-01T00:00:00Z", end);
        above.below(3, |_| Ca::template_of("CN=Issuer", 3, validity)).der()
    };
    for (one, two) in [(DECEMBER, JUNE), (JUNE, DECEMBER)] {
        let (mut store, image) = Store::with_image();
        let chain = [issuer.certify(7, ANA), cross(&root, one), cross(&other, two)];
        attach_signature(&mut store, Form::Bundle, &image, 7, &chain);
        let either = [(mailbox(ANA), root.trusted()), (mailbox(ANA), other.trusted())];
        let either = Verifier::builder(RustCrypto).certified_signer("ana", either).build().unwrap();
        let verified = store.verify(&either, ImageName::tag("v1")).unwrap();
        assert_eq!(check_schema(verified.report())["validUntil"], DECEMBER);
    }
}

/// A key does not end, and counts also where the certificate that comes with its signature has ended.
#[test]
fn a_signature_by_a_believed_key_does_not_end_with_its_certificate() {
    let root = Ca::root(1);
    let (mut store, image) = Store::with_image();
    attach_signature(&mut store, Form::Bundle, &image, 7, &[root.certify(7, ANA)]);
    let until = |signer: TrustedSigner| {
        let verifier = Verifier::builder(RustCrypto).trusted(signer).build().unwrap();
        let verified = store.verify(&verifier, ImageName::tag("v1")).unwrap();
        check_schema(verified.report())["validUntil"].clone()
    };
    let ana = || TrustedSigner::new("ana").identity(mailbox(ANA), &root.trusted());
    assert!(until(ana()).is_string());
    assert!(until(ana().key(private_key(7).public_key().clone())).is_null());
    assert!(until(ana().key(private_key(8).public_key().clone())).is_string());
}

/// With its certificate one signature is Bob's and the other one Ana's; without it both are hers.
#[test]
fn a_signature_that_counts_for_another_signer_without_its_certificate_ends_with_it() {
    let root = Ca::root(1);
    let (mut store, image) = Store::with_image();
    let leaf = root
        .issue(&code_signer(BOB, validity("2026-01-01T00:00:00Z", DECEMBER)), private_key(7).public_key());
    attach_signature(&mut store, Form::Bundle, &image, 7, &[leaf]);
    store.sign(8, ImageName::tag("v1"), SignOptions::new());
    let key = |seed| private_key(seed).public_key().clone();
    let bob = TrustedSigner::new("bob").identity(mailbox(BOB), &root.trusted());
    let ana = TrustedSigner::new("ana").key(key(7)).key(key(8));
    let both = Verifier::builder(RustCrypto).trusted(ana).trusted(bob);
    let verifier = both.threshold(NonZeroUsize::new(2).unwrap()).build().unwrap();
    let verified = store.verify(&verifier, ImageName::tag("v1")).unwrap();
    assert_eq!(check_schema(verified.report())["validUntil"], DECEMBER);
}

/// What covers a platform is enough by itself, so that the verdict lasts as long as the better of two.
#[test]
fn a_platform_is_covered_as_long_as_the_image_or_the_index_is() {
    let root = Ca::root(1);
    for (of_index, of_child) in [(DECEMBER, JUNE), (JUNE, DECEMBER)] {
        let mut store = Store::new();
        let child = store.untagged_image("amd64");
        let index = store.index_of("multi", &[(child.clone(), "amd64")]);
        for (image, seed, end) in [(&index, 7, of_index), (&child, 8, of_child)] {
            let template = code_signer(ANA, validity("2026-01-01T00:00:00Z", end));
            let leaf = root.issue(&template, private_key(seed).public_key());
            attach_signature(&mut store, Form::Bundle, image, seed, &[leaf]);
        }
        let ana = Verifier::builder(RustCrypto).certified(mailbox(ANA), &root.trusted());
        let platform = PlatformChoice::One("linux/amd64".parse().unwrap());
        let verifier = ana.read_everything().build().unwrap();
        let verified = store.verify(&verifier, ImageName::tag("multi").platform(platform)).unwrap();
        assert_eq!(verified.targets()[0].covered_by().len(), 2);
        assert_eq!(check_schema(verified.report())["validUntil"], JUNE);
    }
}
