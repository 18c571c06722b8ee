use countersign_x509::Rule;
use testkit::x509::{ExtensionSpec, Form, name, oid, tlv};

use crate::{
    breaks, is_clean,
    specimen::{AIA, COMMON_NAME, CRL_POINTS, access, full, leaf, point, uri},
};

fn listed(points: Vec<u8>) -> Vec<u8> {
    let mut spec = leaf();
    spec.extensions.push(ExtensionSpec::new(CRL_POINTS, points));
    spec.der()
}

fn http() -> Vec<u8> {
    full(&[uri("http://example.com/crl")])
}

#[test]
fn lists_are_reachable() {
    is_clean(&listed(point(&http(), &[])));
    is_clean(&listed(point(&full(&[uri("ldap:///CN=a?certificateRevocationList")]), &[])));
    breaks(Rule::CrlPointsLocation, &listed(point(&full(&[uri("ftp://example.com/crl")]), &[])));
    let both = [uri("ftp://example.com/crl"), uri("http://example.com/crl")];
    is_clean(&listed(point(&full(&both), &[])));
    breaks(Rule::UriForm, &listed(point(&full(&[uri("http://a b/crl")]), &[])));
    breaks(Rule::CrlPointsLocation, &listed(point(&full(&[uri("x:y")]), &[])));
}

#[test]
fn one_list_is_for_all_reasons() {
    let some = point(&http(), &tlv(0x81, &[&[6, 0x40]]));
    let all = point(&http(), &[]);
    breaks(Rule::CrlPointsReasons, &listed(some.clone()));
    is_clean(&listed(tlv(0x30, &[&some[2..], &all[2..]])));
}

#[test]
fn issuers_of_lists_are_distinguished_names() {
    let directory = tlv(0xa4, &[&name(&[(COMMON_NAME, Form::Utf8, "Lists")])]);
    is_clean(&listed(point(&http(), &tlv(0xa2, &[&directory]))));
    breaks(Rule::CrlPointsIssuer, &listed(point(&http(), &tlv(0xa2, &[&uri("http://example.com/")]))));
    breaks(Rule::CrlPointsIssuer, &listed(point(&http(), &tlv(0xa2, &[&directory, &directory]))));
}

#[test]
fn the_issuer_of_the_certificate_is_not_named_as_the_one_of_the_list() {
    let own = tlv(0xa4, &[&leaf().issuer]);
    breaks(Rule::CrlPointsOwnIssuer, &listed(point(&http(), &tlv(0xa2, &[&own]))));
    // Not at any of several points.
    let one = |issuer: &[u8]| tlv(0x30, &[&tlv(0xa0, &[&http()]), issuer]);
    breaks(Rule::CrlPointsOwnIssuer, &listed(tlv(0x30, &[&one(&[]), &one(&tlv(0xa2, &[&own]))])));
    is_clean(&listed(tlv(0x30, &[&one(&[]), &one(&[])])));
}

#[test]
fn relative_names_of_lists_are_told() {
    let attribute = tlv(0x30, &[&oid(COMMON_NAME), &tlv(0x0c, &[b"Lists"])]);
    breaks(Rule::CrlPointsRelative, &listed(point(&tlv(0xa1, &[&attribute]), &[])));
}

#[test]
fn locations_are_absolute() {
    let mut spec = leaf();
    spec.extensions.push(ExtensionSpec::new(AIA, access("1.3.6.1.5.5.7.48.1", &uri("ocsp.example.com"))));
    breaks(Rule::UriForm, &spec.der());
}
