use crate::{
    Prng,
    x509::{
        der::{TRUE, tlv},
        extension::{BASIC_CONSTRAINTS, ExtensionSpec, KEY_USAGE},
        plan::Plan,
    },
};

const FALSE: &[u8] = &[1, 1, 0];

pub(in crate::x509) fn not_ca(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    let none = ExtensionSpec::critical(BASIC_CONSTRAINTS, tlv(0x30, &[]));
    plan.certificates[place].replace(BASIC_CONSTRAINTS, Some(none));
}

pub(in crate::x509) fn no_basic_constraints(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    plan.certificates[place].replace(BASIC_CONSTRAINTS, None);
}

pub(in crate::x509) fn not_critical(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    if let Some(extension) = plan.certificates[place].extension(BASIC_CONSTRAINTS) {
        extension.critical.clear();
    }
}

pub(in crate::x509) fn root_no_basic_constraints(plan: &mut Plan, _: &mut Prng) {
    plan.certificates[0].replace(BASIC_CONSTRAINTS, None);
}

pub(in crate::x509) fn leaf_is_ca(plan: &mut Plan, _: &mut Prng) {
    plan.leaf().replace(BASIC_CONSTRAINTS, Some(ExtensionSpec::ca(None)));
    plan.leaf().replace(KEY_USAGE, Some(ExtensionSpec::key_usage(0x84)));
}

pub(in crate::x509) fn explicit_false(plan: &mut Plan, _: &mut Prng) {
    let extension = ExtensionSpec::critical(BASIC_CONSTRAINTS, tlv(0x30, &[FALSE]));
    plan.leaf().replace(BASIC_CONSTRAINTS, Some(extension));
}

pub(in crate::x509) fn boolean_not_der(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    let extension = ExtensionSpec::critical(BASIC_CONSTRAINTS, tlv(0x30, &[&[1, 1, 1]]));
    plan.certificates[place].replace(BASIC_CONSTRAINTS, Some(extension));
}

pub(in crate::x509) fn no_key_cert_sign(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    plan.certificates[place].replace(KEY_USAGE, Some(ExtensionSpec::key_usage(0x82)));
}

pub(in crate::x509) fn no_key_usage(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    plan.certificates[place].replace(KEY_USAGE, None);
}

pub(in crate::x509) fn root_no_key_cert_sign(plan: &mut Plan, _: &mut Prng) {
    plan.certificates[0].replace(KEY_USAGE, Some(ExtensionSpec::key_usage(0x82)));
}

pub(in crate::x509) fn path_length_too_small(plan: &mut Plan, prng: &mut Prng) {
    // The last CA has none below it: another one is chosen.
    let place = 1 + prng.below(plan.last() - 2);
    plan.certificates[place].replace(BASIC_CONSTRAINTS, Some(ExtensionSpec::ca(Some(0))));
}

pub(in crate::x509) fn root_path_length_too_small(plan: &mut Plan, _: &mut Prng) {
    let limit = u8::try_from(plan.last() - 2).expect("chains are short");
    plan.certificates[0].replace(BASIC_CONSTRAINTS, Some(ExtensionSpec::ca(Some(limit))));
}

pub(in crate::x509) fn path_length_exact(plan: &mut Plan, _: &mut Prng) {
    let last = plan.last();
    for place in 0..last {
        let below = u8::try_from(last - 1 - place).expect("chains are short");
        plan.certificates[place].replace(BASIC_CONSTRAINTS, Some(ExtensionSpec::ca(Some(below))));
    }
}

pub(in crate::x509) fn path_length_negative(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    let extension = ExtensionSpec::critical(BASIC_CONSTRAINTS, tlv(0x30, &[TRUE, &[2, 1, 0xff]]));
    plan.certificates[place].replace(BASIC_CONSTRAINTS, Some(extension));
}

pub(in crate::x509) fn path_length_on_leaf(plan: &mut Plan, _: &mut Prng) {
    let extension = ExtensionSpec::critical(BASIC_CONSTRAINTS, tlv(0x30, &[&[2, 1, 0]]));
    plan.leaf().replace(BASIC_CONSTRAINTS, Some(extension));
}

fn without_extensions(plan: &mut Plan, place: usize) {
    plan.certificates[place].version = None;
    plan.certificates[place].extensions.clear();
}

pub(in crate::x509) fn v1_ca(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    without_extensions(plan, place);
}

pub(in crate::x509) fn v1_root(plan: &mut Plan, _: &mut Prng) {
    without_extensions(plan, 0);
}

pub(in crate::x509) fn v1_leaf(plan: &mut Plan, _: &mut Prng) {
    let last = plan.last();
    without_extensions(plan, last);
}

pub(in crate::x509) fn v1_with_extensions(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].version = None;
}

pub(in crate::x509) fn v4(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].version = Some(3);
}
