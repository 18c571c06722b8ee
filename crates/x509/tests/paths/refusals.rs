//! Every reason for which a path is refused, its place, and a control that is accepted.

use countersign_time::UnixTime;
use countersign_x509::{
    AltNameForm, AltNameRule, Budget, Clause, NameForm, PathError, PolicyInputs, Profile, Requirements,
    Resource, Rule, Times,
};
use testkit::x509::{CertificateSpec, ExtensionSpec, Key, TIME, Time, oid, tlv};

use crate::chains::{Asked, ca, key, leaf, verify};

/// Root, two CAs, leaf: leaf first.
fn chain() -> [testkit::x509::CertificateSpec; 4] {
    [
        leaf(("leaf", 9), ("two", 3)),
        ca(("two", 3), ("one", 2)),
        ca(("one", 2), ("root", 1)),
        ca(("root", 1), ("root", 1)),
    ]
}

fn answer(chain: &[testkit::x509::CertificateSpec; 4]) -> Result<usize, PathError> {
    let [leaf, two, one, root] = chain;
    verify(leaf, &[two, one], &[root])
}

#[test]
fn the_control_is_accepted() {
    assert_eq!(answer(&chain()), Ok(3));
}

/// RFC 5280 §6.1.3 (a) (2); CVE-2026-24122 looked at the leaf alone.
#[test]
fn a_certificate_that_has_expired_is_refused_at_its_place() {
    for at in 0..4 {
        let mut chain = chain();
        chain[at].not_after = Time::utc("260501000000Z");
        let refused = answer(&chain).unwrap_err();
        assert!(matches!(refused, PathError::Expired { .. }), "{refused}");
        assert_eq!(refused.at(), at);
        let mut chain = self::chain();
        chain[at].not_before = Time::utc("270101000000Z");
        let refused = answer(&chain).unwrap_err();
        assert!(matches!(refused, PathError::NotYetValid { .. }), "{refused}");
        assert_eq!(refused.at(), at);
    }
}

/// Both ends of a validity are in it.
#[test]
fn every_certificate_is_valid_from_its_first_to_its_last_second() {
    let second = |offset: i64| Times::at(UnixTime::from_seconds(TIME + offset).unwrap());
    for at in 0..4 {
        let mut chain = chain();
        // 2026-06-01T00:00:00Z and ten seconds later.
        chain[at].not_before = Time::utc("260601000000Z");
        chain[at].not_after = Time::utc("260601000010Z");
        let [leaf, two, one, root] = &chain;
        let mut asked = Asked::new(leaf, &[two, one], &[root]);
        for (offset, valid) in [(-1, false), (0, true), (10, true), (11, false)] {
            asked.times = second(offset);
            assert_eq!(asked.verify(Profile::RFC5280).is_ok(), valid, "certificate {at}, second {offset}");
        }
        asked.times = second(0).and(UnixTime::from_seconds(TIME + 11).unwrap());
        assert_eq!(asked.verify(Profile::RFC5280).unwrap_err().code(), "CSG-X509-EXPIRED");
    }
}

/// RFC 5280 §6.1.4 (k); CVE-2021-3450, CVE-2025-61727 and many before.
#[test]
fn an_issuer_that_is_no_ca_is_refused() {
    for at in 1..4 {
        let mut chain = chain();
        chain[at].replace("2.5.29.19", None);
        assert_eq!(answer(&chain), Err(PathError::NotCa { at }));
        let mut chain = self::chain();
        chain[at].replace("2.5.29.19", Some(ExtensionSpec::critical("2.5.29.19", tlv(0x30, &[]))));
        assert_eq!(answer(&chain), Err(PathError::NotCa { at }));
    }
}

#[test]
fn an_issuer_of_version_1_is_refused() {
    let mut chain = chain();
    chain[1].version = None;
    chain[1].extensions.clear();
    assert_eq!(answer(&chain), Err(PathError::NotCa { at: 1 }));
}

/// RFC 5280 §6.1.4 (n)
#[test]
fn an_issuer_that_may_not_sign_certificates_is_refused() {
    for at in 1..4 {
        let mut chain = chain();
        chain[at].replace("2.5.29.15", Some(ExtensionSpec::key_usage(0x82)));
        match answer(&chain) {
            Err(PathError::KeyUsage { at: found, violation }) => {
                assert_eq!((found, violation.rule()), (at, Rule::ProfileKeyUsageLacks));
            }
            other => panic!("{other:?}"),
        }
        // Without the extension every use is allowed.
        chain[at].replace("2.5.29.15", None);
        assert_eq!(answer(&chain), Ok(3));
    }
}

/// RFC 5280 §6.1.4 (l), (m)
#[test]
fn more_cas_than_a_path_length_allows_are_refused() {
    for (at, limit, refused) in [(1, 0, false), (2, 0, true), (2, 1, false), (3, 1, true), (3, 2, false)] {
        let mut chain = chain();
        chain[at].replace("2.5.29.19", Some(ExtensionSpec::ca(Some(limit))));
        let expected = if refused {
            Err(PathError::PathLength { at, limit: limit.into(), actual: u32::from(limit) + 1 })
        } else {
            Ok(3)
        };
        assert_eq!(answer(&chain), expected, "certificate {at}, limit {limit}");
    }
}

#[test]
fn self_issued_cas_do_not_count_for_a_path_length() {
    let root = ca(("root", 1), ("root", 1));
    let mut one = ca(("one", 2), ("root", 1));
    one.replace("2.5.29.19", Some(ExtensionSpec::ca(Some(0))));
    let rollover = ca(("one", 3), ("one", 2));
    assert_eq!(verify(&leaf(("leaf", 9), ("one", 3)), &[&one, &rollover], &[&root]), Ok(3));
    let other = ca(("two", 3), ("one", 2));
    let refused = PathError::PathLength { at: 2, limit: 0, actual: 1 };
    assert_eq!(verify(&leaf(("leaf", 9), ("two", 3)), &[&one, &other], &[&root]), Err(refused));
}

#[test]
fn a_signature_by_another_key_is_refused() {
    for at in 0..3 {
        let mut chain = chain();
        chain[at].signer = key(77);
        assert_eq!(answer(&chain), Err(PathError::Signature { at }));
    }
}

/// RFC 5280 §4.2: also where the certificate is the anchor's and its limits count.
#[test]
fn a_critical_extension_that_nobody_knows_is_refused() {
    for at in 0..4 {
        let mut chain = chain();
        chain[at].extensions.push(ExtensionSpec::critical("1.2.3.4", vec![5, 0]));
        let unknown = PathError::UnknownCriticalExtension { at, oid: oid("1.2.3.4")[2..].into() };
        assert_eq!(answer(&chain), Err(unknown));
        chain[at].replace("1.2.3.4", Some(ExtensionSpec::new("1.2.3.4", vec![5, 0])));
        assert_eq!(answer(&chain), Ok(3));
    }
}

/// Wherever it stands among others.
#[test]
fn a_critical_extension_that_nobody_knows_is_refused_at_any_place_of_the_list() {
    for at in 0..4 {
        let mut others = chain();
        others[at].extensions.push(ExtensionSpec::new("1.2.3.5", vec![5, 0]));
        assert_eq!(answer(&others), Ok(3));
        for place in 0..=others[at].extensions.len() {
            let mut chain = others.clone();
            chain[at].extensions.insert(place, ExtensionSpec::critical("1.2.3.4", vec![5, 0]));
            let unknown = PathError::UnknownCriticalExtension { at, oid: oid("1.2.3.4")[2..].into() };
            assert_eq!(answer(&chain), Err(unknown), "{place}");
        }
    }
}

/// RFC 5280 §4.2.1.4: who cannot interpret a critical extension with its qualifiers must reject the certificate.
#[test]
fn a_critical_policy_with_a_qualifier_that_nobody_knows_is_refused() {
    const POLICIES: &str = "2.5.29.32";
    let policies = |qualifier: &str, value: &[u8]| {
        let qualifiers = tlv(0x30, &[&tlv(0x30, &[&oid(qualifier), value])]);
        tlv(0x30, &[&tlv(0x30, &[&oid("1.2.3")]), &tlv(0x30, &[&oid("1.2.4"), &qualifiers])])
    };
    let (known, unknown) =
        (policies("1.3.6.1.5.5.7.2.1", &tlv(0x16, &[b"https://a.example"])), policies("1.2.5", &[5, 0]));
    for at in 0..4 {
        let mut chain = chain();
        for accepted in
            [ExtensionSpec::critical(POLICIES, known.clone()), ExtensionSpec::new(POLICIES, unknown.clone())]
        {
            chain[at].replace(POLICIES, None);
            chain[at].extensions.push(accepted);
            assert_eq!(answer(&chain), Ok(3));
        }
        chain[at].replace(POLICIES, Some(ExtensionSpec::critical(POLICIES, unknown.clone())));
        let refused = PathError::UnknownCriticalExtension { at, oid: oid(POLICIES)[2..].into() };
        assert_eq!(answer(&chain), Err(refused));
    }
}

/// Also the leaf's: what is verified with it later would be worth nothing.
#[test]
fn a_key_that_is_too_short_is_refused() {
    let mut chain = chain();
    chain[0].key = Key::Rsa1024;
    assert!(matches!(answer(&chain), Err(PathError::Key { at: 0, .. })));
    chain[0].key = Key::Rsa2048;
    assert_eq!(answer(&chain), Ok(3));
    // A CA's, before a signature is looked at.
    chain[1].key = Key::Rsa1024;
    assert!(matches!(answer(&chain), Err(PathError::Key { at: 1, .. })));
    chain[1].key = Key::Rsa2048;
    assert!(matches!(
        answer(&chain),
        Err(PathError::Algorithm { at: 0, .. } | PathError::Signature { at: 0 })
    ));
}

#[test]
fn a_retired_signature_algorithm_is_refused() {
    let mut chain = chain();
    (chain[2].key, chain[1].signer) = (Key::P256(2), Key::P256(2));
    assert_eq!(answer(&chain), Ok(3));
    chain[1].signature = testkit::x509::SignatureKind::Sha1;
    assert!(matches!(answer(&chain), Err(PathError::Algorithm { at: 1, .. })));
}

#[test]
fn a_name_outside_of_name_constraints_is_refused() {
    let constraint = |base: &[u8]| {
        let subtree = tlv(0x30, &[&tlv(0x82, &[base])]);
        ExtensionSpec::critical("2.5.29.30", tlv(0x30, &[&tlv(0xa0, &[&subtree])]))
    };
    for at in 1..4 {
        let mut chain = chain();
        chain[0].extensions.push(ExtensionSpec::alt_names(&[tlv(0x82, &[b"a.example.com"])]));
        chain[at].extensions.push(constraint(b"example.com"));
        assert_eq!(answer(&chain), Ok(3));
        chain[at].replace("2.5.29.30", Some(constraint(b"example.org")));
        assert!(matches!(answer(&chain), Err(PathError::NameConstraint { at: 0, .. })), "constraint at {at}");
    }
}

#[test]
fn a_policy_that_is_required_and_missing_is_refused() {
    let mut chain = chain();
    // requireExplicitPolicy 0
    let limits = ExtensionSpec::critical("2.5.29.36", tlv(0x30, &[&tlv(0x80, &[&[0]])]));
    chain[2].extensions.push(limits);
    assert!(matches!(answer(&chain), Err(PathError::Policy { .. })));
    let policies = ExtensionSpec::new("2.5.29.32", tlv(0x30, &[&tlv(0x30, &[&oid("1.2.3")])]));
    for certificate in &mut chain[..3] {
        certificate.extensions.push(policies.clone());
    }
    assert_eq!(answer(&chain), Ok(3));
}

/// A purpose that a CA is not for is not one that it can give (profile of code signing).
#[test]
fn an_extended_key_usage_without_the_purpose_is_refused() {
    for at in 0..4 {
        let mut chain = chain();
        let [leaf, two, one, root] = &chain;
        assert_eq!(Asked::new(leaf, &[two, one], &[root]).verify(Profile::CODE_SIGNING), Ok(3));
        chain[at].replace("2.5.29.37", Some(ExtensionSpec::purposes(&["1.3.6.1.5.5.7.3.1"])));
        let [leaf, two, one, root] = &chain;
        let refused = Asked::new(leaf, &[two, one], &[root]).verify(Profile::CODE_SIGNING).unwrap_err();
        assert!(matches!(refused, PathError::ExtendedKeyUsage { .. }), "{refused}");
        assert_eq!(refused.at(), at);
    }
}

/// What neither a code of its own nor RFC 5280 §6.1 says.
#[test]
fn a_certificate_that_breaks_a_rule_of_the_profile_alone_is_refused_at_its_place() {
    let named =
        Clause::new("a test", AltNameRule::AtLeastOne([AltNameForm::Form(NameForm::Dns)].to_vec().into()));
    let profile = Profile::builder("named")
        .leaf(Requirements::NONE.with_alt_names(named.clone()))
        .issuers(Requirements::ISSUER.with_alt_names(named))
        .build();
    for at in 0..4 {
        let mut chain = chain();
        for certificate in &mut chain {
            certificate.extensions.push(ExtensionSpec::alt_names(&[tlv(0x82, &[b"a.example.com"])]));
        }
        let answer = |[leaf, two, one, root]: &[testkit::x509::CertificateSpec; 4]| {
            Asked::new(leaf, &[two, one], &[root]).verify(&profile)
        };
        assert_eq!(answer(&chain), Ok(3));
        chain[at].replace("2.5.29.17", None);
        match answer(&chain) {
            Err(PathError::Profile { at: found, violation }) => {
                assert_eq!((found, violation.rule()), (at, Rule::ProfileAltNameMissing));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_path_that_is_longer_than_the_limit_is_refused() {
    let [leaf, two, one, root] = &chain();
    let mut asked = Asked::new(leaf, &[two, one], &[root]);
    asked.budget = Budget::DEFAULT.with_depth(3);
    assert_eq!(asked.verify(Profile::RFC5280), Ok(3));
    asked.budget = Budget::DEFAULT.with_depth(2);
    let refused = PathError::BudgetExhausted { at: 2, what: Resource::Depth };
    assert_eq!(asked.verify(Profile::RFC5280), Err(refused));
}

#[test]
fn a_message_with_too_many_certificates_is_refused() {
    let [leaf, two, one, root] = &chain();
    let mut asked = Asked::new(leaf, &[two, one], &[root]);
    asked.budget = Budget::DEFAULT.with_certificates(1);
    let refused = PathError::BudgetExhausted { at: 0, what: Resource::Certificates };
    assert_eq!(asked.verify(Profile::RFC5280), Err(refused));
}

/// RFC 5280 §6.1.4 (k), (n) are not the profile's to give up.
#[test]
fn an_issuer_must_be_a_ca_that_signs_certificates_whatever_the_profile_says() {
    let profile = Profile::builder("lenient").issuers(Requirements::NONE).build();
    let answer = |chain: &[testkit::x509::CertificateSpec; 4]| {
        let [leaf, two, one, root] = chain;
        Asked::new(leaf, &[two, one], &[root]).verify(&profile)
    };
    assert_eq!(answer(&chain()), Ok(3));
    for at in 1..4 {
        let mut chain = chain();
        chain[at].replace("2.5.29.19", None);
        assert_eq!(answer(&chain), Err(PathError::NotCa { at }));
        let mut chain = self::chain();
        chain[at].replace("2.5.29.15", Some(ExtensionSpec::key_usage(0x82)));
        let refused = answer(&chain).unwrap_err();
        assert!(matches!(refused, PathError::KeyUsage { .. }), "{refused}");
        assert_eq!(refused.at(), at);
    }
}

/// A list of so many CAs, each issued by the next one, and their root.
fn line(cas: u8) -> (Vec<testkit::x509::CertificateSpec>, testkit::x509::CertificateSpec) {
    let name = |number: u8| format!("ca {number}");
    let issued = |number: u8| ca((&name(number), number), (&name(number + 1), number + 1));
    let root = ca((&name(cas), cas), (&name(cas), cas));
    ((0..cas).map(issued).collect(), root)
}

#[test]
fn a_path_has_forty_certificates_at_most() {
    let leaf = leaf(("leaf", 99), ("ca 0", 0));
    let ask = |cas: u8| {
        let (cas, root) = line(cas);
        verify(&leaf, &cas.iter().collect::<Vec<_>>(), &[&root])
    };
    assert_eq!(ask(39), Ok(40));
    assert_eq!(ask(40), Err(PathError::BudgetExhausted { at: 40, what: Resource::Depth }));
}

#[test]
fn a_message_has_sixty_four_certificates_at_most() {
    let leaf = leaf(("leaf", 99), ("ca 0", 0));
    let ask = |others: u8| {
        let (mut cas, root) = line(2);
        cas.extend((0..others).map(|number| ca(("other", number), ("other", number))));
        verify(&leaf, &cas.iter().collect::<Vec<_>>(), &[&root])
    };
    assert_eq!(ask(62), Ok(3));
    let refused = PathError::BudgetExhausted { at: 0, what: Resource::Certificates };
    assert_eq!(ask(63), Err(refused));
}

#[test]
fn the_policies_of_one_path_are_limited() {
    let profile = Profile::builder("explicit").policies(PolicyInputs::ANY.requiring_explicit()).build();
    let policies = ExtensionSpec::new("2.5.29.32", tlv(0x30, &[&tlv(0x30, &[&oid("1.2.3")])]));
    let mut chain = chain();
    for certificate in &mut chain {
        certificate.extensions.push(policies.clone());
    }
    let [leaf, two, one, root] = &chain;
    let mut asked = Asked::new(leaf, &[two, one], &[root]);
    asked.budget.policy_nodes = 4;
    assert_eq!(asked.verify(&profile), Ok(3));
    asked.budget.policy_nodes = 3;
    let refused = asked.verify(&profile).unwrap_err();
    assert!(matches!(refused, PathError::BudgetExhausted { what: Resource::PolicyNodes, .. }), "{refused}");
}

/// All paths of a search together have four times the nodes of one: then it ends, whatever other path there is.
#[test]
fn the_policies_of_all_paths_are_limited() {
    let policies = ExtensionSpec::new("2.5.29.32", tlv(0x30, &[&tlv(0x30, &[&oid("1.2.3")])]));
    let root = ca(("root", 1), ("root", 1));
    let mut leaf = leaf(("leaf", 9), ("one", 2));
    leaf.extensions.push(policies.clone());
    let free = ca(("one", 2), ("root", 1));
    let costly = |serial: u8| {
        let mut spec = CertificateSpec { serial: vec![serial], ..free.clone() };
        let explicit = tlv(0x30, &[&tlv(0x80, &[&[0]])]);
        spec.extensions.extend([policies.clone(), ExtensionSpec::critical("2.5.29.36", explicit)]);
        spec
    };
    let ask = |count: u8| {
        let mut chain: Vec<_> = (1..=count).map(costly).collect();
        chain.push(free.clone());
        let mut asked = Asked::new(&leaf, &chain.iter().collect::<Vec<_>>(), &[&root]);
        asked.budget.policy_nodes = 1;
        asked.verify(Profile::RFC5280)
    };
    assert_eq!(ask(3), Ok(2));
    assert!(matches!(ask(4), Err(PathError::BudgetExhausted { what: Resource::PolicyNodes, .. })));
}
