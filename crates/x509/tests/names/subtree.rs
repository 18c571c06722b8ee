//! One name against one subtree (RFC 5280 §4.2.1.10).

use countersign_encoding::der::Oid;
use countersign_x509::{
    GeneralName,
    SubtreeMatch::{self, Inside, Malformed, OtherForm, Outside, Overlapping, Unsupported},
    subtree_match,
};
use testkit::x509::{Form, name};

use super::support::{C, CN, O, attribute, dn, rdn, read};

fn dns(name: &str, base: &str) -> SubtreeMatch {
    subtree_match(&GeneralName::Dns(name), &GeneralName::Dns(base))
}

fn email(name: &str, base: &str) -> SubtreeMatch {
    subtree_match(&GeneralName::Email(name), &GeneralName::Email(base))
}

fn uri(name: &str, base: &str) -> SubtreeMatch {
    subtree_match(&GeneralName::Uri(name), &GeneralName::Uri(base))
}

fn ip(name: &[u8], base: &[u8]) -> SubtreeMatch {
    subtree_match(&GeneralName::Ip(name), &GeneralName::Ip(base))
}

#[test]
fn a_dns_base_holds_itself_and_what_has_more_labels() {
    for (name, base, expected) in [
        ("example.com", "example.com", Inside),
        ("a.example.com", "example.com", Inside),
        ("a.b.Example.COM", "example.com", Inside),
        ("example.com", "", Inside),
        ("badexample.com", "example.com", Outside),
        ("example.com", "a.example.com", Outside),
        ("example.org", "example.com", Outside),
        ("com", "example.com", Outside),
        ("xn--bcher-kva.example", "xn--bcher-kva.example", Inside),
        ("a_b.example.com", "example.com", Inside),
    ] {
        assert_eq!(dns(name, base), expected, "{name} {base}");
    }
}

/// RUSTSEC-2026-0099: what a wildcard stands for goes beyond a subtree below it.
#[test]
fn a_wildcard_is_inside_only_with_all_that_it_stands_for() {
    for (name, base, expected) in [
        ("*.example.com", "example.com", Inside),
        ("*.example.com", "com", Inside),
        ("*.example.com", "", Inside),
        ("*.example.com", "a.example.com", Overlapping),
        ("*.example.com", "a.b.example.com", Overlapping),
        ("*.example.com", "example.org", Outside),
        ("*.a.example.com", "b.example.com", Outside),
    ] {
        assert_eq!(dns(name, base), expected, "{name} {base}");
    }
}

#[test]
fn what_is_no_dns_name_or_base_is_malformed() {
    for name in [
        "",
        ".",
        "a..b",
        ".example.com",
        "example.com.",
        "*",
        "a.*.example.com",
        "*a.example.com",
        "**.example.com",
        "a b.com",
        "a@example.com",
        "-a.example.com",
        "a-.example.com",
        "192.0.2.1",
        "example.com\n",
        "ex\0ample.com",
        "*.",
        "*.*.example.com",
    ] {
        assert_eq!(dns(name, "example.com"), Malformed, "{name:?}");
    }
    for base in [".example.com", "example.com.", "*.example.com", "a..b", ".", "exa mple.com", "192.0.2.0"] {
        assert_eq!(dns("a.example.com", base), Malformed, "{base:?}");
    }
    let label = "a".repeat(63);
    assert_eq!(dns(&label, &label), Inside);
    assert_eq!(dns(&format!("{label}a"), ""), Malformed);
    let longest = [label.clone(), label.clone(), label.clone(), "a".repeat(61)].join(".");
    assert_eq!((longest.len(), dns(&longest, "")), (253, Inside));
    assert_eq!(dns(&format!("a.{longest}"), ""), Malformed);
}

#[test]
fn an_email_base_is_a_mailbox_a_host_or_what_lies_below_a_domain() {
    for (name, base, expected) in [
        ("a@example.com", "a@example.com", Inside),
        ("a@EXAMPLE.com", "a@example.com", Inside),
        ("A@example.com", "a@example.com", Outside),
        ("a@b.example.com", "a@example.com", Outside),
        ("a@example.com", "example.com", Inside),
        ("a@b.example.com", "example.com", Outside),
        ("a@badexample.com", "example.com", Outside),
        ("a@b.example.com", ".example.com", Inside),
        ("a@b.c.example.com", ".example.com", Inside),
        ("a@example.com", ".example.com", Outside),
        ("a@badexample.com", ".example.com", Outside),
        ("a@example.com", "", Inside),
        ("*@example.com", "*@example.com", Inside),
        ("*@b.example.com", "*@example.com", Outside),
        ("\"a@b\"@example.com", "example.com", Inside),
        ("\"a\\\"\"@example.com", "example.com", Inside),
    ] {
        assert_eq!(email(name, base), expected, "{name} {base}");
    }
}

#[test]
fn what_is_no_mailbox_or_base_is_malformed() {
    for name in [
        "",
        "@",
        "a@",
        "@example.com",
        "a",
        "a@b@example.com",
        "a..b@example.com",
        ".a@example.com",
        "a b@example.com",
        "\"a@example.com",
        "\"a\"b\"@example.com",
        "\"a\x7f\"@example.com",
        "\"a\\\x1f\"@example.com",
        "a@example.com.",
        "a@.example.com",
        "a@[192.0.2.1]",
        "a@192.0.2.1",
        "a@*.example.com",
        "a@example.com\n",
        "a\0@example.com",
        "<a@example.com>",
        "a@example.com, b@example.com",
    ] {
        assert_eq!(email(name, "example.com"), Malformed, "{name:?}");
    }
    for base in [
        "@example.com",
        "a@b@example.com",
        "..example.com",
        ".",
        "example.com.",
        "*.example.com",
        "a@.example.com",
    ] {
        assert_eq!(email("a@example.com", base), Malformed, "{base:?}");
    }
}

/// RUSTSEC-2026-0098: constraints on URIs were not looked at.
#[test]
fn a_uri_base_is_a_host_or_what_lies_below_a_domain() {
    for (name, base, expected) in [
        ("https://example.com/x", "example.com", Inside),
        ("https://example.com", "example.com", Inside),
        ("ldap://EXAMPLE.com:389/x?y#z", "example.com", Inside),
        ("https://u:p@example.com/", "example.com", Inside),
        ("https://b.example.com/", "example.com", Outside),
        ("https://b.example.com/", ".example.com", Inside),
        ("https://example.com/", ".example.com", Outside),
        ("https://example.com@evil.example/", "example.com", Outside),
        ("https://evil.example/example.com", "example.com", Outside),
        ("https://evil.example?example.com", "example.com", Outside),
        ("https://evil.example#@example.com", "example.com", Outside),
        ("https://evil.example#.example.com", ".example.com", Outside),
        ("https://evil.example/", "", Inside),
    ] {
        assert_eq!(uri(name, base), expected, "{name} {base}");
    }
}

#[test]
fn a_uri_without_a_host_name_is_malformed() {
    for name in [
        "",
        "urn:a",
        "mailto:a@example.com",
        "example.com",
        "//example.com",
        "https:example.com",
        "https:/example.com",
        "https://",
        "https:///x",
        "https://192.0.2.1/",
        "https://[2001:db8::1]/",
        "https://a@b@example.com/",
        "https://exa%6dple.com/",
        "https://example.com\\@evil.example/",
        "https://example.com\n/",
        "https://example.com:x/",
        "1https://example.com/",
        "https://example.com./",
        "https://*.example.com/",
    ] {
        assert_eq!(uri(name, "example.com"), Malformed, "{name:?}");
    }
    for base in [
        "https://example.com",
        "example.com.",
        "..example.com",
        "*.example.com",
        "example.com:443",
        "192.0.2.1",
    ] {
        assert_eq!(uri("https://example.com/", base), Malformed, "{base:?}");
    }
}

#[test]
fn an_ip_base_is_address_and_mask() {
    let net = [192, 0, 2, 0, 255, 255, 255, 0];
    assert_eq!(ip(&[192, 0, 2, 77], &net), Inside);
    assert_eq!(ip(&[192, 0, 3, 77], &net), Outside);
    assert_eq!(ip(&[192, 0, 3, 77], &[0; 8]), Inside);
    assert_eq!(
        ip(&[10, 5, 6, 7], &[10, 1, 2, 3, 255, 128, 0, 0]),
        Inside,
        "bits behind the mask do not count"
    );
    assert_eq!(ip(&[10, 200, 6, 7], &[10, 1, 2, 3, 255, 128, 0, 0]), Outside);
    let mut six = [0; 32];
    six[..4].copy_from_slice(&[0x20, 1, 0x0d, 0xb8]);
    six[16..20].fill(255);
    let mut address = [7; 16];
    address[..4].copy_from_slice(&[0x20, 1, 0x0d, 0xb8]);
    assert_eq!(ip(&address, &six), Inside);
    address[3] = 0xb9;
    assert_eq!(ip(&address, &six), Outside);
    // Families do not mix, not even for the address that maps the other one.
    let mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 77];
    assert_eq!(ip(&mapped, &net), Outside);
    assert_eq!(ip(&[192, 0, 2, 77], &[0; 32]), Outside);
}

#[test]
fn an_ip_of_another_length_and_a_mask_with_holes_are_malformed() {
    let net = [192, 0, 2, 0, 255, 255, 255, 0];
    for name in [&[][..], &[192], &net, &[0; 5], &[0; 15], &[0; 17], &[0; 32]] {
        assert_eq!(ip(name, &net), Malformed, "{name:?}");
    }
    for base in [&[][..], &[0; 4], &[0; 7], &[0; 9], &[0; 16], &[0; 31], &[0; 33]] {
        assert_eq!(ip(&[192, 0, 2, 1], base), Malformed, "{base:?}");
    }
    for mask in
        [[255, 0, 255, 0], [0, 255, 0, 0], [254, 1, 0, 0], [255, 253, 0, 0], [0, 0, 0, 1], [127, 0, 0, 0]]
    {
        let base = [&[192, 0, 2, 0], &mask[..]].concat();
        assert_eq!(ip(&[192, 0, 2, 1], &base), Malformed, "{mask:?}");
    }
}

#[test]
fn a_directory_base_is_the_beginning_of_a_name() {
    let base = name(&[(C, Form::Printable, "DE"), (O, Form::Utf8, "Acme")]);
    let inside = name(&[(C, Form::Utf8, "de"), (O, Form::Printable, "ACME"), (CN, Form::Utf8, "x")]);
    let outside = name(&[(C, Form::Utf8, "de"), (O, Form::Printable, "Acme 2"), (CN, Form::Utf8, "x")]);
    let compare = |name: &[u8], base: &[u8]| {
        subtree_match(&GeneralName::Directory(read(name)), &GeneralName::Directory(read(base)))
    };
    assert_eq!(compare(&inside, &base), Inside);
    assert_eq!(compare(&outside, &base), Outside);
    assert_eq!(compare(&base, &inside), Outside);
    assert_eq!(compare(&outside, &dn(&[])), Inside);
}

/// Otherwise a name could step out of an excluded subtree by another type of string.
#[test]
fn a_string_that_cannot_be_compared_is_unsupported() {
    let compare = |form: Form, text: &str| {
        let name = name(&[(C, Form::Printable, "DE"), (O, form, text)]);
        let base = testkit::x509::name(&[(C, Form::Printable, "DE"), (O, Form::Utf8, "Acme")]);
        subtree_match(&GeneralName::Directory(read(&name)), &GeneralName::Directory(read(&base)))
    };
    assert_eq!(compare(Form::Teletex, "Acme"), Unsupported);
    assert_eq!(compare(Form::Printable, "Acme"), Inside);
    let other_country = name(&[(C, Form::Printable, "FR"), (O, Form::Teletex, "Acme")]);
    let base = name(&[(C, Form::Printable, "DE"), (O, Form::Utf8, "Acme")]);
    let elsewhere =
        subtree_match(&GeneralName::Directory(read(&other_country)), &GeneralName::Directory(read(&base)));
    assert_eq!(elsewhere, Outside);
    let other_name = name(&[(O, Form::Teletex, "Acme"), (CN, Form::Utf8, "x")]);
    let base = name(&[(O, Form::Utf8, "Acme"), (CN, Form::Utf8, "y")]);
    let elsewhere =
        subtree_match(&GeneralName::Directory(read(&other_name)), &GeneralName::Directory(read(&base)));
    assert_eq!(elsewhere, Outside);
    // What is no string stands for no text.
    let number = dn(&[rdn(&[attribute(O, &[2, 1, 5])])]);
    let base = name(&[(O, Form::Teletex, "Acme")]);
    for (name, base) in [(&number, &base), (&base, &number)] {
        let answer = subtree_match(&GeneralName::Directory(read(name)), &GeneralName::Directory(read(base)));
        assert_eq!(answer, Outside);
    }
}

#[test]
fn forms_without_subtrees_are_unsupported_and_different_ones_apart() {
    let oid = Oid::from_contents(&[0x55, 4, 3]);
    let forms = [
        GeneralName::Other(oid, &[5, 0]),
        GeneralName::Email("a@example.com"),
        GeneralName::Dns("example.com"),
        GeneralName::X400(&[]),
        GeneralName::Directory(read(&[0x30, 0])),
        GeneralName::EdiParty(&[]),
        GeneralName::Uri("https://example.com"),
        GeneralName::Ip(&[192, 0, 2, 1]),
        GeneralName::RegisteredId(oid),
    ];
    for (index, name) in forms.iter().enumerate() {
        for (other, base) in forms.iter().enumerate() {
            let answer = subtree_match(name, base);
            match (index == other, index) {
                (false, _) => assert_eq!(answer, OtherForm),
                (true, 0 | 3 | 5 | 8) => assert_eq!(answer, Unsupported, "{name:?}"),
                (true, _) => assert_ne!(answer, OtherForm),
            }
        }
    }
}
