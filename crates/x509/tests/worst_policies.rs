//! Policies and names that are made to be expensive: what is decided stays decided, and quickly.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "path_rules/name_spec.rs"]
#[expect(dead_code, reason = "shared with the tests of rules")]
mod name_spec;
#[path = "path_rules/policy_spec.rs"]
#[expect(dead_code, reason = "shared with the tests of rules")]
mod policy_spec;
#[path = "path_rules/unsigned.rs"]
mod unsigned;

use std::time::{Duration, Instant};

use countersign_x509::{
    PolicyInputs,
    path_rules::{
        ConstraintFailureKind, PathTop, PolicyFailureKind, check_names, check_policies, valid_policies,
    },
};
use name_spec::{NameSpec, directory, dns, email, ip};
use policy_spec::{NODES, PolicySpec, encode, read, with};

/// An optimized build takes a tenth of a second at most. Other builds, on machines with other things to do, may take longer.
const BOUND: Duration =
    if cfg!(debug_assertions) { Duration::from_secs(20) } else { Duration::from_millis(500) };
const COMPARISONS: u32 = 1_051_000;

fn timed<T>(judge: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let judged = judge();
    let taken = start.elapsed();
    println!("{taken:?}");
    assert!(taken < BOUND, "{taken:?}");
    judged
}

fn explicit() -> PolicyInputs {
    PolicyInputs::ANY.requiring_explicit()
}

/// The nodes that a path costs, or why it is refused.
fn nodes(path: &[PolicySpec]) -> Result<u32, PolicyFailureKind> {
    let ders = encode(path);
    read(&ders, |path| {
        let mut left = NODES;
        let judged = timed(|| check_policies(path, PathTop::Issued, &explicit(), &mut left));
        judged.map(|()| NODES - left).map_err(|failure| failure.kind())
    })
}

#[test]
fn sixteen_policies_mapped_to_one_another_through_thirty_levels_are_one_row_of_nodes_a_level() {
    let all: Vec<u16> = (1..=16).collect();
    let pairs: Vec<_> = all.iter().flat_map(|from| all.iter().map(move |to| (*from, *to))).collect();
    let path: Vec<_> = (0..30).map(|_| with(&all).mapping(&pairs)).collect();
    assert_eq!(nodes(&path), Ok((16 + 256 / 64) * 29 + 16));
    // The tree would have 16^30 leaves; the graph tells the same of them.
    let ders = encode(&path);
    let valid = read(&ders, |path| valid_policies(path, PathTop::Issued, &explicit(), &mut NODES.clone()));
    assert_eq!(policy_spec::numbers(&valid.unwrap()), all);
}

#[test]
fn more_policies_than_the_limit_are_refused_where_one_is_required() {
    let many: Vec<u16> = (1..=250).collect();
    let path = |last: &[u16]| [with(&many), with(&many), with(&many), with(&many[..249]), with(last)];
    assert_eq!(nodes(&path(&[1])), Ok(1000));
    assert_eq!(nodes(&path(&[1, 2])), Err(PolicyFailureKind::TooMany));
}

#[test]
fn any_policy_under_many_mappings_stays_within_the_limit() {
    let pairs: Vec<_> = (1..=900).map(|from| (from, from + 1000)).collect();
    let path = [with(&[0]).mapping(&pairs), with(&[0])];
    assert_eq!(nodes(&path), Err(PolicyFailureKind::TooMany));
    assert_eq!(nodes(&[with(&[0]).mapping(&pairs[..400]), with(&[0])]), Ok(802 + 400 / 64));
}

#[test]
fn a_certificate_with_more_mappings_than_the_limit_is_refused_where_a_policy_is_required() {
    let pairs = |count: u16| (0..count).map(|to| (1, to + 1)).collect::<Vec<_>>();
    assert_eq!(nodes(&[with(&[1]).mapping(&pairs(4097)), with(&[1])]), Err(PolicyFailureKind::TooMany));
    assert_eq!(nodes(&[with(&[1]).mapping(&pairs(4096)), with(&[1])]), Ok(2 + 4096 / 64));
}

#[test]
fn where_no_policy_is_required_nothing_is_spent() {
    let many: Vec<u16> = (1..=250).collect();
    let ders = encode(&[with(&many), with(&many)]);
    read(&ders, |path| {
        assert_eq!(check_policies(path, PathTop::Issued, &PolicyInputs::ANY, &mut 0), Ok(()));
    });
}

/// Judges a leaf of names under a CA of subtrees.
fn names(ca: NameSpec, leaf: NameSpec) -> Result<(), ConstraintFailureKind> {
    let ders = name_spec::encode(&[ca, leaf]);
    name_spec::read(&ders, |path| {
        let judged = timed(|| check_names(path, None, &mut COMPARISONS.clone()));
        judged.map_err(|failure| failure.kind())
    })
}

fn many(count: usize, name: impl Fn(&str) -> Vec<u8>) -> Vec<Vec<u8>> {
    (0..count).map(|place| name(&format!("t{place}.test"))).collect()
}

fn octets(place: usize) -> [u8; 4] {
    [10, u8::try_from(place >> 16).unwrap(), u8::try_from(place >> 8 & 0xff).unwrap(), (place & 0xff) as u8]
}

#[test]
fn a_thousand_names_under_a_thousand_subtrees_are_compared() {
    for form in [dns, directory] {
        let all = many(1024, form);
        assert_eq!(names(NameSpec::permitting(&all), NameSpec::named(&all)), Ok(()));
        let more = many(1030, form);
        let refused = names(NameSpec::permitting(&more), NameSpec::named(&all));
        assert_eq!(refused, Err(ConstraintFailureKind::TooMany));
    }
}

#[test]
fn ten_thousand_names_under_ten_thousand_subtrees_end_at_the_limit() {
    for form in [dns, directory] {
        let all = many(10_000, form);
        let permitted = names(NameSpec::permitting(&all), NameSpec::named(&all));
        assert_eq!(permitted, Err(ConstraintFailureKind::TooMany));
        let excluded = names(
            NameSpec::excluding(&many(2048, form)),
            NameSpec::named(&many(2048, |it| form(&format!("x{it}")))),
        );
        assert_eq!(excluded, Err(ConstraintFailureKind::TooMany));
    }
    let addresses: Vec<_> = (0..10_000).map(|place| ip(&octets(place))).collect();
    let networks: Vec<_> = (0..10_000).map(|place| ip(&[octets(place), [255; 4]].concat())).collect();
    let refused = names(NameSpec::permitting(&networks), NameSpec::named(&addresses));
    assert_eq!(refused, Err(ConstraintFailureKind::TooMany));
}

#[test]
fn names_of_other_forms_than_the_subtrees_are_not_compared() {
    let networks: Vec<_> = (0..10_000).map(|place| ip(&[octets(place), [255; 4]].concat())).collect();
    let dns_names = NameSpec::named(&many(10_000, dns));
    assert_eq!(names(NameSpec::permitting(&networks), dns_names.clone()), Ok(()));
    let mixed = NameSpec::named(&[ip(&[192, 0, 2, 1])]);
    assert_eq!(names(NameSpec::permitting(&networks), mixed), Err(ConstraintFailureKind::NotPermitted));
}

#[test]
fn long_names_count_for_more_than_one() {
    let long = |place: &str| email(&format!("{}@{place}", "x".repeat(250)));
    let refused = names(NameSpec::permitting(&many(400, long)), NameSpec::named(&many(400, long)));
    assert_eq!(refused, Err(ConstraintFailureKind::TooMany));
    assert_eq!(names(NameSpec::permitting(&many(100, long)), NameSpec::named(&many(100, long))), Ok(()));
}
