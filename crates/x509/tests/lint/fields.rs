use countersign_x509::{Profile, Role, Rule, lint_as};
use testkit::x509::{ExtensionSpec, Key, Time, name, oid, tlv};

use crate::{
    breaks, is_clean,
    specimen::{BASIC, KEY_USAGE, SAN, alt_names, ca, dns, ec_key, leaf, with_spki},
    told,
};

#[test]
fn what_cannot_be_read_is_told_as_far_as_it_can() {
    let mut spec = leaf();
    spec.serial = vec![0];
    let mut der = spec.der();
    assert_eq!(told(&der), [Rule::SerialNotPositive]);
    // The subject becomes a NULL: what stands before it was read, what stands behind was not.
    let subject = spec.subject.len();
    let at = der.windows(subject).position(|window| window == spec.subject).unwrap();
    der[at] = 0x05;
    assert_eq!(told(&der), [Rule::SerialNotPositive, Rule::Encoding]);
}

#[test]
fn unknown_versions_are_told() {
    let mut spec = leaf();
    spec.version = Some(3);
    breaks(Rule::VersionUnknown, &spec.der());
}

#[test]
fn extensions_of_older_versions_are_told() {
    let mut spec = leaf();
    spec.version = Some(1);
    assert_eq!(told(&spec.der()), [Rule::VersionExtensions]);
    spec.extensions.clear();
    is_clean(&spec.der());
}

#[test]
fn serial_numbers_are_positive_and_of_20_octets_at_most() {
    let mut spec = leaf();
    for serial in [vec![0], vec![0x80]] {
        spec.serial = serial;
        breaks(Rule::SerialNotPositive, &spec.der());
    }
    spec.serial = vec![1; 20];
    is_clean(&spec.der());
    spec.serial = vec![1; 21];
    breaks(Rule::SerialTooLong, &spec.der());
}

#[test]
fn algorithms_inside_and_outside_are_the_same() {
    let mut spec = leaf();
    spec.outer_algorithm = Some(tlv(0x30, &[&oid("1.2.840.10045.4.3.3")]));
    breaks(Rule::AlgorithmMismatch, &spec.der());
}

#[test]
fn parameters_of_signatures_are_the_ones_they_must_be() {
    let mut spec = leaf();
    let ecdsa_with_null = tlv(0x30, &[&oid("1.2.840.10045.4.3.2"), &[5, 0]]);
    (spec.inner_algorithm, spec.outer_algorithm) = (Some(ecdsa_with_null.clone()), Some(ecdsa_with_null));
    breaks(Rule::SignatureParameters, &spec.der());
}

#[test]
fn a_signature_algorithm_that_is_not_supported_is_told() {
    let mut spec = leaf();
    let unknown = tlv(0x30, &[&oid("1.3.6.1.4.1.55555.7")]);
    (spec.inner_algorithm, spec.outer_algorithm) = (Some(unknown.clone()), Some(unknown));
    breaks(Rule::ProfileSignature, &spec.der());
    // Nobody checks the signature of an anchor.
    let told = |role| {
        let lint = lint_as(&spec.der(), role, Profile::RFC5280);
        lint.violations().iter().any(|violation| violation.rule() == Rule::ProfileSignature)
    };
    assert!(told(Role::Intermediate) && !told(Role::Anchor));
}

#[test]
fn a_key_that_is_too_short_is_told() {
    let mut spec = leaf();
    spec.key = Key::Rsa1024;
    breaks(Rule::ProfileKeyAlgorithm, &spec.der());
    spec.key = Key::Rsa2048;
    is_clean(&spec.der());
}

#[test]
fn issuers_have_names() {
    let mut spec = leaf();
    spec.issuer = name(&[]);
    breaks(Rule::IssuerEmpty, &spec.der());
}

#[test]
fn times_are_of_the_form_of_their_year() {
    let mut spec = leaf();
    spec.not_after = Time::generalized("20350101000000Z");
    breaks(Rule::TimeForm, &spec.der());
    spec.not_after = Time::generalized("20500101000000Z");
    is_clean(&spec.der());
    spec.not_after = Time::utc("3501010000Z");
    assert_eq!(told(&spec.der()), [Rule::TimeMalformed]);
    spec.not_after = Time::utc("240101000000Z");
    breaks(Rule::ValidityReversed, &spec.der());
}

#[test]
fn subjects_of_cas_have_names() {
    let mut spec = ca();
    spec.subject = name(&[]);
    breaks(Rule::SubjectEmptyCa, &spec.der());
}

#[test]
fn subjects_that_sign_revocation_lists_have_names() {
    let nameless = |bits: &[u8]| {
        let mut spec = leaf();
        spec.subject = name(&[]);
        spec.replace("2.5.29.15", Some(ExtensionSpec::critical("2.5.29.15", tlv(3, &[bits]))));
        told(&spec.der()).contains(&Rule::SubjectEmptyCa)
    };
    assert!(nameless(&[1, 0x82]) && !nameless(&[7, 0x80]));
}

#[test]
fn somebody_is_named() {
    let mut spec = leaf();
    spec.subject = name(&[]);
    spec.replace(SAN, None);
    breaks(Rule::SubjectMissing, &spec.der());
    let mut named = alt_names(&[dns("example.com")]);
    named.critical = vec![1, 1, 0xff];
    spec.replace(SAN, Some(named));
    is_clean(&spec.der());
}

#[test]
fn unique_identifiers_are_told() {
    let mut spec = leaf();
    spec.unique_ids = tlv(0x81, &[&[0, 1]]);
    breaks(Rule::UniqueId, &spec.der());
    spec.unique_ids = tlv(0x82, &[&[0, 1]]);
    breaks(Rule::UniqueId, &spec.der());
    spec.version = None;
    spec.extensions.clear();
    assert_eq!(told(&spec.der()), [Rule::VersionUniqueIds, Rule::UniqueId]);
}

#[test]
fn keys_are_of_their_form() {
    let spec = leaf();
    let p256 = oid("1.2.840.10045.3.1.7");
    breaks(Rule::KeyMalformed, &with_spki(&spec, &ec_key(&p256, &[4, 1, 2, 3])));
    breaks(Rule::KeyParameters, &with_spki(&spec, &ec_key(&[5, 0], &[4; 65])));
    for malformed in [&[6, 0][..], &[6, 9, 0x80, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]] {
        breaks(Rule::KeyParameters, &with_spki(&spec, &ec_key(malformed, &[4; 65])));
    }
    let secp192r1 = oid("1.2.840.10045.3.1.1");
    let unknown = with_spki(&spec, &ec_key(&secp192r1, &[4; 49]));
    breaks(Rule::KeyUnknown, &unknown);
}

#[test]
fn numbers_of_rsa_keys_are_positive() {
    let spec = leaf();
    let rsa = |modulus: &[u8], exponent: &[u8]| {
        let numbers = tlv(0x30, &[&tlv(2, &[modulus]), &tlv(2, &[exponent])]);
        let algorithm = tlv(0x30, &[&oid("1.2.840.113549.1.1.1"), &[5, 0]]);
        with_spki(&spec, &tlv(0x30, &[&algorithm, &tlv(3, &[&[0], &numbers])]))
    };
    let modulus = [[0x00, 0xb3].as_slice(), &[0x5f; 255]].concat();
    assert!(!told(&rsa(&modulus, &[1, 0, 1])).contains(&Rule::KeyMalformed));
    breaks(Rule::KeyMalformed, &rsa(&modulus[1..], &[1, 0, 1]));
    breaks(Rule::KeyMalformed, &rsa(&modulus, &[0xff, 0x01]));
}

#[test]
fn uses_of_keys_are_ones_that_their_type_has() {
    let mut spec = leaf();
    let usage = |bits| testkit::x509::ExtensionSpec::key_usage(bits);
    spec.replace(KEY_USAGE, Some(usage(0xa0)));
    breaks(Rule::KeyUsageKeyType, &spec.der());
    spec.key = Key::Rsa2048;
    is_clean(&spec.der());
    spec.replace(KEY_USAGE, Some(usage(0x88)));
    breaks(Rule::KeyUsageKeyType, &spec.der());
    spec.key = Key::P256(1);
    is_clean(&spec.der());
    spec.key = Key::Ed25519(1);
    breaks(Rule::KeyUsageKeyType, &spec.der());
}

#[test]
fn extensions_stand_there_once_and_are_of_their_type() {
    let mut spec = leaf();
    let again = spec.extensions[1].clone();
    spec.extensions.push(again);
    breaks(Rule::ExtensionTwice, &spec.der());
    let mut spec = leaf();
    spec.replace(BASIC, Some(testkit::x509::ExtensionSpec::new(BASIC, vec![5, 0])));
    breaks(Rule::ExtensionMalformed, &spec.der());
    let mut spec = leaf();
    spec.extensions.clear();
    spec.empty_extensions = true;
    assert!(told(&spec.der()).contains(&Rule::ExtensionsEmpty));
}

#[test]
fn critical_extensions_that_nobody_knows_are_told() {
    let mut spec = leaf();
    spec.extensions.push(testkit::x509::ExtensionSpec::critical("1.3.6.1.4.1.55555.2", vec![5, 0]));
    breaks(Rule::ProfileCriticalExtension, &spec.der());
    spec.extensions.last_mut().unwrap().critical.clear();
    is_clean(&spec.der());
}
