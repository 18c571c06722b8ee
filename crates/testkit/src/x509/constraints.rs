use super::{
    changes::names::leaf_common_name,
    der::{integer, tlv},
    extension::{ExtensionSpec, SUBJECT_ALT_NAME},
    name::{COUNTRY, Form, ORGANIZATION, name},
    plan::Plan,
};
use crate::Prng;

const NAME_CONSTRAINTS: &str = "2.5.29.30";
const PERMITTED: u8 = 0xa0;
const EXCLUDED: u8 = 0xa1;

/// A name of the leaf, and a subtree with and one without it.
struct Names {
    leaf: Option<Vec<u8>>,
    inside: Vec<u8>,
    outside: Vec<u8>,
}

fn subtrees(tag: u8, base: &[u8]) -> Vec<u8> {
    tlv(tag, &[&tlv(0x30, &[base])])
}

fn constraints(parts: &[u8]) -> ExtensionSpec {
    ExtensionSpec::critical(NAME_CONSTRAINTS, tlv(0x30, &[parts]))
}

fn constrain(plan: &mut Plan, prng: &mut Prng, parts: &[u8]) {
    let place = plan.between(prng);
    plan.certificates[place].replace(NAME_CONSTRAINTS, Some(constraints(parts)));
}

fn name_leaf(plan: &mut Plan, general_name: Vec<u8>) {
    plan.leaf().replace(SUBJECT_ALT_NAME, Some(ExtensionSpec::alt_names(&[general_name])));
}

fn apply(plan: &mut Plan, prng: &mut Prng, names: Names, tag: u8, base: impl Fn(&Names) -> &[u8]) {
    let parts = subtrees(tag, base(&names));
    constrain(plan, prng, &parts);
    if let Some(leaf) = names.leaf {
        name_leaf(plan, leaf);
    }
}

macro_rules! form {
    ($form:ident, $names:expr) => {
        pub(super) mod $form {
            use super::{EXCLUDED, Names, PERMITTED, Plan, Prng, apply, directory_name, text};

            fn names() -> Names {
                let names: fn() -> Names = $names;
                // Forms use one helper or the other.
                let _ = (text, directory_name);
                names()
            }

            pub(in crate::x509) fn permitted_inside(plan: &mut Plan, prng: &mut Prng) {
                apply(plan, prng, names(), PERMITTED, |names| &names.inside);
            }

            pub(in crate::x509) fn permitted_outside(plan: &mut Plan, prng: &mut Prng) {
                apply(plan, prng, names(), PERMITTED, |names| &names.outside);
            }

            pub(in crate::x509) fn excluded_inside(plan: &mut Plan, prng: &mut Prng) {
                apply(plan, prng, names(), EXCLUDED, |names| &names.inside);
            }

            pub(in crate::x509) fn excluded_outside(plan: &mut Plan, prng: &mut Prng) {
                apply(plan, prng, names(), EXCLUDED, |names| &names.outside);
            }
        }
    };
}

fn text(number: u8, text: &str) -> Vec<u8> {
    tlv(0x80 | number, &[text.as_bytes()])
}

fn directory_name(form: Form, organization: &str) -> Vec<u8> {
    tlv(0xa4, &[&name(&[(COUNTRY, Form::Printable, "DE"), (ORGANIZATION, form, organization)])])
}

form!(dns, || Names {
    leaf: Some(text(2, "leaf.example.com")),
    inside: text(2, "example.com"),
    outside: text(2, "example.net"),
});
form!(email, || Names {
    leaf: Some(text(1, "signer@example.com")),
    inside: text(1, "example.com"),
    outside: text(1, "example.net"),
});
form!(uri, || Names {
    leaf: Some(text(6, "https://host.example.com/workflow")),
    inside: text(6, ".example.com"),
    outside: text(6, ".example.net"),
});
form!(ip, || Names {
    leaf: Some(super::tlv(0x87, &[&[192, 0, 2, 7]])),
    inside: super::tlv(0x87, &[&[192, 0, 2, 0, 255, 255, 255, 0]]),
    outside: super::tlv(0x87, &[&[198, 51, 100, 0, 255, 255, 255, 0]]),
});
form!(directory, || Names {
    leaf: None,
    inside: directory_name(crate::x509::Form::Printable, "Example Works"),
    outside: directory_name(crate::x509::Form::Printable, "Other Works"),
});

pub(super) fn directory_folded(plan: &mut Plan, prng: &mut Prng) {
    constrain(plan, prng, &subtrees(PERMITTED, &directory_name(Form::Utf8, "EXAMPLE  works")));
}

pub(super) fn root_permits_outside(plan: &mut Plan, _: &mut Prng) {
    let outside = subtrees(PERMITTED, &text(2, "example.net"));
    plan.certificates[0].replace(NAME_CONSTRAINTS, Some(constraints(&outside)));
}

const REGISTERED_ID: &[u8] = &[0x88, 3, 0x2a, 3, 4];

pub(super) fn unknown_form(plan: &mut Plan, prng: &mut Prng) {
    constrain(plan, prng, &subtrees(PERMITTED, REGISTERED_ID));
    name_leaf(plan, REGISTERED_ID.into());
}

pub(super) fn absent_form(plan: &mut Plan, prng: &mut Prng) {
    constrain(plan, prng, &subtrees(PERMITTED, &text(1, "example.net")));
}

pub(super) fn minimum(plan: &mut Plan, prng: &mut Prng) {
    let minimum = tlv(0x80, &[&integer(1)[2..]]);
    let subtree = tlv(0x30, &[&text(2, "example.com"), &minimum]);
    constrain(plan, prng, &tlv(PERMITTED, &[&subtree]));
}

pub(super) fn empty(plan: &mut Plan, prng: &mut Prng) {
    constrain(plan, prng, &[]);
}

pub(super) fn not_critical(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    let mut extension = constraints(&subtrees(PERMITTED, &text(2, "example.com")));
    extension.critical.clear();
    plan.certificates[place].replace(NAME_CONSTRAINTS, Some(extension));
}

pub(super) fn on_leaf(plan: &mut Plan, _: &mut Prng) {
    let extension = constraints(&subtrees(PERMITTED, &text(2, "example.com")));
    plan.leaf().replace(NAME_CONSTRAINTS, Some(extension));
}

pub(super) fn dns_leading_dot(plan: &mut Plan, prng: &mut Prng) {
    constrain(plan, prng, &subtrees(PERMITTED, &text(2, ".example.com")));
}

pub(super) fn ip_holes(plan: &mut Plan, prng: &mut Prng) {
    let holes = tlv(0x87, &[&[192, 0, 2, 0, 255, 0, 255, 0]]);
    constrain(plan, prng, &subtrees(PERMITTED, &holes));
    name_leaf(plan, tlv(0x87, &[&[192, 0, 2, 7]]));
}

pub(super) fn wildcard_excluded(plan: &mut Plan, prng: &mut Prng) {
    constrain(plan, prng, &subtrees(EXCLUDED, &text(2, "leaf.example.com")));
    name_leaf(plan, text(2, "*.example.com"));
}

pub(super) fn common_name_excluded(plan: &mut Plan, prng: &mut Prng) {
    constrain(plan, prng, &subtrees(EXCLUDED, &text(2, "example.com")));
    plan.leaf().replace(SUBJECT_ALT_NAME, None);
    leaf_common_name(plan, "leaf.example.com");
}
