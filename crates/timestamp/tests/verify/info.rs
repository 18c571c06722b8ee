//! The TSTInfo: timestamp-authority d8d3497.

use countersign_timestamp::{
    Accuracy, AccuracyError, TokenError, TokenParseError, TokenPart,
    crypto::DigestAlgorithm,
    encoding::der::{DerErrorKind, Oid},
    time::TimeError,
};
use testkit::{
    tsp::{SHA384, SHA512},
    x509::{oid, tlv},
};

use crate::support::{
    MESSAGE, accepted, assert_accepted, at, changed, parse_error, token_error, trusted, tsa, verify,
};

#[test]
fn a_token_about_something_else_is_refused() {
    let (tsa, other) = (tsa(), tsa().token(b"something else"));
    assert_accepted(verify(&tsa.token(MESSAGE), &trusted(&tsa)));
    let error = token_error(verify(&other, &trusted(&tsa)));
    assert_eq!((&error, error.code()), (&TokenError::Imprint, "CSG-TSP-IMPRINT"));
}

#[test]
fn an_imprint_by_a_weak_hash_is_refused() {
    for weak in ["1.3.14.3.2.26", "1.2.840.113549.2.5", "2.16.840.1.101.3.4.2.4"] {
        let error =
            token_error(changed(|token| token.info.imprint_algorithm = tlv(0x30, &[&oid(weak), &[5, 0]])));
        assert!(
            matches!(error, TokenError::ImprintAlgorithm { ref algorithm } if algorithm.to_string() == weak)
        );
    }
}

#[test]
fn an_imprint_has_the_length_of_its_algorithm() {
    for (identifier, algorithm) in [(SHA384, DigestAlgorithm::Sha384), (SHA512, DigestAlgorithm::Sha512)] {
        let error =
            token_error(changed(|token| token.info.imprint_algorithm = tlv(0x30, &[&oid(identifier)])));
        assert_eq!(error, TokenError::ImprintLength { algorithm, actual: 32 });
    }
    let error = token_error(changed(|token| token.info.imprint.truncate(31)));
    assert_eq!(error, TokenError::ImprintLength { algorithm: DigestAlgorithm::Sha256, actual: 31 });
}

#[test]
fn the_algorithm_of_an_imprint_has_no_parameters_but_null() {
    let error =
        parse_error(changed(|token| token.info.imprint_algorithm = tlv(0x30, &[&oid(SHA512), &[4, 0]])));
    assert_eq!(error, TokenParseError::ImprintParameters);
}

#[test]
fn the_version_is_1() {
    for version in [0, 2] {
        let error = parse_error(changed(|token| token.info.version = vec![2, 1, version]));
        assert_eq!(error, TokenParseError::InfoVersion);
    }
}

#[test]
fn times_are_of_one_form() {
    for (text, time) in [
        ("20260601000000Z", "2026-06-01T00:00:00Z"),
        ("20260601000000.503Z", "2026-06-01T00:00:00.503Z"),
        ("20260601000000.123456789Z", "2026-06-01T00:00:00.123456789Z"),
        // As the authority of sigstore-js writes them.
        ("20260601000000.500Z", "2026-06-01T00:00:00.5Z"),
        ("20260601000000.000Z", "2026-06-01T00:00:00Z"),
    ] {
        assert_eq!(accepted(changed(|token| token.info.gen_time = text.into())).gen_time(), at(time));
    }
    for text in [
        "20260601000000",
        "202606010000Z",
        "20260601000000.Z",
        "20260601000000.5000000000Z",
        "20260601000000,5Z",
        "20260601000000+0000",
        "20260601000060Z",
        "20261301000000Z",
        "260601000000Z",
        "20260601000000.1234567891Z",
        "",
    ] {
        let error = parse_error(changed(|token| token.info.gen_time = text.into()));
        let part = TokenPart::GenTime;
        assert!(matches!(error, TokenParseError::Time { part: found, .. } if found == part), "{text}");
    }
    let error = parse_error(changed(|token| token.info.gen_time = "20260601000060Z".into()));
    assert_eq!(error, TokenParseError::Time { part: TokenPart::GenTime, reason: TimeError::LeapSecond });
}

#[test]
fn fractions_of_the_accuracy_are_1_to_999() {
    for (bytes, expected) in [
        (vec![0x30, 0], (0, 0, 0)),
        (vec![0x30, 3, 2, 1, 60], (60, 0, 0)),
        (vec![0x30, 4, 0x80, 2, 3, 0xe7], (0, 999, 0)),
        (vec![0x30, 3, 0x81, 1, 1], (0, 0, 1)),
    ] {
        let accuracy = accepted(changed(|token| token.info.accuracy = bytes)).accuracy().unwrap();
        assert_eq!((accuracy.seconds(), accuracy.millis(), accuracy.micros()), expected);
    }
    for fraction in [vec![0x80, 1, 0], vec![0x80, 2, 3, 0xe8], vec![0x81, 1, 0xff], vec![0x81, 3, 1, 0, 0]] {
        let error = parse_error(changed(|token| token.info.accuracy = tlv(0x30, &[&fraction])));
        assert_eq!(error, TokenParseError::Accuracy(AccuracyError::Fraction), "{fraction:02x?}");
    }
    for seconds in [vec![2, 1, 0xff], vec![2, 5, 1, 0, 0, 0, 0]] {
        let error = parse_error(changed(|token| token.info.accuracy = tlv(0x30, &[&seconds])));
        assert_eq!(error, TokenParseError::Accuracy(AccuracyError::Seconds));
    }
    let error =
        parse_error(changed(|token| token.info.accuracy = tlv(0x30, &[&[0x81, 1, 1], &[0x80, 1, 1]])));
    assert!(matches!(error, TokenParseError::Accuracy(AccuracyError::Encoding(_))));
    assert_eq!(Accuracy::new(0, 1000, 0), Err(AccuracyError::Fraction));
    assert_eq!(Accuracy::new(0, 0, 1000), Err(AccuracyError::Fraction));
}

#[test]
fn accuracies_are_written_as_they_are_read() {
    for (seconds, millis, micros) in
        [(0, 0, 0), (1, 0, 0), (127, 127, 128), (128, 255, 256), (u32::MAX, 999, 999)]
    {
        let accuracy = Accuracy::new(seconds, millis, micros).unwrap();
        let mut token = tsa().token(MESSAGE);
        token.info.accuracy = accuracy.to_der();
        let der = token.der();
        let read = countersign_timestamp::TimestampToken::from_der(&der).unwrap();
        assert_eq!(read.inspect().accuracy(), Some(accuracy));
    }
}

#[test]
fn an_accuracy_that_leads_out_of_the_calendar_is_refused() {
    let mut token = tsa().token(MESSAGE);
    token.info.gen_time = "00000101000000Z".into();
    token.info.accuracy = vec![0x30, 3, 2, 1, 1];
    assert_eq!(token_error(verify(&token, &trusted(&tsa()))), TokenError::Accuracy);
}

#[test]
fn a_default_that_is_written_out_is_refused() {
    let error = parse_error(changed(|token| token.info.ordering = vec![1, 1, 0]));
    assert!(matches!(
        error,
        TokenParseError::Encoding { part: TokenPart::TstInfo, reason } if reason.kind() == DerErrorKind::ExplicitDefault
    ));
}

#[test]
fn numbers_have_at_most_64_octets() {
    let number = |len: usize| [vec![1], vec![0; len - 1]].concat();
    assert_accepted(changed(|token| {
        token.info.serial = number(64);
        token.info.nonce = tlv(2, &[&number(64)]);
    }));
    for len in [65, 32 * 1024] {
        let error = parse_error(changed(|token| token.info.serial = number(len)));
        assert_eq!(error, TokenParseError::IntegerTooLong { part: TokenPart::SerialNumber, limit: 64 });
        let error = parse_error(changed(|token| token.info.nonce = tlv(2, &[&number(len)])));
        assert_eq!(error, TokenParseError::IntegerTooLong { part: TokenPart::Nonce, limit: 64 });
    }
}

#[test]
fn a_critical_extension_is_refused_and_one_that_is_there_twice() {
    let extension = |critical: &[u8]| tlv(0x30, &[&oid("1.2.3.4"), critical, &tlv(4, &[b"x"])]);
    assert_accepted(changed(|token| token.info.extensions = tlv(0xa1, &[&extension(&[])])));
    let error = token_error(changed(|token| token.info.extensions = tlv(0xa1, &[&extension(&[1, 1, 0xff])])));
    assert!(matches!(error, TokenError::CriticalExtension { ref oid } if oid.to_string() == "1.2.3.4"));
    let twice = tlv(0xa1, &[&extension(&[]), &extension(&[])]);
    assert_eq!(
        parse_error(changed(|token| token.info.extensions = twice)),
        TokenParseError::RepeatedExtension
    );
    let many = |count: u8| {
        let each = |number: u8| tlv(0x30, &[&oid(&format!("1.2.3.{number}")), &tlv(4, &[b"x"])]);
        tlv(0xa1, &[&(0..count).flat_map(each).collect::<Vec<u8>>()])
    };
    assert_accepted(changed(|token| token.info.extensions = many(64)));
    assert_eq!(
        parse_error(changed(|token| token.info.extensions = many(65))),
        TokenParseError::RepeatedExtension
    );
    let empty = parse_error(changed(|token| token.info.extensions = vec![0xa1, 0]));
    assert!(matches!(empty, TokenParseError::Encoding { part: TokenPart::Extensions, .. }));
}

#[test]
fn a_policy_counts_where_the_caller_names_some() {
    let (ours, other) = ([0x2a, 3], Oid::contents_of("1.3.6.1.4.1.32473.1").unwrap());
    let believing = |policies: &[&[u8]]| {
        trusted(&tsa()).policies(policies.iter().map(|contents| Oid::from_contents(contents))).unwrap()
    };
    assert_accepted(verify(&tsa().token(MESSAGE), &believing(&[&ours, &other])));
    let error = token_error(verify(&tsa().token(MESSAGE), &believing(&[&ours])));
    assert!(
        matches!(error, TokenError::Policy { ref policy } if policy.to_string() == "1.3.6.1.4.1.32473.1")
    );
}

#[test]
fn a_token_is_no_longer_than_64_kib_and_carries_64_certificates_at_most() {
    let certificates = |count: usize| vec![vec![0x30, 2, 5, 0]; count];
    assert_accepted(changed(|token| token.certificates.extend(certificates(62))));
    let error = parse_error(changed(|token| token.certificates.extend(certificates(63))));
    assert_eq!(error, TokenParseError::Certificates { limit: 64 });
    let error = parse_error(changed(|token| token.certificates.push(tlv(0x30, &[&[0; 65_536]]))));
    assert!(matches!(error, TokenParseError::TooLong { limit: 65_536, .. }));
}
