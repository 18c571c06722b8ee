//! Each profile accepts its control, and refuses it for each clause that is broken.

use countersign_x509::{
    AltNameForm, AltNameRule, AnyPurpose, CaRule, Certificate, Clause, EkuRule, KeyUsage, KeyUsageRule,
    LoneLeaf, NameForm, OidSet, Order, Profile, Requirements, Role, Rule, SubjectRule, purpose,
};
use testkit::x509::{CertificateSpec, ExtensionSpec, Form, Key, name, tlv};

use crate::specimen::{
    BASIC, COMMON_NAME, EKU, KEY_USAGE, SAN, SIGN, alt_names, ca, dns, ec_key, email, leaf, uri, with_spki,
};

const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
const ANY: &str = "2.5.29.37.0";

fn told(profile: &Profile, role: Role, der: &[u8]) -> Option<Rule> {
    let certificate = Certificate::from_der(der).unwrap();
    let rule = profile.check(role, &certificate).err()?.rule();
    assert!(profile.refuses_for(rule, role), "{rule:?} refuses, and the list of rules says that it does not");
    Some(rule)
}

/// A control and what is done to it, with the rule that it then breaks; without one it still is accepted.
type Change = (Option<Rule>, fn(&mut CertificateSpec));

#[track_caller]
fn holds(profile: &Profile, role: Role, control: &CertificateSpec, changes: &[Change]) {
    assert_eq!(told(profile, role, &control.der()), None, "the control");
    for (index, (rule, change)) in changes.iter().enumerate() {
        let mut spec = control.clone();
        change(&mut spec);
        assert_eq!(told(profile, role, &spec.der()), *rule, "change {index}");
    }
}

fn usage(spec: &mut CertificateSpec, bits: u8) {
    spec.replace(KEY_USAGE, Some(ExtensionSpec::key_usage(bits)));
}

fn purposes(spec: &mut CertificateSpec, purposes: &[&str]) {
    spec.replace(EKU, Some(ExtensionSpec::purposes(purposes)));
}

fn critical(spec: &mut CertificateSpec, oid: &str) {
    spec.extension(oid).unwrap().critical = vec![1, 1, 0xff];
}

fn not_critical(spec: &mut CertificateSpec, oid: &str) {
    spec.extension(oid).unwrap().critical.clear();
}

fn becomes_ca(spec: &mut CertificateSpec) {
    spec.extensions.push(ExtensionSpec::ca(None));
}

fn is_no_ca(spec: &mut CertificateSpec) {
    spec.replace(BASIC, Some(ExtensionSpec::new(BASIC, tlv(0x30, &[]))));
}

/// What every issuer is refused for.
const ISSUER: [Change; 4] = [
    (Some(Rule::ProfileNotCa), |spec| is_no_ca(spec)),
    (Some(Rule::ProfileNotCa), |spec| spec.replace(BASIC, None)),
    (Some(Rule::ProfileKeyUsageLacks), |spec| usage(spec, 0x02)),
    (Some(Rule::ProfileCriticalExtension), |spec| {
        spec.extensions.push(ExtensionSpec::critical("1.3.6.1.4.1.55555.2", vec![5, 0]));
    }),
];

#[test]
fn rfc5280_asks_of_issuers_what_path_validation_does_and_of_leaves_nothing() {
    for role in [Role::Intermediate, Role::Anchor] {
        holds(Profile::RFC5280, role, &ca(), &ISSUER);
        holds(Profile::RFC5280, role, &ca(), &[(None, |spec| spec.replace(KEY_USAGE, None))]);
    }
    holds(
        Profile::RFC5280,
        Role::Leaf,
        &leaf(),
        &[(None, |spec| spec.extensions.clear()), (None, |spec| becomes_ca(spec))],
    );
}

#[test]
fn rfc5280_strict_asks_for_section_4_besides() {
    holds(Profile::RFC5280_STRICT, Role::Intermediate, &ca(), &ISSUER);
    holds(
        Profile::RFC5280_STRICT,
        Role::Leaf,
        &leaf(),
        &[
            (Some(Rule::AkiMissing), |spec| spec.replace("2.5.29.35", None)),
            (Some(Rule::DnsNameForm), |spec| spec.replace(SAN, Some(alt_names(&[dns("a_b")])))),
            (None, |spec| spec.replace("2.5.29.14", None)),
        ],
    );
}

#[test]
fn notation_signers_are_held_to_their_clauses() {
    holds(
        Profile::NOTATION_CODE_SIGNING,
        Role::Leaf,
        &leaf(),
        &[
            (Some(Rule::ProfileCa), |spec| becomes_ca(spec)),
            (None, |spec| spec.extensions.push(ExtensionSpec::new(BASIC, tlv(0x30, &[])))),
            (Some(Rule::ProfileKeyUsageMissing), |spec| spec.replace(KEY_USAGE, None)),
            (Some(Rule::ProfileKeyUsageNotCritical), |spec| not_critical(spec, KEY_USAGE)),
            (Some(Rule::ProfileKeyUsageLacks), |spec| usage(spec, 0x40)),
            (Some(Rule::ProfileKeyUsageOther), |spec| usage(spec, SIGN | 0x40)),
            (Some(Rule::ProfileKeyUsageOther), |spec| usage(spec, SIGN | 0x20)),
            (Some(Rule::ProfileKeyUsageOther), |spec| usage(spec, SIGN | 0x10)),
            (Some(Rule::ProfileKeyUsageOther), |spec| usage(spec, SIGN | 0x08)),
            (Some(Rule::ProfileKeyUsageOther), |spec| usage(spec, SIGN | 0x04)),
            (Some(Rule::ProfileKeyUsageOther), |spec| usage(spec, SIGN | 0x02)),
            (Some(Rule::ProfileKeyUsageOther), |spec| usage(spec, SIGN | 0x01)),
            (None, |spec| spec.replace(EKU, None)),
            (None, |spec| purposes(spec, &["1.3.6.1.4.1.55555.4"])),
            (Some(Rule::ProfileEkuForbidden), |spec| purposes(spec, &[ANY])),
            (Some(Rule::ProfileEkuForbidden), |spec| purposes(spec, &[CODE_SIGNING, ANY])),
            (Some(Rule::ProfileEkuForbidden), |spec| purposes(spec, &[CODE_SIGNING, SERVER_AUTH])),
            (Some(Rule::ProfileEkuForbidden), |spec| purposes(spec, &["1.3.6.1.5.5.7.3.2"])),
            (Some(Rule::ProfileEkuForbidden), |spec| purposes(spec, &["1.3.6.1.5.5.7.3.4"])),
            (Some(Rule::ProfileEkuForbidden), |spec| purposes(spec, &[TIME_STAMPING])),
            (Some(Rule::ProfileEkuForbidden), |spec| purposes(spec, &[OCSP_SIGNING])),
            (None, |spec| spec.key = Key::Rsa2048),
            (Some(Rule::ProfileKey), |spec| spec.key = Key::Rsa1024),
            (Some(Rule::ProfileKey), |spec| spec.key = Key::Ed25519(1)),
        ],
    );
}

#[test]
fn notation_takes_keys_of_the_curves_it_has_algorithms_for() {
    let spec = leaf();
    let on = |curve: &str, octets| with_spki(&spec, &ec_key(&testkit::x509::oid(curve), &vec![4; octets]));
    for (curve, octets) in [("1.3.132.0.34", 97), ("1.3.132.0.35", 133)] {
        assert_eq!(told(Profile::NOTATION_CODE_SIGNING, Role::Leaf, &on(curve, octets)), None, "{curve}");
    }
    let p224 = on("1.3.132.0.33", 57);
    assert_eq!(told(Profile::NOTATION_CODE_SIGNING, Role::Leaf, &p224), Some(Rule::ProfileKey));
}

#[test]
fn notation_cas_are_held_to_their_clauses() {
    let clauses: [Change; 4] = [
        (Some(Rule::ProfileBasicConstraintsNotCritical), |spec| not_critical(spec, BASIC)),
        (Some(Rule::ProfileKeyUsageMissing), |spec| spec.replace(KEY_USAGE, None)),
        (Some(Rule::ProfileKeyUsageNotCritical), |spec| not_critical(spec, KEY_USAGE)),
        (None, |spec| purposes(spec, &[SERVER_AUTH])),
    ];
    for role in [Role::Intermediate, Role::Anchor] {
        holds(Profile::NOTATION_CODE_SIGNING, role, &ca(), &ISSUER);
        holds(Profile::NOTATION_CODE_SIGNING, role, &ca(), &clauses);
    }
    let clauses: [Change; 4] = [
        (None, |spec| not_critical(spec, BASIC)),
        (Some(Rule::ProfileKeyUsageMissing), |spec| spec.replace(KEY_USAGE, None)),
        (None, |spec| not_critical(spec, KEY_USAGE)),
        (Some(Rule::ProfileEkuLacks), |spec| purposes(spec, &[SERVER_AUTH])),
    ];
    holds(Profile::NOTATION_TIMESTAMPING, Role::Intermediate, &ca(), &ISSUER);
    holds(Profile::NOTATION_TIMESTAMPING, Role::Intermediate, &ca(), &clauses);
}

fn timestamper() -> CertificateSpec {
    let mut spec = leaf();
    purposes(&mut spec, &[TIME_STAMPING]);
    critical(&mut spec, EKU);
    spec
}

/// RFC 3161 §2.3: exactly one purpose, critical.
const TIMESTAMPER: [Change; 7] = [
    (Some(Rule::ProfileCa), |spec| becomes_ca(spec)),
    (Some(Rule::ProfileEkuMissing), |spec| spec.replace(EKU, None)),
    (Some(Rule::ProfileEkuNotCritical), |spec| not_critical(spec, EKU)),
    (Some(Rule::ProfileEkuLacks), |spec| {
        purposes(spec, &[CODE_SIGNING]);
        critical(spec, EKU);
    }),
    (Some(Rule::ProfileEkuLacks), |spec| {
        purposes(spec, &[ANY]);
        critical(spec, EKU);
    }),
    (Some(Rule::ProfileEkuOther), |spec| {
        purposes(spec, &[TIME_STAMPING, CODE_SIGNING]);
        critical(spec, EKU);
    }),
    (Some(Rule::ProfileEkuOther), |spec| {
        purposes(spec, &[TIME_STAMPING, TIME_STAMPING]);
        critical(spec, EKU);
    }),
];

#[test]
fn timestampers_have_exactly_one_critical_purpose() {
    holds(Profile::RFC3161_TSA, Role::Leaf, &timestamper(), &TIMESTAMPER);
    holds(Profile::NOTATION_TIMESTAMPING, Role::Leaf, &timestamper(), &TIMESTAMPER);
    holds(
        Profile::RFC3161_TSA,
        Role::Leaf,
        &timestamper(),
        &[
            (None, |spec| spec.replace(KEY_USAGE, None)),
            (None, |spec| usage(spec, 0x40)),
            (Some(Rule::ProfileKeyUsageLacks), |spec| usage(spec, 0x08)),
        ],
    );
    holds(
        Profile::NOTATION_TIMESTAMPING,
        Role::Leaf,
        &timestamper(),
        &[
            (Some(Rule::ProfileKeyUsageMissing), |spec| spec.replace(KEY_USAGE, None)),
            (None, |spec| not_critical(spec, KEY_USAGE)),
            (Some(Rule::ProfileKeyUsageLacks), |spec| usage(spec, 0x40)),
            (Some(Rule::ProfileKeyUsageOther), |spec| usage(spec, SIGN | 0x08)),
            (Some(Rule::ProfileKey), |spec| spec.key = Key::Ed25519(1)),
        ],
    );
}

#[test]
fn cas_that_name_purposes_name_the_one_of_the_profile_or_any() {
    let timestamping: [Change; 3] = [
        (None, |spec| purposes(spec, &[TIME_STAMPING])),
        (None, |spec| purposes(spec, &[ANY])),
        (Some(Rule::ProfileEkuLacks), |spec| purposes(spec, &[CODE_SIGNING])),
    ];
    let code_signing: [Change; 3] = [
        (None, |spec| purposes(spec, &[CODE_SIGNING, SERVER_AUTH])),
        (None, |spec| purposes(spec, &[ANY])),
        (Some(Rule::ProfileEkuLacks), |spec| purposes(spec, &[TIME_STAMPING])),
    ];
    for role in [Role::Intermediate, Role::Anchor] {
        holds(Profile::RFC3161_TSA, role, &ca(), &ISSUER);
        holds(Profile::RFC3161_TSA, role, &ca(), &timestamping);
        for profile in [Profile::CODE_SIGNING, Profile::FULCIO_LEAF] {
            holds(profile, role, &ca(), &ISSUER);
            holds(profile, role, &ca(), &code_signing);
        }
        for profile in [Profile::OCSP_RESPONDER, Profile::CRL_ISSUER] {
            holds(profile, role, &ca(), &ISSUER);
            holds(profile, role, &ca(), &[(None, |spec| purposes(spec, &[SERVER_AUTH]))]);
        }
    }
}

#[test]
fn code_signers_are_held_to_their_clauses() {
    holds(
        Profile::CODE_SIGNING,
        Role::Leaf,
        &leaf(),
        &[
            (Some(Rule::ProfileCa), |spec| becomes_ca(spec)),
            (None, |spec| spec.replace(KEY_USAGE, None)),
            (Some(Rule::ProfileKeyUsageLacks), |spec| usage(spec, 0x40)),
            (Some(Rule::ProfileEkuMissing), |spec| spec.replace(EKU, None)),
            (Some(Rule::ProfileEkuLacks), |spec| purposes(spec, &[ANY])),
            (Some(Rule::ProfileEkuLacks), |spec| purposes(spec, &[SERVER_AUTH])),
            (None, |spec| purposes(spec, &[SERVER_AUTH, CODE_SIGNING])),
        ],
    );
}

#[test]
fn ocsp_responders_are_for_ocsp() {
    let mut responder = leaf();
    purposes(&mut responder, &[OCSP_SIGNING]);
    holds(
        Profile::OCSP_RESPONDER,
        Role::Leaf,
        &responder,
        &[
            (Some(Rule::ProfileEkuMissing), |spec| spec.replace(EKU, None)),
            (Some(Rule::ProfileEkuLacks), |spec| purposes(spec, &[ANY])),
            (Some(Rule::ProfileEkuLacks), |spec| purposes(spec, &[SERVER_AUTH])),
            (None, |spec| spec.replace(KEY_USAGE, None)),
            (None, |spec| usage(spec, 0x40)),
            (Some(Rule::ProfileKeyUsageLacks), |spec| usage(spec, 0x02)),
        ],
    );
}

#[test]
fn issuers_of_lists_may_sign_lists() {
    holds(
        Profile::CRL_ISSUER,
        Role::Leaf,
        &ca(),
        &[
            (None, |spec| spec.replace(KEY_USAGE, None)),
            (None, |spec| is_no_ca(spec)),
            (Some(Rule::ProfileKeyUsageLacks), |spec| usage(spec, 0x04)),
        ],
    );
}

fn fulcio_signer() -> CertificateSpec {
    let mut spec = leaf();
    spec.subject = name(&[]);
    spec.replace(SAN, Some(alt_names(&[email("a@example.com")])));
    critical(&mut spec, SAN);
    spec
}

fn identified(spec: &mut CertificateSpec, names: &[Vec<u8>]) {
    spec.replace(SAN, Some(alt_names(names)));
    critical(spec, SAN);
}

fn other_name(kind: &str) -> Vec<u8> {
    tlv(0xa0, &[&testkit::x509::oid(kind), &tlv(0xa0, &[&tlv(0x0c, &[b"a"])])])
}

#[test]
fn fulcio_signers_are_held_to_their_clauses() {
    holds(
        Profile::FULCIO_LEAF,
        Role::Leaf,
        &fulcio_signer(),
        &[
            (Some(Rule::ProfileCa), |spec| becomes_ca(spec)),
            (Some(Rule::ProfileKeyUsageMissing), |spec| spec.replace(KEY_USAGE, None)),
            (Some(Rule::ProfileKeyUsageLacks), |spec| usage(spec, 0x40)),
            (Some(Rule::ProfileKeyUsageOther), |spec| usage(spec, SIGN | 0x08)),
            (Some(Rule::ProfileEkuMissing), |spec| spec.replace(EKU, None)),
            (Some(Rule::ProfileEkuLacks), |spec| purposes(spec, &[ANY])),
            (Some(Rule::ProfileEkuOther), |spec| purposes(spec, &[CODE_SIGNING, SERVER_AUTH])),
            (Some(Rule::ProfileSubjectNotEmpty), |spec| {
                spec.subject = name(&[(COMMON_NAME, Form::Utf8, "Signer")]);
            }),
            (Some(Rule::ProfileAltNameMissing), |spec| spec.replace(SAN, None)),
            (Some(Rule::ProfileAltNameNotCritical), |spec| not_critical(spec, SAN)),
            (Some(Rule::ProfileAltNameNotOne), |spec| {
                identified(spec, &[email("a@example.com"), email("b@example.com")]);
            }),
            (None, |spec| identified(spec, &[uri("https://example.com/workflow")])),
            (None, |spec| identified(spec, &[other_name("1.3.6.1.4.1.57264.1.7")])),
            (Some(Rule::ProfileAltNameForm), |spec| identified(spec, &[other_name("1.3.6.1.4.1.57264.1.8")])),
            (Some(Rule::ProfileAltNameForm), |spec| identified(spec, &[dns("example.com")])),
            (None, |spec| spec.key = Key::Ed25519(1)),
            (Some(Rule::ProfileKey), |spec| spec.key = Key::Rsa1024),
        ],
    );
}

#[test]
fn fulcio_cas_are_held_to_their_clauses() {
    let mut issuing = ca();
    purposes(&mut issuing, &[CODE_SIGNING]);
    let clauses: [Change; 6] = [
        (Some(Rule::ProfileKeyUsageMissing), |spec| spec.replace(KEY_USAGE, None)),
        (Some(Rule::ProfileKeyUsageLacks), |spec| usage(spec, 0x04)),
        (Some(Rule::ProfileKeyUsageOther), |spec| usage(spec, SIGN | 0x06)),
        (Some(Rule::ProfileEkuMissing), |spec| spec.replace(EKU, None)),
        (Some(Rule::ProfileEkuOther), |spec| purposes(spec, &[CODE_SIGNING, TIME_STAMPING])),
        (Some(Rule::ProfileSubjectEmpty), |spec| spec.subject = name(&[])),
    ];
    for role in [Role::Leaf, Role::Intermediate] {
        holds(Profile::FULCIO_CA, role, &issuing, &ISSUER);
        holds(Profile::FULCIO_CA, role, &issuing, &clauses);
    }
    holds(Profile::FULCIO_CA, Role::Anchor, &ca(), &ISSUER);
    holds(
        Profile::FULCIO_CA,
        Role::Anchor,
        &ca(),
        &[
            (Some(Rule::ProfileEkuPresent), |spec| purposes(spec, &[CODE_SIGNING])),
            (Some(Rule::ProfileSubjectEmpty), |spec| spec.subject = name(&[])),
            (Some(Rule::ProfileKeyUsageOther), |spec| usage(spec, SIGN | 0x06)),
        ],
    );
}

#[test]
fn path_lengths_count_the_cas_below() {
    let der = ca().der();
    let certificate = Certificate::from_der(&der).unwrap();
    assert_eq!(Profile::RFC5280.check_path_length(&certificate, 0), Ok(()));
    let refused = Profile::RFC5280.check_path_length(&certificate, 1).unwrap_err();
    assert_eq!(refused.rule(), Rule::ProfilePathLength);
}

#[test]
fn a_violation_names_the_section_of_its_profile() {
    let der = leaf().der();
    let certificate = Certificate::from_der(&der).unwrap();
    let refused = Profile::RFC3161_TSA.check(Role::Leaf, &certificate).unwrap_err();
    assert_eq!((refused.rule(), refused.section()), (Rule::ProfileEkuNotCritical, "RFC 3161 §2.3"));
    assert!(refused.to_string().contains("RFC 3161 §2.3"), "{refused}");
}

#[test]
fn profiles_are_found_by_their_names() {
    for profile in Profile::ALL {
        assert_eq!(Profile::by_name(profile.name()), Some(*profile));
    }
    assert_eq!(Profile::by_name("tls"), None);
    let lone: Vec<_> =
        Profile::ALL.iter().filter(|profile| profile.lone_leaf() == LoneLeaf::ByExactDer).collect();
    assert!(lone.contains(&&Profile::NOTATION_CODE_SIGNING) && !lone.contains(&&Profile::RFC5280));
    assert_eq!(Profile::NOTATION_CODE_SIGNING.order(), Order::AsGiven);
    assert_eq!(Profile::RFC5280.order(), Order::Any);
}

#[test]
fn profiles_of_ones_own_say_everything_that_a_table_says() {
    let ours = |rule| Clause::new("ours", rule);
    let names = ours(AltNameRule::AtLeastOne(vec![AltNameForm::Form(NameForm::Dns)].into()));
    let leaf_rules = Requirements::NONE
        .with_ca(Clause::new("ours", CaRule::NotCa))
        .with_key_usage(Clause::new("ours", KeyUsageRule::required(KeyUsage::DIGITAL_SIGNATURE).critical()))
        .with_extended_key_usage(Clause::new("ours", EkuRule::forbidden()))
        .with_subject(Clause::new("ours", SubjectRule::NotEmpty))
        .with_alt_names(names);
    let server_auth = OidSet::table(&[purpose::SERVER_AUTH]);
    let issuer_rules = Requirements::ISSUER.with_extended_key_usage(Clause::new(
        "ours",
        EkuRule::if_present(server_auth).with_any(AnyPurpose::DoesNotCount),
    ));
    let handled = testkit::x509::oid("1.3.6.1.4.1.55555.2");
    let handled = countersign_encoding::der::Oid::from_contents(&handled[2..]);
    let profile = Profile::builder("ours")
        .leaf(leaf_rules)
        .issuers(issuer_rules)
        .processing([handled].into_iter().collect())
        .build();
    let mut control = leaf();
    control.replace(EKU, None);
    holds(
        &profile,
        Role::Leaf,
        &control,
        &[
            (Some(Rule::ProfileEkuPresent), |spec| purposes(spec, &[CODE_SIGNING])),
            (Some(Rule::ProfileKeyUsageMissing), |spec| spec.replace(KEY_USAGE, None)),
            (Some(Rule::ProfileSubjectEmpty), |spec| spec.subject = name(&[])),
            (Some(Rule::ProfileAltNameMissing), |spec| {
                spec.replace(SAN, Some(alt_names(&[email("a@example.com")])))
            }),
            (None, |spec| spec.extensions.push(ExtensionSpec::critical("1.3.6.1.4.1.55555.2", vec![5, 0]))),
            (Some(Rule::ProfileCriticalExtension), |spec| {
                spec.extensions.push(ExtensionSpec::critical("1.3.6.1.4.1.55555.3", vec![5, 0]));
            }),
        ],
    );
    holds(
        &profile,
        Role::Intermediate,
        &ca(),
        &[(Some(Rule::ProfileEkuLacks), |spec| purposes(spec, &[ANY]))],
    );
    assert!(profile.processes(handled) && !Profile::RFC5280.processes(handled));
}

#[test]
fn anchors_have_requirements_of_their_own() {
    let forbidden = Clause::new("a test", EkuRule::forbidden());
    let profile =
        Profile::builder("own").anchors(Requirements::ISSUER.with_extended_key_usage(forbidden)).build();
    let mut spec = ca();
    assert_eq!(told(&profile, Role::Anchor, &spec.der()), None);
    spec.extensions.push(ExtensionSpec::purposes(&[CODE_SIGNING]));
    assert_eq!(told(&profile, Role::Anchor, &spec.der()), Some(Rule::ProfileEkuPresent));
    assert_eq!(told(&profile, Role::Intermediate, &spec.der()), None);
}

#[test]
fn what_must_not_be_there_is_refused_where_it_is() {
    let forbidden = Clause::new("a test", KeyUsageRule::forbidden());
    let profile = Profile::builder("own").leaf(Requirements::NONE.with_key_usage(forbidden)).build();
    let mut spec = leaf();
    assert_eq!(told(&profile, Role::Leaf, &spec.der()), Some(Rule::ProfileKeyUsagePresent));
    spec.replace(KEY_USAGE, None);
    assert_eq!(told(&profile, Role::Leaf, &spec.der()), None);
}
