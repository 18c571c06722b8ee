use crate::{
    Prng,
    x509::{
        der::{TRUE, tlv},
        extension::{CODE_SIGNING, EXTENDED_KEY_USAGE, ExtensionSpec, KEY_USAGE},
        plan::Plan,
    },
};

const ANY: &str = "2.5.29.37.0";
const EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";

fn leaf(plan: &mut Plan, extension: Option<ExtensionSpec>) {
    plan.leaf().replace(EXTENDED_KEY_USAGE, extension);
}

fn between(plan: &mut Plan, prng: &mut Prng, purposes: &[&str]) {
    let place = plan.between(prng);
    plan.certificates[place].replace(EXTENDED_KEY_USAGE, Some(ExtensionSpec::purposes(purposes)));
}

pub(in crate::x509) fn leaf_other_purpose(plan: &mut Plan, _: &mut Prng) {
    leaf(plan, Some(ExtensionSpec::purposes(&[EMAIL_PROTECTION])));
}

pub(in crate::x509) fn leaf_any_purpose(plan: &mut Plan, _: &mut Prng) {
    leaf(plan, Some(ExtensionSpec::purposes(&[ANY])));
}

pub(in crate::x509) fn leaf_no_purpose(plan: &mut Plan, _: &mut Prng) {
    leaf(plan, None);
}

pub(in crate::x509) fn ca_other_purpose(plan: &mut Plan, prng: &mut Prng) {
    between(plan, prng, &[EMAIL_PROTECTION]);
}

pub(in crate::x509) fn ca_same_purpose(plan: &mut Plan, prng: &mut Prng) {
    between(plan, prng, &[EMAIL_PROTECTION, CODE_SIGNING]);
}

pub(in crate::x509) fn ca_any_purpose(plan: &mut Plan, prng: &mut Prng) {
    between(plan, prng, &[ANY]);
}

pub(in crate::x509) fn empty_purposes(plan: &mut Plan, _: &mut Prng) {
    leaf(plan, Some(ExtensionSpec::purposes(&[])));
}

pub(in crate::x509) fn critical_purposes(plan: &mut Plan, _: &mut Prng) {
    if let Some(extension) = plan.leaf().extension(EXTENDED_KEY_USAGE) {
        extension.critical = TRUE.into();
    }
}

pub(in crate::x509) fn empty_key_usage(plan: &mut Plan, _: &mut Prng) {
    let extension = ExtensionSpec::critical(KEY_USAGE, tlv(3, &[&[0]]));
    plan.leaf().replace(KEY_USAGE, Some(extension));
}

pub(in crate::x509) fn key_usage_trailing_zeros(plan: &mut Plan, _: &mut Prng) {
    let extension = ExtensionSpec::critical(KEY_USAGE, tlv(3, &[&[0, 0x80]]));
    plan.leaf().replace(KEY_USAGE, Some(extension));
}

pub(in crate::x509) fn leaf_key_cert_sign(plan: &mut Plan, _: &mut Prng) {
    plan.leaf().replace(KEY_USAGE, Some(ExtensionSpec::key_usage(0x84)));
}
