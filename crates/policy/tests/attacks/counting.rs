//! Distinct principals are counted, in any order, and nothing else is.

use std::sync::OnceLock;

use countersign_policy::{
    BoundSignature, CandidateRefusal, Counted, Decision, NamedPredicate, Outcome, PredicateRefusal,
    Requirement, Tally,
};
use proptest::prelude::*;

use crate::support::{Signer, count, principal};

fn new(principal: &str) -> Result<Counted, CandidateRefusal> {
    Ok(Counted::New { principal: principal.into() })
}

fn again(principal: &str) -> Result<Counted, CandidateRefusal> {
    Ok(Counted::Again { principal: principal.into() })
}

const fn not_met(found: usize, required: usize) -> Outcome {
    Outcome::NotMet { found, required }
}

/// `build` with two keys, `release` with one; both must sign.
fn two_of_two(signers: &[Signer; 3]) -> Requirement {
    let [a, b, c] = signers;
    Requirement::new(vec![principal("build", &[a, b]), principal("release", &[c])], count(2)).unwrap()
}

fn signers() -> [Signer; 3] {
    [1, 2, 3].map(Signer::new)
}

#[test]
fn two_principals_meet_a_threshold_of_two() {
    let signers = signers();
    let requirement = two_of_two(&signers);
    let mut tally = Tally::new(&requirement);
    assert_eq!(tally.outcome(), not_met(0, 2));
    assert_eq!(tally.add(&signers[0].bound(&[])), new("build"));
    assert_eq!(tally.outcome(), not_met(1, 2));
    assert_eq!(tally.add(&signers[2].bound(&[])), new("release"));
    assert_eq!(tally.outcome(), Outcome::Met);
    assert_eq!(tally.add(&Signer::new(9).bound(&[])), Err(CandidateRefusal::UnknownSigner));
    assert_eq!(tally.outcome(), Outcome::Met, "more never undoes it");
}

#[test]
fn one_principal_counts_once_however_often_and_with_however_many_keys_it_signs() {
    let signers = signers();
    let requirement = two_of_two(&signers);
    let candidates = [
        signers[0].bound(&[]),
        signers[1].bound(&[]),
        signers[0].bound(&[]),
        signers[0].bound(&[("other", "payload")]),
    ];
    let decision = Decision::over(&requirement, &candidates);
    assert_eq!(decision.outcome(), not_met(1, 2));
    assert_eq!(decision.reasons(), [new("build"), again("build"), again("build"), again("build")]);
    assert_eq!(decision.reasons()[1].as_ref().unwrap().principal(), "build");
}

#[test]
fn no_candidates_meet_nothing() {
    let signers = signers();
    let decision = Decision::over(&two_of_two(&signers), &[]);
    assert_eq!((decision.outcome(), decision.reasons()), (not_met(0, 2), &[][..]));
}

#[test]
fn signatures_of_two_images_do_not_add_up() {
    let signers = signers();
    let requirement = two_of_two(&signers);
    let (build, release) = (signers[0].bound(&[]), signers[2].bound_elsewhere());
    for candidates in [[build.clone(), release.clone()], [release.clone(), build.clone()]] {
        let decision = Decision::over(&requirement, &candidates);
        assert_eq!(decision.outcome(), not_met(1, 2));
    }
    let both = [release.clone(), build, signers[2].bound(&[])];
    let decision = Decision::over(&requirement, &both);
    assert_eq!(decision.outcome(), Outcome::Met, "one of them has what it needs");
    assert_eq!(decision.reasons(), [new("release"), new("build"), new("release")]);
}

#[test]
fn a_required_annotation_must_be_there_with_its_value() {
    let signer = Signer::new(1);
    let requirement = Requirement::new(vec![principal("build", &[&signer])], count(1)).unwrap();
    let requirement = requirement.with_annotation("env", "prod").with_annotation("team", "acme");
    let decide = |annotations: &[(&str, &str)]| {
        let decision = Decision::over(&requirement, &[signer.bound(annotations)]);
        let expected = if decision.reasons()[0].is_ok() { Outcome::Met } else { not_met(0, 1) };
        assert_eq!(decision.outcome(), expected);
        decision.reasons()[0].clone()
    };
    let missing = |key: &str| Err(CandidateRefusal::AnnotationMissing { key: key.into() });
    let other = |key: &str, found: &str| {
        Err(CandidateRefusal::AnnotationValue { key: key.into(), found: found.into() })
    };
    assert_eq!(decide(&[("env", "prod"), ("team", "acme")]), new("build"), "the control");
    assert_eq!(decide(&[("env", "prod"), ("team", "acme"), ("extra", "1")]), new("build"));
    assert_eq!(decide(&[]), missing("env"));
    assert_eq!(decide(&[("env", "prod")]), missing("team"));
    assert_eq!(decide(&[("Env", "prod"), ("team", "acme")]), missing("env"));
    assert_eq!(decide(&[("env", ""), ("team", "acme")]), other("env", ""));
    assert_eq!(decide(&[("env", "Prod"), ("team", "acme")]), other("env", "Prod"));
    assert_eq!(decide(&[("env", "prod "), ("team", "acme")]), other("env", "prod "));
    assert_eq!(decide(&[("env", "pro\u{202e}d\n"), ("team", "acme")]), other("env", r"pro\u{202e}d\u{a}"));
    let long = "x".repeat(500);
    assert_eq!(decide(&[("env", &long), ("team", "acme")]), other("env", &format!("{}…", "x".repeat(64))));
}

#[test]
fn a_check_of_the_embedders_refuses_and_lets_pass() {
    let signer = Signer::new(1);
    let check = NamedPredicate::new("owner", |signature| match signature.annotations().get("owner") {
        Some(_) => Ok(()),
        None => Err(PredicateRefusal::new("nobody owns it")),
    });
    let requirement = Requirement::new(vec![principal("build", &[&signer])], count(1)).unwrap();
    let requirement =
        requirement.with_predicate(NamedPredicate::new("yes", |_| Ok(()))).with_predicate(check);
    let owned = Decision::over(&requirement, &[signer.bound(&[("owner", "me")])]);
    assert_eq!((owned.outcome(), owned.reasons()), (Outcome::Met, &[new("build")][..]));
    let refused = Decision::over(&requirement, &[signer.bound(&[])]);
    let reason = PredicateRefusal::new("nobody owns it");
    let expected = CandidateRefusal::Predicate { name: "owner".into(), reason };
    assert_eq!(refused.outcome(), not_met(0, 1));
    assert_eq!(expected.to_string(), "the check \"owner\" refuses it: nobody owns it");
    assert_eq!(refused.reasons(), [Err(expected)]);
}

#[test]
fn a_refusal_that_quotes_the_signer_is_shown_escaped_and_short() {
    let refusal = PredicateRefusal::new(format!("owner is \u{1b}[2J{}", "x".repeat(10_000)));
    let shown = refusal.to_string();
    assert!(shown.starts_with(r"owner is \u{1b}[2J") && shown.chars().count() < 600, "{shown}");
}

#[test]
fn a_check_is_not_asked_about_signatures_of_strangers() {
    let (signer, stranger) = (Signer::new(1), Signer::new(2));
    let requirement = Requirement::new(vec![principal("build", &[&signer])], count(1)).unwrap();
    let requirement = requirement.with_predicate(NamedPredicate::new("never", |_| panic!("asked")));
    let decision = Decision::over(&requirement, &[stranger.bound(&[])]);
    assert_eq!(decision.reasons(), [Err(CandidateRefusal::UnknownSigner)]);
}

/// Everything that an attacker or a careless signer could add, by number; made once.
fn candidate(kind: usize) -> BoundSignature {
    static CANDIDATES: OnceLock<[BoundSignature; 8]> = OnceLock::new();
    let all = CANDIDATES.get_or_init(|| {
        [
            Signer::new(1).bound(&[("env", "prod")]),
            Signer::new(2).bound(&[("env", "prod")]),
            Signer::new(3).bound(&[("env", "prod")]),
            Signer::new(1).bound(&[("env", "dev")]),
            Signer::new(3).bound(&[]),
            Signer::new(8).bound(&[("env", "prod")]),
            Signer::new(9).bound(&[]),
            Signer::new(3).bound_elsewhere(),
        ]
    });
    all[kind].clone()
}

/// From 3 on nothing counts towards a requirement of `env=prod`.
const FIRST_JUNK: usize = 3;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn order_does_not_matter_and_junk_changes_nothing(
        kinds in proptest::collection::vec(0..8usize, 0..8),
        shuffled in any::<proptest::sample::Index>(),
    ) {
        let signers = signers();
        let requirement = two_of_two(&signers).with_annotation("env", "prod");
        let decide = |kinds: &[usize]| {
            let candidates: Vec<_> = kinds.iter().map(|kind| candidate(*kind)).collect();
            Decision::over(&requirement, &candidates).outcome()
        };
        let outcome = decide(&kinds);
        let counting: Vec<_> = kinds.iter().copied().filter(|kind| *kind < FIRST_JUNK).collect();
        prop_assert_eq!(decide(&counting), outcome, "junk changes nothing");
        let build = counting.iter().any(|kind| *kind < 2);
        let release = counting.contains(&2);
        let expected = match usize::from(build) + usize::from(release) {
            2 => Outcome::Met,
            found => not_met(found, 2),
        };
        prop_assert_eq!(outcome, expected, "and the count is what it should be");
        let mut other = kinds.clone();
        other.reverse();
        prop_assert_eq!(decide(&other), outcome);
        if !other.is_empty() {
            let middle = shuffled.index(other.len());
            other.rotate_left(middle);
            prop_assert_eq!(decide(&other), outcome);
        }
    }

    #[test]
    fn once_met_it_stays_met(kinds in proptest::collection::vec(0..8usize, 0..10)) {
        let signers = signers();
        let requirement = two_of_two(&signers).with_annotation("env", "prod");
        let mut tally = Tally::new(&requirement);
        let mut met = false;
        for kind in kinds {
            let _ = tally.add(&candidate(kind));
            let now = tally.outcome() == Outcome::Met;
            prop_assert!(now || !met, "a signature undid what was met");
            met = now;
        }
    }
}
