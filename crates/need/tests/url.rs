//! URLs: their parts, and references resolved against them.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use countersign_need::{NeedError, Scheme, Url};
use proptest::prelude::*;

/// RFC 3986 §5.4.
const BASE: &str = "http://a/b/c/d;p?q";

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

#[test]
fn a_url_has_its_parts() {
    for (text, scheme, host, port, authority, path, query) in [
        ("http://a", Scheme::Http, "a", 80, "a", "/", None),
        ("https://a?b", Scheme::Https, "a", 443, "a", "/", Some("b")),
        ("HTTPS://A.Example:443/B?", Scheme::Https, "a.example", 443, "a.example", "/B", Some("")),
        ("http://a:443/b?c?d", Scheme::Http, "a", 443, "a:443", "/b", Some("c?d")),
        ("http://127.0.0.1:5000/", Scheme::Http, "127.0.0.1", 5000, "127.0.0.1:5000", "/", None),
        ("https://[::1]/x", Scheme::Https, "[::1]", 443, "[::1]", "/x", None),
        ("https://[0:0:0:0:0:0:0:1]:8443", Scheme::Https, "[::1]", 8443, "[::1]:8443", "/", None),
        ("https://[2001:DB8::1]", Scheme::Https, "[2001:db8::1]", 443, "[2001:db8::1]", "/", None),
    ] {
        let url = url(text);
        assert_eq!((url.as_str(), url.to_string().as_str()), (text, text));
        assert_eq!((url.scheme(), url.is_https()), (scheme, scheme == Scheme::Https), "{text}");
        assert_eq!((url.host(), url.port(), url.authority().as_str()), (host, port, authority), "{text}");
        assert_eq!((url.path(), url.query()), (path, query), "{text}");
    }
    assert_eq!(url("https://a?b").path_and_query(), "?b");
    assert_eq!(url("https://a").path_and_query(), "");
    assert_eq!(format!("{:?}", url("https://a/b")), r#""https://a/b""#);
}

#[test]
fn a_host_that_some_take_for_an_address_and_others_for_a_name_is_none() {
    for host in [
        "0x7f.1",
        "0x7f000001",
        "0X7F.0.0.1",
        "127.1",
        "2130706433",
        "0177.0.0.1",
        "1",
        "a.1",
        "256.0.0.1",
        "1.2.3.4.",
        "1.2.3.4.5",
        "a.0x",
        "127.0.0.0x1",
        "01.2.3.4",
    ] {
        assert_eq!(Url::parse(&format!("https://{host}/")), Err(NeedError::Host), "{host}");
    }
    for host in ["1.2.3.4", "1a", "a.1b", "0x7g", "x0", "1.a", "a.b.", "127.0.0.1.example"] {
        assert_eq!(Url::parse(&format!("https://{host}/")).unwrap().host(), host);
    }
}

/// All of RFC 3986 §5.4.1 and §5.4.2 that name no other scheme and no fragment.
#[test]
fn references_are_resolved_as_the_standard_shows() {
    for (reference, expected) in [
        ("g", "http://a/b/c/g"),
        ("./g", "http://a/b/c/g"),
        ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"),
        ("//g", "http://g"),
        ("?y", "http://a/b/c/d;p?y"),
        ("g?y", "http://a/b/c/g?y"),
        (";x", "http://a/b/c/;x"),
        ("g;x", "http://a/b/c/g;x"),
        ("", "http://a/b/c/d;p?q"),
        (".", "http://a/b/c/"),
        ("./", "http://a/b/c/"),
        ("..", "http://a/b/"),
        ("../", "http://a/b/"),
        ("../g", "http://a/b/g"),
        ("../..", "http://a/"),
        ("../../", "http://a/"),
        ("../../g", "http://a/g"),
        ("../../../g", "http://a/g"),
        ("../../../../g", "http://a/g"),
        ("/./g", "http://a/g"),
        ("/../g", "http://a/g"),
        ("g.", "http://a/b/c/g."),
        (".g", "http://a/b/c/.g"),
        ("g..", "http://a/b/c/g.."),
        ("..g", "http://a/b/c/..g"),
        ("./../g", "http://a/b/g"),
        ("./g/.", "http://a/b/c/g/"),
        ("g/./h", "http://a/b/c/g/h"),
        ("g/../h", "http://a/b/c/h"),
        ("g;x=1/./y", "http://a/b/c/g;x=1/y"),
        ("g;x=1/../y", "http://a/b/c/y"),
        ("g?y/./x", "http://a/b/c/g?y/./x"),
        ("g?y/../x", "http://a/b/c/g?y/../x"),
    ] {
        assert_eq!(url(BASE).join(reference).unwrap().as_str(), expected, "{reference}");
    }
}

#[test]
fn references_to_what_is_no_url_are_refused() {
    for (reference, error) in [
        ("g:h", NeedError::Scheme),
        ("http:g", NeedError::Scheme),
        ("file:///etc/passwd", NeedError::Scheme),
        ("gopher://a/", NeedError::Scheme),
        ("name:tag", NeedError::Scheme),
        ("#s", NeedError::Fragment),
        ("g#s", NeedError::Fragment),
        ("g?y#s", NeedError::Fragment),
        ("//", NeedError::NoHost),
        ("//u@b/", NeedError::UserInformation),
        ("//b:0/", NeedError::Port),
        ("//0x7f.1/", NeedError::Host),
        ("a b", NeedError::Character { offset: 1 }),
        ("\\\\b", NeedError::Character { offset: 0 }),
        ("%2", NeedError::Character { offset: 0 }),
        ("ä", NeedError::Character { offset: 0 }),
    ] {
        assert_eq!(url(BASE).join(reference), Err(error), "{reference}");
    }
    let long = "a".repeat(8192);
    assert_eq!(url(BASE).join(&long), Err(NeedError::TooLong { limit: 8192, actual: 8192 + 13 }));
}

#[test]
fn other_references_are_resolved_where_it_matters() {
    for (base, reference, expected) in [
        ("https://a", "g", "https://a/g"),
        ("https://a?q", "g", "https://a/g"),
        ("https://a?q", "", "https://a/?q"),
        ("https://a", "?y", "https://a/?y"),
        ("HTTPS://A:443/b", "c", "https://a/c"),
        ("https://a:8443/b", "/c", "https://a:8443/c"),
        ("https://[::1]:5000/b", "c", "https://[::1]:5000/c"),
        ("https://a/b", "//c", "https://c"),
        ("https://a/b", "HTTP://C/../d", "HTTP://C/../d"),
        ("https://a/b", "/..//evil/x", "https://a//evil/x"),
        ("https://a/b", "/c?d=https://e/", "https://a/c?d=https://e/"),
        ("https://a/v2/r/blobs/uploads/", "./id:1/x", "https://a/v2/r/blobs/uploads/id:1/x"),
    ] {
        assert_eq!(url(base).join(reference).unwrap().as_str(), expected, "{base} {reference}");
    }
}

#[test]
fn pairs_are_added_to_the_query_encoded() {
    let pair = |base: &str| url(base).with_query_pair("n m", "a&b=c+d/é~._-").unwrap().to_string();
    let encoded = "n%20m=a%26b%3Dc%2Bd%2F%C3%A9~._-";
    assert_eq!(pair("https://a/b"), format!("https://a/b?{encoded}"));
    assert_eq!(pair("https://a/b?"), format!("https://a/b?{encoded}"));
    assert_eq!(pair("https://a/b?c"), format!("https://a/b?c&{encoded}"));
    assert_eq!(pair("https://a"), format!("https://a?{encoded}"));
    let long = "/".repeat(4000);
    let error = url("https://a/b").with_query_pair("n", &long);
    assert_eq!(error, Err(NeedError::TooLong { limit: 8192, actual: 11 + 3 + 12_000 }));
}

/// URLs, near ones and references.
fn texts() -> impl Strategy<Value = String> {
    let part = "[a-zA-Z0-9:/?#@\\[\\].%_;=&~ \\-]{0,12}";
    prop_oneof![
        "\\PC{0,30}",
        part,
        (part, part).prop_map(|(authority, rest)| format!("https://{authority}/{rest}")),
        ("[a-z0-9.]{1,8}(:[0-9]{1,5})?", "(/(\\.|\\.\\.|[a-z]{0,3})){0,6}(\\?[a-z/.=]{0,6})?")
            .prop_map(|(authority, rest)| format!("http://{authority}{rest}")),
        "(/|//)?((\\.|\\.\\.|[a-z:]{0,3})/?){0,6}(\\?[a-z/.=]{0,6})?",
    ]
}

proptest! {
    #[test]
    fn what_is_parsed_is_printed_as_it_was(text in texts()) {
        if let Ok(url) = Url::parse(&text) {
            prop_assert_eq!(url.as_str(), text.as_str());
            prop_assert_eq!(Url::parse(url.as_str()), Ok(url.clone()));
            let rebuilt = format!("{}://{}{}", url.scheme(), url.authority(), url.path_and_query());
            let rebuilt = Url::parse(&rebuilt).unwrap();
            prop_assert_eq!((rebuilt.host(), rebuilt.port()), (url.host(), url.port()));
            prop_assert_eq!((rebuilt.path(), rebuilt.query()), (url.path(), url.query()));
        }
    }

    #[test]
    fn a_reference_never_leads_out_of_http(base in texts(), reference in texts()) {
        let Ok(base) = Url::parse(&base) else { return Ok(()) };
        if let Ok(joined) = base.join(&reference) {
            let text = joined.as_str().to_ascii_lowercase();
            prop_assert!(text.starts_with("http://") || text.starts_with("https://"));
            prop_assert_eq!(Url::parse(joined.as_str()), Ok(joined.clone()));
            let relative = !reference.contains("//") && !reference.contains(':');
            if relative {
                prop_assert_eq!((joined.host(), joined.port()), (base.host(), base.port()));
                let leaves = |segment: &str| segment == "." || segment == "..";
                prop_assert!(reference.is_empty() || reference.starts_with('?') || !joined.path().split('/').any(leaves));
            }
        }
    }

    #[test]
    fn a_pair_that_was_added_is_read_back(value in "\\PC{0,40}") {
        let url = url("https://a/b?c=d").with_query_pair("n", &value).unwrap();
        let encoded = url.query().unwrap().strip_prefix("c=d&n=").unwrap();
        prop_assert_eq!(decoded(encoded), value.as_bytes());
    }
}

/// What percent-encoded text says.
fn decoded(text: &str) -> Vec<u8> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next().unwrap().as_bytes().to_vec();
    for piece in pieces {
        let (hex, plain) = piece.split_at(2);
        bytes.push(u8::from_str_radix(hex, 16).unwrap());
        bytes.extend_from_slice(plain.as_bytes());
    }
    bytes
}
