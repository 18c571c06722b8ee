//! Host names as RFC 9525 matches them.

use countersign_x509::{DnsName, IdentityError};
use testkit::x509::{Form, name};

use super::support::{CN, certificate, dns, presenting, uri};

#[test]
fn a_wildcard_stands_for_one_whole_leftmost_label() {
    let host = DnsName::parse("a.b.Example.com").unwrap();
    assert_eq!(host.as_str(), "a.b.example.com");
    for presented in ["a.b.example.com", "A.B.EXAMPLE.COM", "*.b.example.com", "*.B.example.com"] {
        assert!(host.is_presented_as(presented), "{presented}");
    }
    for presented in [
        "*.example.com",
        "*.*.example.com",
        "a.*.example.com",
        "a*.b.example.com",
        "*a.b.example.com",
        "**.b.example.com",
        "*",
        "*.",
        "*.com",
        ".b.example.com",
        "b.example.com",
        "a.b.example.com.",
        "*.b.example.com.",
        "a.b.example.com\0",
        "",
        "a.b.example.com\n",
        "xa.b.example.com",
    ] {
        assert!(!host.is_presented_as(presented), "{presented:?}");
    }
}

#[test]
fn a_wildcard_has_at_least_two_labels_behind_it() {
    assert!(DnsName::parse("a.example.com").unwrap().is_presented_as("*.example.com"));
    assert!(!DnsName::parse("example.com").unwrap().is_presented_as("*.com"));
    assert!(!DnsName::parse("com").unwrap().is_presented_as("*."));
}

#[test]
fn what_is_no_host_name_is_refused() {
    assert!(DnsName::parse("xn--bcher-kva.example").is_ok());
    for text in [
        "",
        ".",
        "example.com.",
        ".example.com",
        "*.example.com",
        "bücher.example",
        "192.0.2.1",
        "::1",
        "a b.example",
    ] {
        assert_eq!(DnsName::parse(text), Err(IdentityError::Dns), "{text:?}");
    }
}

#[test]
fn a_host_is_found_among_dns_names_alone() {
    let host = DnsName::parse("a.example.com").unwrap();
    let found = presenting(&[uri("https://x.example"), dns("b.example.com"), dns("*.example.com")]);
    assert_eq!(host.find_in(&found).unwrap().to_string(), "dns:*.example.com");
    assert!(host.find_in(&presenting(&[uri("https://a.example.com")])).is_none());
    assert!(host.find_in(&presenting(&[uri("a.example.com")])).is_none());
    let by_common_name = certificate(name(&[(CN, Form::Utf8, "a.example.com")]), &[], Vec::new());
    assert!(host.find_in(&by_common_name).is_none());
}
