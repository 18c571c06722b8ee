use crate::{
    Prng,
    x509::{
        der::{TRUE, tlv},
        extension::{ExtensionSpec, SUBJECT_ALT_NAME},
        name::{self, COMMON_NAME, Form, ORGANIZATION, attribute, common_name, spelled},
        plan::Plan,
    },
};

const NAMELESS: &[u8] = &[0x30, 0];

/// The name of the issuer of a certificate, spelled otherwise than in the issuer's own.
fn issuer(plan: &mut Plan, prng: &mut Prng, form: Form, spell: impl Fn(&str) -> String) {
    let place = plan.any(prng);
    let above = place.saturating_sub(1);
    let text = spell(&common_name(above, plan.last()));
    plan.certificates[place].issuer = spelled(&text, form);
}

pub(in crate::x509) fn wrong_issuer(plan: &mut Plan, prng: &mut Prng) {
    issuer(plan, prng, Form::Printable, |_| "Nobody".to_owned());
}

pub(in crate::x509) fn issuer_utf8(plan: &mut Plan, prng: &mut Prng) {
    issuer(plan, prng, Form::Utf8, ToOwned::to_owned);
}

pub(in crate::x509) fn issuer_case(plan: &mut Plan, prng: &mut Prng) {
    issuer(plan, prng, Form::Printable, str::to_uppercase);
}

pub(in crate::x509) fn issuer_spaces(plan: &mut Plan, prng: &mut Prng) {
    issuer(plan, prng, Form::Printable, |text| format!(" {} ", text.replace(' ', "  ")));
}

pub(in crate::x509) fn issuer_bmp(plan: &mut Plan, prng: &mut Prng) {
    issuer(plan, prng, Form::Bmp, ToOwned::to_owned);
}

/// Gives a CA another name, and says so in the certificate below it.
fn rename(plan: &mut Plan, place: usize, name: &[u8]) {
    plan.certificates[place].subject = name.into();
    if let Some(below) = plan.certificates.get_mut(place + 1) {
        below.issuer = name.into();
    }
}

pub(in crate::x509) fn teletex(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    rename(plan, place, &spelled("Differential Teletex", Form::Teletex));
}

fn two_attributes(reversed: bool) -> Vec<u8> {
    let mut parts = [
        attribute(&(COMMON_NAME, Form::Printable, "Differential Pair")),
        attribute(&(ORGANIZATION, Form::Printable, "Example Works")),
    ];
    parts.sort();
    if reversed {
        parts.reverse();
    }
    tlv(0x30, &[&tlv(0x31, &[&parts.concat()])])
}

pub(in crate::x509) fn multi_valued_rdn(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    rename(plan, place, &two_attributes(false));
}

pub(in crate::x509) fn unsorted_rdn(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    rename(plan, place, &two_attributes(true));
}

pub(in crate::x509) fn nameless_ca(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    rename(plan, place, NAMELESS);
}

pub(in crate::x509) fn nameless_leaf(plan: &mut Plan, _: &mut Prng) {
    plan.leaf().subject = NAMELESS.into();
}

pub(in crate::x509) fn nameless_leaf_critical(plan: &mut Plan, _: &mut Prng) {
    plan.leaf().subject = NAMELESS.into();
    if let Some(extension) = plan.leaf().extension(SUBJECT_ALT_NAME) {
        extension.critical = TRUE.into();
    }
}

pub(in crate::x509) fn empty_alt_names(plan: &mut Plan, _: &mut Prng) {
    plan.leaf().replace(SUBJECT_ALT_NAME, Some(ExtensionSpec::alt_names(&[])));
}

pub(in crate::x509) fn odd_dns_name(plan: &mut Plan, prng: &mut Prng) {
    let odd: &[&[u8]] =
        &[b"leaf example.com", b".example.com", b"leaf..example.com", b"", b"a@b", b"leaf\0.example.com"];
    let name = tlv(0x82, &[odd[prng.below(odd.len())]]);
    plan.leaf().replace(SUBJECT_ALT_NAME, Some(ExtensionSpec::alt_names(&[name])));
}

/// The leaf's subject with another common name.
pub(in crate::x509) fn leaf_common_name(plan: &mut Plan, text: &str) {
    plan.leaf().subject = name::spelled(text, Form::Printable);
}
