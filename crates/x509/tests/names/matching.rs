//! `Name::matches` and `Name::is_within` (RFC 5280 §7.1).

use countersign_encoding::der::{DerErrorKind, Tag};
use countersign_x509::{GeneralName, Name};
use testkit::x509::{Form, name, tlv};

use super::support::{C, CN, O, attribute, dn, rdn, read, utf8};

fn common_name(form: Form, text: &str) -> Vec<u8> {
    name(&[(CN, form, text)])
}

fn same(a: &[u8], b: &[u8]) -> bool {
    let (a, b) = (read(a), read(b));
    assert_eq!(a.matches(&b), b.matches(&a), "not symmetric");
    a.matches(&b)
}

#[test]
fn case_spaces_and_string_types_make_no_difference() {
    let plain = common_name(Form::Printable, "New York");
    for (form, text) in [
        (Form::Printable, "new york"),
        (Form::Utf8, "NEW YORK"),
        (Form::Bmp, "  New   York "),
        (Form::Ia5, "New York"),
    ] {
        assert!(same(&plain, &common_name(form, text)), "{form:?} {text:?}");
    }
}

#[test]
fn a_space_is_no_nothing() {
    assert!(!same(&common_name(Form::Utf8, "New York"), &common_name(Form::Utf8, "NewYork")));
    assert!(!same(&common_name(Form::Utf8, "New York"), &common_name(Form::Utf8, "New\u{a0}York")));
    assert!(!same(&common_name(Form::Utf8, "New York"), &common_name(Form::Utf8, "New\tYork")));
    assert!(same(&common_name(Form::Utf8, ""), &common_name(Form::Utf8, "  ")));
}

#[test]
fn letters_outside_of_ascii_fold_among_themselves_alone() {
    assert!(same(&common_name(Form::Utf8, "ÄPFEL"), &common_name(Form::Bmp, "äpfel")));
    // The sign for kelvin and the dotless i are in lower or upper case letters of ASCII.
    assert!(!same(&common_name(Form::Utf8, "\u{212a}"), &common_name(Form::Utf8, "k")));
    assert!(!same(&common_name(Form::Utf8, "\u{131}"), &common_name(Form::Utf8, "i")));
    assert!(!same(&common_name(Form::Utf8, "straße"), &common_name(Form::Utf8, "strasse")));
    // Composed and decomposed.
    assert!(!same(&common_name(Form::Utf8, "\u{e9}"), &common_name(Form::Utf8, "e\u{301}")));
}

#[test]
fn a_teletex_string_is_the_same_as_the_same_bytes_alone() {
    let name = common_name(Form::Teletex, "Acme");
    assert!(same(&name, &common_name(Form::Teletex, "Acme")));
    assert!(!same(&name, &common_name(Form::Teletex, "acme")));
    assert!(!same(&name, &common_name(Form::Utf8, "Acme")));
}

#[test]
fn a_malformed_string_is_the_same_as_the_same_bytes_alone() {
    let wrong = |tag: u8, contents: &[u8]| dn(&[rdn(&[attribute(CN, &tlv(tag, &[contents]))])]);
    for (tag, a, b) in [
        (0x0c, &b"\xffa"[..], &b"\xffA"[..]),
        (0x1e, b"\0a\0", b"\0A\0"),
        (0x1e, b"\xd8\x00\0a", b"\xd8\x00\0A"),
        (0x1c, b"\0\0\0a\0", b"\0\0\0A\0"),
        (0x13, b"\xe9a", b"\xe9A"),
        // UTF-8 in a type of ASCII characters.
        (0x13, b"\xc3\xa9a", b"\xc3\xa9A"),
    ] {
        assert!(same(&wrong(tag, a), &wrong(tag, a)), "{tag:#x}");
        assert!(!same(&wrong(tag, a), &wrong(tag, b)), "{tag:#x}");
    }
    assert!(same(&wrong(0x1e, b"\0a"), &wrong(0x1e, b"\0A")));
}

#[test]
fn the_order_of_parts_counts_and_that_of_attributes_does_not() {
    let (a, b) = (attribute(O, &utf8("a")), attribute(CN, &utf8("b")));
    let upper = attribute(CN, &utf8("B"));
    let one_part = dn(&[rdn(&[a.clone(), b.clone()])]);
    assert!(same(&one_part, &dn(&[rdn(&[upper.clone(), a.clone()])])));
    let parts = dn(&[rdn(std::slice::from_ref(&a)), rdn(std::slice::from_ref(&b))]);
    assert!(!same(&parts, &dn(&[rdn(&[upper]), rdn(&[a])])));
    assert!(!same(&parts, &one_part));
}

#[test]
fn each_attribute_pairs_with_one_of_its_own() {
    let (a, b) = (attribute(CN, &utf8("a")), attribute(CN, &utf8("b")));
    let upper = attribute(CN, &utf8("A"));
    let twice_a = dn(&[rdn(&[a.clone(), upper.clone(), b.clone()])]);
    let twice_b = dn(&[rdn(&[a.clone(), b.clone(), b.clone()])]);
    assert!(!same(&twice_a, &twice_b));
    assert!(same(&twice_a, &dn(&[rdn(&[b, upper, a])])));
}

#[test]
fn a_part_with_more_than_eight_attributes_is_the_same_as_the_same_bytes_alone() {
    let part = |count: usize, text: &str| {
        let attributes: Vec<_> =
            (0..count).map(|index| attribute(CN, &utf8(&format!("{text}{index}")))).collect();
        dn(&[rdn(&attributes)])
    };
    assert!(same(&part(8, "a"), &part(8, "A")));
    assert!(!same(&part(9, "a"), &part(9, "A")));
    assert!(same(&part(9, "a"), &part(9, "a")));
    // One more than there are on the other side is not passed over.
    assert!(!same(&part(8, "a"), &part(9, "A")));
    assert!(!same(&part(7, "a"), &part(8, "A")));
}

#[test]
fn values_of_no_string_type_are_compared_byte_by_byte() {
    let with = |value: &[u8]| dn(&[rdn(&[attribute("2.5.4.45", value)])]);
    assert!(same(&with(&[3, 2, 0, b'a']), &with(&[3, 2, 0, b'a'])));
    assert!(!same(&with(&[3, 2, 0, b'a']), &with(&[3, 2, 0, b'A'])));
}

#[test]
fn a_name_is_within_each_of_its_beginnings() {
    let whole = name(&[(C, Form::Printable, "DE"), (O, Form::Utf8, "Acme"), (CN, Form::Utf8, "x")]);
    let base = name(&[(C, Form::Utf8, "de"), (O, Form::Printable, "ACME")]);
    let other = name(&[(C, Form::Utf8, "de"), (O, Form::Printable, "ACME 2")]);
    let end = name(&[(O, Form::Utf8, "Acme"), (CN, Form::Utf8, "x")]);
    assert!(read(&whole).is_within(&read(&base)));
    assert!(read(&whole).is_within(&read(&whole)));
    assert!(read(&whole).is_within(&read(&dn(&[]))));
    assert!(!read(&base).is_within(&read(&whole)));
    assert!(!read(&whole).is_within(&read(&other)));
    assert!(!read(&whole).is_within(&read(&end)));
    assert!(!read(&dn(&[])).is_within(&read(&base)));
}

#[test]
fn what_is_no_name_is_refused() {
    let kind = |der: &[u8]| Name::from_der(der).unwrap_err().kind();
    let part = rdn(&[attribute(CN, &utf8("x"))]);
    assert!(Name::from_der(&dn(std::slice::from_ref(&part))).is_ok());
    assert_eq!(kind(&[dn(&[part]), vec![0]].concat()), DerErrorKind::TrailingBytes);
    assert_eq!(kind(&dn(&[rdn(&[])])), DerErrorKind::Truncated);
    assert!(matches!(kind(&dn(&[attribute(CN, &utf8("x"))])), DerErrorKind::UnexpectedTag { .. }));
    // Every attribute of a part is read.
    let text = DerErrorKind::UnexpectedTag { expected: Tag::SEQUENCE, actual: Tag::UTF8_STRING };
    assert_eq!(kind(&dn(&[rdn(&[attribute(CN, &utf8("x")), utf8("y")])])), text);
    let ninth = GeneralName::from_der(&[0x89, 0]).unwrap_err().kind();
    let dns = Tag::context(2);
    assert_eq!(ninth, DerErrorKind::UnexpectedTag { expected: dns, actual: Tag::context(9) });
    let behind = GeneralName::from_der(&[0x82, 1, b'a', 0]).unwrap_err().kind();
    assert_eq!(behind, DerErrorKind::TrailingBytes);
    let with_surplus = tlv(0x30, &[&attribute(CN, &utf8("x"))[2..], &utf8("y")]);
    assert_eq!(kind(&dn(&[rdn(&[with_surplus])])), DerErrorKind::TrailingBytes);
    assert_eq!(
        kind(&dn(&[rdn(&[tlv(0x30, &[&utf8("x")])])])).to_string(),
        "UTF8String where OBJECT IDENTIFIER is due"
    );
}
