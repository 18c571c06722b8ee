use countersign_x509::Rule;
use testkit::x509::{ExtensionSpec, oid, tlv};

use crate::{
    breaks, is_clean,
    specimen::{
        ANY_POLICY, INHIBIT_ANY, MAPPINGS, POLICIES, POLICY, POLICY_CONSTRAINTS, ca, leaf, mapping, notice,
        policies,
    },
    told,
};

fn noticed(contents: &[u8]) -> Vec<u8> {
    let mut spec = leaf();
    spec.extensions.push(policies(&[notice(contents)]));
    spec.der()
}

#[test]
fn notices_are_short_texts_in_utf8() {
    is_clean(&noticed(&tlv(0x0c, &["ü".repeat(200).as_bytes()])));
    breaks(Rule::NoticeLength, &noticed(&tlv(0x0c, &[&[b'a'; 201]])));
    breaks(Rule::NoticeForm, &noticed(&tlv(0x1a, &[b"text"])));
    breaks(Rule::NoticeForm, &noticed(&tlv(0x1e, &[&[0, b'a']])));
    breaks(Rule::NoticeStringForm, &noticed(&tlv(0x16, &[b"text"])));
    breaks(Rule::NoticeCharacters, &noticed(&tlv(0x0c, &[b"a\x1b[31m"])));
    let latin = noticed(&tlv(0x1a, &["ü".as_bytes()]));
    assert_eq!(told(&latin), [Rule::NoticeForm, Rule::NoticeCharacters]);
}

#[test]
fn references_of_notices_are_told() {
    let reference = tlv(0x30, &[&tlv(0x0c, &[b"Example"]), &tlv(0x30, &[&tlv(2, &[&[1]])])]);
    breaks(Rule::NoticeReference, &noticed(&reference));
}

#[test]
fn policies_stand_there_once() {
    let one = tlv(0x30, &[&oid(POLICY)]);
    let mut spec = leaf();
    spec.extensions.push(ExtensionSpec::new(POLICIES, tlv(0x30, &[&one, &one])));
    breaks(Rule::PolicyTwice, &spec.der());
}

#[test]
fn any_policy_has_the_two_known_qualifiers_only() {
    let foreign = tlv(0x30, &[&tlv(0x30, &[&oid("1.3.6.1.4.1.55555.3"), &[5, 0]])]);
    let mut spec = leaf();
    let any = tlv(0x30, &[&oid(ANY_POLICY), &foreign]);
    spec.extensions.push(ExtensionSpec::new(POLICIES, tlv(0x30, &[&any])));
    breaks(Rule::AnyPolicyQualifier, &spec.der());
}

#[test]
fn a_critical_policy_has_no_qualifier_that_nobody_knows() {
    let mut spec = leaf();
    spec.extensions.push(policies(&[tlv(0x30, &[&oid("1.3.6.1.4.1.55555.3"), &[5, 0]])]));
    is_clean(&spec.der());
    spec.replace(
        POLICIES,
        Some(ExtensionSpec::critical(POLICIES, spec.extensions.last().unwrap().value.clone())),
    );
    breaks(Rule::ProfileCriticalExtension, &spec.der());
}

#[test]
fn mappings_are_from_policies_that_the_certificate_has() {
    let mapped = |issuers: &str, subjects: &str| {
        let mut spec = ca();
        spec.extensions.push(policies(&[]));
        spec.extensions.push(ExtensionSpec::critical(MAPPINGS, mapping(issuers, subjects)));
        spec.der()
    };
    is_clean(&mapped(POLICY, "1.3.6.1.4.1.55555.9"));
    breaks(Rule::PolicyMappingUnasserted, &mapped("1.3.6.1.4.1.55555.8", "1.3.6.1.4.1.55555.9"));
    breaks(Rule::AnyPolicyMapped, &mapped(POLICY, ANY_POLICY));
    assert!(told(&mapped(ANY_POLICY, POLICY)).contains(&Rule::AnyPolicyMapped));
}

#[test]
fn what_limits_others_is_for_cas() {
    let cases = [
        (POLICY_CONSTRAINTS, tlv(0x30, &[&tlv(0x80, &[&[0]])])),
        (INHIBIT_ANY, tlv(0x02, &[&[0]])),
        (MAPPINGS, mapping(POLICY, "1.3.6.1.4.1.55555.9")),
    ];
    for (oid, value) in cases {
        let mut spec = leaf();
        spec.extensions.extend([policies(&[]), ExtensionSpec::critical(oid, value)]);
        breaks(Rule::PolicyExtensionNotCa, &spec.der());
    }
}
