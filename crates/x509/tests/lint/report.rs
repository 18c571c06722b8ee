//! What a lint looks like.

use countersign_x509::{Level, Profile, Role, Rule, lint, lint_as};

use crate::specimen::{AKI, SAN, alt_names, ca, dns, leaf};

#[test]
fn a_lint_is_a_table() {
    let mut spec = leaf();
    spec.replace(SAN, Some(alt_names(&[dns("a_b.example")])));
    let lint = lint(&spec.der(), Profile::RFC5280);
    let text = lint.to_string();
    assert!(text.contains("must") && text.contains("subjectAltName"), "{text}");
    assert!(text.contains("dns-name-form") && text.contains("RFC 5280 §4.2.1.6"), "{text}");
    let violation = lint.violations()[0];
    assert_eq!(spec.der()[violation.offset()..][..2], [0x30, 13], "the offset is the one of the value");
}

#[test]
fn the_role_is_the_one_that_the_certificate_takes() {
    let mut root = ca();
    root.issuer = root.subject.clone();
    root.replace(AKI, None);
    let role = |spec: &testkit::x509::CertificateSpec| lint(&spec.der(), Profile::RFC5280).role();
    assert_eq!(
        [leaf(), ca(), root].map(|spec| role(&spec)),
        [Some(Role::Leaf), Some(Role::Intermediate), Some(Role::Anchor)]
    );
    let rules: Vec<_> = lint_as(&leaf().der(), Role::Intermediate, Profile::RFC5280).violations().to_vec();
    let rules: Vec<_> = rules.iter().map(|violation| violation.rule()).collect();
    assert!(rules.contains(&Rule::ProfileNotCa) && rules.contains(&Rule::ProfileKeyUsageLacks), "{rules:?}");
}

#[test]
fn an_issuer_in_a_path_must_have_key_usage() {
    let mut spec = ca();
    spec.replace(crate::specimen::KEY_USAGE, None);
    let der = spec.der();
    let told = lint_as(&der, Role::Intermediate, Profile::RFC5280);
    let rules: Vec<_> = told.violations().iter().map(|violation| violation.rule()).collect();
    assert_eq!(rules, [Rule::KeyUsageMissingIssuer]);
    let certificate = countersign_x509::Certificate::from_der(&der).unwrap();
    let refused = Profile::RFC5280_STRICT.check(Role::Intermediate, &certificate).unwrap_err();
    assert_eq!(refused.rule(), Rule::KeyUsageMissingIssuer);
    assert_eq!(Profile::RFC5280.check(Role::Intermediate, &certificate), Ok(()));
}

#[test]
fn recommendations_are_told_and_refuse_nothing() {
    let mut spec = leaf();
    spec.extension(crate::specimen::KEY_USAGE).unwrap().critical.clear();
    let der = spec.der();
    let lint = lint(&der, Profile::RFC5280_STRICT);
    assert!(!lint.is_clean() && lint.keeps_requirements());
    assert_eq!(lint.violations()[0].rule().level(), Level::Should);
    let certificate = countersign_x509::Certificate::from_der(&der).unwrap();
    assert_eq!(Profile::RFC5280_STRICT.check(Role::Leaf, &certificate), Ok(()));
}

#[test]
fn a_time_of_the_wrong_form_is_refused_by_the_strict_profile_alone() {
    let mut spec = leaf();
    spec.not_after = testkit::x509::Time::generalized("20350101000000Z");
    let der = spec.der();
    let certificate = countersign_x509::Certificate::from_der(&der).unwrap();
    assert_eq!(Profile::RFC5280.check(Role::Leaf, &certificate), Ok(()));
    let refused = Profile::RFC5280_STRICT.check(Role::Leaf, &certificate).unwrap_err();
    assert_eq!(refused.rule(), Rule::TimeForm);
}
