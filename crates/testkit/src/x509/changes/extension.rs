use crate::{
    Prng,
    x509::{
        der::{TRUE, tlv},
        extension::{
            AUTHORITY_KEY_IDENTIFIER, ExtensionSpec, KEY_USAGE, SUBJECT_ALT_NAME, SUBJECT_KEY_IDENTIFIER,
        },
        plan::Plan,
    },
};

const UNKNOWN: &str = "1.3.6.1.4.1.99999.7";

pub(in crate::x509) fn unknown_critical(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].extensions.push(ExtensionSpec::critical(UNKNOWN, vec![5, 0]));
}

pub(in crate::x509) fn unknown_non_critical(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].extensions.push(ExtensionSpec::new(UNKNOWN, vec![5, 0]));
}

pub(in crate::x509) fn root_unknown_critical(plan: &mut Plan, _: &mut Prng) {
    plan.certificates[0].extensions.push(ExtensionSpec::critical(UNKNOWN, vec![5, 0]));
}

pub(in crate::x509) fn duplicate(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    let kinds = [KEY_USAGE, SUBJECT_KEY_IDENTIFIER, SUBJECT_ALT_NAME, UNKNOWN];
    let kind = kinds[prng.below(kinds.len())];
    let extensions = &mut plan.certificates[place].extensions;
    let present = extensions.iter().find(|extension| extension.oid == kind).cloned();
    match present {
        Some(extension) => extensions.push(extension),
        None => extensions.extend([(); 2].map(|()| ExtensionSpec::new(UNKNOWN, vec![5, 0]))),
    }
}

pub(in crate::x509) fn empty_list(plan: &mut Plan, _: &mut Prng) {
    plan.leaf().extensions.clear();
    plan.leaf().empty_extensions = true;
}

pub(in crate::x509) fn wrong_authority_key(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    let other = ExtensionSpec::authority_key_identifier(&[7; 20]);
    plan.certificates[place].replace(AUTHORITY_KEY_IDENTIFIER, Some(other));
}

pub(in crate::x509) fn no_authority_key(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].replace(AUTHORITY_KEY_IDENTIFIER, None);
}

pub(in crate::x509) fn no_subject_key(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    plan.certificates[place].replace(SUBJECT_KEY_IDENTIFIER, None);
}

pub(in crate::x509) fn critical_subject_key(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    if let Some(extension) = plan.certificates[place].extension(SUBJECT_KEY_IDENTIFIER) {
        extension.critical = TRUE.into();
    }
}

pub(in crate::x509) fn unique_ids(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].unique_ids = [tlv(0x81, &[&[0, 1, 2]]), tlv(0x82, &[&[0, 3, 4]])].concat();
}

fn serial(plan: &mut Plan, prng: &mut Prng, contents: &[u8]) {
    let place = plan.any(prng);
    plan.certificates[place].serial = contents.into();
}

pub(in crate::x509) fn serial_zero(plan: &mut Plan, prng: &mut Prng) {
    serial(plan, prng, &[0]);
}

pub(in crate::x509) fn serial_negative(plan: &mut Plan, prng: &mut Prng) {
    serial(plan, prng, &[0x85, 1, 2]);
}

pub(in crate::x509) fn serial_long(plan: &mut Plan, prng: &mut Prng) {
    serial(plan, prng, &[0x45; 21]);
}

pub(in crate::x509) fn serial_padded(plan: &mut Plan, prng: &mut Prng) {
    serial(plan, prng, &[0, 0x45, 1]);
}
