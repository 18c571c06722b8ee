use countersign_x509::Rule;
use testkit::x509::{ExtensionSpec, tlv};

use crate::{
    breaks, is_clean,
    specimen::{BASIC, KEY_USAGE, NAMES, SIGN, ca, dns, email, leaf, permitted, uri},
    told,
};

#[test]
fn path_lengths_are_for_cas_that_sign_certificates() {
    let mut spec = ca();
    spec.replace(KEY_USAGE, Some(ExtensionSpec::key_usage(SIGN)));
    assert_eq!(told(&spec.der()), [Rule::PathLengthNotCa, Rule::ProfileKeyUsageLacks]);
    let mut spec = leaf();
    spec.replace(BASIC, Some(ExtensionSpec::new(BASIC, tlv(0x30, &[&tlv(2, &[&[0]])]))));
    breaks(Rule::PathLengthNotCa, &spec.der());
    // The control: without a limit the same certificate is no CA, and says so.
    spec.replace(BASIC, Some(ExtensionSpec::new(BASIC, tlv(0x30, &[]))));
    is_clean(&spec.der());
}

#[test]
fn name_constraints_are_for_cas() {
    let constraints = ExtensionSpec::critical(NAMES, permitted(&dns("example.com")));
    let mut spec = leaf();
    spec.extensions.push(constraints.clone());
    breaks(Rule::NameConstraintsNotCa, &spec.der());
    let mut spec = ca();
    spec.extensions.push(constraints);
    is_clean(&spec.der());
}

fn constrained(base: &[u8]) -> Vec<u8> {
    let mut spec = ca();
    spec.extensions.push(ExtensionSpec::critical(NAMES, permitted(base)));
    spec.der()
}

#[test]
fn bases_of_subtrees_are_of_the_syntax_of_their_form() {
    let good = [
        dns(""),
        dns("example.com"),
        email("example.com"),
        email(".example.com"),
        email("a@example.com"),
        uri("example.com"),
        uri(".example.com"),
        tlv(0x87, &[&[192, 0, 2, 0, 255, 255, 255, 0]]),
    ];
    good.iter().for_each(|base| is_clean(&constrained(base)));
    let bad = [
        dns(".example.com"),
        dns("*.example.com"),
        dns(" "),
        email("a@b@example.com"),
        uri("https://example.com/"),
    ];
    bad.iter().for_each(|base| breaks(Rule::NameConstraintsForm, &constrained(base)));
    breaks(Rule::AddressLength, &constrained(&tlv(0x87, &[&[192, 0, 2, 0]])));
    breaks(Rule::AddressMask, &constrained(&tlv(0x87, &[&[192, 0, 2, 0, 255, 0, 255, 0]])));
    breaks(Rule::NameConstraintsOther, &constrained(&tlv(0x88, &[&[0x2a, 3, 4]])));
}
