use countersign_x509::Rule;
use testkit::x509::{CertificateSpec, ExtensionSpec, oid, tlv};

use crate::{
    breaks, is_clean,
    specimen::{
        AIA, AKI, ATTRIBUTES, BASIC, CA_SIGN, CRL_POINTS, EKU, FRESHEST, IAN, INHIBIT_ANY, KEY_USAGE,
        MAPPINGS, NAMES, NO_CHECK, POLICY, POLICY_CONSTRAINTS, SAN, SIA, SIGN, SKI, access, ca, dns, full,
        leaf, mapping, permitted, point, policies, uri,
    },
    told,
};

fn with(mut spec: CertificateSpec, oid: &str, extension: ExtensionSpec) -> Vec<u8> {
    spec.replace(oid, Some(extension));
    spec.der()
}

fn without(mut spec: CertificateSpec, oid: &str) -> Vec<u8> {
    spec.replace(oid, None);
    spec.der()
}

fn flipped(mut spec: CertificateSpec, oid: &str) -> Vec<u8> {
    let extension = spec.extension(oid).unwrap();
    extension.critical = if extension.critical.is_empty() { vec![1, 1, 0xff] } else { Vec::new() };
    spec.der()
}

#[test]
fn extensions_of_hints_and_places_are_not_critical() {
    let http = point(&full(&[uri("http://example.com/crl")]), &[]);
    let place = access("1.3.6.1.5.5.7.48.2", &uri("http://example.com/ca"));
    let attributes = tlv(0x30, &[&tlv(0x30, &[&oid("2.5.4.6"), &tlv(0x31, &[&tlv(0x13, &[b"DE"])])])]);
    let cases = [
        (Rule::AkiCritical, AKI, tlv(0x30, &[&tlv(0x80, &[&[1]])])),
        (Rule::SkiCritical, SKI, tlv(0x04, &[&[1]])),
        (Rule::IssuerAltNameCritical, IAN, tlv(0x30, &[&dns("ca.example.com")])),
        (Rule::DirectoryAttributesCritical, ATTRIBUTES, attributes),
        (Rule::CrlPointsCritical, CRL_POINTS, http.clone()),
        (Rule::FreshestCrlCritical, FRESHEST, http),
        (Rule::AuthorityAccessCritical, AIA, place.clone()),
        (Rule::SubjectAccessCritical, SIA, place),
        (Rule::OcspNoCheckCritical, NO_CHECK, vec![5, 0]),
        (Rule::AltNameCritical, SAN, tlv(0x30, &[&dns("example.com")])),
    ];
    for (rule, oid, value) in cases {
        is_clean(&with(leaf(), oid, ExtensionSpec::new(oid, value.clone())));
        breaks(rule, &with(leaf(), oid, ExtensionSpec::critical(oid, value)));
    }
}

#[test]
fn extensions_of_limits_are_critical() {
    let cases = [
        (Rule::PolicyMappingNotCritical, MAPPINGS, mapping(POLICY, "1.3.6.1.4.1.55555.9")),
        (Rule::NameConstraintsNotCritical, NAMES, permitted(&dns("example.com"))),
        (Rule::PolicyConstraintsNotCritical, POLICY_CONSTRAINTS, tlv(0x30, &[&tlv(0x80, &[&[0]])])),
        (Rule::InhibitAnyNotCritical, INHIBIT_ANY, tlv(0x02, &[&[0]])),
    ];
    for (rule, oid, value) in cases {
        let mut spec = ca();
        spec.extensions.push(policies(&[]));
        is_clean(&with(spec.clone(), oid, ExtensionSpec::critical(oid, value.clone())));
        breaks(rule, &with(spec, oid, ExtensionSpec::new(oid, value)));
    }
    breaks(Rule::KeyUsageNotCritical, &flipped(leaf(), KEY_USAGE));
    breaks(Rule::BasicConstraintsNotCritical, &flipped(ca(), BASIC));
}

#[test]
fn any_purpose_is_not_critical() {
    let any = ExtensionSpec::purposes(&["2.5.29.37.0"]);
    is_clean(&with(leaf(), EKU, any.clone()));
    breaks(Rule::EkuAnyCritical, &with(leaf(), EKU, ExtensionSpec::critical(EKU, any.value)));
}

#[test]
fn alternative_names_are_critical_where_there_is_no_other_name() {
    let mut spec = leaf();
    spec.subject = testkit::x509::name(&[]);
    breaks(Rule::AltNameNotCritical, &spec.der());
    is_clean(&flipped(spec, SAN));
}

#[test]
fn keys_are_identified() {
    breaks(Rule::AkiMissing, &without(leaf(), AKI));
    breaks(Rule::AkiNoKeyId, &with(leaf(), AKI, ExtensionSpec::new(AKI, tlv(0x30, &[]))));
    breaks(Rule::SkiMissingCa, &without(ca(), SKI));
    breaks(Rule::SkiMissing, &without(leaf(), SKI));
    let mut root = ca();
    root.issuer = root.subject.clone();
    is_clean(&without(root, AKI));
}

#[test]
fn key_usage_fits_what_the_subject_is() {
    let usage = |bits| ExtensionSpec::key_usage(bits);
    breaks(Rule::KeyUsageMissingCa, &without(ca(), KEY_USAGE));
    is_clean(&without(leaf(), KEY_USAGE));
    breaks(Rule::KeyUsageCertSign, &with(leaf(), KEY_USAGE, usage(SIGN | CA_SIGN)));
    let empty = ExtensionSpec::critical(KEY_USAGE, vec![3, 1, 0]);
    breaks(Rule::KeyUsageEmpty, &with(leaf(), KEY_USAGE, empty));
    let encipher_only = ExtensionSpec::critical(KEY_USAGE, vec![3, 2, 0, 0x81]);
    breaks(Rule::KeyUsageAgreement, &with(leaf(), KEY_USAGE, encipher_only));
    let with_agreement = ExtensionSpec::critical(KEY_USAGE, vec![3, 2, 0, 0x89]);
    is_clean(&with(leaf(), KEY_USAGE, with_agreement));
}

#[test]
fn several_broken_rules_are_all_told_in_the_order_of_their_places() {
    let mut spec = leaf();
    spec.serial = vec![0];
    spec.replace(AKI, None);
    spec.replace(SAN, Some(crate::specimen::alt_names(&[dns(" "), uri("relative")])));
    assert_eq!(
        told(&spec.der()),
        [Rule::SerialNotPositive, Rule::AkiMissing, Rule::DnsNameForm, Rule::UriForm]
    );
}
