//! Requests that are not granted, each beside one that is.

use countersign_timestamp::{
    Accuracy, PkiStatus, TimestampRequest, TimestampResponse,
    crypto::{RustCrypto, Scheme},
    digest::Algorithm,
    encoding::der::Oid,
    issue::Rejection,
    time::Validity,
    x509::issue::CertificateTemplate,
};
use testkit::x509::{oid, tlv};

use crate::support::{Chain, POLICY, Request, at, builder, key, now, plain, policy, respond, serial};

/// What is said to a request, in the answer and by the steps.
fn rejection(request: &[u8]) -> Option<Rejection> {
    let asked = plain();
    let answer = respond(&asked, request);
    assert_eq!(asked.0.read(request).err(), answer.rejection());
    if let Some(rejection) = answer.rejection() {
        assert_eq!(answer.der(), rejection.to_response_der());
        let read = TimestampResponse::parse(answer.der()).unwrap();
        assert_eq!(read.status(), PkiStatus::Rejection);
        assert_eq!(read.failures().iter().collect::<Vec<_>>(), [rejection.failure()]);
        assert_eq!(read.texts().collect::<Vec<_>>(), [rejection.to_string()]);
        // Whoever parses a request without an authority is told the same.
        if let Err(error) = TimestampRequest::parse(request) {
            assert_eq!(error.failure_info(), read.failures());
        }
    }
    answer.rejection()
}

#[test]
fn a_plain_request_is_granted() {
    assert_eq!(rejection(&Request::new().der()), None);
    let mut with_null = Request::new();
    with_null.algorithm = tlv(0x30, &[&oid("2.16.840.1.101.3.4.2.1"), &[5, 0]]);
    assert_eq!(rejection(&with_null.der()), None);
}

#[test]
fn bytes_that_are_no_request_are_a_bad_data_format() {
    let request = Request::new().der();
    for bytes in [&b""[..], b"\x30\x00", b"\x30\x80\x00\x00", &request[..request.len() - 1]] {
        assert_eq!(rejection(bytes), Some(Rejection::Malformed));
    }
    let behind = [&request[..], &[0]].concat();
    assert_eq!(rejection(&behind), Some(Rejection::Malformed));
    let mut explicit = Request::new();
    explicit.certificates = vec![1, 1, 0];
    assert_eq!(rejection(&explicit.der()), Some(Rejection::Malformed), "a default that is written out");
    let mut padded = Request::new();
    padded.nonce = vec![2, 2, 0, 1];
    assert_eq!(rejection(&padded.der()), Some(Rejection::Malformed), "a padded nonce");
}

#[test]
fn a_request_of_another_version_is_a_bad_request() {
    for version in [&[2, 1, 0][..], &[2, 1, 2], &[2, 1, 0xff], &[2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 1]] {
        let request = Request { version: version.into(), ..Request::new() };
        assert_eq!(rejection(&request.der()), Some(Rejection::Version));
    }
}

#[test]
fn an_imprint_by_another_algorithm_is_a_bad_algorithm() {
    // SHA-1, SHA-224, SHA3-256.
    for algorithm in ["1.3.14.3.2.26", "2.16.840.1.101.3.4.2.4", "2.16.840.1.101.3.4.2.8"] {
        let request = Request::by(Algorithm::Sha256, algorithm);
        assert_eq!(rejection(&request.der()), Some(Rejection::ImprintAlgorithm));
    }
    let mut parameters = Request::new();
    parameters.algorithm = tlv(0x30, &[&oid("2.16.840.1.101.3.4.2.1"), &[2, 1, 5]]);
    assert_eq!(rejection(&parameters.der()), Some(Rejection::ImprintAlgorithm));
}

#[test]
fn an_imprint_of_another_length_is_a_bad_data_format() {
    for length in [0, 31, 33, 48, 64] {
        let request = Request { digest: vec![7; length], ..Request::new() };
        assert_eq!(rejection(&request.der()), Some(Rejection::ImprintLength), "{length}");
    }
}

#[test]
fn a_nonce_has_at_most_64_octets() {
    assert_eq!(rejection(&Request::new().nonce(&[0x7f; 64]).der()), None);
    assert_eq!(rejection(&Request::new().nonce(&[0xff, 0x7f]).der()), None, "a negative one comes back too");
    assert_eq!(rejection(&Request::new().nonce(&[0x7f; 65]).der()), Some(Rejection::Nonce));
}

#[test]
fn a_policy_is_granted_where_it_is_offered() {
    let with = |text: &str| Request { policy: oid(text), ..Request::new() }.der();
    assert_eq!(rejection(&with(POLICY)), None);
    assert_eq!(rejection(&with("1.3.6.1.4.1.32473.2")), Some(Rejection::Policy));
    let key = key(Scheme::ECDSA_P256_SHA256_DER, 3);
    let chain = Chain::of(key.public_key()).whole();
    let second = policy("1.3.6.1.4.1.32473.2");
    let builder = builder(&chain, key.scheme()).accept_policy(Oid::from_contents(&second));
    let authority = builder.build(now(), &RustCrypto).unwrap();
    let request = with("1.3.6.1.4.1.32473.2");
    assert_eq!(authority.read(&request).unwrap().policy(), Oid::from_contents(&second));
    assert_eq!(authority.read(&with("1.3.6.1.4.1.32473.3")).err(), Some(Rejection::Policy));
}

#[test]
fn every_extension_is_unaccepted_critical_or_not() {
    for critical in [&[][..], &[1, 1, 0xff]] {
        let extension = tlv(0x30, &[&oid("1.3.6.1.4.1.32473.9"), critical, &tlv(4, &[&[5, 0]])]);
        let request = Request { extensions: tlv(0xa0, &[&extension]), ..Request::new() };
        assert_eq!(rejection(&request.der()), Some(Rejection::Extension));
    }
}

#[test]
fn a_request_is_no_longer_than_the_limit() {
    let key = key(Scheme::ECDSA_P256_SHA256_DER, 3);
    let chain = Chain::of(key.public_key()).whole();
    let request = Request::new().der();
    let limited = |bytes| builder(&chain, key.scheme()).max_request_len(bytes).build(now(), &RustCrypto);
    assert!(limited(request.len()).unwrap().read(&request).is_ok());
    let rejected = limited(request.len() - 1).unwrap().read(&request).err();
    assert_eq!(rejected, Some(Rejection::TooLong));
    assert_eq!(rejection(&vec![0x30; 64 * 1024 + 1]), Some(Rejection::TooLong));
}

#[test]
fn no_time_is_certified_outside_of_the_validity_of_every_certificate() {
    let key = key(Scheme::ECDSA_P256_SHA256_DER, 3);
    let window = Validity::new(at("2026-01-01T00:00:00Z"), at("2026-12-31T23:59:59Z")).unwrap();
    let chain = Chain::valid(key.public_key(), CertificateTemplate::timestamping, window).whole();
    let builder = builder(&chain, key.scheme()).accuracy(Accuracy::new(1, 0, 0).unwrap());
    let authority = builder.build(now(), &RustCrypto).unwrap();
    assert_eq!(authority.validity(), window);
    let request = Request::new().der();
    let rejection = |clock: &str| {
        let rejection = authority.respond(&request, at(clock), serial(1), &*key, &RustCrypto).rejection();
        assert_eq!(authority.grants_at(at(clock)), rejection.is_none(), "{clock}");
        rejection
    };
    assert_eq!(rejection("2026-01-01T00:00:00Z"), Some(Rejection::Time), "the interval begins too early");
    assert_eq!(rejection("2026-01-01T00:00:01Z"), None);
    assert_eq!(rejection("2026-12-31T23:59:58.9Z"), None);
    assert_eq!(rejection("2026-12-31T23:59:59Z"), Some(Rejection::Time), "the interval ends too late");
}

#[test]
fn another_key_is_a_failure_of_the_system() {
    let (authority, _) = plain();
    let other = key(Scheme::ECDSA_P256_SHA256_DER, 4);
    let answer = authority.respond(&Request::new().der(), now(), serial(1), &*other, &RustCrypto);
    assert_eq!(answer.rejection(), Some(Rejection::Failed));
    let other = key(Scheme::ECDSA_P384_SHA384_DER, 4);
    let answer = authority.respond(&Request::new().der(), now(), serial(1), &*other, &RustCrypto);
    assert_eq!(answer.rejection(), Some(Rejection::Failed));
}
