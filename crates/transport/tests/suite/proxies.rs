//! Behind a proxy, nobody here knows what was dialled.

use countersign_transport::{
    AddressClass, Destination, Dialled, ExchangeError, Hop, Note, Rules, TransportError,
};

use crate::{
    get,
    script::{Answer, PRIVATE, PUBLIC, Script, client, client_under, ip, url},
};

fn note(host: &str) -> Note {
    Note::DestinationUnchecked { host: host.into() }
}

#[test]
fn a_proxy_is_exempt_and_a_note_says_which_hosts_were_not_checked() {
    let proxied = |answer: Answer| answer.dialled(Dialled::Proxy);
    let table = [
        ("https://a/", proxied(Answer::to("https://b:8443/"))),
        ("https://b:8443/", proxied(Answer::new(200))),
    ];
    let (script, client) = client(&table);
    assert_eq!(get(&client, "https://a/", None).unwrap().status(), 200);
    assert_eq!(script.seen()[1].destination, Destination::Any);
    assert_eq!(client.notes(), [note("b:8443")]);
    get(&client, "https://a/", None).unwrap();
    assert_eq!(client.notes().len(), 1, "each thing once");
}

#[test]
fn a_proxy_behind_which_only_the_second_host_is_leaves_a_note() {
    let table =
        [("https://a/", Answer::to("https://b/")), ("https://b/", Answer::new(200).dialled(Dialled::Proxy))];
    let (_, client) = client(&table);
    assert_eq!(get(&client, "https://a/", None).unwrap().status(), 200);
    assert_eq!(client.notes(), [note("b")]);
}

/// A proxy for what is outside, and none for what is inside: what a public host began does not end inside.
#[test]
fn a_proxy_on_the_way_does_not_open_what_a_public_host_may_not_lead_to() {
    let led = |first: &str, last: &str| {
        let table = [
            ("https://a/", Answer::to("https://b/").from(first)),
            ("https://b/", Answer::to("https://c/").dialled(Dialled::Proxy)),
            ("https://c/", Answer::new(200).from(last)),
        ];
        let (_, client) = client(&table);
        (get(&client, "https://a/", None).map(|reply| reply.status()), client.notes())
    };
    let (address, class) = (ip(PRIVATE), AddressClass::Private);
    let refused = ExchangeError::Transport(TransportError::Destination { address, class });
    assert_eq!(led(PUBLIC, PRIVATE), (Err(refused), vec![note("b")]));
    assert_eq!(led(PUBLIC, PUBLIC), (Ok(200), vec![note("b")]), "c was checked");
    assert_eq!(led(PRIVATE, PRIVATE), (Ok(200), vec![note("c")]));
}

#[test]
fn there_is_no_note_where_there_was_nothing_to_check() {
    let table = [
        ("https://a/", Answer::to("/2").dialled(Dialled::Proxy)),
        ("https://a/2", Answer::to("https://b/").dialled(Dialled::Proxy)),
        ("https://b/", Answer::new(200).dialled(Dialled::Proxy)),
    ];
    let rules = Rules::new().allow_destination("b".parse().unwrap());
    let (_, client) = client_under(rules, Script::new(&table));
    get(&client, "https://a/", None).unwrap();
    assert_eq!(client.notes(), [], "the same host, and one that the caller allowed");
    let (_, direct) = client_under(
        Rules::new(),
        Script::new(&[
            ("https://a/", Answer::to("https://b/").from(PRIVATE)),
            ("https://b/", Answer::new(200)),
        ]),
    );
    get(&direct, "https://a/", None).unwrap();
    assert_eq!(direct.notes(), []);
}

#[test]
fn realms_and_locations_are_noted_too() {
    let (_, client) = client(&[]);
    let hop = Hop::new(url("https://a/"), Dialled::Proxy);
    client.step(&hop, "https://b/").unwrap();
    client.realm(hop.url(), &hop, "https://c/").unwrap();
    assert_eq!(client.notes(), [note("b"), note("c")]);
    let (_, naming) =
        client_under(Rules::new().allow_realm("a".parse().unwrap(), "c".parse().unwrap()), Script::new(&[]));
    naming.realm(hop.url(), &hop, "https://c/").unwrap();
    assert_eq!(naming.notes(), [], "the caller named it for this registry");
    let target = Hop::new(url("https://b/"), Dialled::Proxy);
    naming.realm(hop.url(), &target, "https://c/").unwrap();
    assert_eq!(naming.notes(), [note("c")], "and for no other host that asks");
    client.step(&Hop::new(url("https://a/"), Dialled::Address(ip(PUBLIC))), "https://d/").unwrap();
    assert_eq!(client.notes().len(), 2);
    let text = "behind the proxy it was not checked that b is not on a private network";
    assert_eq!(note("b").to_string(), text);
}

#[test]
fn notes_are_bounded() {
    let (_, client) = client(&[]);
    let hop = Hop::new(url("https://a/"), Dialled::Proxy);
    for host in 0..1000 {
        client.step(&hop, &format!("https://h{host}/")).unwrap();
    }
    assert_eq!(client.notes().len(), 64);
}
