//! Rules for asking hosts that foreign certificates name.

use countersign_transport::{AddressClass, ExchangeError, RuleError, Rules, TransportError};

use crate::{
    get, origin,
    script::{Answer, PRIVATE, PUBLIC, Script, client_under, ip},
    token,
};

fn rules() -> Rules {
    Rules::for_signed_payloads()
}

fn not_dialled(address: &str) -> ExchangeError {
    let (address, class) = (ip(address), AddressClass::of(ip(address)));
    ExchangeError::Transport(TransportError::Destination { address, class })
}

/// What comes of `http://a/`, dialled at the first address, that leads to `http://b/`, dialled at the second.
fn led(rules: Rules, from: &str, to: &str) -> Result<u16, ExchangeError> {
    let table = [("http://a/", Answer::to("http://b/").from(from)), ("http://b/", Answer::new(200).from(to))];
    let (_, client) = client_under(rules, Script::new(&table));
    get(&client, "http://a/", None).map(|reply| reply.status())
}

#[test]
fn every_host_is_spoken_to_by_http() {
    assert_eq!(led(rules(), PUBLIC, "1.1.1.1"), Ok(200));
    assert!(led(Rules::new(), PUBLIC, "1.1.1.1").is_err());
}

#[test]
fn no_host_is_private_that_is_not_named() {
    for inner in [PRIVATE, "127.0.0.1", "::1", "169.254.169.254", "::ffff:10.0.0.1"] {
        assert_eq!(led(rules(), inner, PUBLIC), Err(not_dialled(inner)), "first");
        assert_eq!(led(rules(), PUBLIC, inner), Err(not_dialled(inner)), "led to");
    }
    let named = rules().allow_destination("a".parse().unwrap());
    assert_eq!(led(named.clone(), PRIVATE, PUBLIC), Ok(200));
    assert_eq!(led(named.clone(), PRIVATE, PRIVATE), Err(not_dialled(PRIVATE)), "one that is named leads on");
    assert_eq!(led(named.allow_destination("b".parse().unwrap()), PRIVATE, PRIVATE), Ok(200));
}

#[test]
fn an_address_in_the_url_is_refused_before_anything_is_sent() {
    let (script, client) = client_under(rules(), Script::new(&[("http://127.0.0.1/", Answer::new(200))]));
    let refused = RuleError::Destination { to: origin("http://127.0.0.1/"), class: AddressClass::Loopback };
    assert_eq!(get(&client, "http://127.0.0.1/", None).unwrap_err(), ExchangeError::Rule(refused));
    assert!(script.seen().is_empty());
}

#[test]
fn nobody_is_led_from_https_to_http() {
    let table = [("https://a/", Answer::to("http://b/")), ("http://b/", Answer::new(200))];
    let (_, client) = client_under(rules(), Script::new(&table));
    let refused = RuleError::Downgrade { from: origin("https://a/"), to: origin("http://b/") };
    assert_eq!(get(&client, "https://a/", None).unwrap_err(), ExchangeError::Rule(refused));
}

#[test]
fn nobody_is_told_credentials() {
    for url in ["http://a/", "https://a/"] {
        let (script, client) = client_under(rules(), Script::new(&[(url, Answer::new(200))]));
        get(&client, url, Some(&token(url))).unwrap();
        assert_eq!(script.authorizations(), [None]);
    }
    let (script, client) = client_under(Rules::new(), Script::new(&[("https://a/", Answer::new(200))]));
    get(&client, "https://a/", Some(&token("https://a/"))).unwrap();
    assert_eq!(script.authorizations(), [Some("Bearer secret".to_owned())]);
}
