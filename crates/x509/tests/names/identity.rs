//! Identities as text and in certificates.

use core::net::IpAddr;

use countersign_x509::{DistinguishedName, DistinguishedNameError, Identity, IdentityError, PresentedName};
use testkit::x509::{Form, name, oid, tlv};

use super::support::{C, CN, O, certificate, directory, dns, email, ip, other, presenting, uri, utf8};

#[test]
fn each_form_is_written_as_it_is_read() {
    for text in [
        "email:ana@example.com",
        "email:\"a b\"@example.com",
        "uri:https://ci.example/acme/app/.ci/build.yml@refs/heads/main",
        "uri:spiffe://example.org/ns/build",
        "uri:urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "dns:build.example.com",
        "ip:192.0.2.1",
        "ip:2001:db8::1",
        "ip:::ffff:192.0.2.1",
        "dn:CN=Build 7,OU=Release\\, stable,O=Acme,C=US",
        "other:1.3.6.1.4.1.57264.1.7;UTF8:ana!example.com",
        "other:1.2.3;DER:0500",
    ] {
        let identity = Identity::parse(text).unwrap();
        assert_eq!(identity.to_string(), text);
        assert_eq!(text.parse::<Identity>().unwrap(), identity);
    }
}

#[test]
fn spellings_of_one_identity_are_equal() {
    for (a, b) in [
        ("email:ana@EXAMPLE.com", "email:ana@example.com"),
        ("dns:Build.example.com", "dns:build.example.com"),
        ("dn:cn=a, o=B", "dn:CN=A,O=b"),
        ("ip:2001:DB8:0:0:0:0:0:1", "ip:2001:db8::1"),
        ("other:1.2.3;UTF8:x", "other:1.2.3;DER:0C0178"),
    ] {
        assert_eq!(Identity::parse(a).unwrap(), Identity::parse(b).unwrap(), "{a}");
    }
    assert_ne!(Identity::parse("email:Ana@example.com"), Identity::parse("email:ana@example.com"));
}

#[test]
fn what_is_no_identity_is_refused() {
    use IdentityError as Error;
    let name = |error| Error::Name(error);
    for (text, error) in [
        ("", Error::UnknownForm),
        ("ana@example.com", Error::UnknownForm),
        ("https://example.com", Error::UnknownForm),
        ("EMAIL:ana@example.com", Error::UnknownForm),
        (" email:ana@example.com", Error::UnknownForm),
        ("cn:ana", Error::UnknownForm),
        ("email:", Error::Email),
        ("email:ana", Error::Email),
        ("email:ana@", Error::Email),
        ("email:@example.com", Error::Email),
        ("email: ana@example.com", Error::Email),
        ("email:ana@example.com ", Error::Email),
        ("email:ana@example.com\n", Error::Email),
        ("email:ana@example.com.", Error::Email),
        ("email:ana@*.example.com", Error::Email),
        ("email:änna@example.com", Error::Email),
        ("email:ana@bücher.example", Error::Email),
        ("uri:", Error::Uri),
        ("uri:example.com", Error::Uri),
        ("uri:/path", Error::Uri),
        ("uri:https:", Error::Uri),
        ("uri:https://example.com/a b", Error::Uri),
        ("uri:https://example.com/\n", Error::Uri),
        ("uri:https://example.com/%2", Error::Uri),
        ("uri:https://bücher.example/", Error::Uri),
        ("dns:", Error::Dns),
        ("dns:*.example.com", Error::Dns),
        ("dns:example.com.", Error::Dns),
        ("dns:192.0.2.1", Error::Dns),
        ("dns:bücher.example", Error::Dns),
        ("ip:", Error::Ip),
        ("ip:192.0.2", Error::Ip),
        ("ip:192.0.2.0/24", Error::Ip),
        ("ip:192.0.2.01", Error::Ip),
        ("ip:fe80::1%eth0", Error::Ip),
        ("dn:", Error::EmptyName),
        ("dn:ana", name(DistinguishedNameError::NoValue { at: 0 })),
        ("other:1.2.3", Error::Other),
        ("other:1.2.3;x", Error::Other),
        ("other:x;UTF8:x", Error::Other),
        ("other:1.2.3;DER:", Error::Other),
        ("other:1.2.3;DER:050000", Error::Other),
    ] {
        assert_eq!(Identity::parse(text).unwrap_err(), error, "{text:?}");
    }
}

/// One certificate with a name of every form.
fn everything() -> countersign_x509::Certificate<'static> {
    let subject = name(&[(C, Form::Printable, "US"), (O, Form::Utf8, "Acme"), (CN, Form::Utf8, "Ana")]);
    let names = [
        email("Ana@example.com"),
        uri("https://ci.example/x"),
        dns("*.example.com"),
        ip(&[192, 0, 2, 1]),
        ip(&[0; 16]),
        other("1.2.3", &utf8("ana!x")),
        directory(&name(&[(CN, Form::Utf8, "elsewhere")])),
        tlv(0x88, &[&oid("1.2.3.4")[2..]]),
        tlv(0xa3, &[&[0x30, 0]]),
        tlv(0xa5, &[&[0x81, 0]]),
    ];
    certificate(subject, &names, Vec::new())
}

#[test]
fn every_name_is_listed_as_it_can_be_demanded() {
    let certificate = everything();
    let listed: Vec<String> = certificate.identities().map(|name| name.to_string()).collect();
    let expected = [
        "dn:CN=Ana,O=Acme,C=US",
        "email:Ana@example.com",
        "uri:https://ci.example/x",
        "dns:*.example.com",
        "ip:192.0.2.1",
        "ip:::",
        "other:1.2.3;UTF8:ana!x",
        "dirname:CN=elsewhere",
        "rid:1.2.3.4",
        "x400:#3000",
        "ediparty:#8100",
    ];
    assert_eq!(listed, expected);
    for text in expected.iter().filter(|text| !text.starts_with("dns:")).take(6) {
        let found = Identity::parse(text).unwrap().matches(&certificate).unwrap();
        assert_eq!(found.to_string(), **text);
    }
}

#[test]
fn the_name_in_which_an_identity_was_found_is_told() {
    let certificate = everything();
    let found =
        Identity::dn(DistinguishedName::parse("cn=ana,o=acme,c=us").unwrap()).unwrap().matches(&certificate);
    assert!(matches!(found.unwrap().name(), PresentedName::Subject(_)));
    let found = Identity::ip(IpAddr::from([192, 0, 2, 1])).matches(&certificate).unwrap();
    assert!(matches!(found.name(), PresentedName::Alternative(_)));
}

#[test]
fn a_name_gives_the_identity_that_finds_it() {
    let certificate = everything();
    let given: Vec<_> = certificate.identities().filter_map(|name| name.identity()).collect();
    let expected = [
        "dn:CN=Ana,O=Acme,C=US",
        "email:Ana@example.com",
        "uri:https://ci.example/x",
        "ip:192.0.2.1",
        "ip:::",
        "other:1.2.3;UTF8:ana!x",
    ];
    assert_eq!(given, expected.map(|text| Identity::parse(text).unwrap()));
    for (identity, text) in given.iter().zip(expected) {
        assert_eq!(identity.matches(&certificate).unwrap().to_string(), text);
    }
    // Case does not count in a host name; what names nobody gives no identity.
    let names = [dns("A.example.com"), email("nobody"), uri("relative"), dns("*.example.com"), dns("-")];
    let presenting = presenting(&names);
    let given: Vec<_> = presenting.identities().skip(1).map(|name| name.identity()).collect();
    assert_eq!(given, [Some(Identity::dns("a.example.com").unwrap()), None, None, None, None]);
}

#[test]
fn an_empty_subject_is_not_listed() {
    let certificate = certificate(vec![0x30, 0], &[email("a@example.com")], Vec::new());
    let listed: Vec<String> = certificate.identities().map(|name| name.to_string()).collect();
    assert_eq!(listed, ["email:a@example.com"]);
}

#[test]
fn foreign_characters_are_escaped_when_a_name_is_shown() {
    let names = [
        dns("a\n\u{1b}[2J"),
        other("1.2.3", &utf8("a\u{202e}b")),
        other("1.2.3", &[0x0c, 1, 0xff]),
        email(&"a".repeat(5000)),
    ];
    let certificate = certificate(name(&[(CN, Form::Utf8, "x\u{202e}\n")]), &names, Vec::new());
    let listed: Vec<String> = certificate.identities().map(|name| name.to_string()).collect();
    assert_eq!(listed[0], r"dn:CN=x\E2\80\AE\0A");
    assert_eq!(listed[1], r"dns:a\u{a}\u{1b}[2J");
    assert_eq!(listed[2], "other:1.2.3;DER:0c0561e280ae62");
    assert_eq!(listed[3], "other:1.2.3;DER:0c01ff");
    assert!(listed[4].chars().count() < 4200 && listed[4].ends_with('…'));
}

#[test]
fn a_certificate_without_names_has_no_identity() {
    let none = certificate(vec![0x30, 0], &[], Vec::new());
    assert_eq!(none.identities().count(), 0);
    assert!(Identity::parse("email:a@example.com").unwrap().matches(&none).is_none());
    assert!(
        Identity::parse("email:a@example.com")
            .unwrap()
            .matches(&presenting(&[email("a@example.com")]))
            .is_some()
    );
}

#[test]
fn escapes_of_a_uri_are_whole() {
    for whole in ["https://a.example/%41", "https://a.example/%4f%4Fx", "urn:a%00"] {
        assert!(Identity::uri(whole).is_ok(), "{whole}");
    }
    for cut in
        ["https://a.example/%", "https://a.example/%4", "https://a.example/%4x", "https://a.example/%x4%41"]
    {
        assert!(Identity::uri(cut).is_err(), "{cut}");
    }
}
