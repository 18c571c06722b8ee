//! Hosts that speak `http` because they are this machine.

use countersign_transport::{
    AddressClass, Destination, Dialled, ExchangeError, Hop, RealmUse, RuleError, Rules, Scheme,
    TransportError,
};

use crate::{
    get, origin,
    script::{Answer, PRIVATE, PUBLIC, Script, client_under, ip, url},
    token,
};

const HERE: &str = "127.0.0.1";

fn rules() -> Rules {
    Rules::new().with_loopback_http()
}

#[test]
fn exactly_three_forms_speak_http() {
    let rules = rules();
    for loopback in
        ["localhost", "LOCALHOST:5000", "127.0.0.1", "127.1.2.3:5000", "[::1]", "[0:0:0:0:0:0:0:1]:5000"]
    {
        assert_eq!(rules.scheme_for(loopback), Scheme::Http, "{loopback}");
        assert_eq!(Rules::new().scheme_for(loopback), Scheme::Https, "{loopback}");
    }
    for other in [
        "localhost.",
        "localhost.evil",
        "evil-localhost",
        "a.localhost",
        "127.1",
        "127.0.0.1.evil",
        "128.0.0.1",
        "[::ffff:127.0.0.1]",
        "[::2]",
        "0.0.0.0",
        "0x7f.0.0.1",
        "ip6-localhost",
        "localhost:0",
        "10.0.0.1",
    ] {
        assert_eq!(rules.scheme_for(other), Scheme::Https, "{other}");
    }
}

#[test]
fn their_names_lead_to_loopback_addresses_only() {
    let ask = |address: &str| {
        let script = Script::new(&[("http://localhost:5000/", Answer::new(200).from(address))]);
        let (_, client) = client_under(rules(), script);
        get(&client, "http://localhost:5000/", None).map(|reply| reply.status())
    };
    assert_eq!((ask(HERE), ask("::1")), (Ok(200), Ok(200)));
    for elsewhere in [PUBLIC, PRIVATE] {
        let (address, class) = (ip(elsewhere), AddressClass::of(ip(elsewhere)));
        let refused = TransportError::Destination { address, class };
        assert_eq!(ask(elsewhere), Err(ExchangeError::Transport(refused)));
    }
}

#[test]
fn they_are_not_asked_through_a_proxy_or_by_who_knows_what() {
    for dialled in [Dialled::Proxy, Dialled::Unknown] {
        let script = Script::new(&[("http://localhost/", Answer::new(200).dialled(dialled))]);
        let (_, client) = client_under(rules(), script);
        let refused = RuleError::Unchecked { to: origin("http://localhost") };
        assert_eq!(get(&client, "http://localhost/", None).unwrap_err(), ExchangeError::Rule(refused));
    }
}

#[test]
fn what_they_answer_stays_on_this_machine() {
    let (_, client) = client_under(rules().allow_plain_http("a".parse().unwrap()), Script::new(&[]));
    let hop = Hop::new(url("http://localhost:5000/v2/"), Dialled::Address(ip(HERE)));
    for elsewhere in ["https://a/", "http://a/", "http://10.0.0.1/", "https://localhost.evil/"] {
        let refused =
            RuleError::LeavesLoopback { from: origin("http://localhost:5000"), to: origin(elsewhere) };
        assert_eq!(client.step(&hop, elsewhere), Err(refused.clone()), "{elsewhere}");
        assert_eq!(client.realm(hop.url(), &hop, elsewhere), Err(refused), "{elsewhere}");
    }
    for here in ["/v2/next", "http://localhost:5001/", "http://127.0.0.1:5001/", "https://[::1]/"] {
        assert_eq!(client.step(&hop, here).unwrap().destination(), Destination::LoopbackOnly, "{here}");
    }
}

#[test]
fn a_redirect_stays_on_this_machine() {
    let table = [
        ("http://localhost:5000/out", Answer::to("https://a/").from(HERE)),
        ("http://localhost:5000/here", Answer::to("http://127.0.0.1:5001/").from(HERE)),
        ("http://127.0.0.1:5001/", Answer::new(200).from(HERE)),
        ("https://a/", Answer::new(200)),
    ];
    let (script, client) = client_under(rules(), Script::new(&table));
    let refused =
        RuleError::LeavesLoopback { from: origin("http://localhost:5000"), to: origin("https://a") };
    let token = token("http://localhost:5000");
    let error = get(&client, "http://localhost:5000/out", Some(&token)).unwrap_err();
    assert_eq!(error, ExchangeError::Rule(refused));
    assert_eq!(get(&client, "http://localhost:5000/here", Some(&token)).unwrap().status(), 200);
    let sent = script.authorizations();
    assert_eq!(sent[1..], [Some("Bearer secret".to_owned()), None], "another port is another origin");
}

/// By `https` a host of this machine is one like any other, unless it was led to by one that speaks `http`.
#[test]
fn no_detour_by_https_leads_off_this_machine() {
    let led = |first: &str, last: &str| {
        let table = [
            ("http://localhost:5000/", Answer::to("https://localhost:8443/").from(HERE)),
            ("https://localhost:8443/", Answer::to(last).from(HERE)),
            (last, Answer::new(200).from(HERE)),
        ];
        let (_, client) = client_under(rules(), Script::new(&table));
        get(&client, first, None).map(|reply| reply.status())
    };
    let refused =
        RuleError::LeavesLoopback { from: origin("https://localhost:8443"), to: origin("https://a") };
    assert_eq!(led("http://localhost:5000/", "https://a/"), Err(ExchangeError::Rule(refused)));
    assert_eq!(led("http://localhost:5000/", "https://[::1]/"), Ok(200));
    assert_eq!(led("https://localhost:8443/", "https://a/"), Ok(200));
}

#[test]
fn a_realm_that_was_named_is_on_this_machine_by_its_address_too() {
    let registry = url("http://localhost:5000/v2/");
    let hop = Hop::new(registry.clone(), Dialled::Address(ip(HERE)));
    let named = rules().allow_realm("localhost:5000".parse().unwrap(), "localhost:8443".parse().unwrap());
    let realm = named.check_realm(&registry, &hop, &url("https://localhost:8443/token")).unwrap();
    assert_eq!(realm.with_credentials().unwrap().destination(), Destination::LoopbackOnly);
}

#[test]
fn a_realm_on_another_port_is_asked_without_credentials() {
    let registry = url("http://localhost:5000/v2/");
    let hop = Hop::new(registry.clone(), Dialled::Address(ip(HERE)));
    let allowed = |rules: &Rules, realm: &str| rules.check_realm(&registry, &hop, &url(realm)).unwrap();
    assert_eq!(allowed(&rules(), "http://localhost:5000/token").allowed(), RealmUse::WithCredentials);
    let named = rules().allow_realm("localhost:5000".parse().unwrap(), "localhost:5001".parse().unwrap());
    for other in ["http://localhost:5001/token", "http://127.0.0.1:5000/token", "https://localhost/token"] {
        let realm = allowed(&rules(), other);
        assert_eq!(realm.allowed(), RealmUse::AnonymousOnly, "{other}");
        let refused = RuleError::Realm { registry: origin("http://localhost:5000"), realm: origin(other) };
        assert_eq!(realm.with_credentials(), Err(refused));
        assert_eq!(realm.anonymously().url(), &url(other));
    }
    assert_eq!(allowed(&named, "http://localhost:5001/token").allowed(), RealmUse::WithCredentials);
    assert_eq!(allowed(&named, "http://localhost:5002/token").allowed(), RealmUse::AnonymousOnly);
}

#[test]
fn a_public_host_does_not_lead_to_this_machine() {
    let (_, client) = client_under(rules(), Script::new(&[]));
    let hop = Hop::new(url("https://a/"), Dialled::Address(ip(PUBLIC)));
    let refused = RuleError::Downgrade { from: origin("https://a"), to: origin("http://localhost:5000") };
    assert_eq!(client.step(&hop, "http://localhost:5000/"), Err(refused));
}
