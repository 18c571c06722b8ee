//! Names as text (RFC 4514).

use countersign_x509::{DistinguishedName, DistinguishedNameError};
use testkit::x509::{Form, name, tlv};

use super::support::{C, CN, O, OU, attribute, dn, rdn, read, utf8};

fn parse(text: &str) -> Result<DistinguishedName, DistinguishedNameError> {
    DistinguishedName::parse(text)
}

#[test]
fn the_most_specific_part_comes_first() {
    let der = name(&[(C, Form::Printable, "DE"), (O, Form::Utf8, "Acme"), (CN, Form::Utf8, "build")]);
    assert_eq!(read(&der).to_string(), "CN=build,O=Acme,C=DE");
    assert_eq!(parse("CN=build,O=Acme,C=DE").unwrap().name().der(), der);
    assert_ne!(parse("CN=build,O=Acme,C=DE"), parse("C=DE,O=Acme,CN=build"));
}

#[test]
fn a_text_of_nothing_is_the_name_of_no_parts() {
    for text in ["", " ", "   "] {
        assert_eq!(parse(text).unwrap().name().der(), dn(&[]), "{text:?}");
    }
}

#[test]
fn what_has_a_meaning_in_text_is_escaped() {
    for (value, text) in [
        ("a,b", r"a\,b"),
        ("a+b", r"a\+b"),
        (r#"a"b"#, r#"a\"b"#),
        ("a;b<c>d", r"a\;b\<c\>d"),
        (r"a\b", r"a\\b"),
        ("#a#", r"\#a#"),
        (" a b ", r"\ a b\ "),
        (" ", r"\ "),
        ("a=b", "a=b"),
        ("a\0b\nc", r"a\00b\0Ac"),
        // Right-to-left override.
        ("a\u{202e}b", r"a\E2\80\AEb"),
        ("é", "é"),
        ("", ""),
    ] {
        let der = name(&[(CN, Form::Utf8, value)]);
        assert_eq!(read(&der).to_string(), format!("CN={text}"));
        assert_eq!(parse(&format!("CN={text}")).unwrap().name().der(), der, "{text}");
    }
}

#[test]
fn a_value_without_known_characters_is_written_as_its_encoding() {
    for (value, text) in [
        (tlv(0x14, &[b"Acme"]), "CN=#140441636d65"),
        (tlv(0x0c, &[b"\xff"]), "CN=#0c01ff"),
        (tlv(0x03, &[b"\0\x01"]), "CN=#03020001"),
    ] {
        let der = dn(&[rdn(&[attribute(CN, &value)])]);
        assert_eq!(read(&der).to_string(), text);
        assert_eq!(parse(text).unwrap().name().der(), der);
    }
    let unknown = dn(&[rdn(&[attribute("1.2.3.4", &utf8("x"))])]);
    assert_eq!(read(&unknown).to_string(), "1.2.3.4=#0c0178");
    assert_eq!(parse("1.2.3.4=#0C0178").unwrap().name().der(), unknown);
    assert_eq!(parse("1.2.3.4=x").unwrap().name().der(), unknown);
}

#[test]
fn several_attributes_of_a_part_are_joined_and_sorted() {
    let name = parse("OU=b + CN=a, O=c").unwrap();
    let first = rdn(&[attribute(O, &utf8("c"))]);
    let second = rdn(&[attribute(CN, &utf8("a")), attribute(OU, &utf8("b"))]);
    assert_eq!(name.name().der(), dn(&[first, second]));
    assert_eq!(name.to_string(), "CN=a+OU=b,O=c");
}

#[test]
fn spaces_around_separators_and_the_case_of_types_are_free() {
    let name = parse("CN=build one,O=Acme").unwrap();
    assert_eq!(name, parse("  cn = build one ,  o=Acme  ").unwrap());
    assert_eq!(name, parse("2.5.4.3=build one,O=Acme").unwrap());
    assert_eq!(parse(r"CN=a\  ").unwrap().to_string(), r"CN=a\ ");
    assert_eq!(parse("").unwrap().name().der(), [0x30, 0]);
    assert_eq!(parse("S=x").unwrap(), parse("ST=x").unwrap());
    assert_eq!(parse("E=a@b.example").unwrap().to_string(), "emailAddress=a@b.example");
}

#[test]
fn a_value_is_written_as_the_type_of_string_that_it_has() {
    let tags = |text: &str| -> Vec<u8> {
        parse(text).unwrap().name().attributes().map(|attribute| attribute.tag().to_byte()).collect()
    };
    assert_eq!(tags("C=DE"), [0x13]);
    assert_eq!(tags("C=é"), [0x0c]);
    assert_eq!(tags("DC=example"), [0x16]);
    assert_eq!(tags("O=Acme"), [0x0c]);
    assert_eq!(tags("serialNumber=4_2"), [0x0c]);
}

#[test]
fn what_is_no_name_is_refused_at_its_place() {
    use DistinguishedNameError as Error;
    for (text, error) in [
        ("CN", Error::NoValue { at: 0 }),
        ("CN=a,", Error::NoValue { at: 5 }),
        ("CN=a,,O=b", Error::NoValue { at: 5 }),
        ("CN=a+,O=b", Error::NoValue { at: 5 }),
        ("O=a, b, CN=c", Error::NoValue { at: 5 }),
        ("XX=a", Error::UnknownType { at: 0 }),
        ("CN=a,=b", Error::UnknownType { at: 5 }),
        ("1.2.03=b", Error::UnknownType { at: 0 }),
        ("OID.2.5.4.3=b", Error::UnknownType { at: 0 }),
        ("CN=\"a\"", Error::Unescaped { at: 3 }),
        ("CN=a;O=b", Error::Unescaped { at: 4 }),
        ("CN=a<b", Error::Unescaped { at: 4 }),
        ("CN=a>b", Error::Unescaped { at: 4 }),
        ("CN=a\0", Error::Unescaped { at: 4 }),
        (r"CN=a\", Error::Escape { at: 4 }),
        (r"CN=a\g0", Error::Escape { at: 4 }),
        (r"CN=a\0g", Error::Escape { at: 4 }),
        (r"CN=a\4", Error::Escape { at: 4 }),
        (r"CN=a\n", Error::Escape { at: 4 }),
        (r"CN=a\FF", Error::NotUtf8 { at: 3 }),
        ("CN=#", Error::Encoded { at: 3 }),
        ("CN=#0c0", Error::Encoded { at: 3 }),
        ("CN=#0c01", Error::Encoded { at: 3 }),
        ("CN=#0c017800", Error::Encoded { at: 3 }),
        ("CN=#0c0178,O=#xx", Error::Encoded { at: 13 }),
    ] {
        assert_eq!(parse(text).unwrap_err(), error, "{text}");
    }
}

#[test]
fn a_text_beyond_the_limit_is_refused() {
    let longest = format!("CN={}", "a".repeat(DistinguishedName::MAX_TEXT - 3));
    assert!(parse(&longest).is_ok());
    assert_eq!(parse(&format!("{longest}a")).unwrap_err(), DistinguishedNameError::TooLong);
}
