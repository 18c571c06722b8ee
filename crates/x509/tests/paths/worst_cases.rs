//! Messages that are made to keep a verifier busy: each ends, and soon. What is a tenth of a second where everything is
//! optimized may be much more here.

use std::time::{Duration, Instant};

use countersign_crypto::RustCrypto;
use countersign_x509::{
    AnchorLimits, Certificate, CertificateSet, PathBuilder, PathError, Profile, Resource, TrustAnchors,
};
use testkit::x509::{CertificateSpec, ExtensionSpec, tlv};

use crate::chains::{Asked, authority_key_identifier, ca, key, leaf, now, subject_key_identifier};

const BOUND: Duration = Duration::from_secs(5);

fn within_bound<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let answer = work();
    let taken = start.elapsed();
    println!("{what}: {taken:?}");
    assert!(taken < BOUND, "{what} took {taken:?}");
    answer
}

/// Every one of so many CAs of one name certifies every other one.
fn mesh(count: u8) -> Vec<CertificateSpec> {
    let pairs = (1..=count).flat_map(|of| (1..=count).map(move |by| (of, by)));
    pairs.filter(|(of, by)| of != by).map(|(of, by)| ca(("ca", of), ("ca", by))).collect()
}

fn verify_in_set(
    leaf: &CertificateSpec,
    set: &[CertificateSpec],
    anchors: &[&CertificateSpec],
) -> Result<usize, PathError> {
    let set = CertificateSet::from_ders(set.iter().map(CertificateSpec::der));
    let anchors = TrustAnchors::from_ders(anchors.iter().map(|anchor| anchor.der()), AnchorLimits::OwnLimits);
    let der = leaf.der();
    let leaf = Certificate::from_der(&der).unwrap();
    let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::RFC5280).intermediates(&set);
    within_bound("search", || builder.verify(&leaf, &[], now()).map(|path| path.certificates().len()))
}

#[test]
fn a_mesh_of_thirty_cas_of_one_name_ends() {
    let leaf = leaf(("leaf", 99), ("ca", 1));
    let stranger = ca(("root", 100), ("root", 100));
    let mut set = mesh(30);
    let refused = verify_in_set(&leaf, &set, &[&stranger]).unwrap_err();
    assert!(matches!(refused, PathError::BudgetExhausted { what: Resource::Signatures, .. }), "{refused}");
    // The control: one way out, and the identifiers of keys that say where.
    set.push(ca(("ca", 1), ("root", 100)));
    for certificate in &mut set {
        certificate.extensions.push(subject_key_identifier(certificate.key));
        certificate.extensions.push(authority_key_identifier(certificate.signer));
    }
    let mut leaf = leaf;
    leaf.extensions.push(authority_key_identifier(key(1)));
    let found = verify_in_set(&leaf, &set, &[&stranger]);
    assert_eq!(found, Ok(2));
}

#[test]
fn a_mesh_of_nine_cas_of_one_name_ends() {
    let refused =
        verify_in_set(&leaf(("leaf", 99), ("ca", 1)), &mesh(9), &[&ca(("root", 100), ("root", 100))]);
    let refused = refused.unwrap_err();
    assert!(matches!(refused, PathError::BudgetExhausted { .. }), "{refused}");
}

#[test]
fn the_number_of_possible_issuers_is_limited() {
    let set = mesh(4);
    let chain: Vec<_> = set.iter().collect();
    let stranger = ca(("root", 100), ("root", 100));
    let mut asked = Asked::new(&leaf(("leaf", 99), ("ca", 1)), &chain, &[&stranger]);
    asked.budget.candidates = 5;
    let refused = asked.verify(Profile::RFC5280).unwrap_err();
    assert!(matches!(refused, PathError::BudgetExhausted { what: Resource::Candidates, .. }), "{refused}");
}

#[test]
fn a_message_may_hold_as_many_certificates_as_the_limit() {
    let (root, one) = (ca(("root", 1), ("root", 1)), ca(("one", 2), ("root", 1)));
    let mut asked = Asked::new(&leaf(("leaf", 9), ("one", 2)), &[&one, &root], &[&root]);
    asked.budget.certificates = 2;
    assert_eq!(asked.verify(Profile::RFC5280), Ok(2));
    asked.budget.certificates = 1;
    let refused = asked.verify(Profile::RFC5280).unwrap_err();
    assert!(matches!(refused, PathError::BudgetExhausted { what: Resource::Certificates, .. }), "{refused}");
}

/// RUSTSEC-2023-0053: two CAs of one name at each level, both certified by both above.
#[test]
fn a_ladder_of_cross_certificates_ends() {
    const NAMES: [&str; 15] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o"];
    let mut chain = Vec::new();
    for level in 0..14u8 {
        for (of, by) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let (below, above) = (NAMES[usize::from(level)], NAMES[usize::from(level) + 1]);
            chain.push(ca((below, 2 * level + of), (above, 2 * (level + 1) + by)));
        }
    }
    let leaf = leaf(("leaf", 99), ("a", 0));
    let chain: Vec<_> = chain.iter().collect();
    let stranger = ca(("root", 100), ("root", 100));
    let refused = within_bound("ladder", || Asked::new(&leaf, &chain, &[&stranger]).verify(Profile::RFC5280));
    let refused = refused.unwrap_err();
    let what = match refused {
        PathError::BudgetExhausted { what, .. } => what,
        other => panic!("{other}"),
    };
    assert!(matches!(what, Resource::Signatures | Resource::Candidates), "{what}");
    // The control: the ladder leads somewhere.
    let top = ca(("o", 28), ("o", 28));
    assert_eq!(Asked::new(&leaf, &chain, &[&top]).verify(Profile::RFC5280), Ok(15));
}

#[test]
fn a_certificate_of_a_mebibyte_is_read_and_validated() {
    let (root, one) = (ca(("root", 1), ("root", 1)), ca(("one", 2), ("root", 1)));
    let mut leaf = leaf(("leaf", 9), ("one", 2));
    let names = vec![tlv(0x82, &[b"a.example.com"]); 68_000];
    leaf.extensions.push(ExtensionSpec::alt_names(&names));
    let asked = Asked::new(&leaf, &[&one], &[&root]);
    assert!(asked.leaf.len() > 1_000_000 && asked.leaf.len() <= Certificate::MAX_LEN);
    assert_eq!(within_bound("mebibyte", || asked.verify(Profile::RFC5280)), Ok(2));
}

#[test]
fn a_mesh_of_long_names_ends() {
    let long = vec![b'n'; 60_000];
    let name = testkit::x509::name(&[("2.5.4.3", testkit::x509::Form::Utf8, str::from_utf8(&long).unwrap())]);
    let mut chain = mesh(7);
    for certificate in &mut chain {
        (certificate.subject, certificate.issuer) = (name.clone(), name.clone());
    }
    let mut leaf = leaf(("leaf", 99), ("ca", 1));
    leaf.issuer = name;
    let stranger = ca(("root", 100), ("root", 100));
    let chain: Vec<_> = chain.iter().take(30).collect();
    let mut asked = Asked::new(&leaf, &chain, &[&stranger]);
    let too_much = asked.verify(Profile::RFC5280);
    assert!(too_much.is_err());
    asked.budget.bytes = u32::MAX;
    assert!(within_bound("long names", || asked.verify(Profile::RFC5280)).is_err());
}

#[test]
fn ten_thousand_constraints_on_ten_thousand_names_end() {
    let subtree = |n: usize| tlv(0x30, &[&tlv(0x82, &[format!("x{n}.example").as_bytes()])]);
    let subtrees: Vec<Vec<u8>> = (0..10_000).map(subtree).collect();
    let constraints = tlv(0x30, &[&tlv(0xa1, &[&subtrees.concat()])]);
    let root = ca(("root", 1), ("root", 1));
    let mut one = ca(("one", 2), ("root", 1));
    one.extensions.push(ExtensionSpec::critical("2.5.29.30", constraints));
    let mut leaf = leaf(("leaf", 9), ("one", 2));
    let names: Vec<Vec<u8>> =
        (0..10_000).map(|n| tlv(0x82, &[format!("a{n}.example.com").as_bytes()])).collect();
    leaf.extensions.push(ExtensionSpec::alt_names(&names));
    let asked = Asked::new(&leaf, &[&one], &[&root]);
    let refused = within_bound("constraints", || asked.verify(Profile::RFC5280)).unwrap_err();
    assert_eq!(refused, PathError::BudgetExhausted { at: 0, what: Resource::NameComparisons });
    // The control: as many as the limit lets through.
    leaf.replace("2.5.29.17", Some(ExtensionSpec::alt_names(&names[..100])));
    assert_eq!(Asked::new(&leaf, &[&one], &[&root]).verify(Profile::RFC5280), Ok(2));
}

/// Whatever other path there is: what one took is not left for the next one.
#[test]
fn a_search_ends_where_its_comparisons_do() {
    let subtree = |n: usize| tlv(0x30, &[&tlv(0x82, &[format!("x{n}.example").as_bytes()])]);
    let subtrees: Vec<Vec<u8>> = (0..10_000).map(subtree).collect();
    let root = ca(("root", 1), ("root", 1));
    let simple = ca(("one", 2), ("root", 1));
    let mut costly = CertificateSpec { serial: vec![7], ..simple.clone() };
    let constraints = tlv(0x30, &[&tlv(0xa1, &[&subtrees.concat()])]);
    costly.extensions.push(ExtensionSpec::critical("2.5.29.30", constraints));
    let mut leaf = leaf(("leaf", 9), ("one", 2));
    let names: Vec<Vec<u8>> =
        (0..10_000).map(|n| tlv(0x82, &[format!("a{n}.example.com").as_bytes()])).collect();
    leaf.extensions.push(ExtensionSpec::alt_names(&names));
    let spent = PathError::BudgetExhausted { at: 0, what: Resource::NameComparisons };
    for (chain, found) in [([&costly, &simple], 0), ([&simple, &costly], 1)] {
        let paths = Asked::new(&leaf, &chain, &[&root]).paths(Profile::RFC5280);
        assert_eq!(paths.len(), found + 1);
        assert_eq!(paths.last(), Some(&Err(spent.clone())));
    }
}

/// The limits count over all paths that one iterator is asked for.
#[test]
fn the_number_of_paths_is_limited() {
    let root = ca(("root", 1), ("root", 1));
    let chain: Vec<_> = (0..60u8)
        .map(|serial| CertificateSpec { serial: vec![1, serial], ..ca(("one", 2), ("root", 1)) })
        .collect();
    let mut asked = Asked::new(&leaf(("leaf", 9), ("one", 2)), &chain.iter().collect::<Vec<_>>(), &[&root]);
    asked.budget.paths = 10;
    let paths = asked.paths(Profile::RFC5280);
    assert_eq!(paths.len(), 11);
    assert_eq!(paths.last(), Some(&Err(PathError::BudgetExhausted { at: 1, what: Resource::Paths })));
}
