//! Where `http` is spoken.

use countersign_transport::{ExchangeError, RuleError, Rules, Scheme};

use crate::{
    get, origin,
    script::{Answer, PRIVATE, Script, client, client_under},
};

fn allowing(hosts: &[&str]) -> Rules {
    hosts.iter().fold(Rules::new(), |rules, host| rules.allow_plain_http(host.parse().unwrap()))
}

#[test]
fn http_is_not_spoken_unless_allowed() {
    let (script, strict) = client(&[("http://a/", Answer::new(200))]);
    let refused = RuleError::PlainHttp { to: origin("http://a") };
    assert_eq!(get(&strict, "http://a/", None).unwrap_err(), ExchangeError::Rule(refused));
    assert!(script.urls().is_empty());
    let (_, allowed) = client_under(allowing(&["a"]), Script::new(&[("http://a/", Answer::new(200))]));
    assert_eq!(get(&allowed, "http://a/", None).unwrap().status(), 200);
}

#[test]
fn a_redirect_never_leads_from_https_to_http() {
    let table = [("https://a/", Answer::to("http://b/")), ("http://b/", Answer::new(200))];
    let (script, client) = client_under(allowing(&["a", "b"]), Script::new(&table));
    let refused = RuleError::Downgrade { from: origin("https://a"), to: origin("http://b") };
    assert_eq!(get(&client, "https://a/", None).unwrap_err(), ExchangeError::Rule(refused));
    assert_eq!(script.urls(), ["https://a/"]);
    assert!(get(&client, "http://b/", None).is_ok());
}

#[test]
fn a_redirect_by_http_goes_to_allowed_hosts_only() {
    let table = [
        ("http://a/b", Answer::to("http://b/").from(PRIVATE)),
        ("http://a/c", Answer::to("http://c/").from(PRIVATE)),
        ("http://b/", Answer::new(200).from(PRIVATE)),
        ("http://c/", Answer::new(200).from(PRIVATE)),
    ];
    let (_, client) = client_under(allowing(&["a", "b"]), Script::new(&table));
    assert!(get(&client, "http://a/b", None).is_ok());
    let refused = RuleError::PlainHttp { to: origin("http://c") };
    assert_eq!(get(&client, "http://a/c", None).unwrap_err(), ExchangeError::Rule(refused));
}

#[test]
fn the_scheme_of_a_host_is_https_unless_said_otherwise() {
    let rules = allowing(&["a", "b:5000"]);
    for (authority, scheme) in [
        ("a", Scheme::Http),
        ("A:80", Scheme::Http),
        ("a:5000", Scheme::Https),
        ("b", Scheme::Https),
        ("b:5000", Scheme::Http),
        ("b:5001", Scheme::Https),
        ("c.b:5000", Scheme::Https),
        ("localhost:5000", Scheme::Https),
        ("not a host", Scheme::Https),
        ("a/b", Scheme::Https),
        ("", Scheme::Https),
    ] {
        assert_eq!(rules.scheme_for(authority), scheme, "{authority}");
    }
}
