//! What a certificate proves of a signature, as the policy alone sees it.
use std::num::NonZeroUsize;

use crate::{common::*, pki::*};
use countersign::{
    crypto::{CryptoProvider, DigestAlgorithm, Format, HashProvider, RustCrypto, allowed_schemes},
    envelope::{Bundle, COSIGN_SIGN_PREDICATE},
    policy::{
        Authenticator, AuthorityId, BoundSignature, CertifiedIdentity, ExpectedPayload, OtherKey, Principal,
        Requirement, RequirementError, Subject, Voucher, bind,
    },
    x509::{AnchorLimits, Certificate, Identity, PathBuilder, Profile, Times, TrustAnchor, TrustAnchors},
};

fn authority(name: &str) -> AuthorityId {
    AuthorityId::new(RustCrypto.hash(DigestAlgorithm::Sha256, name.as_bytes()))
}

/// A certificate of the key of this seed.
fn voucher(root: &Ca, seed: u64) -> Voucher {
    let anchors =
        TrustAnchors::new([TrustAnchor::from_certificate(&root.certificate, AnchorLimits::OwnLimits)]);
    let leaf = root.certify(seed, ANA);
    let leaf = Certificate::from_der(&leaf).unwrap();
    let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::CODE_SIGNING);
    let path = builder.verify(&leaf, &[], Times::at(now())).unwrap().to_owned();
    Voucher::new(authority("root"), path, &RustCrypto).unwrap()
}

/// A signature by the key of this seed.
fn bound(seed: u64) -> BoundSignature {
    let digest = RustCrypto.hash(DigestAlgorithm::Sha256, b"an image");
    let bundle = Bundle::parse(&statement_bundle(seed, digest, COSIGN_SIGN_PREDICATE)).unwrap();
    let key = private_key(seed);
    let scheme = allowed_schemes(key.public_key(), Format::CosignImage)[0];
    let key = RustCrypto.verifying_key(key.public_key(), scheme).unwrap();
    let payload = bundle.verify(&[key.as_ref()]).unwrap();
    bind(payload, &Subject::of_digest(digest), ExpectedPayload::image_signature(), &RustCrypto).unwrap()
}

#[test]
fn a_certificate_vouches_for_signatures_of_its_own_key_alone() {
    let root = Ca::root(1);
    assert_eq!(bound(7).vouched_for(voucher(&root, 8)).unwrap_err(), OtherKey);
    assert_eq!(bound(7).vouched_for(voucher(&root, 7)).unwrap().vouchers().len(), 1);
}

/// However it is spelled.
#[test]
fn one_identity_is_one_signer() {
    let principal = |name: &str, identity: &str, by: &str| {
        let identity = CertifiedIdentity::new(authority(by), Identity::parse(identity).unwrap());
        Principal::new(name, [Authenticator::Identity(identity)]).unwrap()
    };
    let two = |one: &str, other: &str, by: &str| {
        let principals = vec![principal("first", one, "root"), principal("second", other, by)];
        Requirement::new(principals, NonZeroUsize::new(2).unwrap()).map(drop)
    };
    for (one, other, unlike) in [
        ("email:ana@example.com", "email:ana@EXAMPLE.com", "email:Ana@example.com"),
        ("dns:ci.example.com", "dns:CI.example.com", "dns:ci.example.org"),
        ("dn:CN=Ana,O=Acme", "dn:cn=ANA, o=acme", "dn:CN=Ana,O=Other"),
        ("ip:2001:db8::1", "ip:2001:DB8:0::1", "ip:2001:db8::2"),
        ("uri:https://a.example/b", "uri:https://a.example/b", "uri:https://A.example/b"),
    ] {
        let shared = RequirementError::SharedAuthenticator { first: 0, second: 1 };
        assert_eq!(two(one, other, "root"), Err(shared), "{one}");
        assert_eq!(two(one, other, "another root"), Ok(()), "{one}");
        assert_eq!(two(one, unlike, "root"), Ok(()), "{one}");
    }
}
