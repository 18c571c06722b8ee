//! How responses are written (RFC 6960 §4.2.1).

use countersign_revocation::{
    encoding::der::DerErrorKind,
    ocsp::{CertStatus, OcspError, OcspList, OcspResponse, ResponderError, ResponderId},
};
use testkit::{
    ocsp::{AnswerSpec, ResponderSpec, Scene, StatusSpec},
    x509::{ExtensionSpec, Time, oid, tlv},
};

use crate::support::{ask, code, is_good, time};

fn parse(answer: &AnswerSpec) -> Result<(), OcspError> {
    OcspResponse::parse(&answer.der()).map(drop)
}

#[test]
fn an_answer_shows_what_it_claims() {
    let scene = Scene::new();
    let mut spec = scene.delegated();
    spec.extensions = vec![Scene::nonce(&[1, 2, 3])];
    let crl_id = tlv(0x30, &[&tlv(0xa0, &[&tlv(0x16, &[b"http://crl.example"])]), &tlv(0xa1, &[&[2, 1, 7]])]);
    spec.singles[0].extensions = vec![
        ExtensionSpec::new("1.3.6.1.5.5.7.48.1.3", crl_id),
        ExtensionSpec::new("1.3.6.1.5.5.7.48.1.6", Time::generalized("20200101000000Z").der()),
    ];
    let der = spec.der();
    let response = OcspResponse::parse(&der).unwrap();
    let claims = response.answer().unwrap().inspect();
    let ResponderId::ByName(name) = claims.responder() else { panic!() };
    assert_eq!(name.der(), scene.delegate.subject);
    assert_eq!(claims.produced_at(), time("2026-05-31T23:00:00Z"));
    assert_eq!(claims.nonce(), Some(&[1, 2, 3][..]));
    assert_eq!(claims.certificates(), [scene.delegate.der()]);
    let [single] = claims.responses() else { panic!() };
    assert_eq!(single.status(), CertStatus::Good);
    assert_eq!(single.cert_id().serial().as_bytes(), scene.target.serial);
    assert_eq!(single.cert_id().issuer_name_hash().len(), 20);
    assert_eq!(single.archive_cutoff(), Some(time("2020-01-01T00:00:00Z")));
    let crl = single.crl_id().unwrap();
    assert_eq!(
        (crl.url(), crl.number(), crl.time()),
        (Some(&b"http://crl.example"[..]), Some(&[7][..]), None)
    );
}

#[test]
fn an_error_is_typed_and_holds_no_answer() {
    let scene = Scene::new();
    for (status, error) in [
        (1, ResponderError::MalformedRequest),
        (2, ResponderError::InternalError),
        (3, ResponderError::TryLater),
        (5, ResponderError::SignatureRequired),
        (6, ResponderError::Unauthorized),
    ] {
        let spec = AnswerSpec { status: vec![status], has_answer: false, ..scene.answer() };
        let der = spec.der();
        let response = OcspResponse::parse(&der).unwrap();
        assert_eq!(response.answer().unwrap_err(), error);
        let with_answer = AnswerSpec { has_answer: true, ..spec };
        assert_eq!(parse(&with_answer), Err(OcspError::AnswerUnexpected { offset: 7 }));
    }
}

#[test]
fn a_success_holds_an_answer() {
    let scene = Scene::new();
    assert_eq!(parse(&scene.answer()), Ok(()));
    let bare = AnswerSpec { has_answer: false, ..scene.answer() };
    assert_eq!(parse(&bare), Err(OcspError::AnswerMissing { offset: 2 }));
    let other = AnswerSpec { answer_type: "1.3.6.1.5.5.7.48.1.2", ..scene.answer() };
    assert!(matches!(parse(&other), Err(OcspError::AnswerType { .. })));
}

#[test]
fn a_status_is_one_that_there_is() {
    let scene = Scene::new();
    for status in [vec![4], vec![7], vec![0x11], vec![0xff], vec![1, 0]] {
        let spec = AnswerSpec { status, has_answer: false, ..scene.answer() };
        assert_eq!(parse(&spec), Err(OcspError::Status { offset: 2 }));
    }
    let padded = AnswerSpec { status: vec![0, 0], ..scene.answer() };
    assert!(
        matches!(parse(&padded), Err(OcspError::Encoding(error)) if error.kind() == DerErrorKind::Integer)
    );
}

#[test]
fn the_version_is_v1_and_not_written_out() {
    let scene = Scene::new();
    for version in [0, 1, 2] {
        let spec = AnswerSpec { version: Some(version), ..scene.answer() };
        assert!(matches!(parse(&spec), Err(OcspError::Version { .. })));
    }
}

#[test]
fn a_key_is_named_by_20_octets() {
    let scene = Scene::new();
    for length in [0, 19, 21, 32] {
        let spec = AnswerSpec { responder: ResponderSpec::ByKey(vec![1; length]), ..scene.answer() };
        assert!(matches!(parse(&spec), Err(OcspError::KeyHash { .. })));
    }
}

#[test]
fn times_are_generalized_with_seconds_and_without_fractions() {
    let scene = Scene::new();
    let wrong =
        ["20260531220000.5Z", "202605312200Z", "20260531220000+0000", "20260531220060Z", "20261331220000Z"];
    let changes: [fn(&mut AnswerSpec, Time); 4] = [
        |spec, time| spec.produced_at = time,
        |spec, time| spec.singles[0].this_update = time,
        |spec, time| spec.singles[0].next_update = Some(time),
        |spec, time| spec.singles[0].status = StatusSpec::Revoked(time, None),
    ];
    for change in changes {
        for text in wrong {
            let mut spec = scene.answer();
            change(&mut spec, Time::generalized(text));
            assert!(matches!(parse(&spec), Err(OcspError::Time { .. })), "{text}");
        }
        let mut spec = scene.answer();
        change(&mut spec, Time::utc("260531220000Z"));
        assert!(matches!(parse(&spec), Err(OcspError::Encoding(_))));
    }
}

#[test]
fn the_next_update_is_not_before_this_one() {
    let scene = Scene::new();
    let mut spec = scene.answer();
    spec.singles[0].next_update = Some(spec.singles[0].this_update.clone());
    assert_eq!(parse(&spec), Ok(()));
    spec.singles[0].next_update = Some(Time::generalized("20260531215959Z"));
    assert!(matches!(parse(&spec), Err(OcspError::UpdatesReversed { .. })));
}

#[test]
fn a_reason_is_one_that_there_is() {
    let scene = Scene::new();
    for reason in [vec![7], vec![11], vec![0xff], vec![1, 0]] {
        let mut spec = scene.answer();
        spec.singles[0].status =
            StatusSpec::Revoked(Time::generalized("20260301000000Z"), Some(reason.clone()));
        assert!(matches!(parse(&spec), Err(OcspError::Reason { .. })));
        spec.singles[0].status = StatusSpec::revoked(None);
        spec.singles[0].extensions = vec![ExtensionSpec::new("2.5.29.21", tlv(0x0a, &[&reason]))];
        assert!(matches!(parse(&spec), Err(OcspError::ExtensionValue { .. })));
    }
}

#[test]
fn a_certificate_status_is_one_of_three() {
    let scene = Scene::new();
    for bytes in [
        vec![0x80, 1, 0],
        vec![0x82, 1, 0],
        vec![0x83, 0],
        vec![0xa0, 0],
        vec![0x81, 0],
        vec![0xa1, 0],
        vec![5, 0],
    ] {
        let mut spec = scene.answer();
        spec.singles[0].status = StatusSpec::Other(bytes);
        assert!(matches!(parse(&spec), Err(OcspError::Encoding(_))));
    }
}

#[test]
fn values_of_known_extensions_are_of_their_types() {
    let scene = Scene::new();
    let utc = Time::utc("200101000000Z").der();
    let mut longer = Time::generalized("20200101000000Z").der();
    longer.push(0);
    for (oid, value) in [
        ("1.3.6.1.5.5.7.48.1.6", utc.clone()),
        ("1.3.6.1.5.5.7.48.1.6", longer),
        ("2.5.29.24", utc),
        ("1.3.6.1.5.5.7.48.1.3", vec![5, 0]),
        ("1.3.6.1.5.5.7.48.1.3", vec![0x30, 2, 5, 0]),
    ] {
        let mut spec = scene.answer();
        spec.singles[0].extensions = vec![ExtensionSpec::new(oid, value)];
        assert!(matches!(parse(&spec), Err(OcspError::ExtensionValue { .. })));
    }
}

#[test]
fn no_extension_stands_there_twice() {
    let scene = Scene::new();
    let twice = || vec![Scene::nonce(&[1]), Scene::nonce(&[1])];
    let mut spec = scene.answer();
    spec.singles[0].extensions = twice();
    assert!(matches!(parse(&spec), Err(OcspError::Extensions(_))));
    assert_eq!(
        code(&ask(&scene, &AnswerSpec { extensions: twice(), ..scene.answer() })),
        "CSG-OCSP-EXTENSIONS"
    );
}

#[test]
fn a_response_is_not_longer_than_64_kib_nor_its_lists_than_their_limits() {
    let scene = Scene::new();
    let too_long = vec![0x30; OcspResponse::MAX_LEN + 1];
    let error = OcspError::TooLong { limit: 65_536, actual: 65_537 };
    assert_eq!(OcspResponse::parse(&too_long).map(drop), Err(error));
    let mut spec = scene.answer();
    spec.singles = vec![scene.single(); 256];
    assert!(is_good(&ask(&scene, &spec)));
    spec.singles.push(scene.single());
    let limit = |what, limit| move |error: OcspError| matches!(error, OcspError::TooMany { what: w, limit: l, .. } if w == what && l == limit);
    assert!(parse(&spec).is_err_and(limit(OcspList::Responses, 256)));
    let mut spec = scene.delegated();
    spec.certificates = vec![spec.certificates[0].clone(); 32];
    assert_eq!(parse(&spec), Ok(()));
    spec.certificates.push(vec![0x30, 0]);
    assert!(parse(&spec).is_err_and(limit(OcspList::Certificates, 32)));
}

#[test]
fn a_signature_is_a_whole_number_of_octets() {
    let scene = Scene::new();
    let spec = scene.answer();
    let (tbs, signature) = (spec.tbs(), spec.signer.sign(spec.signature, &spec.tbs()));
    let der = spec.with_signature(&tbs, &signature);
    let place = der.len() - signature.len() - 1;
    let mut bits = der.clone();
    bits[place] = 1;
    let last = bits.len() - 1;
    bits[last] &= 0xfe;
    assert!(matches!(OcspResponse::parse(&bits), Err(OcspError::UnusedBits { .. })));
    bits[place] = 8;
    assert!(matches!(OcspResponse::parse(&bits), Err(OcspError::Encoding(_))));
}

#[test]
fn nothing_stands_behind_a_response_or_inside_of_it() {
    let scene = Scene::new();
    let mut der = scene.answer().der();
    der.push(0);
    assert_eq!(
        OcspResponse::parse(&der).map(drop),
        Err(DerErrorKind::TrailingBytes.at(der.len() - 1).into())
    );
    let bytes = tlv(0x30, &[&oid("1.3.6.1.5.5.7.48.1.1"), &tlv(4, &[&[0x30, 0, 0]])]);
    let inner = tlv(0x30, &[&[0x0a, 1, 0], &tlv(0xa0, &[&bytes])]);
    assert!(matches!(OcspResponse::parse(&inner), Err(OcspError::Encoding(_))));
}
