//! A verdict does not depend on the order in which certificates come, and what is not needed does not change it.

use countersign_x509::{PathError, Profile};
use proptest::{collection::vec, prelude::*, sample::Index};
use testkit::x509::{CertificateSpec, ExtensionSpec, Time};

use crate::chains::{Asked, authority_key_identifier, ca, key, leaf, subject_key_identifier};

/// One CA: its name and key, those of its issuer, and what is odd with it.
#[derive(Clone, Debug)]
struct Authority {
    subject: (u8, u8),
    issuer: (u8, u8),
    oddity: u8,
    /// Whether the identifiers of keys are there, and whether they are right.
    identifiers: u8,
}

const NAMES: [&str; 4] = ["root", "one", "two", "three"];

fn name(number: u8) -> &'static str {
    NAMES[usize::from(number)]
}

/// The number of a key says whose it is, so that two CAs of a name may have two keys.
fn spec(authority: &Authority) -> CertificateSpec {
    let Authority { subject, issuer, oddity, identifiers } = *authority;
    let (own, above) = (subject.0 * 2 + subject.1, issuer.0 * 2 + issuer.1);
    let mut spec = ca((name(subject.0), own), (name(issuer.0), above));
    spec.serial = vec![1, own, above, oddity, identifiers];
    match identifiers {
        1 => spec.extensions.extend([subject_key_identifier(key(own)), authority_key_identifier(key(above))]),
        2 => spec.extensions.extend([subject_key_identifier(key(77)), authority_key_identifier(key(78))]),
        _ => {}
    }
    match oddity {
        1 => spec.not_after = Time::utc("260501000000Z"),
        2 => spec.replace("2.5.29.19", Some(ExtensionSpec::ca(Some(0)))),
        3 => spec.replace("2.5.29.19", None),
        4 => spec.signer = key(99),
        _ => {}
    }
    spec
}

/// Mostly issued by the level above, so that there are paths.
fn authority() -> impl Strategy<Value = Authority> {
    let oddity = prop_oneof![5 => Just(0u8), 2 => 1u8..=4];
    let other = prop_oneof![2 => Just(None), 1 => (0u8..4).prop_map(Some)];
    ((0u8..4, 0u8..2), (other, 0u8..2), oddity, 0u8..3).prop_map(
        |(subject, (other, key), oddity, identifiers)| {
            let issuer = (other.unwrap_or(subject.0.saturating_sub(1)), key);
            Authority { subject, issuer, oddity, identifiers }
        },
    )
}

fn shuffled<T: Clone>(items: &[T], picks: &[Index]) -> Vec<T> {
    let mut rest = items.to_vec();
    let mut order = Vec::new();
    for pick in picks.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        order.push(rest.remove(pick.index(rest.len())));
    }
    order
}

fn verdict(chain: &[CertificateSpec], anchors: &[CertificateSpec]) -> Result<usize, PathError> {
    let leaf = leaf(("leaf", 20), ("three", 6));
    let (chain, anchors): (Vec<_>, Vec<_>) = (chain.iter().collect(), anchors.iter().collect());
    Asked::new(&leaf, &chain, &anchors).verify(Profile::RFC5280)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Of honest size, the search ends by itself.
    #[test]
    fn the_order_of_certificates_and_anchors_decides_nothing(
        chain in vec(authority(), 0..12),
        second_root in any::<bool>(),
        picks in vec(any::<Index>(), 4..12),
    ) {
        let mut anchors = vec![ca(("root", 0), ("root", 0))];
        if second_root {
            anchors.push(ca(("root", 1), ("root", 1)));
        }
        let chain: Vec<_> = chain.iter().map(spec).collect();
        let first = verdict(&chain, &anchors);
        let second = verdict(&shuffled(&chain, &picks), &shuffled(&anchors, &picks));
        prop_assert_eq!(first.is_ok(), second.is_ok(), "{:?} {:?}", first, second);
        if let Err(error) = first {
            prop_assert!(!matches!(error, PathError::BudgetExhausted { .. }), "{}", error);
        }
        // More certificates never take a path away, and fewer anchors never make one.
        let doubled: Vec<_> = chain.iter().chain(&chain).cloned().collect();
        prop_assert_eq!(verdict(&doubled, &anchors).is_ok(), second.is_ok());
        if second.is_err() {
            prop_assert!(verdict(&chain, &anchors[..1]).is_err());
        }
    }

    /// What its signers do not certify makes no path, whatever it says.
    #[test]
    fn certificates_of_a_stranger_never_make_a_path(
        chain in vec(authority(), 0..10),
        junk in vec(authority(), 0..10),
    ) {
        let anchors = [ca(("root", 0), ("root", 0))];
        let chain: Vec<_> = chain.iter().map(spec).collect();
        let before = verdict(&chain, &anchors);
        let stranger = |authority: &Authority| CertificateSpec { signer: key(88), ..spec(authority) };
        let with_junk: Vec<_> = junk.iter().map(stranger).chain(chain).collect();
        let after = verdict(&with_junk, &anchors);
        prop_assert!(before.is_ok() || after.is_err());
        prop_assert!(before.is_err() || after.is_ok(), "{:?}", after);
    }
}
