//! Every kind of extension: values that are read, and what each reader refuses, by kind of error and offset.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of these tests"
)]

mod support;

use countersign_encoding::der::{DerErrorKind, Oid, Tag};
use countersign_x509::{
    ANY_POLICY, Certificate, CertificatePolicies, DistributionPointName, ExtensionKind, Field, GeneralName,
    KeyUsage, PolicyQualifier, Rule,
};
use support::*;

fn dotted(kind: ExtensionKind) -> String {
    kind.oid().to_string()
}

/// A certificate whose only extension has this value.
fn with(kind: ExtensionKind, value: &[u8]) -> Certificate<'static> {
    let der = Parts::with_extensions(&[extension(&dotted(kind), value)]).der();
    accepted(&der).to_owned()
}

/// The certificate, and where the value stands in it.
fn placed(kind: ExtensionKind, value: &[u8]) -> (Vec<u8>, usize) {
    let extension = extension(&dotted(kind), value);
    let der = Parts::with_extensions(std::slice::from_ref(&extension)).der();
    let offset = place(&der, &extension) + extension.len() - value.len();
    (der, offset)
}

#[track_caller]
fn assert_malformed(kind: ExtensionKind, value: &[u8], error: DerErrorKind, within: usize) {
    let (der, offset) = placed(kind, value);
    assert_not_der(&der, Field::Extension(kind), error, offset + within);
}

#[track_caller]
fn assert_breaks(kind: ExtensionKind, value: &[u8], rule: Rule, within: usize) {
    let (der, offset) = placed(kind, value);
    assert_refused(&der, rule, Field::Extension(kind), offset + within);
}

fn seq(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, parts)
}

const TRUE: &[u8] = &[1, 1, 0xff];

/// A good value of each kind.
fn good(kind: ExtensionKind) -> Vec<u8> {
    let uri = tlv(0x86, &[b"http://a.example/b"]);
    match kind {
        ExtensionKind::AuthorityKeyIdentifier => seq(&[&tlv(0x80, &[b"id"])]),
        ExtensionKind::SubjectKeyIdentifier => tlv(4, &[b"id"]),
        ExtensionKind::KeyUsage => tlv(3, &[&[7, 0x80]]),
        ExtensionKind::CertificatePolicies => seq(&[&seq(&[&oid("1.2.3")])]),
        ExtensionKind::PolicyMappings => seq(&[&seq(&[&oid("1.2.3"), &oid("1.2.4")])]),
        ExtensionKind::SubjectAltName | ExtensionKind::IssuerAltName => seq(&[&uri]),
        ExtensionKind::SubjectDirectoryAttributes => seq(&[&seq(&[&oid("1.2.3"), &tlv(0x31, &[&[5, 0]])])]),
        ExtensionKind::BasicConstraints => seq(&[TRUE]),
        ExtensionKind::NameConstraints => seq(&[&tlv(0xa0, &[&seq(&[&tlv(0x82, &[b"example"])])])]),
        ExtensionKind::PolicyConstraints => seq(&[&tlv(0x80, &[&[0]])]),
        ExtensionKind::ExtendedKeyUsage => seq(&[&oid("1.2.3")]),
        ExtensionKind::CrlDistributionPoints | ExtensionKind::FreshestCrl => {
            seq(&[&seq(&[&tlv(0xa0, &[&tlv(0xa0, &[&uri])])])])
        }
        ExtensionKind::InhibitAnyPolicy => tlv(2, &[&[0]]),
        ExtensionKind::AuthorityInfoAccess | ExtensionKind::SubjectInfoAccess => {
            seq(&[&seq(&[&oid("1.3.6.1.5.5.7.48.2"), &uri])])
        }
        ExtensionKind::OcspNoCheck => tlv(5, &[]),
        ExtensionKind::SignedCertificateTimestamps => tlv(4, &[&[0, 3, 0, 1, 0xaa]]),
        other => panic!("{other:?} has no example here"),
    }
}

#[test]
fn an_extension_of_each_kind_is_read_and_found() {
    for kind in ExtensionKind::ALL {
        let certificate = with(*kind, &good(*kind));
        assert!(certificate.has(*kind) && !certificate.is_critical(*kind), "{}", kind.name());
        assert_eq!(certificate.extension(kind.oid()).unwrap().value(), good(*kind));
        let others = ExtensionKind::ALL.iter().filter(|other| *other != kind);
        assert!(!others.into_iter().any(|other| certificate.has(*other)));
    }
}

#[test]
fn no_kind_takes_bytes_behind_its_value_or_a_value_that_is_cut_off() {
    for kind in ExtensionKind::ALL {
        let value = good(*kind);
        let longer = [&value[..], &[5, 0]].concat();
        assert_malformed(*kind, &longer, DerErrorKind::TrailingBytes, value.len());
        assert_malformed(*kind, &[], DerErrorKind::Truncated, 0);
        for length in 1..value.len() {
            let violation = refused(&placed(*kind, &value[..length]).0);
            assert_eq!(
                (violation.rule(), violation.field()),
                (Rule::ExtensionMalformed, Field::Extension(*kind))
            );
        }
    }
}

#[test]
fn no_kind_takes_another_type_or_an_indefinite_length() {
    for kind in ExtensionKind::ALL {
        let value = good(*kind);
        let expected = Tag::from_byte(value[0]);
        let actual = Tag::from_byte(0x1a);
        let other = tlv(0x1a, &[&value[2..]]);
        assert_malformed(*kind, &other, DerErrorKind::UnexpectedTag { expected, actual }, 0);
        let open = [&value[..1], &[0x80], &value[2..], &[0, 0]].concat();
        assert_malformed(*kind, &open, DerErrorKind::IndefiniteLength, 0);
        let padded = [&value[..1], &[0x81], &value[1..]].concat();
        assert_malformed(*kind, &padded, DerErrorKind::NonMinimalLength, 0);
    }
}

#[test]
fn no_list_is_empty() {
    // Of these two each field is optional.
    let may_be = [ExtensionKind::BasicConstraints, ExtensionKind::AuthorityKeyIdentifier];
    let names = [ExtensionKind::SubjectAltName, ExtensionKind::IssuerAltName];
    for kind in ExtensionKind::ALL.iter().filter(|kind| good(**kind)[0] == 0x30) {
        if may_be.contains(kind) {
            with(*kind, &seq(&[]));
        } else if names.contains(kind) {
            let der = placed(*kind, &seq(&[])).0;
            assert_eq!(refused(&der).rule(), Rule::AltNamesEmpty);
            // Whoever needs the key alone may read it, and the rule is told.
            let read = Certificate::from_der_without_alt_names(&der).unwrap();
            assert_eq!(
                read.tolerated().iter().map(|violation| violation.rule()).collect::<Vec<_>>(),
                [Rule::AltNamesEmpty]
            );
        } else {
            let violation = refused(&placed(*kind, &seq(&[])).0);
            assert_eq!(violation.rule(), Rule::ExtensionMalformed);
            assert_eq!(violation.der_error().unwrap().kind(), DerErrorKind::Truncated, "{}", kind.name());
        }
    }
}

#[test]
fn basic_constraints() {
    let kind = ExtensionKind::BasicConstraints;
    for (value, ca, path_len) in [
        (seq(&[]), false, None),
        (seq(&[TRUE]), true, None),
        (seq(&[TRUE, &[2, 1, 0]]), true, Some(0)),
        (seq(&[TRUE, &[2, 2, 0, 0xff]]), true, Some(255)),
        // More than any path holds.
        (seq(&[TRUE, &tlv(2, &[&[0x7f; 9]])]), true, Some(u32::MAX)),
        (seq(&[TRUE, &tlv(2, &[&[0x7f; 500]])]), true, Some(u32::MAX)),
        // What it means is for profiles to say; it is DER.
        (seq(&[&[2, 1, 3]]), false, Some(3)),
    ] {
        let constraints = with(kind, &value).basic_constraints().unwrap();
        assert_eq!((constraints.is_ca(), constraints.path_len()), (ca, path_len));
    }
    assert_malformed(kind, &seq(&[&[1, 1, 0]]), DerErrorKind::ExplicitDefault, 2);
    assert_malformed(kind, &seq(&[&[1, 1, 1]]), DerErrorKind::Boolean, 2);
    assert_malformed(kind, &seq(&[TRUE, &[2, 1, 0xff]]), DerErrorKind::Integer, 5);
    assert_malformed(kind, &seq(&[TRUE, &[2, 2, 0, 1]]), DerErrorKind::Integer, 5);
    assert_malformed(kind, &seq(&[TRUE, &[2, 0]]), DerErrorKind::Integer, 5);
    assert_malformed(kind, &seq(&[TRUE, &[2, 1, 0], &[5, 0]]), DerErrorKind::TrailingBytes, 8);
    let error = DerErrorKind::UnexpectedTag { expected: Tag::INTEGER, actual: Tag::BOOLEAN };
    assert_malformed(kind, &seq(&[TRUE, TRUE]), error, 5);
}

#[test]
fn key_usage() {
    let kind = ExtensionKind::KeyUsage;
    let bits = |contents: &[u8]| tlv(3, &[contents]);
    for (contents, usage) in [
        (&[7, 0x80][..], KeyUsage::DIGITAL_SIGNATURE),
        (&[1, 0x06], KeyUsage::KEY_CERT_SIGN.with(KeyUsage::CRL_SIGN)),
        (&[7, 0x00, 0x80], KeyUsage::DECIPHER_ONLY),
        (&[0], KeyUsage::NONE),
        // A bit without a name.
        (&[6, 0x00, 0x40], KeyUsage::NONE),
    ] {
        assert_eq!(with(kind, &bits(contents)).key_usage(), Some(usage));
    }
    assert_malformed(kind, &bits(&[]), DerErrorKind::BitString, 0);
    assert_malformed(kind, &bits(&[8, 0x80]), DerErrorKind::BitString, 0);
    assert_malformed(kind, &bits(&[1]), DerErrorKind::BitString, 0);
    assert_malformed(kind, &bits(&[7, 0xc0]), DerErrorKind::BitString, 0);
    for padded in [&[0, 0x80][..], &[0, 0], &[0, 0x01, 0x00], &[7, 0x06, 0x00]] {
        assert_breaks(kind, &bits(padded), Rule::NamedBits, 0);
    }
}

#[test]
fn key_identifiers() {
    let kind = ExtensionKind::AuthorityKeyIdentifier;
    let (id, names, serial) =
        (tlv(0x80, &[b"id"]), tlv(0xa1, &[&tlv(0x82, &[b"ca.example"])]), tlv(0x82, &[&[0x12, 0x34]]));
    let certificate = with(kind, &seq(&[&id, &names, &serial]));
    let read = certificate.authority_key_identifier().unwrap();
    assert_eq!(read.key_id(), Some(&b"id"[..]));
    assert_eq!(read.issuer().unwrap().count(), 1);
    assert_eq!(read.serial().unwrap().to_string(), "1234");
    let certificate = with(kind, &seq(&[&names, &serial]));
    assert_eq!(certificate.authority_key_identifier().unwrap().key_id(), None);
    // A name without a number names no certificate, nor does a number without a name.
    assert_malformed(kind, &seq(&[&id, &names]), DerErrorKind::Truncated, 2 + id.len() + names.len());
    assert_malformed(kind, &seq(&[&id, &serial]), DerErrorKind::Truncated, 2 + id.len());
    assert_malformed(kind, &seq(&[&names, &id, &serial]), DerErrorKind::TrailingBytes, 2 + names.len());
    assert_malformed(kind, &seq(&[&tlv(0xa1, &[]), &serial]), DerErrorKind::Truncated, 4);
    let padded = tlv(0x82, &[&[0, 1]]);
    assert_malformed(kind, &seq(&[&names, &padded]), DerErrorKind::Integer, 2 + names.len());

    let certificate = with(ExtensionKind::SubjectKeyIdentifier, &tlv(4, &[b"id"]));
    assert_eq!(certificate.subject_key_identifier(), Some(&b"id"[..]));
}

const CPS: &str = "1.3.6.1.5.5.7.2.1";
const NOTICE: &str = "1.3.6.1.5.5.7.2.2";

fn policy(identifier: &str, qualifiers: &[&[u8]]) -> Vec<u8> {
    let list = if qualifiers.is_empty() { Vec::new() } else { seq(qualifiers) };
    seq(&[&oid(identifier), &list])
}

#[test]
fn certificate_policies() {
    let kind = ExtensionKind::CertificatePolicies;
    let any = seq(&[&oid(NOTICE), &seq(&[&tlv(0x0c, &["Größe".as_bytes()])])]);
    let cps = seq(&[&oid(CPS), &tlv(0x16, &[b"https://example.com/cps"])]);
    let other = seq(&[&oid("1.2.3.4"), &[5, 0]]);
    let value =
        seq(&[&policy("2.5.29.32.0", &[&cps, &any]), &policy("1.2.3", &[&other]), &policy("1.2.4", &[])]);
    let certificate = with(kind, &value);
    let policies: Vec<_> = certificate.certificate_policies().unwrap().collect();
    assert_eq!(
        policies.iter().map(|policy| policy.oid().to_string()).collect::<Vec<_>>(),
        ["2.5.29.32.0", "1.2.3", "1.2.4"]
    );
    assert_eq!(policies[0].oid(), ANY_POLICY);
    let qualifiers: Vec<_> = policies[0].qualifiers().collect();
    assert!(matches!(qualifiers[0], PolicyQualifier::Cps("https://example.com/cps")));
    let PolicyQualifier::UserNotice(notice) = qualifiers[1] else { panic!("{:?}", qualifiers[1]) };
    assert_eq!(notice.explicit_text().unwrap().text(), "Größe");
    assert!(matches!(policies[1].qualifiers().next(), Some(PolicyQualifier::Other(_, [5, 0]))));
    assert_eq!(policies[2].qualifiers().count(), 0);
}

#[test]
fn a_policy_stands_there_once() {
    let kind = ExtensionKind::CertificatePolicies;
    let (one, two) = (policy("1.2.3", &[]), policy("1.2.4", &[]));
    assert_breaks(kind, &seq(&[&one, &two, &one]), Rule::PolicyTwice, 2 + one.len() + two.len());
    with(kind, &seq(&[&one, &two]));
    let many: Vec<Vec<u8>> =
        (0..=CertificatePolicies::MAX).map(|arc| policy(&format!("1.2.{arc}"), &[])).collect();
    with(kind, &seq(&[&many[..CertificatePolicies::MAX].concat()]));
    let (last, rest) = many.split_last().unwrap();
    let value = seq(&[&rest.concat(), last]);
    assert_breaks(kind, &value, Rule::TooManyPolicies, value.len() - last.len());
}

#[test]
fn any_policy_has_the_two_qualifiers_of_the_specification() {
    let kind = ExtensionKind::CertificatePolicies;
    let foreign = seq(&[&oid("1.2.3.4"), &[5, 0]]);
    let any = policy("2.5.29.32.0", &[&foreign]);
    assert_breaks(kind, &seq(&[&policy("1.2.3", &[]), &any]), Rule::AnyPolicyQualifier, 8);
    with(kind, &seq(&[&policy("1.2.3", &[&foreign])]));
}

#[test]
fn qualifiers_are_of_their_types() {
    let kind = ExtensionKind::CertificatePolicies;
    let with_qualifier = |qualifier: &[u8]| seq(&[&policy("1.2.3", &[qualifier])]);
    let start = 2 + 2 + 4 + 2;
    let empty = seq(&[&seq(&[&oid("1.2.3"), &seq(&[])])]);
    assert_malformed(kind, &empty, DerErrorKind::Truncated, start);
    let error = DerErrorKind::UnexpectedTag { expected: Tag::IA5_STRING, actual: Tag::UTF8_STRING };
    assert_malformed(kind, &with_qualifier(&seq(&[&oid(CPS), &tlv(0x0c, &[b"x"])])), error, start + 12);
    let error = DerErrorKind::Characters { tag: Tag::IA5_STRING };
    assert_malformed(kind, &with_qualifier(&seq(&[&oid(CPS), &tlv(0x16, &[&[0xe4]])])), error, start + 12);

    let notice = |text: &[u8]| with_qualifier(&seq(&[&oid(NOTICE), &seq(&[text])]));
    let text = |tag, contents: &[u8]| notice(&tlv(tag, &[contents]));
    let shown = |value: &[u8]| {
        let certificate = with(kind, value);
        let policy = certificate.certificate_policies().unwrap().next().unwrap();
        match policy.qualifiers().next() {
            Some(PolicyQualifier::UserNotice(notice)) => notice.explicit_text().unwrap().text().into_owned(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(shown(&text(0x1e, &[0x00, 0x47, 0x20, 0xac])), "G\u{20ac}");
    assert_eq!(shown(&text(0x1a, "à".as_bytes())), "à");
    assert_eq!(shown(&text(0x16, b"text")), "text");
    let characters = |tag| DerErrorKind::Characters { tag };
    // A BMPString of an odd number of octets, and one with half of a surrogate pair.
    assert_malformed(kind, &text(0x1e, &[0x00, 0x47, 0x20]), characters(Tag::BMP_STRING), start + 14);
    assert_malformed(kind, &text(0x1e, &[0xd8, 0x00]), characters(Tag::BMP_STRING), start + 14);
    assert_malformed(kind, &text(0x0c, &[0xff]), characters(Tag::UTF8_STRING), start + 14);
    assert_malformed(kind, &text(0x16, &[0xe4]), characters(Tag::IA5_STRING), start + 14);
    let error = DerErrorKind::UnexpectedTag { expected: Tag::UTF8_STRING, actual: Tag::TELETEX_STRING };
    assert_malformed(kind, &text(0x14, b"text"), error, start + 14);

    let two = notice(&[tlv(0x0c, &[b"a"]), tlv(0x0c, &[b"b"])].concat());
    assert_malformed(kind, &two, DerErrorKind::TrailingBytes, start + 14 + 3);

    let reference = seq(&[&tlv(0x0c, &[b"org"]), &seq(&[&[2, 1, 1]])]);
    with(kind, &notice(&reference));
    with(kind, &notice(&[]));
    let padded = seq(&[&tlv(0x0c, &[b"org"]), &seq(&[&[2, 2, 0, 1]])]);
    assert_malformed(kind, &notice(&padded), DerErrorKind::Integer, start + 14 + 2 + 5 + 2);
    let surplus = seq(&[&tlv(0x0c, &[b"org"]), &seq(&[]), &[5, 0]]);
    assert_malformed(kind, &notice(&surplus), DerErrorKind::TrailingBytes, start + 14 + 2 + 5 + 2);
}

#[test]
fn policies_are_read_by_themselves_as_in_a_certificate() {
    let value = seq(&[&policy("1.2.3", &[]), &policy("1.2.3", &[])]);
    let violation = CertificatePolicies::from_der(&value).unwrap_err();
    assert_eq!((violation.rule(), violation.offset()), (Rule::PolicyTwice, 8));
    let violation = CertificatePolicies::from_der(&seq(&[])).unwrap_err();
    assert_eq!(violation.rule(), Rule::ExtensionMalformed);
    assert_eq!(CertificatePolicies::from_der(&value[..0]).unwrap_err().offset(), 0);
    assert_eq!(CertificatePolicies::from_der(&seq(&[&policy("1.2.3", &[])])).unwrap().count(), 1);
}

#[test]
fn policy_mappings() {
    let kind = ExtensionKind::PolicyMappings;
    let pair = |issuer: &str, subject: &str| seq(&[&oid(issuer), &oid(subject)]);
    let certificate = with(kind, &seq(&[&pair("1.2.3", "1.2.4"), &pair("1.2.3", "1.2.5")]));
    let read: Vec<String> =
        certificate.policy_mappings().unwrap().map(|(from, to)| format!("{from} {to}")).collect();
    assert_eq!(read, ["1.2.3 1.2.4", "1.2.3 1.2.5"]);
    let any = "2.5.29.32.0";
    assert_breaks(kind, &seq(&[&pair("1.2.3", "1.2.4"), &pair(any, "1.2.4")]), Rule::AnyPolicyMapped, 12);
    assert_breaks(kind, &seq(&[&pair("1.2.3", any)]), Rule::AnyPolicyMapped, 2);
    assert_malformed(kind, &seq(&[&seq(&[&oid("1.2.3")])]), DerErrorKind::Truncated, 8);
    let three = seq(&[&oid("1.2.3"), &oid("1.2.4"), &oid("1.2.5")]);
    assert_malformed(kind, &seq(&[&three]), DerErrorKind::TrailingBytes, 12);
}

#[test]
fn policy_constraints_and_inhibition() {
    let kind = ExtensionKind::PolicyConstraints;
    for (value, explicit, mapping) in [
        (seq(&[&[0x80, 1, 0]]), Some(0), None),
        (seq(&[&[0x81, 1, 5]]), None, Some(5)),
        (seq(&[&[0x80, 1, 1], &[0x81, 1, 2]]), Some(1), Some(2)),
        (seq(&[&tlv(0x80, &[&[0x7f; 20]])]), Some(u32::MAX), None),
    ] {
        let read = with(kind, &value).policy_constraints().unwrap();
        assert_eq!((read.require_explicit_policy(), read.inhibit_policy_mapping()), (explicit, mapping));
    }
    assert_malformed(kind, &seq(&[&[0x80, 1, 0xff]]), DerErrorKind::Integer, 2);
    assert_malformed(kind, &seq(&[&[0x80, 2, 0, 1]]), DerErrorKind::Integer, 2);
    assert_malformed(kind, &seq(&[&[0x80, 0]]), DerErrorKind::Integer, 2);
    assert_malformed(kind, &seq(&[&[0x81, 1, 0], &[0x80, 1, 0]]), DerErrorKind::TrailingBytes, 5);
    assert_malformed(kind, &seq(&[&[0xa0, 3, 2, 1, 0]]), DerErrorKind::TrailingBytes, 2);

    let kind = ExtensionKind::InhibitAnyPolicy;
    assert_eq!(with(kind, &[2, 1, 7]).inhibit_any_policy(), Some(7));
    assert_eq!(with(kind, &tlv(2, &[&[0x7f; 20]])).inhibit_any_policy(), Some(u32::MAX));
    assert_malformed(kind, &[2, 1, 0x80], DerErrorKind::Integer, 0);
    assert_malformed(kind, &[2, 2, 0, 7], DerErrorKind::Integer, 0);
}

/// One alternative name, as a value of the extension.
fn alt(name: &[u8]) -> Vec<u8> {
    seq(&[name])
}

#[test]
fn alternative_names() {
    for kind in [ExtensionKind::SubjectAltName, ExtensionKind::IssuerAltName] {
        let other = tlv(0xa0, &[&oid("1.2.3"), &tlv(0xa0, &[&tlv(0x0c, &[b"name"])])]);
        let names = seq(&[
            &other,
            &tlv(0x81, &[b"a@example.com"]),
            &tlv(0x82, &[b"example.com"]),
            &tlv(0xa3, &[&[0x30, 0]]),
            &tlv(0xa4, &[&name("Name")]),
            &tlv(0xa5, &[&[0x81, 0]]),
            &tlv(0x86, &[b"https://example.com"]),
            &tlv(0x87, &[&[192, 0, 2, 1]]),
            &tlv(0x87, &[&[0; 16]]),
            &tlv(0x88, &[&[0x2a, 3]]),
        ]);
        let certificate = with(kind, &names);
        let list = match kind {
            ExtensionKind::SubjectAltName => certificate.subject_alt_names(),
            _ => certificate.issuer_alt_names(),
        };
        let list: Vec<_> = list.unwrap().collect();
        assert_eq!(list.len(), 10);
        assert!(matches!(list[2], GeneralName::Dns("example.com")));
        assert!(matches!(list[4], GeneralName::Directory(read) if read.der() == name("Name")));
        for length in [0, 1, 3, 5, 8, 15, 17, 32] {
            assert_breaks(kind, &alt(&tlv(0x87, &[&vec![0; length]])), Rule::AddressLength, 2);
        }
        for tag in [0x81, 0x82, 0x86] {
            let error = DerErrorKind::Characters { tag: Tag::IA5_STRING };
            assert_malformed(kind, &alt(&tlv(tag, &[&[0xc3, 0xa4]])), error, 2);
        }
        assert_malformed(kind, &alt(&tlv(0x88, &[&[0x2a, 0x80, 1]])), DerErrorKind::Oid, 2);
        assert_malformed(kind, &alt(&tlv(0x88, &[])), DerErrorKind::Oid, 2);
        assert_malformed(kind, &alt(&tlv(0xa0, &[&oid("1.2.3")])), DerErrorKind::Truncated, 8);
        let two = tlv(0xa4, &[&name("A"), &name("B")]);
        assert_malformed(kind, &alt(&two), DerErrorKind::TrailingBytes, 4 + name("A").len());
        for tag in [0xa1, 0xa2, 0x83, 0x84, 0xa6, 0xa7, 0xa8, 0x89, 0x02] {
            let violation = refused(&placed(kind, &alt(&tlv(tag, &[&[5, 0]]))).0);
            let error = violation.der_error().unwrap().kind();
            assert!(matches!(error, DerErrorKind::UnexpectedTag { .. }), "{tag:#x}: {violation}");
        }
    }
}

#[test]
fn directory_attributes() {
    let kind = ExtensionKind::SubjectDirectoryAttributes;
    let attribute = |values: &[&[u8]]| seq(&[&oid("1.2.3"), &tlv(0x31, values)]);
    let certificate = with(kind, &seq(&[&attribute(&[&[2, 1, 1], &[2, 1, 2]])]));
    let read = certificate.subject_directory_attributes().unwrap().next().unwrap();
    assert_eq!(read.oid(), Oid::from_contents(&[0x2a, 3]));
    assert_eq!(read.values().collect::<Vec<_>>(), [[2, 1, 1], [2, 1, 2]]);
    assert_malformed(kind, &seq(&[&attribute(&[])]), DerErrorKind::Truncated, 10);
    let unsorted = attribute(&[&[2, 1, 2], &[2, 1, 1]]);
    assert_malformed(kind, &seq(&[&unsorted]), DerErrorKind::SetOrder, 13);
}

fn subtree(base: &[u8]) -> Vec<u8> {
    seq(&[base])
}

#[test]
fn name_constraints() {
    let kind = ExtensionKind::NameConstraints;
    let dns = subtree(&tlv(0x82, &[b"example.com"]));
    let email = subtree(&tlv(0x81, &[b".example.com"]));
    let certificate = with(kind, &seq(&[&tlv(0xa0, &[&dns, &email]), &tlv(0xa1, &[&dns])]));
    let read = certificate.name_constraints().unwrap();
    assert_eq!(read.permitted().unwrap().count(), 2);
    assert!(matches!(read.excluded().unwrap().next(), Some(GeneralName::Dns("example.com"))));
    assert_malformed(kind, &seq(&[&tlv(0xa0, &[])]), DerErrorKind::Truncated, 4);
    let swapped = seq(&[&tlv(0xa1, &[&dns]), &tlv(0xa0, &[&dns])]);
    assert_malformed(kind, &swapped, DerErrorKind::TrailingBytes, 4 + dns.len());

    let bounded = |bound: &[u8]| seq(&[&tlv(0xa0, &[&seq(&[&tlv(0x82, &[b"a"]), bound])])]);
    assert_malformed(kind, &bounded(&[0x80, 1, 0]), DerErrorKind::ExplicitDefault, 9);
    assert_malformed(kind, &bounded(&[0x80, 1, 1]), DerErrorKind::ExplicitDefault, 9);
    let error = DerErrorKind::UnexpectedTag { expected: Tag::context(1), actual: Tag::context(1) };
    assert_malformed(kind, &bounded(&[0x81, 1, 1]), error, 9);
}

#[test]
fn constraints_of_addresses_are_an_address_and_a_prefix() {
    let kind = ExtensionKind::NameConstraints;
    let of = |octets: &[u8]| seq(&[&tlv(0xa1, &[&subtree(&tlv(0x87, &[octets]))])]);
    for mask in [[0; 4], [255; 4], [255, 0, 0, 0], [255, 254, 0, 0], [128, 0, 0, 0]] {
        with(kind, &of(&[&[192, 0, 2, 0][..], &mask].concat()));
    }
    with(kind, &of(&[[0; 16], [255; 16]].concat()));
    for mask in [[255, 0, 255, 0], [0, 255, 0, 0], [255, 253, 0, 0], [1, 0, 0, 0], [255, 254, 0, 1]] {
        assert_breaks(kind, &of(&[&[192, 0, 2, 0][..], &mask].concat()), Rule::AddressMask, 4);
    }
    for length in [0, 4, 7, 9, 16, 31, 33] {
        assert_breaks(kind, &of(&vec![0; length]), Rule::AddressLength, 4);
    }
}

#[test]
fn extended_key_usage() {
    let kind = ExtensionKind::ExtendedKeyUsage;
    let certificate = with(kind, &seq(&[&oid("1.3.6.1.5.5.7.3.3"), &oid("1.2.3")]));
    let usage = certificate.extended_key_usage().unwrap();
    assert!(usage.has(Oid::from_contents(&[0x2a, 3])));
    assert!(!usage.has(Oid::from_contents(&[0x2a, 4])));
    assert_malformed(kind, &seq(&[&oid("1.2.3"), &tlv(6, &[])]), DerErrorKind::Oid, 6);
    assert_malformed(kind, &seq(&[&tlv(6, &[&[0x2a, 0x83]])]), DerErrorKind::Oid, 2);
    assert_malformed(kind, &seq(&[&tlv(6, &[&[0x80, 0x2a]])]), DerErrorKind::Oid, 2);
    let error = DerErrorKind::UnexpectedTag { expected: Tag::OBJECT_IDENTIFIER, actual: Tag::NULL };
    assert_malformed(kind, &seq(&[&[5, 0]]), error, 2);
}

#[test]
fn distribution_points() {
    for kind in [ExtensionKind::CrlDistributionPoints, ExtensionKind::FreshestCrl] {
        let uri = tlv(0x86, &[b"http://a.example/crl"]);
        let full = tlv(0xa0, &[&tlv(0xa0, &[&uri])]);
        let relative = tlv(0xa0, &[&tlv(0xa1, &[&seq(&[&oid("2.5.4.3"), &[5, 0]])])]);
        let reasons = tlv(0x81, &[&[6, 0x40]]);
        let issuer = tlv(0xa2, &[&tlv(0xa4, &[&name("Issuer")])]);
        let value = seq(&[&seq(&[&full, &reasons, &issuer]), &seq(&[&relative]), &seq(&[&issuer])]);
        let certificate = with(kind, &value);
        let points = match kind {
            ExtensionKind::FreshestCrl => certificate.freshest_crl(),
            _ => certificate.crl_distribution_points(),
        };
        let points: Vec<_> = points.unwrap().collect();
        assert_eq!(points[0].uris().collect::<Vec<_>>(), ["http://a.example/crl"]);
        assert!(points[0].reasons().unwrap().bit(1));
        assert_eq!(points[0].crl_issuer().unwrap().count(), 1);
        assert!(matches!(points[1].name(), Some(DistributionPointName::Relative(_))));
        assert!(points[2].name().is_none());
        assert_malformed(kind, &seq(&[&seq(&[&reasons])]), DerErrorKind::Truncated, 2);
        assert_malformed(kind, &seq(&[&seq(&[])]), DerErrorKind::Truncated, 2);
        assert_malformed(kind, &seq(&[&seq(&[&tlv(0xa0, &[])])]), DerErrorKind::Truncated, 6);
        let other = tlv(0xa0, &[&tlv(0xa2, &[&seq(&[&oid("2.5.4.3"), &[5, 0]])])]);
        let neither = DerErrorKind::UnexpectedTag {
            expected: Tag::context_constructed(0),
            actual: Tag::context_constructed(2),
        };
        assert_malformed(kind, &seq(&[&seq(&[&other])]), neither, 6);
        let padded = tlv(0x81, &[&[0, 0x40]]);
        assert_malformed(kind, &seq(&[&seq(&[&full, &padded])]), DerErrorKind::NamedBits, 4 + full.len());
        let swapped = seq(&[&seq(&[&issuer, &full])]);
        assert_malformed(kind, &swapped, DerErrorKind::TrailingBytes, 4 + issuer.len());
    }
}

#[test]
fn locations_come_out_as_text() {
    let uri = |text: &str| tlv(0x86, &[text.as_bytes()]);
    let described = |method: &str, location: &[u8]| seq(&[&oid(method), location]);
    let (ocsp, issuers) = ("1.3.6.1.5.5.7.48.1", "1.3.6.1.5.5.7.48.2");
    let access = seq(&[
        &described(ocsp, &uri("http://ocsp.example")),
        &described(issuers, &uri("http://ca.example/1")),
        &described(issuers, &tlv(0x82, &[b"not.a.uri"])),
        &described(issuers, &uri("ldap://ca.example/2")),
        &described("1.2.3", &uri("http://other.example")),
    ]);
    let point = |text: &str| seq(&[&tlv(0xa0, &[&tlv(0xa0, &[&uri(text), &tlv(0x82, &[b"no"])])])]);
    let points = seq(&[&point("http://crl.example/1"), &point("http://crl.example/2")]);
    let list = [
        extension(&dotted(ExtensionKind::AuthorityInfoAccess), &access),
        extension(&dotted(ExtensionKind::CrlDistributionPoints), &points),
    ];
    let der = Parts::with_extensions(&list).der();
    let certificate = accepted(&der);
    assert_eq!(certificate.ocsp_locations().collect::<Vec<_>>(), ["http://ocsp.example"]);
    assert_eq!(certificate.ca_issuers().collect::<Vec<_>>(), ["http://ca.example/1", "ldap://ca.example/2"]);
    assert_eq!(
        certificate.crl_locations().collect::<Vec<_>>(),
        ["http://crl.example/1", "http://crl.example/2"]
    );
    let der = Parts::new().der();
    let without = accepted(&der);
    assert_eq!(
        without.ocsp_locations().chain(without.ca_issuers()).chain(without.crl_locations()).count(),
        0
    );
}

#[test]
fn access_is_a_method_and_a_location() {
    for kind in [ExtensionKind::AuthorityInfoAccess, ExtensionKind::SubjectInfoAccess] {
        let method = oid("1.3.6.1.5.5.7.48.1");
        assert_malformed(kind, &seq(&[&seq(&[&method])]), DerErrorKind::Truncated, 4 + method.len());
        let location = tlv(0x86, &[b"http://a.example"]);
        let three = seq(&[&seq(&[&method, &location, &location])]);
        assert_malformed(kind, &three, DerErrorKind::TrailingBytes, 4 + method.len() + location.len());
    }
}

#[test]
fn ocsp_no_check_is_null() {
    let kind = ExtensionKind::OcspNoCheck;
    assert!(with(kind, &[5, 0]).has(kind));
    assert_malformed(kind, &[5, 1, 0], DerErrorKind::Null, 0);
}

#[test]
fn timestamps_are_a_list_that_is_not_empty() {
    let kind = ExtensionKind::SignedCertificateTimestamps;
    let list = |octets: &[u8]| tlv(4, &[octets]);
    let certificate = with(kind, &list(&[0, 7, 0, 1, 0xaa, 0, 2, 0xbb, 0xcc]));
    let read: Vec<_> = certificate.signed_certificate_timestamps().unwrap().collect();
    assert_eq!(read, [&[0xaa][..], &[0xbb, 0xcc]]);
    for octets in [
        &[][..],
        &[0],
        &[0, 0],
        &[0, 2, 0, 0],
        &[0, 3, 0, 1],
        &[0, 3, 0, 2, 0xaa],
        &[0, 3, 0, 1, 0xaa, 0xff],
        &[0, 4, 0, 1, 0xaa, 0],
        &[0, 4, 0, 1, 0xaa],
    ] {
        assert_breaks(kind, &list(octets), Rule::ExtensionMalformed, 2);
    }
}

#[test]
fn behind_the_value_of_a_qualifier_nothing_stands() {
    let kind = ExtensionKind::CertificatePolicies;
    let qualifier = |rest: &[u8]| seq(&[&policy("1.2.3", &[&seq(&[&oid(CPS), &tlv(0x16, &[b"x"]), rest])])]);
    with(kind, &qualifier(&[]));
    let within = qualifier(&[]).len();
    assert_malformed(kind, &qualifier(&[5, 0]), DerErrorKind::TrailingBytes, within);
}

#[test]
fn bits_of_key_usage_have_their_names() {
    assert_eq!(KeyUsage::by_name("digitalSignature"), Some(KeyUsage::DIGITAL_SIGNATURE));
    assert_eq!(KeyUsage::by_name("keyCertSign"), Some(KeyUsage::KEY_CERT_SIGN));
    assert_eq!(KeyUsage::by_name("decipherOnly"), Some(KeyUsage::DECIPHER_ONLY));
    let committing = KeyUsage::by_name("nonRepudiation");
    assert!(committing.is_some());
    assert_eq!(KeyUsage::by_name("contentCommitment"), committing);
    assert_eq!(KeyUsage::by_name("keycertsign"), None);
}
