//! Each rule for the fields of a certificate: what breaks it is refused by name, field and offset, and its neighbour is read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of these tests"
)]

mod support;

use countersign_encoding::der::{DerErrorKind, Tag};
use countersign_x509::{Certificate, Field, Rule, Version};
use support::*;

#[test]
fn a_certificate_of_version_3_is_read() {
    let der = Parts::new().der();
    let certificate = accepted(&der);
    assert_eq!(certificate.version(), Version::V3);
    assert_eq!(certificate.serial().to_string(), "112233");
    assert_eq!(certificate.issuer().der(), name("Issuer"));
    assert_eq!(certificate.subject().der(), name("Subject"));
    assert_eq!(certificate.validity().not_before().to_rfc3339(), "2026-01-01T00:00:00Z");
    assert_eq!(certificate.signature(), [0xa5; 70]);
    assert_eq!(certificate.tbs(), Parts::new().tbs());
    assert_eq!(certificate.extensions().count(), 2);
    assert!(certificate.tolerated().is_empty());
}

#[test]
fn what_is_longer_than_the_limit_is_not_read() {
    let filler = |len| extension("1.2.3.4", &vec![0; len]);
    let len_of = |len| Parts::with_extensions(&[filler(len)]).der().len();
    let fits = Certificate::MAX_LEN - (len_of(1 << 19) - (1 << 19));
    let der = Parts::with_extensions(&[filler(fits)]).der();
    assert_eq!(accepted(&der).der().len(), Certificate::MAX_LEN);
    let der = Parts::with_extensions(&[filler(fits + 1)]).der();
    assert_refused(&der, Rule::TooLong, Field::Certificate, 0);
}

#[test]
fn bytes_behind_the_certificate_are_refused() {
    let mut der = Parts::new().der();
    let end = der.len();
    der.push(0);
    assert_not_der(&der, Field::Certificate, DerErrorKind::TrailingBytes, end);
}

#[test]
fn bytes_behind_the_signature_are_refused() {
    let parts = Parts::changed(|parts| parts.rest = tlv(5, &[]));
    let der = parts.der();
    assert_not_der(&der, Field::Certificate, DerErrorKind::TrailingBytes, der.len() - 2);
}

#[test]
fn bytes_behind_the_extensions_are_refused() {
    let rest = tlv(0x0c, &[b"rest"]);
    let der = Parts::changed(|parts| parts.tbs_rest.clone_from(&rest)).der();
    assert_not_der(&der, Field::TbsCertificate, DerErrorKind::TrailingBytes, place(&der, &rest));
}

/// The certificate with other octets for the length of the outermost element.
fn with_length(octets: &[u8]) -> Vec<u8> {
    let der = Parts::new().der();
    assert_eq!(der[1], 0x82);
    [&der[..1], octets, &der[4..]].concat()
}

#[test]
fn lengths_have_one_form() {
    let contents = u16::try_from(Parts::new().der().len() - 4).unwrap().to_be_bytes();
    accepted(&with_length(&[0x82, contents[0], contents[1]]));
    let refused = |octets: &[u8], kind| assert_not_der(&with_length(octets), Field::Certificate, kind, 0);
    refused(&[0x80], DerErrorKind::IndefiniteLength);
    refused(&[0x83, 0, contents[0], contents[1]], DerErrorKind::NonMinimalLength);
    refused(&[0x84, 0, 0, contents[0], contents[1]], DerErrorKind::NonMinimalLength);
    refused(&[0x85, 0, 0, 0, contents[0], contents[1]], DerErrorKind::LengthTooLong);
    refused(&[0x84, 0xff, 0xff, 0xff, 0xff], DerErrorKind::Truncated);
    refused(&[0xff], DerErrorKind::LengthTooLong);
}

#[test]
fn the_same_holds_of_lengths_inside() {
    let padded = [&[0x30, 0x81, 0x0b][..], &name("")[2..]].concat();
    let der = Parts::changed(|parts| parts.subject.clone_from(&padded)).der();
    assert_not_der(&der, Field::Subject, DerErrorKind::NonMinimalLength, place(&der, &padded));
    let open = [&[0x30, 0x80][..], &name("")[2..], &[0, 0]].concat();
    let der = Parts::changed(|parts| parts.subject.clone_from(&open)).der();
    assert_not_der(&der, Field::Subject, DerErrorKind::IndefiniteLength, place(&der, &open));
}

#[test]
fn tags_are_of_one_byte() {
    let long = [&[0x3f, 0x10][..], &name("Subject")[1..]].concat();
    let der = Parts::changed(|parts| parts.tbs_rest.clone_from(&long)).der();
    assert_not_der(&der, Field::TbsCertificate, DerErrorKind::TrailingBytes, place(&der, &long));
    let der = Parts::changed(|parts| parts.spki = tlv(0x30, &[&long])).der();
    let kind = DerErrorKind::UnexpectedTag { expected: Tag::SEQUENCE, actual: Tag::from_byte(0x3f) };
    assert_not_der(&der, Field::SubjectPublicKeyInfo, kind, place(&der, &long));
}

#[test]
fn each_part_is_of_its_type() {
    type Change = fn(&mut Parts) -> &mut Vec<u8>;
    let parts: [(Change, Field, Tag); 9] = [
        (|parts| &mut parts.serial, Field::SerialNumber, Tag::INTEGER),
        (|parts| &mut parts.inner_algorithm, Field::Signature, Tag::SEQUENCE),
        (|parts| &mut parts.issuer, Field::Issuer, Tag::SEQUENCE),
        (|parts| &mut parts.validity, Field::NotBefore, Tag::SEQUENCE),
        (|parts| &mut parts.subject, Field::Subject, Tag::SEQUENCE),
        (|parts| &mut parts.spki, Field::SubjectPublicKeyInfo, Tag::SEQUENCE),
        (|parts| &mut parts.extensions, Field::Extensions, Tag::SEQUENCE),
        (|parts| &mut parts.outer_algorithm, Field::SignatureAlgorithm, Tag::SEQUENCE),
        (|parts| &mut parts.signature, Field::SignatureValue, Tag::BIT_STRING),
    ];
    for (part, field, expected) in parts {
        let other = tlv(0x04, &[b"another type"]);
        let replaced = if field == Field::Extensions { tlv(0xa3, &[&other]) } else { other.clone() };
        let der = Parts::changed(|parts| *part(parts) = replaced).der();
        let kind = DerErrorKind::UnexpectedTag { expected, actual: Tag::OCTET_STRING };
        assert_not_der(&der, field, kind, place(&der, &other));
    }
}

#[test]
fn version_1_is_not_written_out() {
    let der = Parts::changed(|parts| {
        parts.version = version(&[0]);
        parts.extensions.clear();
    })
    .der();
    let offset = place(&der, &version(&[0]));
    assert_not_der(&der, Field::Version, DerErrorKind::ExplicitDefault, offset);
    let der = Parts::changed(|parts| {
        parts.version.clear();
        parts.extensions.clear();
    })
    .der();
    assert_eq!(accepted(&der).version(), Version::V1);
}

#[test]
fn there_are_three_versions() {
    for contents in [&[3][..], &[0xff], &[0x80], &[0x7f], &[1, 0, 0, 0, 0, 0, 0, 0, 2]] {
        let der = Parts::changed(|parts| parts.version = version(contents)).der();
        assert_refused(&der, Rule::VersionUnknown, Field::Version, place(&der, &version(contents)));
    }
}

#[test]
fn a_version_is_one_canonical_integer() {
    let der = Parts::changed(|parts| parts.version = version(&[0, 2])).der();
    assert_not_der(&der, Field::Version, DerErrorKind::Integer, place(&der, &tlv(2, &[&[0, 2]])));
    let der = Parts::changed(|parts| parts.version = version(&[])).der();
    assert_not_der(&der, Field::Version, DerErrorKind::Integer, place(&der, &[0xa0, 2, 2, 0]) + 2);
    let two = tlv(0xa0, &[&[2, 1, 2, 2, 1, 2]]);
    let der = Parts::changed(|parts| parts.version.clone_from(&two)).der();
    assert_not_der(&der, Field::Version, DerErrorKind::TrailingBytes, place(&der, &two) + 5);
}

#[test]
fn extensions_are_of_version_3() {
    for number in [Vec::new(), version(&[1])] {
        let parts = Parts::changed(|parts| parts.version = number);
        let der = parts.der();
        let offset = place(&der, &parts.extensions);
        assert_refused(&der, Rule::VersionExtensions, Field::Extensions, offset);
    }
}

#[test]
fn unique_identifiers_are_of_version_2_or_3() {
    let ids = [tlv(0x81, &[&[0, 1, 2]]), tlv(0x82, &[&[0, 3, 4]])];
    let with = |number: Vec<u8>, ids: Vec<u8>| {
        Parts::changed(|parts| {
            parts.version = number;
            parts.extensions.clear();
            parts.unique_ids = ids;
        })
        .der()
    };
    for number in [1, 2] {
        let der = with(version(&[number]), ids.concat());
        let certificate = accepted(&der);
        assert_eq!(certificate.issuer_unique_id(), Some(&ids[0][..]));
        assert_eq!(certificate.subject_unique_id(), Some(&ids[1][..]));
    }
    let der = with(Vec::new(), ids[0].clone());
    assert_refused(&der, Rule::VersionUniqueIds, Field::IssuerUniqueId, place(&der, &ids[0]));
    let der = with(Vec::new(), ids[1].clone());
    assert_refused(&der, Rule::VersionUniqueIds, Field::SubjectUniqueId, place(&der, &ids[1]));
}

#[test]
fn unique_identifiers_are_bit_strings_in_order() {
    let first = tlv(0x81, &[&[0, 1, 2]]);
    let der = Parts::changed(|parts| parts.unique_ids = [tlv(0x82, &[&[0]]), first.clone()].concat()).der();
    assert_not_der(&der, Field::TbsCertificate, DerErrorKind::TrailingBytes, place(&der, &first));
    let unused = tlv(0x82, &[&[1, 1]]);
    let der = Parts::changed(|parts| parts.unique_ids.clone_from(&unused)).der();
    assert_not_der(&der, Field::SubjectUniqueId, DerErrorKind::BitString, place(&der, &unused));
    let constructed = tlv(0xa1, &[&tlv(3, &[&[0, 1]])]);
    let der = Parts::changed(|parts| parts.unique_ids.clone_from(&constructed)).der();
    assert_not_der(&der, Field::TbsCertificate, DerErrorKind::TrailingBytes, place(&der, &constructed));
}

#[test]
fn a_serial_number_is_positive() {
    for contents in [&[1][..], &[0, 0x80], &[0x7f; 20]] {
        accepted(&Parts::changed(|parts| parts.serial = tlv(2, &[contents])).der());
    }
    for contents in [&[0][..], &[0x80], &[0xff, 0x7f], &[0xfe, 0xff, 0xff]] {
        let parts = Parts::changed(|parts| parts.serial = tlv(2, &[contents]));
        let der = parts.der();
        // It follows the version, at the start of the signed part.
        let offset = place(&der, &[parts.version, parts.serial].concat()) + 5;
        assert_refused(&der, Rule::SerialNotPositive, Field::SerialNumber, offset);
    }
}

#[test]
fn a_serial_number_has_at_most_20_octets() {
    for contents in [vec![0x7f; 21], [&[0][..], &[0x80; 20]].concat(), vec![1; 1000]] {
        let parts = Parts::changed(|parts| parts.serial = tlv(2, &[&contents]));
        let der = parts.der();
        assert_refused(&der, Rule::SerialTooLong, Field::SerialNumber, place(&der, &parts.serial));
    }
}

#[test]
fn a_serial_number_has_one_form() {
    for contents in [&[][..], &[0, 1], &[0, 0x7f, 9], &[0xff, 0x80], &[0xff, 0xff]] {
        let parts = Parts::changed(|parts| parts.serial = tlv(2, &[contents]));
        let der = parts.der();
        let offset = place(&der, &[parts.version, parts.serial].concat()) + 5;
        assert_not_der(&der, Field::SerialNumber, DerErrorKind::Integer, offset);
    }
}

#[test]
fn the_algorithms_inside_and_outside_are_the_same() {
    let other = tlv(0x30, &[&oid("1.2.840.10045.4.3.3")]);
    let with_null = tlv(0x30, &[&oid("1.2.840.10045.4.3.2"), &[5, 0]]);
    for algorithm in [other, with_null] {
        let both = Parts::changed(|parts| {
            parts.inner_algorithm.clone_from(&algorithm);
            parts.outer_algorithm.clone_from(&algorithm);
        });
        assert_eq!(accepted(&both.der()).signature_algorithm(), algorithm);
        let parts = Parts::changed(|parts| parts.outer_algorithm.clone_from(&algorithm));
        let der = parts.der();
        let offset = der.len() - parts.signature.len() - algorithm.len();
        assert_refused(&der, Rule::AlgorithmMismatch, Field::SignatureAlgorithm, offset);
    }
}

#[test]
fn an_algorithm_is_an_identifier_and_at_most_one_parameter() {
    let inside = |algorithm: &[u8]| {
        Parts::changed(|parts| {
            parts.inner_algorithm = algorithm.into();
            parts.outer_algorithm = algorithm.into();
        })
        .der()
    };
    let start = place(&inside(&Parts::new().inner_algorithm), &[2, 3, 0x11, 0x22, 0x33]) + 5;
    let empty = tlv(0x30, &[]);
    assert_not_der(&inside(&empty), Field::Signature, DerErrorKind::Truncated, start + 2);
    let two = tlv(0x30, &[&oid("1.2.3"), &[5, 0], &[5, 0]]);
    assert_not_der(&inside(&two), Field::Signature, DerErrorKind::TrailingBytes, start + 8);
    let padded = tlv(0x30, &[&tlv(6, &[&[0x2a, 0x80, 0x01]])]);
    assert_not_der(&inside(&padded), Field::Signature, DerErrorKind::Oid, start + 2);
}

#[test]
fn an_issuer_has_a_name_and_a_subject_need_not() {
    let empty = tlv(0x30, &[]);
    let parts = Parts::changed(|parts| parts.issuer.clone_from(&empty));
    let der = parts.der();
    let offset = place(&der, &parts.validity) - 2;
    assert_refused(&der, Rule::IssuerEmpty, Field::Issuer, offset);
    let der = Parts::changed(|parts| parts.subject.clone_from(&empty)).der();
    assert!(accepted(&der).subject().is_empty());
}

#[test]
fn names_are_sequences_of_sets_that_are_not_empty() {
    let attribute = tlv(0x30, &[&oid("2.5.4.3"), &tlv(0x0c, &[b"text"])]);
    let empty_set = tlv(0x30, &[&tlv(0x31, &[])]);
    let trailing = tlv(0x30, &[&tlv(0x31, &[&tlv(0x30, &[&attribute[2..], &[5, 0]])])]);
    let no_value = tlv(0x30, &[&tlv(0x31, &[&tlv(0x30, &[&oid("2.5.4.3")])])]);
    for (wrong, kind, within) in [
        (&empty_set, DerErrorKind::Truncated, 4),
        (&trailing, DerErrorKind::TrailingBytes, 17),
        (&no_value, DerErrorKind::Truncated, 11),
    ] {
        let der = Parts::changed(|parts| parts.subject.clone_from(wrong)).der();
        let offset = place(&der, &[&Parts::new().validity[..], wrong].concat()) + Parts::new().validity.len();
        assert_not_der(&der, Field::Subject, kind, offset + within);
        let der = Parts::changed(|parts| parts.issuer.clone_from(wrong)).der();
        let offset = place(&der, &[&wrong[..], &Parts::new().validity].concat());
        assert_not_der(&der, Field::Issuer, kind, offset + within);
    }
}

fn with_times(not_before: &[u8], not_after: &[u8]) -> Vec<u8> {
    Parts::changed(|parts| parts.validity = validity(not_before, not_after)).der()
}

#[test]
fn a_generalized_time_before_2050_is_tolerated_and_told() {
    let late = tlv(0x18, &[b"20500101000000Z"]);
    assert!(accepted(&with_times(&tlv(0x17, &[UTC_2026]), &late)).tolerated().is_empty());
    let early = tlv(0x18, &[b"20491231235959Z"]);
    let der = with_times(&tlv(0x17, &[UTC_2026]), &early);
    let certificate = accepted(&der).to_owned();
    let [told] = certificate.tolerated() else { panic!("{:?}", certificate.tolerated()) };
    let expected = (Rule::TimeForm, Field::NotAfter, place(&der, &early));
    assert_eq!((told.rule(), told.field(), told.offset()), expected);
}

#[test]
fn times_are_in_utc_with_seconds_and_without_fractions() {
    let utc: [&[u8]; 9] = [
        b"2601010000Z",
        b"260101000000",
        b"260101000000+0000",
        b"261301000000Z",
        b"260230000000Z",
        b"260101240000Z",
        b"260101000060Z",
        b"26010100000\x30\x00",
        b"",
    ];
    let generalized: [&[u8]; 7] = [
        b"20600101000000",
        b"20600101000000.5Z",
        b"20600101000000.0Z",
        b"20600101000000+0100",
        b"206001010000Z",
        b"20600101000060Z",
        b"2060-101000000Z",
    ];
    let wrong =
        utc.iter().map(|text| tlv(0x17, &[text])).chain(generalized.iter().map(|text| tlv(0x18, &[text])));
    let end = tlv(0x18, &[b"99991231235959Z"]);
    for time in wrong {
        let der = with_times(&time, &end);
        let offset = place(&der, &validity(&time, &end)) + 2;
        assert_refused(&der, Rule::TimeMalformed, Field::NotBefore, offset);
        let start = tlv(0x17, &[UTC_2026]);
        let der = with_times(&start, &time);
        let offset = place(&der, &validity(&start, &time)) + 2 + start.len();
        assert_refused(&der, Rule::TimeMalformed, Field::NotAfter, offset);
    }
    let start = tlv(0x17, &[b"500101000000Z"]);
    assert_eq!(
        accepted(&with_times(&start, &end)).validity().not_before().to_rfc3339(),
        "1950-01-01T00:00:00Z"
    );
}

#[test]
fn a_validity_is_two_times_in_order() {
    let (early, late) = (tlv(0x17, &[UTC_2026]), tlv(0x17, &[UTC_2030]));
    accepted(&with_times(&early, &early));
    let der = with_times(&late, &early);
    assert_refused(&der, Rule::ValidityReversed, Field::NotAfter, place(&der, &early));
    let three = tlv(0x30, &[&early, &early, &late]);
    let der = Parts::changed(|parts| parts.validity.clone_from(&three)).der();
    assert_not_der(&der, Field::NotAfter, DerErrorKind::TrailingBytes, place(&der, &late));
    let one = tlv(0x30, &[&early]);
    let der = Parts::changed(|parts| parts.validity.clone_from(&one)).der();
    assert_not_der(&der, Field::NotAfter, DerErrorKind::Truncated, place(&der, &one) + one.len());
    let kind = DerErrorKind::UnexpectedTag { expected: Tag::UTC_TIME, actual: Tag::VISIBLE_STRING };
    let other = tlv(0x1a, &[UTC_2026]);
    let der = with_times(&other, &late);
    assert_not_der(&der, Field::NotBefore, kind, place(&der, &other));
}

#[test]
fn a_key_is_an_algorithm_and_a_bit_string() {
    let algorithm = tlv(0x30, &[&oid("1.2.3.4")]);
    let bits = tlv(3, &[&[0, 1]]);
    let with = |spki: &[u8]| Parts::changed(|parts| parts.spki = spki.into()).der();
    let good = tlv(0x30, &[&algorithm, &bits]);
    assert_eq!(accepted(&with(&good)).spki(), good);
    for (wrong, kind, within) in [
        (tlv(0x30, &[&algorithm, &bits, &[5, 0]]), DerErrorKind::TrailingBytes, 13),
        (tlv(0x30, &[&algorithm, &tlv(3, &[])]), DerErrorKind::BitString, 9),
        (tlv(0x30, &[&algorithm, &tlv(3, &[&[8, 0]])]), DerErrorKind::BitString, 9),
        (tlv(0x30, &[&algorithm, &tlv(3, &[&[1, 1]])]), DerErrorKind::BitString, 9),
        (tlv(0x30, &[&algorithm, &tlv(3, &[&[1]])]), DerErrorKind::BitString, 9),
        (tlv(0x30, &[&tlv(0x30, &[&oid("1.2.3.4"), &[5, 0, 5, 0]]), &bits]), DerErrorKind::TrailingBytes, 11),
    ] {
        let der = with(&wrong);
        assert_not_der(&der, Field::SubjectPublicKeyInfo, kind, place(&der, &wrong) + within);
    }
}

#[test]
fn a_signature_is_a_whole_number_of_octets() {
    let unused = tlv(3, &[&[4], &[0xf0; 70]]);
    let der = Parts::changed(|parts| parts.signature.clone_from(&unused)).der();
    assert_refused(&der, Rule::SignatureUnusedBits, Field::SignatureValue, place(&der, &unused));
    let set = tlv(3, &[&[4], &[0xff; 70]]);
    let der = Parts::changed(|parts| parts.signature.clone_from(&set)).der();
    assert_not_der(&der, Field::SignatureValue, DerErrorKind::BitString, place(&der, &set));
}

#[test]
fn a_list_of_extensions_is_not_empty() {
    let der = Parts::with_extensions(&[]).der();
    let offset = place(&der, &extensions(&[])) + 2;
    assert_refused(&der, Rule::ExtensionsEmpty, Field::Extensions, offset);
    accepted(&Parts::changed(|parts| parts.extensions.clear()).der());
}

#[test]
fn there_are_at_most_64_extensions() {
    let list: Vec<Vec<u8>> = (0..65).map(|arc| extension(&format!("1.2.3.{arc}"), b"")).collect();
    assert_eq!(accepted(&Parts::with_extensions(&list[..64]).der()).extensions().count(), 64);
    let der = Parts::with_extensions(&list).der();
    assert_refused(&der, Rule::TooManyExtensions, Field::Extensions, place(&der, &list[64]));
}

#[test]
fn no_extension_stands_there_twice() {
    let known = extension("2.5.29.14", &tlv(4, &[b"key 1"]));
    let again = extension("2.5.29.14", &tlv(4, &[b"key 2"]));
    let der = Parts::with_extensions(&[known, again.clone()]).der();
    let field = Field::Extension(countersign_x509::ExtensionKind::SubjectKeyIdentifier);
    assert_refused(&der, Rule::ExtensionTwice, field, place(&der, &again));

    let unknown = extension("1.2.3.4", b"value 1");
    let again = extension("1.2.3.4", b"value 2");
    let between = extension("1.2.3.5", b"between");
    let der = Parts::with_extensions(&[unknown.clone(), between.clone(), again.clone()]).der();
    assert_refused(&der, Rule::ExtensionTwice, Field::OtherExtension, place(&der, &again));
    accepted(&Parts::with_extensions(&[unknown, between]).der());
}

#[test]
fn an_extension_is_identifier_criticality_and_octets() {
    let identifier = oid("1.2.3.4");
    let value = tlv(4, &[b"value"]);
    let with = |critical: &[u8], rest: &[u8]| {
        let extension = tlv(0x30, &[&identifier, critical, &value, rest]);
        let der = Parts::with_extensions(std::slice::from_ref(&extension)).der();
        let offset = place(&der, &extension);
        (der, offset)
    };
    assert!(accepted(&with(&[1, 1, 0xff], &[]).0).extensions().next().unwrap().is_critical());
    assert!(!accepted(&with(&[], &[]).0).extensions().next().unwrap().is_critical());
    for (critical, kind) in [
        (&[1, 1, 0][..], DerErrorKind::ExplicitDefault),
        (&[1, 1, 1], DerErrorKind::Boolean),
        (&[1, 0], DerErrorKind::Boolean),
        (&[1, 2, 0xff, 0xff], DerErrorKind::Boolean),
    ] {
        let (der, offset) = with(critical, &[]);
        assert_not_der(&der, Field::Extensions, kind, offset + 7);
    }
    let (der, offset) = with(&[], &[5, 0]);
    assert_not_der(&der, Field::Extensions, DerErrorKind::TrailingBytes, offset + 14);
    let kind = DerErrorKind::UnexpectedTag { expected: Tag::OCTET_STRING, actual: Tag::BOOLEAN };
    let (der, offset) = with(&[1, 1, 0xff, 1, 1, 0xff], &[]);
    assert_not_der(&der, Field::Extensions, kind, offset + 10);
}

#[test]
fn one_list_stands_in_the_explicit_tag() {
    let list = tlv(0x30, &[&extension("1.2.3.4", b"")]);
    let two = tlv(0xa3, &[&list, &tlv(0x0c, &[b"more"])]);
    let der = Parts::changed(|parts| parts.extensions.clone_from(&two)).der();
    let offset = place(&der, &tlv(0x0c, &[b"more"]));
    assert_not_der(&der, Field::Extensions, DerErrorKind::TrailingBytes, offset);
    let none = tlv(0xa3, &[]);
    let parts = Parts::changed(|parts| parts.extensions.clone_from(&none));
    let der = parts.der();
    let offset = place(&der, &[&parts.spki[..], &none].concat()) + parts.spki.len() + 2;
    assert_not_der(&der, Field::Extensions, DerErrorKind::Truncated, offset);
}
