//! Chains that are verified in the order given.

use countersign_crypto::RustCrypto;
use countersign_encoding::der::Oid;
use countersign_x509::{
    AlgorithmRules, AnchorConstraints, AnchorLimits, AnchorProblem, Answer, Budget, Certificate, Clause,
    EkuRule, Extension, KeyKind, LoneLeaf, OidSet, Order, PathBuilder, PathError, PolicyInputs, Profile,
    Requirements, Resource, Rule, SignatureKind, TrustAnchor, TrustAnchors, path_rules::PolicyFailureKind,
};
use testkit::x509::{CertificateSpec, ExtensionSpec, Form, Time, name, oid, tlv};

use crate::chains::{Asked, ca, cn, leaf, now};

fn verify(chain: &[&CertificateSpec], anchor: &CertificateSpec) -> Result<usize, PathError> {
    verify_under(chain, &TrustAnchors::from_ders([anchor.der()], AnchorLimits::NameAndKey))
}

fn verify_under(chain: &[&CertificateSpec], anchors: &TrustAnchors) -> Result<usize, PathError> {
    let ders: Vec<Vec<u8>> = chain.iter().map(|certificate| certificate.der()).collect();
    let chain: Vec<_> = ders.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
    let builder = PathBuilder::new(&RustCrypto, anchors, Profile::RFC5280);
    builder.verify_ordered(&chain, now()).map(|path| path.certificates().len())
}

fn chain() -> [CertificateSpec; 3] {
    [leaf(("leaf", 9), ("one", 2)), ca(("one", 2), ("root", 1)), ca(("root", 1), ("root", 1))]
}

#[test]
fn the_order_given_is_the_path() {
    let [leaf, one, root] = chain();
    assert_eq!(verify(&[&leaf, &one, &root], &root), Ok(2));
    // The first anchor ends the path, and what is behind it must be right nevertheless.
    assert_eq!(verify(&[&leaf, &one, &root], &one), Ok(1));
    let unknown = PathError::UnknownIssuer { at: 0, issuer: cn("one").into() };
    assert_eq!(verify(&[&leaf, &root, &one], &root), Err(unknown));
}

#[test]
fn the_last_certificate_must_be_its_own_issuer() {
    let [leaf, one, root] = chain();
    let unknown = PathError::UnknownIssuer { at: 1, issuer: cn("root").into() };
    assert_eq!(verify(&[&leaf, &one], &root), Err(unknown));
    let forged = CertificateSpec { signer: crate::chains::key(5), ..root.clone() };
    assert_eq!(verify(&[&leaf, &one, &forged], &root), Err(PathError::Signature { at: 2 }));
}

#[test]
fn behind_a_certificate_that_is_its_own_issuer_nothing_may_stand() {
    let [leaf, one, root] = chain();
    assert_eq!(verify(&[&leaf, &one, &root, &root], &root), Err(PathError::Loop { at: 3 }));
}

#[test]
fn names_are_compared_byte_by_byte() {
    let [leaf, one, root] = chain();
    let other = CertificateSpec { issuer: name(&[("2.5.4.3", Form::Printable, "one")]), ..leaf };
    assert!(matches!(verify(&[&other, &one, &root], &root), Err(PathError::UnknownIssuer { at: 0, .. })));
}

#[test]
fn an_untrusted_root_is_unknown() {
    let [leaf, one, root] = chain();
    let unknown = PathError::UnknownIssuer { at: 2, issuer: cn("root").into() };
    assert_eq!(verify(&[&leaf, &one, &root], &ca(("other", 5), ("other", 5))), Err(unknown));
}

#[test]
fn every_certificate_counts_the_root_too() {
    for at in 0..3 {
        let mut chain = chain();
        chain[at].not_after = Time::utc("251231000000Z");
        let [leaf, one, root] = &chain;
        let refused = verify(&[leaf, one, root], root).unwrap_err();
        assert!(matches!(refused, PathError::Expired { .. }));
        assert_eq!(refused.at(), at);
    }
}

#[test]
fn a_chain_of_none_and_a_leaf_that_is_an_anchor_are_refused() {
    let root = ca(("root", 1), ("root", 1));
    assert!(matches!(verify(&[], &root), Err(PathError::UnknownIssuer { at: 0, .. })));
    let is_anchor = Err(PathError::LeafIsAnchor { at: 0 });
    assert_eq!(verify(&[&root], &root), is_anchor);
    let parts = TrustAnchor::from_parts(&root.subject, &root.key.spki(), AnchorConstraints::NONE).unwrap();
    assert_eq!(verify_under(&[&root], &TrustAnchors::new([parts])), is_anchor);
    // One that is its own issuer, and no anchor.
    let unknown = PathError::UnknownIssuer { at: 0, issuer: cn("root").into() };
    assert_eq!(verify(&[&root], &ca(("other", 5), ("other", 5))), Err(unknown));
}

/// The root of the message is another certificate than the anchor's: the limits that the caller gave to the name and the key
/// count nevertheless.
#[test]
fn the_limits_of_an_anchor_that_is_given_by_its_parts_count() {
    let [leaf, one, root] = chain();
    let answer = |constraints| {
        let anchor = TrustAnchor::from_parts(&root.subject, &root.key.spki(), constraints).unwrap();
        verify_under(&[&leaf, &one, &root], &TrustAnchors::new([anchor]))
    };
    assert_eq!(answer(AnchorConstraints::NONE.with_path_len(1)), Ok(2));
    let refused = PathError::PathLength { at: 2, limit: 0, actual: 1 };
    assert_eq!(answer(AnchorConstraints::NONE.with_path_len(0)), Err(refused));
    // A CA's certificate of its own for another key is not counted (RFC 5280 §6.1.4 (l)).
    let (old, new) = (ca(("one", 3), ("root", 1)), ca(("one", 2), ("one", 3)));
    let limited = AnchorConstraints::NONE.with_path_len(1);
    let anchor = TrustAnchor::from_parts(&root.subject, &root.key.spki(), limited).unwrap();
    assert_eq!(verify_under(&[&leaf, &new, &old, &root], &TrustAnchors::new([anchor])), Ok(3));
    let names = |text: &str| {
        let subtree = tlv(0x30, &[&tlv(0xa4, &[&cn(text)])]);
        let excluded = tlv(0x30, &[&tlv(0xa1, &[&subtree])]);
        AnchorConstraints::NONE.with_name_constraints(&excluded).unwrap()
    };
    assert_eq!(answer(names("other")), Ok(2));
    assert!(matches!(answer(names("leaf")), Err(PathError::NameConstraint { at: 0, .. })));
}

/// A root was issued again with limits, and trusted with them: the old one does not bring a path past them.
#[test]
fn an_anchor_whose_own_limits_count_is_that_certificate_alone() {
    let [leaf, one, root] = chain();
    let mut limited = CertificateSpec { serial: vec![7], ..root.clone() };
    let subtree = tlv(0x30, &[&tlv(0xa4, &[&cn("leaf")])]);
    let excluded = tlv(0x30, &[&tlv(0xa1, &[&subtree])]);
    limited.extensions.push(ExtensionSpec::critical("2.5.29.30", excluded));
    let under = |root: &CertificateSpec, anchor: &CertificateSpec, limits| {
        verify_under(&[&leaf, &one, root], &TrustAnchors::from_ders([anchor.der()], limits))
    };
    assert_eq!(under(&root, &root, AnchorLimits::OwnLimits), Ok(2));
    let unknown = PathError::UnknownIssuer { at: 2, issuer: cn("root").into() };
    assert_eq!(under(&root, &limited, AnchorLimits::OwnLimits), Err(unknown));
    // Whoever trusts name and key trusts both.
    assert_eq!(under(&root, &limited, AnchorLimits::NameAndKey), Ok(2));
    let constrained = under(&limited, &limited, AnchorLimits::OwnLimits);
    assert!(matches!(constrained, Err(PathError::NameConstraint { at: 0, .. })));
}

/// What does not parse in the trust store is no anchor for a certificate of its name and key that does.
#[test]
fn an_unusable_member_is_no_anchor() {
    let [leaf, one, root] = chain();
    let broken = CertificateSpec { serial: vec![0], ..root.clone() };
    let anchors = TrustAnchors::from_ders([broken.der()], AnchorLimits::OwnLimits);
    match verify_under(&[&leaf, &one, &root], &anchors) {
        Err(PathError::AnchorUnusable { at: 2, reason: AnchorProblem::Malformed(violation) }) => {
            assert_eq!(violation.rule(), Rule::SerialNotPositive);
        }
        other => panic!("{other:?}"),
    }
    let both = TrustAnchors::from_ders([broken.der(), root.der()], AnchorLimits::OwnLimits);
    assert_eq!(verify_under(&[&leaf, &one, &root], &both), Ok(2));
}

fn asked(chain: &[&CertificateSpec], profile: &Profile, budget: Budget) -> Result<usize, PathError> {
    let root = chain[chain.len() - 1];
    let anchors = TrustAnchors::from_ders([root.der()], AnchorLimits::NameAndKey);
    Asked { anchors, budget, ..Asked::new(chain[0], &chain[1..], &[]) }.verify(profile)
}

fn as_given() -> Profile {
    Profile::builder("ordered").order(Order::AsGiven).build()
}

#[test]
fn a_profile_whose_order_counts_has_a_twin_whose_order_does_not() {
    let [leaf, one, root] = chain();
    let free = as_given().in_any_order();
    assert_eq!((free.order(), free.name()), (Order::Any, "ordered"));
    let shuffled = [&leaf, &root, &one];
    let anchors = || TrustAnchors::from_ders([root.der()], AnchorLimits::NameAndKey);
    let verify = |profile: &Profile| {
        Asked { anchors: anchors(), ..Asked::new(&leaf, &shuffled[1..], &[]) }.verify(profile)
    };
    assert_eq!(verify(&free), Ok(2));
    let unknown = PathError::UnknownIssuer { at: 0, issuer: cn("one").into() };
    assert_eq!(verify(&as_given()), Err(unknown));
}

#[test]
fn a_profile_takes_other_algorithms_and_keeps_its_requirements() {
    let [leaf, one, root] = chain();
    let verify = |profile: &Profile| asked(&[&leaf, &one, &root], profile, Budget::DEFAULT);
    let with =
        |signature, key| Profile::CODE_SIGNING.with_algorithms(AlgorithmRules::new(&[signature], &[key]));
    let same = with(SignatureKind::Ed25519, KeyKind::Ed25519);
    assert_eq!(verify(&same), Ok(2));
    assert_eq!((same.name(), same.order()), (Profile::CODE_SIGNING.name(), Profile::CODE_SIGNING.order()));
    let other = verify(&with(SignatureKind::EcdsaSha256, KeyKind::EcdsaP256)).unwrap_err();
    assert_eq!(other.code(), "CSG-X509-KEY");
    // Not for code signing, whatever the algorithms.
    let mut wrong = leaf.clone();
    wrong.replace("2.5.29.37", Some(ExtensionSpec::purposes(&["1.3.6.1.5.5.7.3.1"])));
    assert!(asked(&[&wrong, &one, &root], &same, Budget::DEFAULT).is_err());
}

#[test]
fn the_leaf_may_stand_before_the_rest_once_more() {
    let [leaf, one, root] = chain();
    let verify = |chain: &[&CertificateSpec]| asked(chain, &as_given(), Budget::DEFAULT);
    assert_eq!(verify(&[&leaf, &one, &root]), Ok(2));
    assert_eq!(verify(&[&leaf, &leaf, &one, &root]), Ok(2));
    assert_eq!(verify(&[&leaf, &leaf, &leaf, &one, &root]), Err(PathError::NotCa { at: 1 }));
}

#[test]
fn a_leaf_that_is_an_anchor_counts_only_where_it_stands_alone() {
    let [_, one, root] = chain();
    let profile = Profile::builder("lone").order(Order::AsGiven).lone_leaf(LoneLeaf::ByExactDer).build();
    let under = |chain: &[&CertificateSpec]| {
        let anchors = TrustAnchors::from_ders([chain[0].der()], AnchorLimits::NameAndKey);
        Asked { anchors, ..Asked::new(chain[0], &chain[1..], &[]) }.verify(&profile)
    };
    assert_eq!(under(&[&root]), Ok(1));
    assert_eq!(under(&[&one, &root]), Err(PathError::LeafIsAnchor { at: 0 }));
}

#[test]
fn the_path_is_judged_as_a_whole() {
    let [mut leaf, mut one, root] = chain();
    leaf.extensions.push(ExtensionSpec::alt_names(&[tlv(0x82, &[b"a.example.com"])]));
    let permitted = |base: &[u8]| {
        let subtree = tlv(0x30, &[&tlv(0x82, &[base])]);
        ExtensionSpec::critical("2.5.29.30", tlv(0x30, &[&tlv(0xa0, &[&subtree])]))
    };
    one.extensions.push(permitted(b"example.com"));
    assert_eq!(verify(&[&leaf, &one, &root], &root), Ok(2));
    one.replace("2.5.29.30", Some(permitted(b"example.org")));
    let refused = verify(&[&leaf, &one, &root], &root);
    assert!(matches!(refused, Err(PathError::NameConstraint { at: 0, .. })), "{refused:?}");
}

#[test]
fn the_depth_is_limited() {
    let [leaf, one, root] = chain();
    let verify = |depth| {
        let mut budget = Budget::DEFAULT;
        budget.depth = depth;
        asked(&[&leaf, &one, &root], &as_given(), budget)
    };
    assert_eq!(verify(2), Ok(2));
    assert_eq!(verify(1), Err(PathError::BudgetExhausted { at: 2, what: Resource::Depth }));
}

/// The root's own signature counts as one.
#[test]
fn the_signatures_are_limited() {
    let [leaf, one, root] = chain();
    let verify =
        |signatures| asked(&[&leaf, &one, &root], &as_given(), Budget::DEFAULT.with_signatures(signatures));
    assert_eq!(verify(3), Ok(2));
    assert_eq!(verify(2), Err(PathError::BudgetExhausted { at: 2, what: Resource::Signatures }));
    assert_eq!(verify(0), Err(PathError::BudgetExhausted { at: 0, what: Resource::Signatures }));
}

/// Being an anchor makes no path of a leaf, and takes none away.
#[test]
fn a_leaf_that_is_an_anchor_may_have_a_path_to_another_one() {
    let [leaf, one, root] = chain();
    let own_limits = |anchors: &[&CertificateSpec]| {
        TrustAnchors::from_ders(anchors.iter().map(|anchor| anchor.der()), AnchorLimits::OwnLimits)
    };
    let parts = TrustAnchor::from_parts(&root.subject, &root.key.spki(), AnchorConstraints::NONE).unwrap();
    let itself = TrustAnchor::from_der(&leaf.der(), AnchorLimits::OwnLimits).unwrap();
    for anchors in [own_limits(&[&leaf, &root]), TrustAnchors::new([itself, parts])] {
        assert_eq!(verify_under(&[&leaf, &one, &root], &anchors), Ok(2));
    }
    let alone = verify_under(&[&leaf, &one, &root], &own_limits(&[&leaf]));
    assert_eq!(alone, Err(PathError::LeafIsAnchor { at: 0 }));
}

#[test]
fn two_names_of_one_key_are_no_loop() {
    let (leaf, one) = (leaf(("leaf", 9), ("one", 1)), ca(("one", 1), ("root", 1)));
    let root = ca(("root", 1), ("root", 1));
    assert_eq!(verify(&[&leaf, &one, &root], &root), Ok(2));
    let other_key = ca(("one", 2), ("root", 1));
    let same_name = ca(("one", 1), ("one", 2));
    assert_eq!(verify(&[&leaf, &same_name, &other_key, &root], &root), Ok(3));
}

/// The anchor is given by another certificate of its name and key.
#[test]
fn the_last_certificate_is_an_anchor_by_its_name_and_its_key() {
    let [leaf, one, root] = chain();
    let again = CertificateSpec { serial: vec![7], ..root.clone() };
    assert_eq!(verify(&[&leaf, &one, &root], &again), Ok(2));
    let unknown = PathError::UnknownIssuer { at: 2, issuer: cn("root").into() };
    let spelled = CertificateSpec { subject: name(&[("2.5.4.3", Form::Printable, "ROOT")]), ..again.clone() };
    assert_eq!(verify(&[&leaf, &one, &root], &spelled), Err(unknown.clone()));
    let other_key = CertificateSpec { key: crate::chains::key(5), ..again };
    assert_eq!(verify(&[&leaf, &one, &root], &other_key), Err(unknown));
}

#[test]
fn the_last_certificate_is_held_against_what_an_anchor_must_be() {
    let none = Clause::new("a test", EkuRule::forbidden());
    let issuers = Requirements::ISSUER.with_extended_key_usage(none);
    let profile = Profile::builder("ordered").order(Order::AsGiven).intermediates(issuers).build();
    for (at, expected) in [(1, None), (2, Some(()))] {
        let mut chain = chain();
        chain[at].extensions.push(ExtensionSpec::purposes(&["1.3.6.1.5.5.7.3.3"]));
        let [leaf, one, root] = &chain;
        let answer = asked(&[leaf, one, root], &profile, Budget::DEFAULT);
        assert_eq!(answer.ok().map(drop), expected);
    }
}

/// Whatever counts of the anchor.
#[test]
fn a_chain_is_valid_until_the_first_of_its_certificates_expires() {
    for at in 0..3 {
        let mut chain = chain();
        chain[at].not_after = Time::utc("280101000000Z");
        let ders = chain.each_ref().map(CertificateSpec::der);
        let certificates = ders.each_ref().map(|der| Certificate::from_der(der).unwrap());
        for limits in [AnchorLimits::NameAndKey, AnchorLimits::OwnLimits] {
            let anchors = TrustAnchors::from_ders([&ders[2]], limits);
            let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::RFC5280);
            let path = builder.verify_ordered(&certificates, now()).unwrap();
            assert_eq!(path.valid_until().to_rfc3339(), "2028-01-01T00:00:00Z", "{at} {limits:?}");
        }
    }
}

/// RFC 5280 §6.1.1: the anchor is no part of the path, and RFC 5937 §3.2: policies that it has narrow those that count.
#[test]
fn a_root_without_policies_leaves_those_of_the_path_as_they_are() {
    let profile = Profile::builder("explicit")
        .order(Order::AsGiven)
        .policies(PolicyInputs::ANY.requiring_explicit())
        .build();
    let policies = |oids: &[&str]| {
        let list: Vec<u8> = oids.iter().flat_map(|text| tlv(0x30, &[&oid(text)])).collect();
        ExtensionSpec::new("2.5.29.32", tlv(0x30, &[&list]))
    };
    let [mut leaf, mut one, root] = chain();
    one.extensions.push(policies(&["1.2.3"]));
    for limits in [AnchorLimits::NameAndKey, AnchorLimits::OwnLimits] {
        let answer = |leaf: &CertificateSpec, root: &CertificateSpec| {
            let anchors = TrustAnchors::from_ders([root.der()], limits);
            Asked { anchors, ..Asked::new(leaf, &[&one, root], &[]) }.verify(&profile)
        };
        leaf.replace("2.5.29.32", Some(policies(&["1.2.3"])));
        assert_eq!(answer(&leaf, &root), Ok(2), "{limits:?}");
        let mut narrow = root.clone();
        narrow.extensions.push(policies(&["1.2.4"]));
        let refused = PathError::Policy { at: 1, kind: PolicyFailureKind::NoValidPolicy };
        assert_eq!(answer(&leaf, &narrow), Err(refused), "{limits:?}");
        leaf.replace("2.5.29.32", None);
        let refused = PathError::Policy { at: 0, kind: PolicyFailureKind::NoValidPolicy };
        assert_eq!(answer(&leaf, &root), Err(refused), "{limits:?}");
    }
}

/// What a path says of itself is what it was judged by: of a chain whose order counts, every certificate.
#[test]
fn policies_and_critical_extensions_of_a_chain_are_those_of_all_its_certificates() {
    let contents = |text: &str| oid(text)[2..].to_vec();
    let set = |text: &str| -> OidSet { [Oid::from_contents(&contents(text))].into_iter().collect() };
    let profile = Profile::builder("explicit")
        .processing(set("1.2.3.4"))
        .policies(PolicyInputs::ANY.with_initial(set("1.2.3")).requiring_explicit())
        .build();
    let policy = |text| ExtensionSpec::new("2.5.29.32", tlv(0x30, &[&tlv(0x30, &[&oid(text)])]));
    let mapping = tlv(0x30, &[&tlv(0x30, &[&oid("1.2.3"), &oid("1.2.9")])]);
    let [mut leaf, mut one, mut root] = chain();
    leaf.extensions.push(policy("1.2.9"));
    one.extensions.push(policy("1.2.9"));
    root.extensions.extend([policy("1.2.3"), ExtensionSpec::critical("2.5.29.33", mapping)]);
    root.extensions.push(ExtensionSpec::critical("1.2.3.4", vec![5, 0]));
    let ders = [leaf.der(), one.der(), root.der()];
    let chain = [&ders[0], &ders[1], &ders[2]].map(|der| Certificate::from_der(der).unwrap());
    for (anchor, limits) in
        [(&root, AnchorLimits::NameAndKey), (&root, AnchorLimits::OwnLimits), (&one, AnchorLimits::OwnLimits)]
    {
        let anchors = TrustAnchors::from_ders([anchor.der()], limits);
        let accept = |_: usize, _: Extension<'_>| Answer::Accepted;
        let builder = PathBuilder::new(&RustCrypto, &anchors, &profile).answering(&accept);
        let path = builder.verify_ordered(&chain, now()).unwrap().to_owned();
        let policies = path.policies().unwrap();
        assert_eq!(policies.iter().map(|policy| policy.to_string()).collect::<Vec<_>>(), ["1.2.3"]);
        assert_eq!(path.critical_extensions().map(|(at, _)| at).collect::<Vec<_>>(), [2]);
    }
}

/// RFC 5280 §4.2.1.9: the limit of a CA is of those below it.
#[test]
fn an_anchor_does_not_count_for_its_own_path_length() {
    let [leaf, mut one, root] = chain();
    one.replace("2.5.29.19", Some(ExtensionSpec::ca(Some(0))));
    let anchors = TrustAnchors::from_ders([one.der()], AnchorLimits::OwnLimits);
    assert_eq!(verify_under(&[&leaf, &one, &root], &anchors), Ok(1));
}
