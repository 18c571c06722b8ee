//! The search finds every valid path once, and nothing else: beside a model that tries all.

use std::collections::BTreeSet;

use countersign_x509::{PathError, Profile};
use proptest::{collection::vec, prelude::*};
use testkit::x509::{CertificateSpec, ExtensionSpec, Time};

use crate::chains::{Asked, authority_key_identifier, ca, key, leaf, subject_key_identifier};

/// One CA: the numbers of its name and key, those of its issuer, and what else there is about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Authority {
    subject: (u8, u8),
    issuer: (u8, u8),
    oddity: Oddity,
    wrong_identifiers: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Oddity {
    None,
    Expired,
    NoCa,
    PathLength(u8),
    SignedByAStranger,
}

const NAMES: [&str; 3] = ["root", "one", "two"];
const LEAF: Authority = authority((3, 0), (2, 0));
const ROOTS: [Authority; 2] = [authority((0, 0), (0, 0)), authority((0, 1), (0, 1))];

const fn authority(subject: (u8, u8), issuer: (u8, u8)) -> Authority {
    Authority { subject, issuer, oddity: Oddity::None, wrong_identifiers: false }
}

impl Authority {
    fn spec(&self) -> CertificateSpec {
        let number = |(name, key): (u8, u8)| name * 2 + key;
        let named = |(name, key): (u8, u8)| (NAMES[usize::from(name)], number((name, key)));
        let mut spec = ca(named(self.subject), named(self.issuer));
        if self.wrong_identifiers {
            spec.extensions.extend([subject_key_identifier(key(77)), authority_key_identifier(key(78))]);
        }
        match self.oddity {
            Oddity::None => {}
            Oddity::Expired => spec.not_after = Time::utc("260501000000Z"),
            Oddity::NoCa => spec.replace("2.5.29.19", None),
            Oddity::PathLength(limit) => spec.replace("2.5.29.19", Some(ExtensionSpec::ca(Some(limit)))),
            Oddity::SignedByAStranger => spec.signer = key(99),
        }
        spec
    }

    fn is_issued_by(&self, other: &Self) -> bool {
        self.issuer == other.subject && self.oddity != Oddity::SignedByAStranger
    }

    /// Whether it may issue, above so many CAs that are not self-issued.
    fn issues(&self, below: usize) -> bool {
        match self.oddity {
            Oddity::Expired | Oddity::NoCa => false,
            Oddity::PathLength(limit) => below <= usize::from(limit),
            Oddity::None | Oddity::SignedByAStranger => true,
        }
    }
}

/// Every path from the leaf to a root, the root left out.
fn model(chain: &BTreeSet<Authority>, roots: &[Authority]) -> BTreeSet<Vec<Authority>> {
    let (mut open, mut found) = (vec![vec![LEAF]], BTreeSet::new());
    while let Some(path) = open.pop() {
        let last = path[path.len() - 1];
        let below = path.iter().skip(1).filter(|ca| ca.subject.0 != ca.issuer.0).count();
        let fits = |issuer: &&Authority| {
            let is_new = path.iter().all(|before| before.subject != issuer.subject);
            is_new && last.is_issued_by(issuer) && issuer.issues(below)
        };
        found.extend(roots.iter().filter(fits).map(|_| path.clone()));
        open.extend(chain.iter().filter(fits).map(|issuer| [&path[..], &[*issuer]].concat()));
    }
    found
}

fn any_authority() -> impl Strategy<Value = Authority> {
    let odd = prop_oneof![
        Just(Oddity::Expired),
        Just(Oddity::NoCa),
        (0u8..3).prop_map(Oddity::PathLength),
        Just(Oddity::SignedByAStranger),
    ];
    let oddity = prop_oneof![3 => Just(Oddity::None), 1 => odd];
    ((0u8..3, 0u8..2), (0u8..3, 0u8..2), oddity, any::<bool>()).prop_map(
        |(subject, issuer, oddity, wrong_identifiers)| Authority {
            subject,
            issuer,
            oddity,
            wrong_identifiers,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn every_valid_path_is_found_once(chain in vec(any_authority(), 0..14), roots in 1usize..=2) {
        let roots = &ROOTS[..roots];
        let distinct: BTreeSet<_> = chain.iter().copied().collect();
        let spec = leaf(("leaf", 20), ("two", 4));
        let ders = |path: Vec<Authority>| -> Vec<Vec<u8>> {
            [spec.der()].into_iter().chain(path.iter().skip(1).map(|ca| ca.spec().der())).collect()
        };
        let expected: BTreeSet<_> = model(&distinct, roots).into_iter().map(ders).collect();
        let (chain, roots): (Vec<_>, Vec<_>) =
            (chain.iter().map(Authority::spec).collect(), roots.iter().map(Authority::spec).collect());
        let (chain, roots): (Vec<_>, Vec<_>) = (chain.iter().collect(), roots.iter().collect());
        let mut found = Asked::new(&spec, &chain, &roots).paths(Profile::RFC5280);
        let end = found.pop_if(|last| last.is_err());
        let found: Vec<_> = found.into_iter().map(Result::unwrap).collect();
        let distinct: BTreeSet<_> = found.iter().cloned().collect();
        prop_assert_eq!(distinct.len(), found.len());
        match end {
            // There may be more than the limit lets through.
            Some(Err(PathError::BudgetExhausted { .. })) => prop_assert!(distinct.is_subset(&expected)),
            Some(_) => prop_assert!(found.is_empty() && expected.is_empty(), "{:?}", expected),
            None => prop_assert_eq!(distinct, expected),
        }
    }
}
