use super::{
    der::{oid, tlv},
    extension::ExtensionSpec,
    plan::Plan,
};
use crate::Prng;

const POLICIES: &str = "2.5.29.32";
const MAPPINGS: &str = "2.5.29.33";
const CONSTRAINTS: &str = "2.5.29.36";
const INHIBIT_ANY: &str = "2.5.29.54";
const ANY: &str = "2.5.29.32.0";
const FIRST: &str = "1.3.6.1.4.1.99999.1";
const SECOND: &str = "1.3.6.1.4.1.99999.2";

fn policies(list: &[&str]) -> ExtensionSpec {
    let list: Vec<Vec<u8>> = list.iter().map(|policy| tlv(0x30, &[&oid(policy)])).collect();
    ExtensionSpec::new(POLICIES, tlv(0x30, &[&list.concat()]))
}

/// All below the root get a policy.
fn everywhere(plan: &mut Plan, policy: &str) {
    for certificate in plan.certificates.iter_mut().skip(1) {
        certificate.replace(POLICIES, Some(policies(&[policy])));
    }
}

fn constraint(number: u8, skip: u8) -> ExtensionSpec {
    ExtensionSpec::critical(CONSTRAINTS, tlv(0x30, &[&tlv(0x80 | number, &[&[skip]])]))
}

/// The first CA requires a policy from itself on.
fn require(plan: &mut Plan) {
    plan.certificates[1].replace(CONSTRAINTS, Some(constraint(0, 0)));
}

pub(super) fn required(plan: &mut Plan, _: &mut Prng) {
    require(plan);
}

pub(super) fn same(plan: &mut Plan, _: &mut Prng) {
    require(plan);
    everywhere(plan, FIRST);
}

pub(super) fn different(plan: &mut Plan, prng: &mut Prng) {
    require(plan);
    different_not_required(plan, prng);
}

pub(super) fn different_not_required(plan: &mut Plan, _: &mut Prng) {
    everywhere(plan, FIRST);
    plan.leaf().replace(POLICIES, Some(policies(&[SECOND])));
}

pub(super) fn any(plan: &mut Plan, prng: &mut Prng) {
    same(plan, prng);
    let place = plan.between(prng);
    plan.certificates[place].replace(POLICIES, Some(policies(&[ANY])));
}

pub(super) fn any_inhibited(plan: &mut Plan, prng: &mut Prng) {
    same(plan, prng);
    plan.certificates[1].replace(INHIBIT_ANY, Some(ExtensionSpec::critical(INHIBIT_ANY, tlv(2, &[&[0]]))));
    plan.certificates[2].replace(POLICIES, Some(policies(&[ANY])));
}

/// The last CA maps one policy to another.
fn map(plan: &mut Plan, from: &str, to: &str) {
    let mapping = tlv(0x30, &[&oid(from), &oid(to)]);
    let place = plan.last() - 1;
    let extension = ExtensionSpec::critical(MAPPINGS, tlv(0x30, &[&mapping]));
    plan.certificates[place].replace(MAPPINGS, Some(extension));
}

pub(super) fn mapped(plan: &mut Plan, prng: &mut Prng) {
    different(plan, prng);
    map(plan, FIRST, SECOND);
}

pub(super) fn mapping_inhibited(plan: &mut Plan, prng: &mut Prng) {
    mapped(plan, prng);
    let both = tlv(0x30, &[&tlv(0x80, &[&[0]]), &tlv(0x81, &[&[0]])]);
    plan.certificates[1].replace(CONSTRAINTS, Some(ExtensionSpec::critical(CONSTRAINTS, both)));
}

pub(super) fn mapped_from_any(plan: &mut Plan, prng: &mut Prng) {
    same(plan, prng);
    map(plan, ANY, SECOND);
}

pub(super) fn twice(plan: &mut Plan, _: &mut Prng) {
    plan.leaf().replace(POLICIES, Some(policies(&[FIRST, FIRST])));
}

pub(super) fn required_later(plan: &mut Plan, _: &mut Prng) {
    plan.certificates[1].replace(CONSTRAINTS, Some(constraint(0, 9)));
}

pub(super) fn empty_constraints(plan: &mut Plan, _: &mut Prng) {
    plan.certificates[1].replace(CONSTRAINTS, Some(ExtensionSpec::critical(CONSTRAINTS, tlv(0x30, &[]))));
}
