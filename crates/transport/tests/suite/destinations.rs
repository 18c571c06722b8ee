//! Where an answer may lead, by what is dialled.

use countersign_transport::{
    AddressClass, Destination, Dialled, ExchangeError, Hop, Method, NeedError, Request, RuleError, Rules,
    TransportError, Until, block_on,
};

use crate::{
    get, origin,
    script::{Answer, PRIVATE, PUBLIC, Script, client, client_under, ip, url},
};

fn not_dialled(address: &str) -> ExchangeError {
    let (address, class) = (ip(address), AddressClass::of(ip(address)));
    ExchangeError::Transport(TransportError::Destination { address, class })
}

/// What comes of `https://a/`, dialled at the first address, that leads to `https://b/`, dialled at the second.
fn led(rules: Rules, from: &str, to: &str) -> Result<u16, ExchangeError> {
    let table =
        [("https://a/", Answer::to("https://b/").from(from)), ("https://b/", Answer::new(200).from(to))];
    let (_, client) = client_under(rules, Script::new(&table));
    get(&client, "https://a/", None).map(|reply| reply.status())
}

#[test]
fn a_public_host_leads_to_public_hosts_only() {
    for inner in [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "169.254.169.254",
        "fe80::1",
        "224.0.0.1",
    ] {
        assert_eq!(led(Rules::new(), PUBLIC, inner), Err(not_dialled(inner)));
    }
    assert_eq!(led(Rules::new(), PUBLIC, "1.1.1.1"), Ok(200));
    assert_eq!(led(Rules::new(), PUBLIC, "2606:4700::1111"), Ok(200));
    assert_eq!(led(Rules::new(), "::ffff:8.8.8.8", "1.1.1.1"), Ok(200));
}

#[test]
fn a_private_host_leads_to_private_and_public_ones() {
    for to in [PRIVATE, "192.168.1.1", "127.0.0.1", "fd00::1", PUBLIC] {
        assert_eq!(led(Rules::new(), PRIVATE, to), Ok(200), "{to}");
        assert_eq!(led(Rules::new(), "127.0.0.1", to), Ok(200), "{to}");
    }
}

#[test]
fn link_local_and_reserved_addresses_are_never_dialled() {
    let allowing = Rules::new().allow_destination("b".parse().unwrap());
    for never in [
        "169.254.169.254",
        "fe80::1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "fd00:ec2::254",
        "192.0.2.1",
    ] {
        for from in [PUBLIC, PRIVATE] {
            assert_eq!(led(Rules::new(), from, never), Err(not_dialled(never)));
            assert_eq!(led(allowing.clone(), from, never), Err(not_dialled(never)));
        }
        let (_, client) = client(&[("https://a/", Answer::new(200).from(never))]);
        assert_eq!(get(&client, "https://a/", None).unwrap_err(), not_dialled(never));
    }
}

#[test]
fn a_destination_that_the_caller_allowed_may_be_private() {
    let allowing = |host: &str| Rules::new().allow_destination(host.parse().unwrap());
    assert_eq!(led(allowing("b"), PUBLIC, PRIVATE), Ok(200));
    assert_eq!(led(allowing("b"), PUBLIC, "127.0.0.1"), Ok(200));
    for other in ["a", "b:444", "c.b"] {
        assert_eq!(led(allowing(other), PUBLIC, PRIVATE), Err(not_dialled(PRIVATE)), "{other}");
    }
}

#[test]
fn the_same_host_may_answer_from_another_address() {
    let table =
        [("https://a/", Answer::to("https://a:8443/")), ("https://a:8443/", Answer::new(200).from(PRIVATE))];
    let (script, client) = client(&table);
    assert_eq!(get(&client, "https://a/", None).unwrap().status(), 200);
    assert_eq!(script.seen()[1].destination, Destination::Any);
}

/// The name is resolved anew for each connection, and a name that was public may say a private address the second time.
#[test]
fn a_name_that_changes_its_address_opens_nothing() {
    let inside = [
        ("https://a/", Answer::to("/2")),
        ("https://a/2", Answer::to("https://b/").from(PRIVATE)),
        ("https://b/", Answer::new(200).from(PRIVATE)),
    ];
    let (_, client) = client(&inside);
    assert_eq!(get(&client, "https://a/", None).unwrap_err(), not_dialled(PRIVATE));
    let rebound = [
        ("https://a/", Answer::to("https://b/1")),
        ("https://b/1", Answer::to("https://b/2")),
        ("https://b/2", Answer::new(200).from(PRIVATE)),
    ];
    let (script, client) = crate::script::client(&rebound);
    assert_eq!(get(&client, "https://a/", None).unwrap_err(), not_dialled(PRIVATE));
    assert_eq!(script.urls(), ["https://a/", "https://b/1"]);
}

#[test]
fn what_the_host_itself_says_is_refused_before_anything_is_dialled() {
    for (to, class) in [
        ("https://169.254.169.254/", AddressClass::LinkLocal),
        ("https://[::1]/", AddressClass::Loopback),
        ("https://[::ffff:7f00:1]/", AddressClass::Loopback),
        ("https://127.0.0.1/", AddressClass::Loopback),
        ("https://localhost/", AddressClass::Loopback),
        ("https://10.0.0.1/", AddressClass::Private),
        ("https://[fe80::1]/", AddressClass::LinkLocal),
        ("https://0.0.0.0/", AddressClass::Reserved),
    ] {
        let (script, client) = client(&[("https://a/", Answer::to(to)), (to, Answer::new(200))]);
        let refused = RuleError::Destination { to: origin(to), class };
        assert_eq!(get(&client, "https://a/", None).unwrap_err(), ExchangeError::Rule(refused), "{to}");
        assert_eq!(script.urls(), ["https://a/"]);
    }
}

#[test]
fn addresses_in_other_spellings_are_no_hosts() {
    for spelling in
        ["https://0x7f.1/", "https://0x7f000001/", "https://017700000001/", "https://127.1/", "https://1/"]
    {
        let (script, client) = client(&[("https://a/", Answer::to(spelling))]);
        let refused = RuleError::Location { from: origin("https://a"), reason: NeedError::Host };
        assert_eq!(get(&client, "https://a/", None).unwrap_err(), ExchangeError::Rule(refused), "{spelling}");
        assert_eq!(script.urls(), ["https://a/"]);
    }
    assert_eq!(
        led(Rules::new(), PUBLIC, "127.0.0.1"),
        Err(not_dialled("127.0.0.1")),
        "whatever name resolves to it"
    );
}

#[test]
fn a_transport_that_dials_what_it_may_not_is_found_out() {
    let table = [("https://a/", Answer::to("https://b/")), ("https://b/", Answer::new(200).from(PRIVATE))];
    let (_, client) = client_under(Rules::new(), Script::new(&table).careless());
    assert_eq!(get(&client, "https://a/", None).unwrap_err(), not_dialled(PRIVATE));
    let unknown = [
        ("https://a/", Answer::to("https://b/")),
        ("https://b/", Answer::new(200).dialled(Dialled::Unknown)),
    ];
    let (_, client) = client_under(Rules::new(), Script::new(&unknown));
    let refused = RuleError::Unchecked { to: origin("https://b") };
    assert_eq!(get(&client, "https://a/", None).unwrap_err(), ExchangeError::Rule(refused));
    assert!(client_answers_unknown("https://a/"), "where any address is allowed");
}

fn client_answers_unknown(first: &str) -> bool {
    let (_, client) = client(&[(first, Answer::new(200).dialled(Dialled::Unknown))]);
    get(&client, first, None).is_ok()
}

#[test]
fn an_unknown_address_counts_as_public_where_it_leads_elsewhere() {
    let table = [
        ("https://a/", Answer::to("https://b/").dialled(Dialled::Unknown)),
        ("https://b/", Answer::new(200).from(PRIVATE)),
    ];
    let (_, client) = client(&table);
    assert_eq!(get(&client, "https://a/", None).unwrap_err(), not_dialled(PRIVATE));
}

#[test]
fn locations_and_links_are_led_by_the_same_rule() {
    let (_, client) = client(&[]);
    let hop = |address: &str| Hop::new(url("https://a/v2/"), Dialled::Address(ip(address)));
    let destination = |from: &str, to: &str| client.step(&hop(from), to).map(|next| next.destination());
    assert_eq!(destination(PUBLIC, "https://b/"), Ok(Destination::PublicOnly));
    assert_eq!(destination(PUBLIC, "/v2/next"), Ok(Destination::Any));
    assert_eq!(destination(PRIVATE, "https://b/"), Ok(Destination::Any));
    let refused = RuleError::Downgrade { from: origin("https://a"), to: origin("http://a") };
    assert_eq!(destination(PRIVATE, "http://a/"), Err(refused));
    let (to, class) = (origin("https://[::1]"), AddressClass::Loopback);
    assert_eq!(destination(PUBLIC, "https://[::1]/"), Err(RuleError::Destination { to, class }));
}

#[test]
fn a_request_to_where_an_answer_led_is_dialled_as_it_may_be() {
    let (script, client) =
        client(&[("https://b/", Answer::new(201)), ("https://c/", Answer::new(201).from(PRIVATE))]);
    let hop = Hop::new(url("https://a/"), Dialled::Address(ip(PUBLIC)));
    let put = |to: &str| {
        let request = Request::to(Method::Put, &client.step(&hop, to).unwrap());
        block_on(client.send(request, None, &Until::never())).map(|reply| reply.status())
    };
    assert_eq!(put("https://b/"), Ok(201));
    assert_eq!(script.seen()[0].destination, Destination::PublicOnly);
    assert_eq!(put("https://c/"), Err(not_dialled(PRIVATE)));
}

#[test]
fn a_caller_may_ask_for_public_addresses_only() {
    let (_, client) = client(&[("https://b/", Answer::new(200).from(PRIVATE))]);
    let ask = |text: &str| {
        let request = Request::new(Method::Get, url(text)).with_destination(Destination::PublicOnly);
        block_on(client.send(request, None, &Until::never())).unwrap_err()
    };
    assert_eq!(ask("https://b/"), not_dialled(PRIVATE));
    let (to, class) = (origin("https://10.0.0.1"), AddressClass::Private);
    assert_eq!(ask("https://10.0.0.1/"), ExchangeError::Rule(RuleError::Destination { to, class }));
}
