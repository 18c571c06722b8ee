//! Requests and their answers: sigstore-rust #113, timestamp-authority 449884a, d8d3497.

use countersign_timestamp::{
    Failure, FailureInfo, FinishError, Nonce, NonceError, PkiStatus, RequestError, ResponseError,
    TimestampRequest, TimestampResponse, TimestampToken,
    crypto::{Digest, RandomError, RustCrypto},
    digest::{Algorithm, HashProvider as _},
    encoding::der::{DerErrorKind, Oid},
    need::{Method, Purpose},
};
use testkit::{
    tsp::{SHA256, TokenSpec},
    x509::{oid, tlv},
};

use crate::support::{MESSAGE, tsa};

fn imprint() -> Digest {
    RustCrypto.hash(Algorithm::Sha256, MESSAGE)
}

fn nonce(number: &[u8]) -> Nonce {
    Nonce::from_unsigned(number).unwrap()
}

fn answer(change: impl FnOnce(&mut TokenSpec)) -> Vec<u8> {
    let mut token = tsa().token(MESSAGE);
    token.info.nonce = tlv(2, &[&[0x11, 0x22]]);
    change(&mut token);
    token.response()
}

fn request() -> TimestampRequest {
    TimestampRequest::new(imprint()).nonce(nonce(&[0x11, 0x22]))
}

#[test]
fn an_answer_to_the_request_is_taken() {
    let token = request().finish(&answer(|_| {})).unwrap();
    assert_eq!(token.der(), TimestampToken::from_response_der(&answer(|_| {})).unwrap().der());
    // A status may come with texts, and with modifications.
    let granted =
        tlv(0x30, &[&tlv(0x30, &[&[2, 1, 1], &tlv(0x30, &[&tlv(0x0c, &[b"fewer"])])]), token.der()]);
    assert!(request().finish(&granted).is_ok());
}

#[test]
fn a_nonce_that_was_sent_comes_back() {
    let missing = answer(|token| token.info.nonce.clear());
    assert_eq!(request().finish(&missing), Err(FinishError::NonceMissing));
    for other in [vec![2, 1, 0x11], vec![2, 2, 0x11, 0x23], vec![2, 3, 0x11, 0x22, 0]] {
        let other = answer(|token| token.info.nonce = other);
        assert_eq!(request().finish(&other), Err(FinishError::Nonce));
    }
    // Without one, any token over the imprint is an answer.
    assert!(TimestampRequest::new(imprint()).finish(&missing).is_ok());
    assert!(TimestampRequest::new(imprint()).finish(&answer(|_| {})).is_ok());
}

#[test]
fn an_answer_is_about_what_was_asked() {
    let other = answer(|token| token.info.imprint = vec![7; 32]);
    assert_eq!(request().finish(&other), Err(FinishError::Imprint));
    let weak = answer(|token| token.info.imprint_algorithm = tlv(0x30, &[&oid("1.3.14.3.2.26")]));
    assert_eq!(request().finish(&weak), Err(FinishError::Imprint));
}

#[test]
fn a_policy_that_was_asked_for_is_the_one_of_the_token() {
    let (right, wrong) =
        (Oid::contents_of("1.3.6.1.4.1.32473.1").unwrap(), Oid::contents_of("1.2.3").unwrap());
    assert!(request().policy(Oid::from_contents(&right)).finish(&answer(|_| {})).is_ok());
    let error = request().policy(Oid::from_contents(&wrong)).finish(&answer(|_| {})).unwrap_err();
    assert_eq!(error.code(), "CSG-TSP-POLICY");
}

#[test]
fn certificates_are_there_if_and_only_if_they_were_asked_for() {
    let without = answer(|token| token.certificates.clear());
    assert_eq!(request().finish(&without), Err(FinishError::CertificatesMissing));
    let ca_alone = answer(|token| token.certificates = vec![tsa().ca.der()]);
    assert_eq!(request().finish(&ca_alone), Err(FinishError::CertificatesMissing));
    assert!(request().without_certificates().finish(&without).is_ok());
    let unasked = request().without_certificates().finish(&answer(|_| {}));
    assert_eq!(unasked, Err(FinishError::CertificatesUnasked));
}

fn status(number: u8, rest: &[&[u8]], token: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&tlv(0x30, &[&[2, 1, number], &rest.concat()]), token])
}

#[test]
fn a_rejection_says_why_in_words_that_are_safe_to_show() {
    let texts = tlv(0x30, &[&tlv(0x0c, &["no\u{202e} \n".as_bytes()]), &tlv(0x0c, &[b"never"])]);
    let failures = FailureInfo::of(Failure::BAD_ALG).to_der();
    assert_eq!(failures, [3, 2, 7, 0x80]);
    let error = request().finish(&status(2, &[&texts, &failures], &[])).unwrap_err();
    assert_eq!(error.to_string(), r"the authority answers rejection (badAlg): no\u{202e} \u{a}; never");
    assert_eq!(error.code(), "CSG-TSP-NOT-GRANTED");
    let der = status(2, &[&texts, &[3, 5, 0, 0x20, 1, 0, 1]], &[]);
    let response = TimestampResponse::parse(&der).unwrap();
    assert_eq!(response.failures().to_string(), "badRequest, unacceptedPolicy, unknown");
    assert!(response.failures().contains(Failure::UNACCEPTED_POLICY));
    assert_eq!(
        (response.status(), response.texts().count(), response.token()),
        (PkiStatus::Rejection, 2, None)
    );
}

#[test]
fn every_failure_is_written_as_it_is_read() {
    for failure in [Failure::BAD_REQUEST, Failure::UNACCEPTED_EXTENSION, Failure::SYSTEM_FAILURE] {
        let der = status(2, &[&FailureInfo::of(failure).to_der()], &[]);
        assert_eq!(TimestampResponse::parse(&der).unwrap().failures().iter().collect::<Vec<_>>(), [failure]);
    }
    let names = [
        (Failure::BAD_DATA_FORMAT, "badDataFormat"),
        (Failure::TIME_NOT_AVAILABLE, "timeNotAvailable"),
        (Failure::ADD_INFO_NOT_AVAILABLE, "addInfoNotAvailable"),
        (Failure::SYSTEM_FAILURE, "systemFailure"),
    ];
    assert!(names.iter().all(|(failure, name)| failure.name() == *name));
}

#[test]
fn a_token_comes_with_a_status_that_grants_it_and_with_no_other() {
    let token = tsa().token(MESSAGE).der();
    for granted in [PkiStatus::Granted, PkiStatus::GrantedWithMods] {
        assert!(TimestampResponse::parse(&status(granted.number(), &[], &token)).is_ok());
        let error = TimestampResponse::parse(&status(granted.number(), &[], &[])).unwrap_err();
        assert_eq!(error, ResponseError::NoToken { status: granted });
        let contradictory = status(granted.number(), &[&[3, 2, 7, 0x80]], &token);
        let error = TimestampResponse::parse(&contradictory).unwrap_err();
        assert_eq!(error, ResponseError::UnexpectedFailure { status: granted });
    }
    for refused in &PkiStatus::ALL[2..] {
        let error = TimestampResponse::parse(&status(refused.number(), &[], &token)).unwrap_err();
        assert_eq!(error, ResponseError::UnexpectedToken { status: *refused });
        let der = status(refused.number(), &[], &[]);
        assert_eq!(TimestampResponse::parse(&der).unwrap().status(), *refused);
        let error = TimestampToken::from_response_der(&der).unwrap_err();
        assert_eq!(error, ResponseError::NoToken { status: *refused });
    }
    for unknown in [6, 0xff] {
        let error = TimestampResponse::parse(&status(unknown, &[], &[])).unwrap_err();
        assert_eq!(error, ResponseError::UnknownStatus);
    }
}

#[test]
fn an_answer_is_der_and_short() {
    let kind = |der: &[u8]| match TimestampResponse::parse(der).unwrap_err() {
        ResponseError::Encoding(error) => error.kind(),
        other => panic!("{other:?}"),
    };
    assert!(matches!(kind(b"<html>"), DerErrorKind::UnexpectedTag { .. }));
    assert_eq!(kind(&[&status(2, &[], &[])[..], &[0]].concat()), DerErrorKind::TrailingBytes);
    assert_eq!(kind(&status(2, &[&[3, 2, 6, 0x80]], &[])), DerErrorKind::NamedBits);
    assert_eq!(kind(&status(2, &[&[3, 6, 0, 0, 0, 0, 0, 1]], &[])), DerErrorKind::BitString);
    let many = tlv(0x30, &[&tlv(0x0c, &[b"x"]).repeat(17)]);
    assert_eq!(kind(&status(2, &[&many], &[])), DerErrorKind::TrailingBytes);
    let error = TimestampResponse::parse(&[0; 65_537]).unwrap_err();
    assert_eq!(error, ResponseError::TooLong { limit: 65_536, actual: 65_537 });
}

#[test]
fn a_request_is_written_as_it_is_read() {
    let policy = Oid::contents_of("1.2.3").unwrap();
    let requests = [
        TimestampRequest::new(imprint()),
        request().policy(Oid::from_contents(&policy)),
        TimestampRequest::new(RustCrypto.hash(Algorithm::Sha384, MESSAGE)).without_certificates(),
        TimestampRequest::new(RustCrypto.hash(Algorithm::Sha512, MESSAGE)).nonce(nonce(&[])),
    ];
    for request in requests {
        assert_eq!(TimestampRequest::parse(&request.to_der()).unwrap(), request);
    }
}

#[test]
fn a_request_that_is_read_is_written_byte_by_byte_the_same() {
    let extension = tlv(0xa0, &[&tlv(0x30, &[&oid("1.2.3.4"), &tlv(4, &[b"x"])])]);
    // The algorithm without parameters, which is not how requests of ours have it.
    let imprint = tlv(0x30, &[&tlv(0x30, &[&oid(SHA256)]), &tlv(4, &[&[7; 32]])]);
    let der = tlv(0x30, &[&[2, 1, 1], &imprint, &oid("1.2.3"), &[2, 1, 9], &[1, 1, 0xff], &extension]);
    let request = TimestampRequest::parse(&der).unwrap();
    assert_eq!(request.to_der(), der);
    assert_eq!(request.imprint_der(), imprint);
    assert_eq!(request.requested_policy().unwrap().to_string(), "1.2.3");
    assert_eq!(request.requested_nonce(), Some(nonce(&[9])));
    assert!(request.wants_certificates());
    assert_eq!(request.extensions().unwrap().count(), 1);
}

#[test]
fn a_request_is_posted() {
    let need = request().need("http://tsa.example/").unwrap();
    assert_eq!(
        (need.purpose(), need.method(), need.url()),
        (Purpose::Timestamp, Method::Post, "http://tsa.example/")
    );
    assert_eq!(need.content_type(), Some("application/timestamp-query"));
    assert_eq!((need.accepted(), need.limit()), (&["application/timestamp-reply".to_owned()][..], 65_536));
    assert_eq!(need.body(), request().to_der());
    assert!(request().need("ftp://tsa.example/").is_err());
}

fn requested(parts: &[&[u8]]) -> RequestError {
    TimestampRequest::parse(&tlv(0x30, parts)).unwrap_err()
}

#[test]
fn what_is_no_request_says_what_to_answer() {
    let algorithm = tlv(0x30, &[&oid(SHA256)]);
    let imprint = tlv(0x30, &[&algorithm, &tlv(4, &[&[7; 32]])]);
    let critical = tlv(0xa0, &[&tlv(0x30, &[&oid("1.2.3.4"), &[1, 1, 0xff], &tlv(4, &[b"x"])])]);
    let plain = tlv(0x30, &[&oid("1.2.3.4"), &tlv(4, &[b"x"])]);
    let long_nonce = tlv(2, &[&[1; 65_000]]);
    let weak = tlv(0x30, &[&tlv(0x30, &[&oid("1.3.14.3.2.26")]), &tlv(4, &[&[7; 20]])]);
    let parameters = tlv(0x30, &[&tlv(0x30, &[&oid(SHA256), &[4, 0]]), &tlv(4, &[&[7; 32]])]);
    let short = tlv(0x30, &[&algorithm, &tlv(4, &[&[7; 31]])]);
    let v1: &[u8] = &[2, 1, 1];
    for (error, code, failure) in [
        (requested(&[&[2, 1, 2], &imprint]), "VERSION", Failure::BAD_REQUEST),
        (requested(&[v1, &weak]), "IMPRINT-ALGORITHM", Failure::BAD_ALG),
        (requested(&[v1, &parameters]), "IMPRINT-ALGORITHM", Failure::BAD_ALG),
        (requested(&[v1, &short]), "IMPRINT-LENGTH", Failure::BAD_DATA_FORMAT),
        (requested(&[v1, &imprint, &long_nonce]), "NONCE-TOO-LONG", Failure::BAD_DATA_FORMAT),
        (requested(&[v1, &imprint, &critical]), "CRITICAL-EXTENSION", Failure::UNACCEPTED_EXTENSION),
        (
            requested(&[v1, &imprint, &tlv(0xa0, &[&plain, &plain])]),
            "REPEATED-EXTENSION",
            Failure::BAD_DATA_FORMAT,
        ),
        (requested(&[v1, &imprint, &[1, 1, 0]]), "ENCODING", Failure::BAD_DATA_FORMAT),
        (requested(&[v1, &imprint, &[5, 0]]), "ENCODING", Failure::BAD_DATA_FORMAT),
        (requested(&[&[4; 70_000]]), "TOO-LONG", Failure::BAD_REQUEST),
    ] {
        assert_eq!(error.code(), format!("CSG-TSP-REQUEST-{code}"));
        assert!(error.failure_info().contains(failure), "{code}");
    }
}

#[test]
fn nonces_are_numbers_of_at_most_64_octets() {
    assert_eq!(nonce(&[0, 0, 5]), nonce(&[5]));
    assert_eq!(nonce(&[]).as_bytes(), [0]);
    assert_eq!(nonce(&[0x80]).as_bytes(), [0, 0x80]);
    assert_eq!(nonce(&[0x80]).to_string(), "0080");
    assert!(Nonce::from_unsigned(&[0x7f; 64]).is_ok());
    assert_eq!(Nonce::from_unsigned(&[0x80; 64]), Err(NonceError::TooLong { limit: 64 }));
    let mut ones = |out: &mut [u8]| -> Result<(), RandomError> {
        out.fill(0xff);
        Ok(())
    };
    assert_eq!(Nonce::generate(&mut ones).unwrap().as_bytes().len(), 16);
    let mut broken = |_: &mut [u8]| -> Result<(), RandomError> { Err(RandomError) };
    assert_eq!(Nonce::generate(&mut broken), Err(RandomError));
}
