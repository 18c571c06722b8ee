//! Hosts that rules name.

use countersign_transport::{Destination, HostPattern, HostPatternError, Rules};
use proptest::prelude::*;

use crate::script::url;

#[test]
fn a_pattern_is_exactly_one_host() {
    for (text, shown) in [
        ("a", "a"),
        ("A.Example:5000", "a.example:5000"),
        ("a:443", "a:443"),
        ("127.0.0.1:1", "127.0.0.1:1"),
        ("[::1]", "[::1]"),
        ("[0:0::1]:5000", "[::1]:5000"),
    ] {
        assert_eq!(text.parse::<HostPattern>().unwrap().to_string(), shown);
    }
    for bad in [
        "",
        "*",
        "*.a",
        "a/",
        "a/b",
        "a?",
        "https://a",
        "a:",
        "a:0",
        "a:b",
        "u@a",
        "a b",
        "[::1",
        "a,b",
        "::1",
        "a#",
    ] {
        assert_eq!(bad.parse::<HostPattern>(), Err(HostPatternError::Host), "{bad:?}");
    }
}

#[test]
fn without_a_port_that_of_the_scheme_is_meant() {
    let allows = |pattern: &str, asked: &str| {
        Rules::new()
            .allow_plain_http(pattern.parse().unwrap())
            .check_start(&url(asked), Destination::Any)
            .is_ok()
    };
    assert!(allows("a", "http://a/") && allows("a", "http://A:80/") && allows("a:80", "http://a/"));
    assert!(!allows("a", "http://a:5000/") && !allows("a:443", "http://a/") && !allows("a", "http://a.b/"));
}

proptest! {
    #[test]
    fn what_is_shown_is_the_same_pattern(text in "[a-zA-Z0-9._-]{1,12}(:[1-9][0-9]{0,4})?") {
        if let Ok(pattern) = text.parse::<HostPattern>() {
            prop_assert_eq!(pattern.to_string().parse::<HostPattern>(), Ok(pattern));
        }
    }
}
