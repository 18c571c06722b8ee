//! Requests (RFC 6960 §4.1).

use countersign_revocation::{
    Issuer,
    crypto::RustCrypto,
    need::{Method, NeedError, Purpose},
    ocsp::{CertIdHash, Nonce, OcspError, OcspList, OcspNeedError, OcspRequest, OcspRequestError},
    x509::{AnchorConstraints, Certificate, TrustAnchor},
};
use proptest::prelude::*;
use testkit::{
    ocsp::{HashKind, Scene},
    x509::{ExtensionSpec, Form, tlv},
};

/// A request about the certificate of a scene.
fn request(scene: &Scene, hash: CertIdHash) -> OcspRequest {
    let (ca, target) = (scene.ca.der(), scene.target.der());
    let (ca, target) = (Certificate::from_der(&ca).unwrap(), Certificate::from_der(&target).unwrap());
    OcspRequest::for_certificate(&target, Issuer::from_certificate(&ca), hash, &RustCrypto).unwrap()
}

#[test]
fn a_request_names_the_certificate_by_all_of_its_cert_id() {
    let mut scene = Scene::new();
    // The name as the certificate writes it.
    let printable = [("2.5.4.6", Form::Printable, "DE"), ("2.5.4.3", Form::Printable, "OCSP Root")];
    scene.target.issuer = testkit::x509::name(&printable);
    for (hash, kind) in [(CertIdHash::Sha1, HashKind::Sha1), (CertIdHash::Sha256, HashKind::Sha256)] {
        let der = request(&scene, hash).to_der();
        let read = OcspRequest::parse(&der).unwrap();
        let [asked] = read.requests() else { panic!() };
        let right = scene.id(kind);
        assert_eq!(asked.cert_id().hash(), Some(hash));
        assert_eq!(asked.cert_id().issuer_name_hash(), kind.hash(&scene.target.issuer));
        assert_eq!(asked.cert_id().issuer_key_hash(), right.key_hash);
        assert_eq!(asked.cert_id().serial().as_bytes(), right.serial);
        assert!(read.nonce().is_none() && read.requestor().is_none() && !read.is_signed());
        assert!(read.extensions().is_none() && read.unknown_critical_extension().is_none());
    }
}

#[test]
fn a_request_may_ask_about_several_certificates_with_one_nonce() {
    let scene = Scene::new();
    let (ca, delegate) = (scene.ca.der(), scene.delegate.der());
    let (ca, delegate) = (Certificate::from_der(&ca).unwrap(), Certificate::from_der(&delegate).unwrap());
    let issuer = Issuer::from_certificate(&ca);
    let both =
        request(&scene, CertIdHash::Sha1).and(&delegate, issuer, CertIdHash::Sha256, &RustCrypto).unwrap();
    let der = both.nonce(Nonce::new(&[9; 32]).unwrap()).to_der();
    let read = OcspRequest::parse(&der).unwrap();
    let serials: Vec<_> = read.requests().iter().map(|one| one.cert_id().serial().as_bytes()).collect();
    assert_eq!(serials, [scene.target.serial, scene.delegate.serial]);
    assert_eq!(read.nonce(), Some(&[9; 32][..]));
}

#[test]
fn a_request_has_a_limit() {
    let scene = Scene::new();
    let (ca, target) = (scene.ca.der(), scene.target.der());
    let (ca, target) = (Certificate::from_der(&ca).unwrap(), Certificate::from_der(&target).unwrap());
    let more = |request: OcspRequest| {
        request.and(&target, Issuer::from_certificate(&ca), CertIdHash::Sha1, &RustCrypto)
    };
    let full = (1..64).try_fold(request(&scene, CertIdHash::Sha1), |request, _| more(request)).unwrap();
    let der = full.to_der();
    assert_eq!(OcspRequest::parse(&der).unwrap().requests().len(), 64);
    assert_eq!(more(full), Err(OcspRequestError::TooMany { limit: 64 }));
}

#[test]
fn an_issuer_without_a_readable_key_is_asked_nothing_about() {
    let scene = Scene::new();
    let target = scene.target.der();
    let target = Certificate::from_der(&target).unwrap();
    let anchor = TrustAnchor::from_parts(&scene.ca.subject, &[0x30, 0], AnchorConstraints::NONE).unwrap();
    let made =
        OcspRequest::for_certificate(&target, Issuer::from_anchor(&anchor), CertIdHash::Sha1, &RustCrypto);
    assert_eq!(made, Err(OcspRequestError::IssuerKey));
}

#[test]
fn a_request_is_posted_or_put_into_the_address() {
    let scene = Scene::new();
    let request = request(&scene, CertIdHash::Sha1);
    let post = request.need_post("http://ocsp.example/x?y=z").unwrap();
    assert_eq!(
        (post.purpose(), post.method(), post.url()),
        (Purpose::OcspResponse, Method::Post, "http://ocsp.example/x?y=z")
    );
    assert_eq!(post.content_type(), Some("application/ocsp-request"));
    assert_eq!(post.accepted(), ["application/ocsp-response"]);
    assert_eq!((post.body(), post.limit()), (&request.to_der()[..], 65_536));
    let encoded =
        testkit::base64(&request.to_der()).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    for (base, expected) in [
        ("http://ocsp.example", "http://ocsp.example/"),
        ("http://ocsp.example/", "http://ocsp.example/"),
        ("http://ocsp.example/a", "http://ocsp.example/a/"),
        ("http://ocsp.example/a/", "http://ocsp.example/a/"),
    ] {
        let get = request.need_get(base).unwrap();
        assert_eq!(get.url(), format!("{expected}{encoded}"));
        assert_eq!((get.method(), get.body(), get.limit()), (Method::Get, &[][..], 65_536));
        assert_eq!(get.accepted(), ["application/ocsp-response"]);
    }
}

#[test]
fn a_request_goes_into_no_address_that_it_does_not_fit() {
    let scene = Scene::new();
    let one = request(&scene, CertIdHash::Sha1);
    assert_eq!(one.need_get("http://ocsp.example/?a"), Err(OcspNeedError::Query));
    assert_eq!(one.need_get("ldap://ocsp.example"), Err(OcspNeedError::Url(NeedError::Scheme)));
    assert_eq!(one.need_post("ldap://ocsp.example"), Err(NeedError::Scheme));
    let (ca, target) = (scene.ca.der(), scene.target.der());
    let (ca, target) = (Certificate::from_der(&ca).unwrap(), Certificate::from_der(&target).unwrap());
    let many = one
        .and(&target, Issuer::from_certificate(&ca), CertIdHash::Sha256, &RustCrypto)
        .and_then(|many| many.and(&target, Issuer::from_certificate(&ca), CertIdHash::Sha256, &RustCrypto))
        .unwrap();
    let refused = many.need_get("http://ocsp.example");
    assert!(matches!(refused, Err(OcspNeedError::TooLong { limit: 255, actual }) if actual > 255));
}

/// A request with parts of its own.
fn written(version: &[u8], requestor: &[u8], list: &[u8], extensions: &[u8], signature: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&tlv(0x30, &[version, requestor, &tlv(0x30, &[list]), extensions]), signature])
}

fn one(scene: &Scene, extensions: &[u8]) -> Vec<u8> {
    // The CertID as an answer has it.
    let single = scene.single().der();
    let mut reader = countersign_revocation::encoding::der::Reader::new(&single).sequence().unwrap();
    tlv(0x30, &[reader.element().unwrap().bytes(), extensions])
}

#[test]
fn requests_of_others_are_read_strictly() {
    let scene = Scene::new();
    let ask = one(&scene, &[]);
    let requestor = tlv(0xa1, &[&tlv(0x82, &[b"client.example"])]);
    let signature = tlv(0xa0, &[&tlv(0x30, &[&tlv(0x30, &[&[5, 0]]), &[3, 2, 0, 1]])]);
    let whole = written(&[], &requestor, &ask, &[], &signature);
    let read = OcspRequest::parse(&whole).unwrap();
    assert!(read.is_signed() && read.requestor().is_some());
    let version = |der: &[u8]| matches!(OcspRequest::parse(der), Err(OcspError::Version { offset: 4 }));
    assert!(version(&written(&[0xa0, 3, 2, 1, 1], &[], &ask, &[], &[])));
    assert!(version(&written(&[0xa0, 3, 2, 1, 0], &[], &ask, &[], &[])));
    let none = written(&[], &[], &[], &[], &[]);
    let expected = OcspError::NoMembers { what: OcspList::Requests, offset: 4 };
    assert_eq!(OcspRequest::parse(&none).map(drop), Err(expected));
    let many = written(&[], &[], &ask.repeat(65), &[], &[]);
    assert!(matches!(
        OcspRequest::parse(&many),
        Err(OcspError::TooMany { what: OcspList::Requests, limit: 64, .. })
    ));
    let empty = written(&[], &[], &ask, &tlv(0xa2, &[&[0x30, 0]]), &[]);
    assert!(matches!(OcspRequest::parse(&empty), Err(OcspError::Extensions(_))));
    assert!(matches!(OcspRequest::parse(&[0; 65_537]), Err(OcspError::TooLong { .. })));
}

#[test]
fn critical_extensions_of_a_request_that_are_not_known_are_told() {
    let scene = Scene::new();
    let list = |tag, extension: &ExtensionSpec| tlv(tag, &[&tlv(0x30, &[&extension.der()])]);
    let unknown = ExtensionSpec::critical("1.3.6.1.4.1.99999.1", vec![5, 0]);
    let of =
        |der: &[u8]| OcspRequest::parse(der).unwrap().unknown_critical_extension().map(|oid| oid.to_string());
    let whole = written(&[], &[], &one(&scene, &[]), &list(0xa2, &unknown), &[]);
    assert_eq!(of(&whole).as_deref(), Some("1.3.6.1.4.1.99999.1"));
    let part = written(&[], &[], &one(&scene, &list(0xa0, &unknown)), &[], &[]);
    assert_eq!(of(&part).as_deref(), Some("1.3.6.1.4.1.99999.1"));
    let locator = ExtensionSpec::critical("1.3.6.1.5.5.7.48.1.7", vec![0x30, 0]);
    assert_eq!(of(&written(&[], &[], &one(&scene, &list(0xa0, &locator)), &[], &[])), None);
    let acceptable = ExtensionSpec::critical("1.3.6.1.5.5.7.48.1.4", vec![0x30, 0]);
    assert_eq!(of(&written(&[], &[], &one(&scene, &[]), &list(0xa2, &acceptable), &[])), None);
}

proptest! {
    #[test]
    fn what_is_written_is_read(serial in proptest::collection::vec(any::<u8>(), 1..20), nonce in proptest::collection::vec(any::<u8>(), 1..=32)) {
        let mut scene = Scene::new();
        scene.target.serial = [&[0x41][..], &serial].concat();
        scene.target.serial.truncate(20);
        let der = request(&scene, CertIdHash::Sha1).nonce(Nonce::new(&nonce).unwrap()).to_der();
        let read = OcspRequest::parse(&der).unwrap();
        prop_assert_eq!(read.nonce(), Some(&nonce[..]));
        prop_assert_eq!(read.requests()[0].cert_id().serial().as_bytes(), &scene.target.serial[..]);
    }
}
