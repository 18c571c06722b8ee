use countersign_x509::Rule;
use testkit::x509::{ExtensionSpec, Form, name, oid, tlv};

use crate::{
    breaks, is_clean,
    specimen::{COMMON_NAME, COUNTRY, EMAIL, IAN, SAN, alt_names, dns, email, leaf, uri},
    told,
};

fn called(attributes: &[(&str, Form, &str)]) -> Vec<u8> {
    let mut spec = leaf();
    spec.subject = name(attributes);
    spec.der()
}

#[test]
fn attributes_are_of_their_types() {
    breaks(Rule::NameType, &called(&[(COUNTRY, Form::Utf8, "DE")]));
    breaks(Rule::NameType, &called(&[(COMMON_NAME, Form::Ia5, "Signer")]));
    breaks(Rule::NameType, &called(&[("2.5.4.5", Form::Utf8, "123")]));
    breaks(Rule::NameType, &called(&[("0.9.2342.19200300.100.1.25", Form::Utf8, "example")]));
    is_clean(&called(&[
        ("0.9.2342.19200300.100.1.25", Form::Ia5, "example"),
        ("2.5.4.5", Form::Printable, "123"),
    ]));
}

#[test]
fn strings_of_old_forms_are_told() {
    breaks(Rule::NameStringForm, &called(&[(COMMON_NAME, Form::Teletex, "Signer")]));
    breaks(Rule::NameStringForm, &called(&[(COMMON_NAME, Form::Bmp, "Signer")]));
    let mut spec = leaf();
    spec.issuer = name(&[(COMMON_NAME, Form::Teletex, "Root")]);
    breaks(Rule::NameStringForm, &spec.der());
}

#[test]
fn strings_hold_the_characters_of_their_type() {
    breaks(Rule::NameCharacters, &called(&[(COMMON_NAME, Form::Printable, "Signer*")]));
    is_clean(&called(&[(COMMON_NAME, Form::Utf8, "Signer*")]));
    is_clean(&called(&[(COMMON_NAME, Form::Printable, "A a'()+,-./:=?9")]));
}

#[test]
fn attributes_are_no_longer_than_their_upper_bounds_and_not_empty() {
    let text = |length: usize| "ü".repeat(length);
    for (kind, most) in
        [(COMMON_NAME, 64), ("2.5.4.10", 64), ("2.5.4.11", 64), ("2.5.4.7", 128), ("2.5.4.8", 128)]
    {
        is_clean(&called(&[(kind, Form::Utf8, &text(most))]));
        breaks(Rule::NameLength, &called(&[(kind, Form::Utf8, &text(most + 1))]));
    }
    breaks(Rule::NameLength, &called(&[(COMMON_NAME, Form::Utf8, "")]));
    breaks(Rule::NameLength, &called(&[("2.5.4.5", Form::Printable, &"1".repeat(65))]));
}

#[test]
fn countries_are_two_letters() {
    for country in ["D", "DEU", "49", "D1", "1E", ""] {
        breaks(Rule::NameCountry, &called(&[(COUNTRY, Form::Printable, country)]));
    }
    // Bytes that are no text are no letters.
    let mut spec = leaf();
    let bytes = tlv(0x30, &[&oid(COUNTRY), &tlv(0x04, &[b"DE"])]);
    spec.subject = tlv(0x30, &[&tlv(0x31, &[&bytes])]);
    assert_eq!(told(&spec.der()), [Rule::NameType, Rule::NameCountry]);
}

#[test]
fn attributes_of_one_part_are_in_order() {
    let attribute = |kind: &str| tlv(0x30, &[&oid(kind), &tlv(0x0c, &[b"x"])]);
    let part = |kinds: [&str; 2]| tlv(0x30, &[&tlv(0x31, &[&kinds.map(attribute).concat()])]);
    let mut spec = leaf();
    spec.subject = part(["2.5.4.10", "2.5.4.11"]);
    is_clean(&spec.der());
    spec.subject = part(["2.5.4.11", "2.5.4.10"]);
    breaks(Rule::NameSetOrder, &spec.der());
}

#[test]
fn mailboxes_in_the_subject_are_alternative_names_too() {
    let mut spec = leaf();
    spec.subject = name(&[(EMAIL, Form::Ia5, "a@example.com")]);
    breaks(Rule::NameEmail, &spec.der());
    spec.replace(SAN, Some(alt_names(&[email("a@example.com")])));
    is_clean(&spec.der());
}

/// As a name of the subject, and as one of the issuer.
fn named(value: &[u8]) -> [Vec<u8>; 2] {
    let mut subject = leaf();
    subject.replace(SAN, Some(alt_names(&[value.to_vec()])));
    let mut issuer = leaf();
    issuer.extensions.push(ExtensionSpec::new(IAN, tlv(0x30, &[value])));
    [subject.der(), issuer.der()]
}

#[track_caller]
fn name_breaks(rule: Rule, values: &[Vec<u8>]) {
    values.iter().flat_map(|value| named(value)).for_each(|der| breaks(rule, &der));
}

#[track_caller]
fn name_is_clean(values: &[Vec<u8>]) {
    values.iter().flat_map(|value| named(value)).for_each(|der| is_clean(&der));
}

#[test]
fn host_names_are_in_preferred_syntax() {
    name_is_clean(&["example.com", "xn--bcher-kva.example", "*.example.com", "a", "3com.example"].map(dns));
    let long = "a".repeat(64);
    let bad = [
        "",
        " ",
        "a_b.example",
        "192.0.2.1",
        "-a.example",
        "a..example",
        "example.com.",
        "a.*.example",
        &long,
    ];
    name_breaks(Rule::DnsNameForm, &bad.map(dns));
}

#[test]
fn mailboxes_have_a_local_part_and_a_host() {
    name_is_clean(&["a@example.com", "a.b+c@example.com", "\"a b\"@example.com", "*@example.com"].map(email));
    name_breaks(
        Rule::EmailForm,
        &["", "a", "@example.com", "a@", "a@b@example.com", "A <a@example.com>"].map(email),
    );
}

#[test]
fn uris_are_absolute_and_their_hosts_are_hosts() {
    let good = [
        "https://example.com/a?b#c",
        "http://192.0.2.1:8080/",
        "http://[2001:db8::1]:443/a",
        "urn:example:a",
        "mailto:a@example.com",
        "spiffe://example.org/workload",
    ];
    name_is_clean(&good.map(uri));
    name_breaks(
        Rule::UriForm,
        &["", "example.com", "/a", "https:", "https://", "https://a_b/", "1a:b", "http://[::g]/"].map(uri),
    );
}

#[test]
fn addresses_have_4_or_16_octets() {
    name_is_clean(&[tlv(0x87, &[&[192, 0, 2, 1]]), tlv(0x87, &[&[1; 16]])]);
    name_breaks(
        Rule::AddressLength,
        &[tlv(0x87, &[&[192, 0, 2]]), tlv(0x87, &[&[192, 0, 2, 0, 255, 255, 255, 0]])],
    );
}

#[test]
fn no_alternative_name_is_empty() {
    let directory = tlv(0xa4, &[&name(&[(COMMON_NAME, Form::Utf8, "Signer")])]);
    for list in [SAN, IAN] {
        let with = |names: &[Vec<u8>]| {
            let mut spec = leaf();
            spec.replace(list, Some(ExtensionSpec::new(list, tlv(0x30, &[&names.concat()]))));
            spec.der()
        };
        is_clean(&with(std::slice::from_ref(&directory)));
        for empty in [tlv(0xa4, &[&[0x30, 0]]), tlv(0xa3, &[]), tlv(0xa5, &[])] {
            breaks(Rule::AltNameEmpty, &with(&[directory.clone(), empty]));
        }
    }
}

#[test]
fn an_address_in_the_subject_stands_among_the_alternative_names_too() {
    let mut spec = leaf();
    spec.subject = name(&[(COMMON_NAME, Form::Utf8, "Signer"), (EMAIL, Form::Ia5, "a@example.com")]);
    breaks(Rule::NameEmail, &spec.der());
    spec.replace(SAN, Some(alt_names(&[dns("example.com"), email("a@example.com")])));
    is_clean(&spec.der());
}
