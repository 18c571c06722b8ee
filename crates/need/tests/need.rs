//! Needs: what may be fetched.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use countersign_need::{Method, Need, NeedError, Purpose};

fn get(url: &str) -> Result<Need, NeedError> {
    Need::get(Purpose::CertificateRevocationList, url, 10)
}

#[test]
fn a_get_has_no_body() {
    let need = get("http://crl.example/ca.crl").unwrap();
    assert_eq!((need.purpose(), need.method()), (Purpose::CertificateRevocationList, Method::Get));
    assert_eq!((need.url(), need.limit()), ("http://crl.example/ca.crl", 10));
    assert_eq!((need.target().host(), need.target().path()), ("crl.example", "/ca.crl"));
    assert_eq!((need.content_type(), need.body(), need.accepted().len()), (None, &b""[..], 0));
}

#[test]
fn a_post_and_a_put_carry_a_body_of_a_media_type() {
    let make = [(Method::Post, Need::post as fn(_, _, _, _, _) -> _), (Method::Put, Need::put)];
    for (method, make) in make {
        let need: Result<Need, NeedError> =
            make(Purpose::OcspResponse, "https://ocsp.example", "application/ocsp-request", b"q".to_vec(), 7);
        let need = need.unwrap();
        assert_eq!((need.method(), need.body(), need.limit()), (method, &b"q"[..], 7));
        assert_eq!(need.content_type(), Some("application/ocsp-request"));
    }
    assert_eq!(
        [Method::Get, Method::Post, Method::Put].map(|method| method.to_string()),
        ["GET", "POST", "PUT"]
    );
}

#[test]
fn accepted_media_types_keep_their_order() {
    let need = get("https://log.example/").unwrap().accept("text/plain").unwrap().accept("a/b").unwrap();
    assert_eq!(need.accepted(), ["text/plain", "a/b"]);
}

#[test]
fn refuses_media_types_that_are_none() {
    let long = format!("a/{}", "b".repeat(128));
    for bad in [
        "",
        "text",
        "/",
        "text/",
        "/plain",
        "a/b/c",
        "*/*",
        "a/b; c=d",
        "a/b\r\nX: y",
        "a/b, c/d",
        "ä/b",
        &long,
    ] {
        assert_eq!(get("https://a").unwrap().accept(bad), Err(NeedError::MediaType), "{bad:?}");
        let post = Need::post(Purpose::Timestamp, "https://a", bad, Vec::new(), 1);
        assert_eq!(post, Err(NeedError::MediaType), "{bad:?}");
        let put = Need::put(Purpose::Timestamp, "https://a", bad, Vec::new(), 1);
        assert_eq!(put, Err(NeedError::MediaType), "{bad:?}");
    }
}

#[test]
fn accepts_absolute_urls_of_http() {
    let longest = format!("https://a/{}", "b".repeat(8192 - 10));
    for url in [
        "http://a",
        "https://a/",
        "HTTPS://A.Example/",
        "https://a.example:8443/b/c?d=e&f=%20g",
        "https://a?b",
        "http://127.0.0.1:1/",
        "http://[::1]/",
        "http://[2001:db8::1]:65535/a",
        "https://a_b.example/",
        "https://a/b@c",
        "https://a/b:c",
        "https://a/?q=http://b/@c",
        "https://a/-._~!$&'()*+,;=:@[]/%7e",
        &longest,
    ] {
        assert_eq!(get(url).unwrap().url(), url);
    }
}

#[test]
fn refuses_other_urls() {
    use NeedError::{Character, Fragment, Host, NoHost, Port, Scheme, TooLong, UserInformation};
    let long = format!("https://a/{}", "b".repeat(8192 - 9));
    for (url, error) in [
        ("", Scheme),
        ("a", Scheme),
        ("/a", Scheme),
        ("//a/b", Scheme),
        ("a.example/b", Scheme),
        ("https:a", Scheme),
        ("https:/a", Scheme),
        ("ftp://a/", Scheme),
        ("file:///etc/passwd", Scheme),
        ("ldap://a/cn=b", Scheme),
        ("httpss://a/", Scheme),
        ("javascript:http://a", Scheme),
        ("http://", NoHost),
        ("https:///a", NoHost),
        ("https://?a", NoHost),
        ("https://:80/", NoHost),
        ("https://a%2fb/", Host),
        ("https://a!b/", Host),
        ("https://[::1/", Host),
        ("https://[]/", Host),
        ("https://[::g]/", Host),
        ("https://[a.example]/", Host),
        ("https://a]/", Host),
        ("https://user@a/", UserInformation),
        ("https://user:secret@a/", UserInformation),
        ("https://a.example:443@b.example/", UserInformation),
        ("https://@a/", UserInformation),
        ("https://a:/", Port),
        ("https://a:0/", Port),
        ("https://a:080/", Port),
        ("https://a:65536/", Port),
        ("https://a:+80/", Port),
        ("https://a:80:80/", Port),
        ("https://a:b/", Port),
        ("https://[::1]80/", Port),
        ("https://[::1]a.example/", Port),
        ("https://a/#b", Fragment),
        ("https://a#", Fragment),
        (" https://a/", Character { offset: 0 }),
        ("https://a /", Character { offset: 9 }),
        ("https://a/b c", Character { offset: 11 }),
        ("https://a/\t", Character { offset: 10 }),
        ("https://a/\r\nHost: b", Character { offset: 10 }),
        ("https://a/\0", Character { offset: 10 }),
        ("https://a/\u{7f}", Character { offset: 10 }),
        ("https://a\\b/", Character { offset: 9 }),
        ("https://a/\"b", Character { offset: 10 }),
        ("https://a/<b>", Character { offset: 10 }),
        ("https://a/{b}", Character { offset: 10 }),
        ("https://a/%", Character { offset: 10 }),
        ("https://a/%2", Character { offset: 10 }),
        ("https://a/%2g", Character { offset: 10 }),
        ("https://ä/", Character { offset: 8 }),
        ("https://a/\u{202e}", Character { offset: 10 }),
        (&long, TooLong { limit: 8192, actual: 8193 }),
    ] {
        assert_eq!(get(url), Err(error), "{url:.80}");
        let post = Need::post(Purpose::Timestamp, url, "a/b", Vec::new(), 1);
        assert_eq!(post, Err(error), "{url:.80}");
    }
}

#[test]
fn no_byte_slips_through_unseen() {
    for byte in 0..=127_u8 {
        let found = get(&format!("https://a/{}b", char::from(byte)));
        let allowed = byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()*+,;=".contains(&byte);
        assert_eq!(found.is_ok(), allowed, "{byte}");
    }
}

#[test]
fn does_not_show_its_body() {
    let need = Need::post(Purpose::SigningCertificate, "https://a", "a/b", b"secret".to_vec(), 1).unwrap();
    let shown = format!("{need:?}");
    assert!(shown.contains("6 bytes") && !shown.contains("secret") && !shown.contains("115, 101"), "{shown}");
}

#[test]
fn errors_say_what_and_how_much() {
    for (error, text) in [
        (NeedError::TooLong { limit: 1, actual: 2 }, "the URL is 2 bytes long, at most 1 are allowed"),
        (NeedError::Character { offset: 3 }, "the URL has a byte at 3 that is not allowed"),
        (NeedError::Scheme, "the URL begins with neither http:// nor https://"),
        (NeedError::UserInformation, "the URL names a user"),
        (NeedError::NoHost, "the URL names no host"),
        (NeedError::Host, "the URL has a host that is neither a name nor an address"),
        (NeedError::Port, "the URL has a port that is no number from 1 to 65535"),
        (NeedError::Fragment, "the URL has a fragment"),
        (NeedError::MediaType, "the media type is not a type, a slash and a subtype"),
    ] {
        assert_eq!(error.to_string(), text);
    }
}
