//! Header fields.

use countersign_transport::{Detail, HeaderError, Headers, Method, Request, TransportError};
use proptest::prelude::*;

use crate::script::url;

#[test]
fn names_have_no_case_and_fields_their_order() {
    let mut headers = Headers::new();
    headers.append("X-A", "1").unwrap();
    headers.append("x-a", " 2\t").unwrap();
    headers.append("B", "3").unwrap();
    assert_eq!((headers.get("x-A"), headers.get("c")), (Some("1"), None));
    assert_eq!(headers.get_all("X-a").collect::<Vec<_>>(), ["1", "2"]);
    headers.insert("X-A", "4").unwrap();
    let fields: Vec<_> = headers.iter().collect();
    assert_eq!((fields, headers.len()), (vec![("b", "3"), ("x-a", "4")], 2));
}

#[test]
fn no_field_breaks_out_of_its_line() {
    let append = |name, value| Headers::new().append(name, value);
    for name in ["", "a b", "a:", "a\n", "ä", "a(b)"] {
        assert_eq!(append(name, "x"), Err(HeaderError::Name), "{name:?}");
    }
    for (value, offset) in [("a\r\nB: c", 1), ("\0", 0), ("ab\u{7f}", 2), ("ä", 0)] {
        assert_eq!(append("a", value), Err(HeaderError::Value { offset }), "{value:?}");
    }
    assert_eq!(append("a-b_c!#$%&'*+.^`|~9", "visible ~ \t text"), Ok(()));
    assert_eq!(TransportError::from(HeaderError::Name), TransportError::Header);
}

#[test]
fn nothing_shows_secret_fields() {
    let mut headers = Headers::new();
    for name in ["authorization", "set-cookie", "cookie", "proxy-authorization"] {
        headers.append(name, "canary").unwrap();
    }
    headers.append("server", "shown").unwrap();
    let shown = format!("{headers:?}");
    assert!(shown.contains("shown") && !shown.contains("canary"), "{shown}");
    let request = Request::new(Method::Get, url("https://a/b?signature=canary"));
    assert!(!format!("{request:?}").contains("canary"));
}

#[test]
fn details_are_short_and_harmless() {
    let detail = Detail::new("a\nb\u{202e}");
    assert_eq!((detail.as_str(), detail.to_string().as_str()), (r"a\u{a}b\u{202e}", r": a\u{a}b\u{202e}"));
    assert_eq!(Detail::none().to_string(), "");
    assert!(Detail::new("x".repeat(10_000)).as_str().chars().count() <= 257);
    let error = TransportError::Connect(Detail::new("connection refused"));
    assert_eq!(error.to_string(), "no connection to the server could be made: connection refused");
}

proptest! {
    #[test]
    fn accepted_values_are_kept_and_are_one_line(value in "\\PC{0,20}|[ -~\t]{0,20}") {
        let mut headers = Headers::new();
        if headers.append("a", &value).is_ok() {
            let kept = headers.get("a").unwrap();
            prop_assert_eq!(kept, value.trim_matches([' ', '\t']));
            prop_assert!(kept.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte)));
        } else {
            prop_assert!(value.bytes().any(|byte| byte != b'\t' && !(b' '..=b'~').contains(&byte)));
        }
    }
}
