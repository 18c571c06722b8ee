//! What a trust anchor is, and what it is not.

use countersign_crypto::RustCrypto;
use countersign_encoding::pem;
use countersign_x509::{
    AnchorConstraints, AnchorLimits, AnchorProblem, Answer, Certificate, CertificatePemError, CertificateSet,
    Extension, LoneLeaf, OidSet, PathBuilder, PathError, Paths, Profile, Resource, Rule, TrustAnchor,
    TrustAnchors, VerifiedPath, path_rules::check_names,
};
use testkit::x509::{CertificateSpec, ExtensionSpec, Key, Time, oid, tlv};

use crate::chains::{Asked, ca, cn, key, leaf, now, verify};

fn with_anchors(
    leaf: &CertificateSpec,
    anchors: TrustAnchors,
    profile: &Profile,
) -> Result<usize, PathError> {
    Asked { anchors, ..Asked::new(leaf, &[], &[]) }.verify(profile)
}

fn name_and_key(anchor: &CertificateSpec) -> TrustAnchors {
    TrustAnchors::from_ders([anchor.der()], AnchorLimits::NameAndKey)
}

/// RFC 5280 §6.1.1 (d): the certificate is a container of name and key.
#[test]
fn of_an_anchor_that_is_name_and_key_nothing_else_counts() {
    let leaf = leaf(("leaf", 9), ("root", 1));
    let mut root = ca(("root", 1), ("root", 1));
    root.not_after = Time::utc("251231000000Z");
    root.extensions = vec![ExtensionSpec::critical("1.2.3.4", vec![5, 0])];
    assert_eq!(with_anchors(&leaf, name_and_key(&root), Profile::RFC5280), Ok(1));
    assert!(matches!(verify(&leaf, &[], &[&root]), Err(PathError::Expired { at: 1, .. })));
}

/// Roots that browsers trust end their key usage in zeros (X.690 §11.2.2 leaves those out).
#[test]
fn a_key_usage_that_ends_in_zeros_is_passed_over_in_an_anchor_that_is_name_and_key_alone() {
    let leaf = leaf(("leaf", 9), ("root", 1));
    let mut root = ca(("root", 1), ("root", 1));
    root.replace("2.5.29.15", Some(ExtensionSpec::critical("2.5.29.15", tlv(3, &[&[7, 0x06, 0x00]]))));
    assert_eq!(with_anchors(&leaf, name_and_key(&root), Profile::RFC5280), Ok(1));
    let own_limits = TrustAnchors::from_ders([root.der()], AnchorLimits::OwnLimits);
    assert!(with_anchors(&leaf, own_limits, Profile::RFC5280).is_err());
    let violation = Certificate::from_der(&root.der()).unwrap_err();
    assert_eq!(violation.rule(), Rule::NamedBits);
}

#[test]
fn an_anchor_by_its_parts_has_the_limits_that_it_is_given() {
    let root = ca(("root", 1), ("root", 1));
    let parts = |constraints| TrustAnchor::from_parts(&root.subject, &root.key.spki(), constraints).unwrap();
    let one = ca(("one", 2), ("root", 1));
    let mut leaf = leaf(("leaf", 9), ("one", 2));
    leaf.extensions.push(ExtensionSpec::alt_names(&[tlv(0x82, &[b"a.example.com"])]));
    let answer = |constraints| {
        let anchors = TrustAnchors::new([parts(constraints)]);
        Asked { anchors, ..Asked::new(&leaf, &[&one], &[]) }.verify(Profile::RFC5280)
    };
    assert_eq!(answer(AnchorConstraints::NONE), Ok(2));
    assert_eq!(answer(AnchorConstraints::NONE.with_path_len(1)), Ok(2));
    let refused = PathError::PathLength { at: 2, limit: 0, actual: 1 };
    assert_eq!(answer(AnchorConstraints::NONE.with_path_len(0)), Err(refused));
    let names = |base: &[u8]| {
        let subtree = tlv(0x30, &[&tlv(0x82, &[base])]);
        AnchorConstraints::NONE.with_name_constraints(&tlv(0x30, &[&tlv(0xa0, &[&subtree])])).unwrap()
    };
    let given = names(b"example.com").with_path_len(3);
    let anchor = parts(given.clone());
    assert_eq!((anchor.constraints(), anchor.limits()), (Some(&given), None));
    assert_eq!(answer(names(b"example.com")), Ok(2));
    assert!(matches!(answer(names(b"example.org")), Err(PathError::NameConstraint { at: 0, .. })));
}

#[test]
fn an_anchor_without_a_name_is_none() {
    let root = ca(("root", 1), ("root", 1));
    let parts = |name: &[u8]| TrustAnchor::from_parts(name, &root.key.spki(), AnchorConstraints::NONE);
    assert!(parts(&cn("root")).is_ok());
    assert!(parts(&[0x30, 0]).is_err());
    assert!(parts(&[cn("root"), vec![5, 0]].concat()).is_err());
}

#[test]
fn a_leaf_that_is_an_anchor_is_refused() {
    let root = ca(("root", 1), ("root", 1));
    assert_eq!(verify(&root, &[], &[&root]), Err(PathError::LeafIsAnchor { at: 0 }));
}

#[test]
fn a_leaf_that_is_an_anchor_byte_by_byte_is_allowed_where_the_profile_says_so() {
    let profile = Profile::builder("lone").lone_leaf(LoneLeaf::ByExactDer).build();
    let own = leaf(("own", 1), ("own", 1));
    assert_eq!(with_anchors(&own, name_and_key(&own), &profile), Ok(1));
    // The same name and key in another certificate are not that.
    let other = CertificateSpec { serial: vec![9], ..own.clone() };
    let unknown = PathError::UnknownIssuer { at: 0, issuer: cn("own").into() };
    assert_eq!(with_anchors(&own, name_and_key(&other), &profile), Err(unknown));
    // It is looked at as a leaf.
    let expired = CertificateSpec { not_after: Time::utc("251231000000Z"), ..own };
    let refused = with_anchors(&expired, name_and_key(&expired), &profile);
    assert!(matches!(refused, Err(PathError::Expired { at: 0, .. })));
}

/// A member that breaks a rule matters only to the path that needs it.
#[test]
fn an_unusable_member_of_a_bundle_is_told_where_a_path_needs_it() {
    let good = ca(("good", 1), ("good", 1));
    let bad = CertificateSpec { serial: vec![0], ..ca(("bad", 2), ("bad", 2)) };
    let garbage = vec![0x30, 3, 1];
    let anchors = TrustAnchors::from_ders([bad.der(), garbage, good.der()], AnchorLimits::OwnLimits);
    let told: Vec<_> =
        anchors.unusable().iter().map(|member| (member.position(), member.violation().rule())).collect();
    assert_eq!(told, [(0, Rule::SerialNotPositive), (1, Rule::Encoding)]);
    assert_eq!(anchors.len(), 1);
    let by_good = leaf(("leaf", 9), ("good", 1));
    assert_eq!(with_anchors(&by_good, anchors.clone(), Profile::RFC5280), Ok(1));
    match with_anchors(&leaf(("leaf", 9), ("bad", 2)), anchors, Profile::RFC5280) {
        Err(PathError::AnchorUnusable { at: 1, reason: AnchorProblem::Malformed(violation) }) => {
            assert_eq!(violation.rule(), Rule::SerialNotPositive);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_anchor_with_a_key_that_is_refused_is_unusable() {
    let root = CertificateSpec { key: Key::Rsa1024, ..ca(("root", 1), ("root", 1)) };
    let refused = with_anchors(&leaf(("leaf", 9), ("root", 1)), name_and_key(&root), Profile::RFC5280);
    assert!(matches!(refused, Err(PathError::AnchorUnusable { at: 1, reason: AnchorProblem::Key(_) })));
}

/// The profile leaves the extension to the caller: it is asked, and what it accepted is on the path.
#[test]
fn a_critical_extension_that_the_caller_processes_needs_its_answer() {
    let contents = oid("1.2.3.4")[2..].to_vec();
    let own: OidSet = [countersign_encoding::der::Oid::from_contents(&contents)].into_iter().collect();
    let profile = Profile::builder("own").processing(own).build();
    let root = ca(("root", 1), ("root", 1));
    let anchors = name_and_key(&root);
    let mut leaf = leaf(("leaf", 9), ("root", 1));
    leaf.extensions.push(ExtensionSpec::critical("1.2.3.4", vec![5, 0]));
    let der = leaf.der();
    let leaf = Certificate::from_der(&der).unwrap();
    let builder = PathBuilder::new(&RustCrypto, &anchors, &profile);
    let unanswered = PathError::UnansweredCriticalExtension { at: 0, oid: contents.into() };
    assert_eq!(builder.verify(&leaf, &[], now()).unwrap_err(), unanswered);
    let refuse = |_: usize, _: Extension<'_>| Answer::Refused;
    assert_eq!(builder.answering(&refuse).verify(&leaf, &[], now()).unwrap_err(), unanswered);
    let accept = |at: usize, extension: Extension<'_>| {
        if (at, extension.value()) == (0, &[5, 0]) { Answer::Accepted } else { Answer::Refused }
    };
    let path = builder.answering(&accept).verify(&leaf, &[], now()).unwrap();
    let answered: Vec<_> =
        path.critical_extensions().map(|(at, extension)| (at, extension.value())).collect();
    assert_eq!(answered, [(0, &[5, 0][..])]);
}

#[test]
fn a_verified_path_says_what_it_is() {
    let mut root = ca(("root", 1), ("root", 1));
    root.not_after = Time::utc("280101000000Z");
    let anchors = TrustAnchors::from_ders([root.der()], AnchorLimits::OwnLimits);
    let der = leaf(("leaf", 9), ("root", 1)).der();
    let path: VerifiedPath<'static> = {
        let leaf = Certificate::from_der(&der).unwrap();
        let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::RFC5280);
        builder.verify(&leaf, &[], now()).unwrap().to_owned()
    };
    assert_eq!(path.leaf().der(), der);
    assert_eq!(path.anchor().certificate().unwrap().der(), root.der());
    assert_eq!(path.leaf_key(&RustCrypto).unwrap().spki_der(), key(9).spki());
    assert_eq!(path.valid_until().to_rfc3339(), "2028-01-01T00:00:00Z");
    assert_eq!((path.profile(), path.times()), ("rfc5280", now()));
    assert!(path.policies().unwrap().is_empty());
    assert!(path.weakened().next().is_none() && path.critical_extensions().next().is_none());
}

/// RFC 5280 §6.1.3 (e): below a CA without policies none is valid, whatever the leaf says.
#[test]
fn policies_of_a_path_are_those_that_every_certificate_below_the_anchor_has() {
    let policy = || ExtensionSpec::new("2.5.29.32", tlv(0x30, &[&tlv(0x30, &[&oid("1.2.3")])]));
    let root = ca(("root", 1), ("root", 1));
    let policies = |one: &CertificateSpec| {
        let mut leaf = leaf(("leaf", 9), ("one", 2));
        leaf.extensions.push(policy());
        let (leaf, one) = (leaf.der(), one.der());
        let (leaf, one) = (Certificate::from_der(&leaf).unwrap(), Certificate::from_der(&one).unwrap());
        let anchors = TrustAnchors::from_ders([root.der()], AnchorLimits::NameAndKey);
        let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::RFC5280);
        let path = builder.verify(&leaf, &[one], now()).unwrap();
        path.policies().unwrap().iter().map(|policy| policy.to_string()).collect::<Vec<_>>()
    };
    let mut one = ca(("one", 2), ("root", 1));
    assert!(policies(&one).is_empty());
    one.extensions.push(policy());
    assert_eq!(policies(&one), ["1.2.3"]);
}

/// RFC 5280 gives the path of one leaf; which certificate of a message is the leaf is the caller's to say (R5).
#[test]
fn of_two_leaves_in_a_message_only_the_one_asked_for_is_judged() {
    let (root, other) = (ca(("root", 1), ("root", 1)), ca(("other", 2), ("other", 2)));
    let (trusted, stranger) = (leaf(("leaf", 9), ("root", 1)), leaf(("leaf", 8), ("other", 2)));
    let unknown = PathError::UnknownIssuer { at: 1, issuer: cn("other").into() };
    assert_eq!(verify(&stranger, &[&trusted, &other, &root], &[&root]), Err(unknown));
    assert_eq!(verify(&trusted, &[&stranger, &other, &root], &[&root]), Ok(1));
}

#[test]
fn bundles_are_read_from_pem() {
    let [root, other] = [ca(("root", 1), ("root", 1)).der(), vec![0x30, 0]];
    let text = [pem::encode("CERTIFICATE", &root), pem::encode("CERTIFICATE", &other)].concat();
    let limits = pem::Limits { bytes: 1 << 20, blocks: 8 };
    let anchors = TrustAnchors::from_pem(text.as_bytes(), limits, AnchorLimits::NameAndKey).unwrap();
    assert_eq!((anchors.len(), anchors.is_empty(), anchors.unusable().len()), (1, false, 1));
    assert_eq!(anchors.iter().next().unwrap().limits(), Some(AnchorLimits::NameAndKey));
    assert_eq!(anchors.iter().next().unwrap().constraints(), None);
    assert!(TrustAnchors::from_ders([&other], AnchorLimits::NameAndKey).is_empty());
    assert_eq!(CertificateSet::from_ders([&root, &root]).len(), 1);
    let set = CertificateSet::from_pem(text.as_bytes(), limits).unwrap();
    assert_eq!((set.len(), set.unusable().len()), (1, 1));
    assert_eq!(set.iter().next().unwrap().der(), root);
    let key = pem::encode("PUBLIC KEY", &root);
    assert!(matches!(
        CertificateSet::from_pem(key.as_bytes(), limits),
        Err(CertificatePemError::Label { index: 0, .. })
    ));
}

#[test]
fn sets_and_paths_may_be_kept_and_shared() {
    fn check<T: Send + Sync + 'static>() {}
    check::<TrustAnchor>();
    check::<TrustAnchors>();
    check::<CertificateSet>();
    check::<VerifiedPath<'static>>();
    check::<PathError>();
    check::<Paths<'static, 'static>>();
}

#[test]
fn an_anchor_that_is_given_twice_makes_no_second_path() {
    let (root, leaf) = (ca(("root", 1), ("root", 1)), leaf(("leaf", 9), ("root", 1)));
    let asked = Asked::new(&leaf, &[&root, &root], &[&root, &root, &root]);
    assert_eq!(asked.paths(Profile::RFC5280).len(), 1);
    // Trusted in two ways, it is two anchors.
    let twice = [AnchorLimits::NameAndKey, AnchorLimits::OwnLimits]
        .map(|limits| TrustAnchor::from_der(&root.der(), limits).unwrap());
    let asked = Asked { anchors: TrustAnchors::new(twice), ..Asked::new(&leaf, &[], &[]) };
    assert_eq!(asked.paths(Profile::RFC5280).len(), 2);
}

/// Being an anchor itself is no path, but takes none away.
#[test]
fn a_leaf_that_is_an_anchor_may_have_a_path_to_another_one() {
    let (root, one) = (ca(("root", 1), ("root", 1)), ca(("one", 2), ("root", 1)));
    assert_eq!(verify(&one, &[], &[&one, &root]), Ok(1));
    assert_eq!(verify(&one, &[], &[&one]), Err(PathError::LeafIsAnchor { at: 0 }));
    // One of the same name and key is no issuer of it.
    let again = CertificateSpec { serial: vec![9], ..root.clone() };
    let unknown = PathError::UnknownIssuer { at: 0, issuer: cn("root").into() };
    assert_eq!(verify(&again, &[&root], &[&root]), Err(unknown));
}

/// Every critical extension of every path is asked for, the anchor's too, and all are told.
#[test]
fn every_path_asks_for_every_critical_extension() {
    let contents = oid("1.2.3.4")[2..].to_vec();
    let own: OidSet = [countersign_encoding::der::Oid::from_contents(&contents)].into_iter().collect();
    let profile = Profile::builder("own").processing(own).build();
    let odd = |mut spec: CertificateSpec, value: u8| {
        spec.extensions.push(ExtensionSpec::critical("1.2.3.4", vec![4, 1, value]));
        spec
    };
    let root = odd(ca(("root", 1), ("root", 1)), 3);
    let (first, second) = (odd(ca(("one", 2), ("root", 1)), 1), odd(ca(("one", 2), ("root", 1)), 2));
    let ders = [odd(leaf(("leaf", 9), ("one", 2)), 0), first, second].map(|spec| spec.der());
    let [leaf, message @ ..] = ders.each_ref().map(|der| Certificate::from_der(der).unwrap());
    let anchors = TrustAnchors::from_ders([root.der()], AnchorLimits::OwnLimits);
    let asked = std::sync::Mutex::new(Vec::new());
    let answer = |at: usize, extension: Extension<'_>| {
        asked.lock().unwrap().push((at, extension.value()[2]));
        // One of the two intermediates is refused.
        if extension.value()[2] == 1 { Answer::Refused } else { Answer::Accepted }
    };
    let builder = PathBuilder::new(&RustCrypto, &anchors, &profile).answering(&answer);
    let paths: Vec<_> = builder.paths(&leaf, &message, now()).collect();
    let told = |path: &VerifiedPath<'_>| -> Vec<(usize, u8)> {
        path.critical_extensions().map(|(at, extension)| (at, extension.value()[2])).collect()
    };
    assert!(matches!(paths.as_slice(), [Ok(path)] if told(path) == [(0, 0), (1, 2), (2, 3)]));
    assert_eq!(*asked.lock().unwrap(), [(0, 0), (1, 1), (0, 0), (1, 2), (2, 3)]);
}

/// They are a part of the path: to hold the names against them once more would cost twice.
#[test]
fn an_anchors_own_constraints_are_looked_at_once() {
    let mut root = ca(("root", 1), ("root", 1));
    let subtrees = tlv(0x30, &[&tlv(0x82, &[b"example.com"])]);
    root.extensions.push(ExtensionSpec::critical("2.5.29.30", tlv(0x30, &[&tlv(0xa0, &[&subtrees])])));
    let names: Vec<_> = (0..100).map(|n| tlv(0x82, &[format!("a{n}.example.com").as_bytes()])).collect();
    let mut leaf = leaf(("leaf", 9), ("root", 1));
    leaf.extensions.push(ExtensionSpec::alt_names(&names));
    let mut asked = Asked::new(&leaf, &[], &[&root]);
    let ders = [leaf.der(), root.der()];
    let path = ders.each_ref().map(|der| Certificate::from_der(der).unwrap());
    let mut left = asked.budget.name_comparisons;
    check_names(&path.each_ref(), None, &mut left).unwrap();
    asked.budget.name_comparisons -= left;
    assert_eq!(asked.verify(Profile::RFC5280), Ok(1));
    asked.budget.name_comparisons -= 1;
    let refused = asked.verify(Profile::RFC5280);
    let what = Resource::NameComparisons;
    assert!(
        matches!(refused, Err(PathError::BudgetExhausted { what: found, .. }) if found == what),
        "{refused:?}"
    );
}

#[test]
fn a_leaf_that_is_an_anchor_stands_in_its_path_once() {
    let contents = oid("1.2.3.4")[2..].to_vec();
    let own: OidSet = [countersign_encoding::der::Oid::from_contents(&contents)].into_iter().collect();
    let profile = Profile::builder("lone").lone_leaf(LoneLeaf::ByExactDer).processing(own).build();
    let mut leaf = leaf(("own", 1), ("own", 1));
    leaf.extensions = vec![ExtensionSpec::critical("1.2.3.4", vec![5, 0])];
    let der = leaf.der();
    let leaf = Certificate::from_der(&der).unwrap();
    let accept = |at: usize, _: Extension<'_>| if at == 0 { Answer::Accepted } else { Answer::Refused };
    for limits in [AnchorLimits::NameAndKey, AnchorLimits::OwnLimits] {
        let anchors = TrustAnchors::from_ders([&der], limits);
        let builder = PathBuilder::new(&RustCrypto, &anchors, &profile).answering(&accept);
        assert_eq!(builder.verify(&leaf, &[], now()).unwrap().certificates().len(), 1);
    }
}
