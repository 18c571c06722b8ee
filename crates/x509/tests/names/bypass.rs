//! Names that resemble an identity and are none: each is refused beside the control, which is accepted.

use countersign_x509::{Identity, MatchedName};
use testkit::x509::{Form, name, tlv};

use super::support::{
    CN, O, OU, attribute, certificate, directory, dn, dns, email, ip, other, presenting, rdn, uri, utf8,
};

fn is(identity: &str, certificate: &countersign_x509::Certificate<'_>) -> bool {
    let found: Option<MatchedName<'_>> = Identity::parse(identity).unwrap().matches(certificate);
    found.is_some()
}

/// The control is the identity's own name; a certificate with all the names that resemble it is refused, each and together.
fn only_itself(identity: &str, control: Vec<u8>, resembling: &[Vec<u8>]) {
    assert!(is(identity, &presenting(std::slice::from_ref(&control))), "{identity}: the control is refused");
    for (index, name) in resembling.iter().enumerate() {
        assert!(!is(identity, &presenting(std::slice::from_ref(name))), "{identity}: number {index} passes");
    }
    assert!(!is(identity, &presenting(resembling)));
    let all: Vec<_> = resembling.iter().cloned().chain([control]).collect();
    assert!(is(identity, &presenting(&all)), "{identity}: names beside it take it away");
}

#[test]
fn an_email_address_is_only_itself() {
    let text = "ana@example.com";
    let spelled = [
        "ana@example.com\n",
        "\nana@example.com",
        "ana@example.com\r\n",
        "ana@example.com ",
        " ana@example.com",
        "ana@example.com.",
        "ana@example.com\0",
        "ana\0@example.com",
        "ana@example.com\0.evil.example",
        "Ana@example.com",
        "ANA@EXAMPLE.COM",
        "ana@sub.example.com",
        "xana@example.com",
        "ana@example.com.evil.example",
        "ana@examplexcom",
        "ana@example.com|x@evil.example",
        "x@evil.example|ana@example.com",
        "ana@example.com,x@evil.example",
        "<ana@example.com>",
        "Ana <ana@example.com>",
        "ana@*.com",
        "*@example.com",
        "ana@*",
        "ana%40example.com",
        "%61na@example.com",
        "\"ana\"@example.com",
        "ana+x@example.com",
        "a.na@example.com",
        "ana(x)@example.com",
        "ana@evil.example@example.com",
        "ana@example.com@evil.example",
        "mailto:ana@example.com",
        "ana@[example.com]",
        "",
        "@",
    ];
    let mut resembling: Vec<_> = spelled.iter().map(|text| email(text)).collect();
    resembling.extend([
        uri("mailto:ana@example.com"),
        uri(text),
        dns(text),
        other("1.3.6.1.5.5.7.8.9", &utf8(text)),
        directory(&name(&[("1.2.840.113549.1.9.1", Form::Ia5, text)])),
    ]);
    only_itself("email:ana@example.com", email(text), &resembling);
    only_itself("email:ana@example.com", email("ana@Example.COM"), &resembling);
}

#[test]
fn a_uri_is_only_itself() {
    let text = "https://ci.example/acme/app/.ci/build.yml@refs/heads/main";
    let spelled = [
        "https://ci.example/acme/app/.ci/build.yml@refs/heads/main\n",
        "https://ci.example/acme/app/.ci/build.yml@refs/heads/main\0",
        "https://ci.example/acme/app/.ci/build.yml@refs/heads/main ",
        "https://ci.example/acme/app/.ci/build.yml@refs/heads/main2",
        "https://ci.example/acme/app/.ci/build.yml@refs/heads/main/",
        "https://ci.example/acme/app/.ci/build.yml@refs/heads/mai",
        "https://ci.example/acme/app/.ci/build.yml@refs/heads/Main",
        "https://ci.example/acme/app/.ci/build.yml@refs/heads/main#x",
        "https://ci.example/acme/app/.ci/build.yml@refs/heads/main?x",
        "https://ci.example/acme/app/.ci/build.yml@refs/heads/*",
        "https://ci.example/acme/app/.ci/build.yml@refs%2Fheads%2Fmain",
        "https://ci.example/%61cme/app/.ci/build.yml@refs/heads/main",
        "https://ci.example/acme/x/../app/.ci/build.yml@refs/heads/main",
        "https://ci.example//acme/app/.ci/build.yml@refs/heads/main",
        "https://ci.example:443/acme/app/.ci/build.yml@refs/heads/main",
        "https://CI.example/acme/app/.ci/build.yml@refs/heads/main",
        "HTTPS://ci.example/acme/app/.ci/build.yml@refs/heads/main",
        "http://ci.example/acme/app/.ci/build.yml@refs/heads/main",
        "https://x@ci.example/acme/app/.ci/build.yml@refs/heads/main",
        "https://ci.example@evil.example/acme/app/.ci/build.yml@refs/heads/main",
        "https://ci.example./acme/app/.ci/build.yml@refs/heads/main",
        "https://cixexample/acme/app/xci/buildxyml@refs/heads/main",
        "https://evil.example/?https://ci.example/acme/app/.ci/build.yml@refs/heads/main",
        "https://evil.example/|https://ci.example/acme/app/.ci/build.yml@refs/heads/main",
        " https://ci.example/acme/app/.ci/build.yml@refs/heads/main",
        "//ci.example/acme/app/.ci/build.yml@refs/heads/main",
        "",
    ];
    let mut resembling: Vec<_> = spelled.iter().map(|text| uri(text)).collect();
    resembling.extend([
        email(text),
        dns(text),
        other("1.2.3", &utf8(text)),
        other("1.3.6.1.4.1.57264.1.7", &utf8(text)),
    ]);
    only_itself(&format!("uri:{text}"), uri(text), &resembling);
}

#[test]
fn a_host_name_is_only_itself() {
    let spelled = [
        "build.example.com.",
        "build.example.com\n",
        "build.example.com\0",
        "build.example.com\0.evil.example",
        "*.example.com",
        "build.*.com",
        "*",
        "b*.example.com",
        "xbuild.example.com",
        "x.build.example.com",
        "example.com",
        "build.example.com.evil.example",
        "buildxexample.com",
        "build.example.com:443",
        "build%2eexample.com",
        "xn--build-.example.com",
        "build.example.com|x",
        " build.example.com",
        "",
    ];
    let mut resembling: Vec<_> = spelled.iter().map(|text| dns(text)).collect();
    resembling.extend([
        uri("https://build.example.com"),
        uri("build.example.com"),
        email("build.example.com"),
    ]);
    resembling.push(directory(&name(&[(CN, Form::Utf8, "build.example.com")])));
    only_itself("dns:build.example.com", dns("build.example.com"), &resembling);
    only_itself("dns:build.example.com", dns("BUILD.example.com"), &resembling);
    only_itself(
        "dns:xn--bcher-kva.example",
        dns("xn--bcher-kva.example"),
        &[dns("bcher.example"), dns("b?cher.example")],
    );
}

#[test]
fn an_ip_address_is_only_itself() {
    let mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1];
    let compatible = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 1];
    let resembling = [
        ip(&mapped),
        ip(&compatible),
        ip(&[192, 0, 2, 2]),
        ip(&[1, 2, 0, 192]),
        ip(b"192.0.2.1+ABCDEF"),
        dns("192.0.2.1"),
        uri("https://192.0.2.1"),
    ];
    only_itself("ip:192.0.2.1", ip(&[192, 0, 2, 1]), &resembling);
    only_itself("ip:::ffff:192.0.2.1", ip(&mapped), &[ip(&[192, 0, 2, 1]), ip(&compatible)]);
}

#[test]
fn another_name_is_only_itself() {
    let kind = "1.3.6.1.4.1.57264.1.7";
    let resembling = [
        other("1.3.6.1.4.1.57264.1.8", &utf8("ana!example.com")),
        other(kind, &utf8("Ana!example.com")),
        other(kind, &utf8("ana!example.com\n")),
        other(kind, &utf8("ana!example.com\0")),
        other(kind, &tlv(0x16, &[b"ana!example.com"])),
        other(kind, &tlv(0x30, &[&utf8("ana!example.com")])),
        email("ana@example.com"),
        uri("ana!example.com"),
    ];
    only_itself(
        "other:1.3.6.1.4.1.57264.1.7;UTF8:ana!example.com",
        other(kind, &utf8("ana!example.com")),
        &resembling,
    );
}

#[test]
fn a_distinguished_name_is_the_whole_subject() {
    let identity = "dn:CN=ana,OU=build,O=Acme";
    let (o, ou, cn) =
        (attribute(O, &utf8("Acme")), attribute(OU, &utf8("build")), attribute(CN, &utf8("ana")));
    let with = |rdns: &[Vec<u8>]| certificate(dn(rdns), &[], Vec::new());
    let part = |attribute: &Vec<u8>| rdn(std::slice::from_ref(attribute));
    let whole = [part(&o), part(&ou), part(&cn)];
    assert!(is(identity, &with(&whole)), "the control is refused");
    let value = |text: &str| [part(&o), part(&ou), part(&attribute(CN, &utf8(text)))];
    assert!(is(identity, &with(&value("ANA"))), "the control in capitals is refused");
    for resembling in [
        with(&whole[..2]),
        with(&whole[1..]),
        with(&[part(&cn), part(&ou), part(&o)]),
        with(&[part(&o), rdn(&[ou.clone(), cn.clone()])]),
        with(&[part(&o), part(&ou), part(&cn), part(&cn)]),
        with(&[part(&attribute(O, &utf8("Acme,OU=build"))), part(&cn)]),
        with(&[part(&o), part(&attribute(OU, &utf8("build"))), part(&attribute(OU, &utf8("ana")))]),
        with(&value("ana\0")),
        with(&value("ana\n")),
        with(&value("an*")),
        with(&value("аna")),
        with(&value("ana\u{200b}")),
        with(&value("a na")),
        with(&[part(&o), part(&ou), part(&attribute(CN, &tlv(0x14, &[b"ana"])))]),
        with(&[]),
        presenting(&[directory(&dn(&whole))]),
    ] {
        assert!(!is(identity, &resembling), "{}", resembling.subject());
    }
}

#[test]
fn a_common_name_is_no_other_form() {
    for text in ["ana@example.com", "build.example.com", "192.0.2.1"] {
        let certificate = certificate(name(&[(CN, Form::Utf8, text)]), &[], Vec::new());
        for form in ["email", "dns", "ip"] {
            if let Ok(identity) = Identity::parse(&format!("{form}:{text}")) {
                assert!(identity.matches(&certificate).is_none(), "{form}:{text}");
            }
        }
        assert!(is(&format!("dn:CN={text}"), &certificate), "the control is refused");
    }
    let address =
        certificate(name(&[("1.2.840.113549.1.9.1", Form::Ia5, "ana@example.com")]), &[], Vec::new());
    assert!(!is("email:ana@example.com", &address));
    assert!(is("dn:emailAddress=ana@example.com", &address), "the control is refused");
}
