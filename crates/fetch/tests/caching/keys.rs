//! Under what something is kept.

use std::collections::BTreeSet;

use countersign_fetch::{
    CacheKey, CachedKind,
    need::{Need, Purpose},
};
use testkit::ocsp::Scene;

use crate::evidence::{ca, crl_need, key, key_of};

fn post(url: &str, body: &[u8]) -> Need {
    Need::post(Purpose::OcspResponse, url, "application/ocsp-request", body.to_vec(), 1 << 16).unwrap()
}

#[test]
fn each_part_of_what_is_asked_counts() {
    let mut other_key = Scene::new().ca;
    other_key.key = Scene::new().target.key;
    let mut other_name = Scene::new().ca;
    other_name.subject = Scene::new().target.subject;
    other_name.issuer = other_name.subject.clone();
    let get = |url: &str| Need::get(Purpose::OcspResponse, url, 9).unwrap();
    let keys: Vec<Option<CacheKey>> = vec![
        key_of(&crl_need("http://a/x"), &ca()),
        key_of(&crl_need("https://a/x"), &ca()),
        key_of(&crl_need("http://b/x"), &ca()),
        key_of(&crl_need("http://a/y"), &ca()),
        key_of(&crl_need("http://a/x?y"), &ca()),
        key_of(&crl_need("http://a:8080/x"), &ca()),
        key_of(&crl_need("http://a/x"), &other_key.der()),
        key_of(&crl_need("http://a/x"), &other_name.der()),
        key_of(&get("http://a/x"), &ca()),
        key_of(&post("http://a/x", b"one"), &ca()),
        key_of(&post("http://a/x", b"two"), &ca()),
        key_of(&post("http://a/xo", b"ne"), &ca()),
    ];
    let distinct: BTreeSet<_> = keys.iter().map(|key| key.clone().unwrap()).collect();
    assert_eq!(distinct.len(), keys.len());
    let shown: BTreeSet<_> = distinct.iter().map(|key| key.as_hex().to_owned()).collect();
    assert_eq!(shown.len(), keys.len());
    assert!(shown.iter().all(|hex| hex.len() == 64));
    assert_eq!(keys[0].as_ref().unwrap().kind(), CachedKind::Crl);
    assert_eq!(keys[8].as_ref().unwrap().kind(), CachedKind::Ocsp);
}

#[test]
fn how_much_may_come_back_does_not_count() {
    let need = Need::get(Purpose::CertificateRevocationList, "http://a/x", 7).unwrap();
    assert_eq!(key_of(&need, &ca()), Some(key("http://a/x")));
}

#[test]
fn what_answers_other_needs_is_not_kept() {
    for purpose in [Purpose::Timestamp, Purpose::LogEntry, Purpose::IdentityToken, Purpose::TrustMetadata] {
        let need = Need::get(purpose, "http://a/x", 9).unwrap();
        assert_eq!(key_of(&need, &ca()), None, "{purpose:?}");
    }
}

mod paths {
    use countersign_fetch::revocation::{
        Issuer,
        crypto::RustCrypto,
        x509::{AnchorLimits, Certificate, PathBuilder, Profile, TrustAnchors},
    };
    use testkit::x509::{ExtensionSpec, oid, tlv};

    use super::*;

    /// `cRLDistributionPoints` and `authorityInfoAccess` with one address each.
    fn extensions(crl: &str, ocsp: &str) -> Vec<ExtensionSpec> {
        let uri = |text: &str| tlv(0x86, &[text.as_bytes()]);
        let point = tlv(0x30, &[&tlv(0xa0, &[&tlv(0xa0, &[&uri(crl)])])]);
        let access = tlv(0x30, &[&oid("1.3.6.1.5.5.7.48.1"), &uri(ocsp)]);
        vec![
            ExtensionSpec::new("2.5.29.31", tlv(0x30, &[&point])),
            ExtensionSpec::new("1.3.6.1.5.5.7.1.1", tlv(0x30, &[&access])),
        ]
    }

    #[test]
    fn the_issuer_is_that_of_the_certificate_that_names_the_address() {
        let scene = Scene::new();
        let mut leaf = scene.target.clone();
        leaf.extensions.extend(extensions("http://a/leaf.crl", "http://ocsp.a/"));
        let (leaf_der, ca_der) = (leaf.der(), scene.ca.der());
        let anchors = TrustAnchors::from_ders([&ca_der], AnchorLimits::NameAndKey);
        let leaf = Certificate::from_der(&leaf_der).unwrap();
        let path = PathBuilder::new(&RustCrypto, &anchors, Profile::RFC5280)
            .verify(&leaf, &[], crate::now())
            .unwrap();
        let ca = Certificate::from_der(&ca_der).unwrap();
        let get = |url: &str| Need::get(Purpose::OcspResponse, url, 9).unwrap();
        for need in
            [crl_need("http://a/leaf.crl"), post("http://ocsp.a/", b"question"), get("http://ocsp.a/MEow%2B")]
        {
            let expected = CacheKey::new(&need, Issuer::from_certificate(&ca));
            assert!(expected.is_some());
            assert_eq!(CacheKey::within(&path, &need), expected, "{need:?}");
        }
        for need in
            [crl_need("http://a/other.crl"), get("http://ocsp.ab/MEow"), crl_need("http://ocsp.a/MEow")]
        {
            assert_eq!(CacheKey::within(&path, &need), None, "{need:?}");
        }
    }
}
