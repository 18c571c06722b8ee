//! Policies along a path, case by case and against the oracle.

use countersign_encoding::der::Oid;
use countersign_x509::{PolicyInputs, path_rules::PolicyFailureKind};
use proptest::{collection::vec, option, prelude::*, sample::subsequence};

use super::{
    policy_spec::{Number, PolicySpec, failure, inputs, judge, numbers, policy_oid, with},
    policy_tree::{TreeInputs, validate},
};

fn valid(path: &[PolicySpec], inputs: &PolicyInputs) -> Vec<Number> {
    numbers(&judge(path, inputs).unwrap())
}

fn explicit() -> PolicyInputs {
    PolicyInputs::ANY.requiring_explicit()
}

#[test]
fn a_path_is_valid_for_the_policies_that_all_its_certificates_have() {
    assert_eq!(valid(&[with(&[1, 2]), with(&[2, 3]), with(&[2, 1])], &explicit()), [2]);
    assert_eq!(
        failure(&[with(&[1, 2]), with(&[3]), with(&[3])], &explicit()),
        (1, PolicyFailureKind::NoValidPolicy)
    );
    let valid = judge(&[with(&[1, 2]), with(&[2])], &explicit()).unwrap();
    let contains = |number| valid.contains(Oid::from_contents(&policy_oid(number)[2..]));
    assert_eq!((contains(1), contains(2)), (false, true));
}

#[test]
fn many_policies_are_told_apart() {
    let all: Vec<Number> = (1..=200).collect();
    let some = [1, 63, 64, 65, 66, 128, 129, 200];
    let valid = judge(&[with(&all), with(&some)], &explicit()).unwrap();
    let contained = |number: &Number| valid.contains(Oid::from_contents(&policy_oid(*number)[2..]));
    assert_eq!(all.into_iter().filter(contained).collect::<Vec<_>>(), some);
}

#[test]
fn where_no_policy_is_required_none_has_to_be_valid() {
    assert_eq!(valid(&[with(&[1]), with(&[2])], &PolicyInputs::ANY), [0; 0]);
    assert_eq!(valid(&[PolicySpec::default(), with(&[2])], &PolicyInputs::ANY), [0; 0]);
}

#[test]
fn a_certificate_without_policies_ends_them() {
    assert_eq!(
        failure(&[with(&[1]), PolicySpec::default(), with(&[1])], &explicit()),
        (1, PolicyFailureKind::NoValidPolicy)
    );
}

#[test]
fn a_path_is_valid_for_no_policy_that_is_accepted() {
    let path = [with(&[1, 2]), with(&[1, 2])];
    assert_eq!(valid(&path, &inputs(&[2, 3]).requiring_explicit()), [2]);
    let refused = failure(&path, &inputs(&[3]).requiring_explicit());
    assert_eq!(refused, (0, PolicyFailureKind::NoAcceptedPolicy));
    // Without a requirement the path is valid for none of them, and valid.
    assert_eq!(valid(&path, &inputs(&[3])), [0; 0]);
    assert_eq!(failure(&path, &inputs(&[]).requiring_explicit()), (0, PolicyFailureKind::NoAcceptedPolicy));
}

#[test]
fn any_policy_in_what_is_accepted_accepts_every_one() {
    assert_eq!(valid(&[with(&[1]), with(&[1])], &inputs(&[3, 0]).requiring_explicit()), [1]);
}

#[test]
fn any_policy_stands_for_those_that_are_accepted() {
    let path = [with(&[0]), with(&[0])];
    assert_eq!(valid(&path, &inputs(&[3, 2]).requiring_explicit()), [2, 3]);
    assert_eq!(valid(&path, &explicit()), [0]);
    assert!(judge(&path, &explicit()).unwrap().contains(Oid::from_contents(&[0x2a, 7])));
    let named = judge(&[with(&[1])], &explicit()).unwrap();
    assert!(!named.contains(Oid::from_contents(&[0x2a, 7])) && !named.is_empty());
}

#[test]
fn a_certificate_requires_a_policy_for_those_below_it() {
    let required = |skip| [with(&[1]).explicit(skip), with(&[2]), with(&[2])];
    assert_eq!(failure(&required(0), &PolicyInputs::ANY), (1, PolicyFailureKind::NoValidPolicy));
    assert_eq!(failure(&required(1), &PolicyInputs::ANY), (0, PolicyFailureKind::NoValidPolicy));
    assert_eq!(failure(&required(2), &PolicyInputs::ANY), (0, PolicyFailureKind::NoValidPolicy));
    assert_eq!(valid(&required(3), &PolicyInputs::ANY), [0; 0]);
}

#[test]
fn a_leaf_that_requires_a_policy_requires_it_of_its_path() {
    let leaf = |skip| [with(&[1]), with(&[2]).explicit(skip)];
    assert_eq!(failure(&leaf(0), &PolicyInputs::ANY), (0, PolicyFailureKind::NoValidPolicy));
    assert_eq!(valid(&leaf(1), &PolicyInputs::ANY), [0; 0]);
}

#[test]
fn a_requirement_is_never_loosened_below() {
    let path = [with(&[1]).explicit(0), with(&[1]).explicit(9), with(&[2])];
    assert_eq!(failure(&path, &PolicyInputs::ANY), (0, PolicyFailureKind::NoValidPolicy));
}

#[test]
fn self_issued_certificates_do_not_count_down() {
    let path = |between: PolicySpec| [with(&[1]).explicit(2), between, with(&[2])];
    let (counted, exempt) = (with(&[1]), with(&[1]).self_issued());
    assert_eq!(failure(&path(counted), &PolicyInputs::ANY), (0, PolicyFailureKind::NoValidPolicy));
    assert_eq!(valid(&path(exempt), &PolicyInputs::ANY), [0; 0]);
}

#[test]
fn mappings_are_followed_and_the_answer_is_in_the_first_domain() {
    let path = [with(&[1, 2]).mapping(&[(1, 11)]), with(&[11, 12])];
    assert_eq!(valid(&path, &explicit()), [1]);
    assert_eq!(valid(&path, &inputs(&[1]).requiring_explicit()), [1]);
    // The policy of the subject's domain is none of the caller's.
    assert_eq!(failure(&path, &inputs(&[11]).requiring_explicit()), (0, PolicyFailureKind::NoAcceptedPolicy));
}

#[test]
fn a_mapped_policy_is_expected_no_more_under_its_own_name() {
    let path = |leaf| [with(&[1]).mapping(&[(1, 2)]), with(&[leaf])];
    assert_eq!(failure(&path(1), &explicit()), (0, PolicyFailureKind::NoValidPolicy));
    assert_eq!(valid(&path(2), &explicit()), [1]);
}

#[test]
fn mappings_of_policies_that_a_certificate_has_by_any_policy_are_followed() {
    let path = [with(&[0]).mapping(&[(1, 2)]), with(&[2])];
    assert_eq!(valid(&path, &explicit()), [1]);
}

#[test]
fn an_inhibited_mapping_ends_the_mapped_policy() {
    let path = [with(&[1, 2]).mapping(&[(1, 3)]), with(&[1, 2, 3])];
    assert_eq!(valid(&path, &explicit()), [1, 2]);
    assert_eq!(valid(&path, &explicit().inhibiting_mapping()), [2]);
    let by_certificate =
        |skip| [with(&[1]).inhibit_mapping(skip), with(&[1]).mapping(&[(1, 3)]), with(&[1, 3])];
    assert_eq!(failure(&by_certificate(0), &explicit()), (0, PolicyFailureKind::NoValidPolicy));
    assert_eq!(valid(&by_certificate(1), &explicit()), [1]);
}

#[test]
fn the_leaf_maps_nothing() {
    assert_eq!(valid(&[with(&[1]), with(&[1]).mapping(&[(1, 2)])], &explicit()), [1]);
}

#[test]
fn inhibited_any_policy_stands_for_nothing() {
    let path = |skip| [with(&[1]).inhibit_any(skip), with(&[0]), with(&[1])];
    assert_eq!(valid(&path(1), &explicit()), [1]);
    assert_eq!(failure(&path(0), &explicit()), (1, PolicyFailureKind::NoValidPolicy));
    assert_eq!(failure(&[with(&[0])], &explicit().inhibiting_any()), (0, PolicyFailureKind::NoValidPolicy));
}

#[test]
fn inhibited_any_policy_still_counts_where_a_ca_issues_to_itself_but_not_in_a_leaf() {
    let rollover = [with(&[1]).inhibit_any(0), with(&[0]).self_issued(), with(&[1])];
    assert_eq!(valid(&rollover, &explicit()), [1]);
    let leaf = [with(&[1]).inhibit_any(0), with(&[0]).self_issued()];
    assert_eq!(failure(&leaf, &explicit()), (0, PolicyFailureKind::NoValidPolicy));
}

/// Policies 1 to 4 in any combination, with all that certificates say of them.
fn spec() -> impl Strategy<Value = PolicySpec> {
    let policies = option::weighted(0.9, subsequence(vec![0, 1, 2, 3, 4], 1..=5));
    let pairs: Vec<(Number, Number)> = (1..=4).flat_map(|from| (1..=4).map(move |to| (from, to))).collect();
    let mappings = prop_oneof![Just(Vec::new()), subsequence(pairs, 0..=6)];
    let skip = || option::weighted(0.2, 0u32..4);
    let self_issued = prop::bool::weighted(0.2);
    (self_issued, policies, mappings, skip(), skip(), skip()).prop_map(
        |(self_issued, policies, mappings, explicit, inhibit_mapping, inhibit_any)| PolicySpec {
            self_issued,
            policies,
            mappings,
            explicit,
            inhibit_mapping,
            inhibit_any,
        },
    )
}

fn tree_inputs() -> impl Strategy<Value = TreeInputs> {
    let initial = option::of(subsequence(vec![0, 1, 2, 3, 4], 0..=4));
    (initial, prop::bool::ANY, prop::bool::weighted(0.2), prop::bool::weighted(0.2)).prop_map(
        |(initial, explicit, inhibit_mapping, inhibit_any)| TreeInputs {
            initial,
            explicit,
            inhibit_mapping,
            inhibit_any,
        },
    )
}

fn graph_inputs(tree: &TreeInputs) -> PolicyInputs {
    let start = tree.initial.as_deref().map_or(PolicyInputs::ANY, inputs);
    let explicit = if tree.explicit { start.requiring_explicit() } else { start };
    let mapping = if tree.inhibit_mapping { explicit.inhibiting_mapping() } else { explicit };
    if tree.inhibit_any { mapping.inhibiting_any() } else { mapping }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6000))]

    #[test]
    fn the_graph_says_what_the_tree_says(path in vec(spec(), 1..6), tree in tree_inputs()) {
        let expected = validate(&path, &tree).map(|policies| policies.into_iter().collect::<Vec<_>>());
        let actual = judge(&path, &graph_inputs(&tree))
            .map(|valid| numbers(&valid))
            .map_err(|failure| (failure.at(), failure.kind()));
        prop_assert_eq!(actual, expected);
    }
}
