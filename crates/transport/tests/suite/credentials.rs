//! Credentials go to their origin, and are gone once a redirect led elsewhere.

use countersign_transport::{
    Authorization, AuthorizationError, Body, ExchangeError, HeaderError, Method, NeedError, Next, Request,
    RuleError, Rules, Until, block_on,
};

use crate::{
    get, origin,
    script::{Answer, Script, client, client_under, url},
    send, token,
};

const TOKEN: Option<&str> = Some("Bearer secret");

fn sent(answers: &[(&str, Answer)], first: &str, credentials: &Authorization) -> Vec<Option<String>> {
    let (script, client) = client(answers);
    get(&client, first, Some(credentials)).unwrap();
    script.authorizations()
}

fn expect(found: &[Option<String>], expected: &[Option<&str>]) {
    let found: Vec<_> = found.iter().map(Option::as_deref).collect();
    assert_eq!(found, expected);
}

#[test]
fn credentials_reach_their_origin_and_stay_with_it_through_redirects() {
    let answers = [("https://a/1", Answer::to("/2")), ("https://a/2", Answer::new(200))];
    expect(&sent(&answers, "https://a/1", &token("https://a")), &[TOKEN, TOKEN]);
}

#[test]
fn credentials_are_dropped_when_a_redirect_changes_the_origin_and_not_restored_on_return() {
    let answers = [
        ("https://a/1", Answer::to("https://b/2")),
        ("https://b/2", Answer::to("https://a/3")),
        ("https://a/3", Answer::to("https://a/4")),
        ("https://a/4", Answer::new(200)),
    ];
    expect(&sent(&answers, "https://a/1", &token("https://a")), &[TOKEN, None, None, None]);
}

#[test]
fn another_port_is_another_origin() {
    let answers = [("https://a/", Answer::to("https://a:8443/")), ("https://a:8443/", Answer::new(200))];
    expect(&sent(&answers, "https://a/", &token("https://a")), &[TOKEN, None]);
    let named = [("https://a/", Answer::to("https://a:443/x")), ("https://a:443/x", Answer::new(200))];
    expect(&sent(&named, "https://a/", &token("https://a")), &[TOKEN, TOKEN]);
}

#[test]
fn another_scheme_is_another_origin() {
    let rules = Rules::new().allow_plain_http("a".parse().unwrap());
    let script = Script::new(&[("http://a/", Answer::to("https://a/")), ("https://a/", Answer::new(200))]);
    let (script, client) = client_under(rules, script);
    get(&client, "http://a/", Some(&token("http://a"))).unwrap();
    expect(&script.authorizations(), &[TOKEN, None]);
}

#[test]
fn credentials_for_another_origin_are_not_sent_at_all() {
    for asked in
        ["https://ghcr.io.evil/", "https://evilghcr.io/", "https://ghcr.io:8443/", "https://ghcr.io./"]
    {
        let found = sent(&[(asked, Answer::new(200))], asked, &token("https://ghcr.io"));
        expect(&found, &[None]);
    }
    let found =
        sent(&[("https://ghcr.io/", Answer::new(200))], "https://ghcr.io/", &token("https://GHCR.io:443"));
    expect(&found, &[TOKEN]);
}

#[test]
fn a_redirect_to_a_look_alike_gets_no_credentials() {
    for evil in ["https://ghcr.io.evil/", "https://evilghcr.io/"] {
        let answers = [("https://ghcr.io/", Answer::to(evil)), (evil, Answer::new(200))];
        expect(&sent(&answers, "https://ghcr.io/", &token("https://ghcr.io")), &[TOKEN, None]);
    }
}

#[test]
fn a_location_with_a_user_is_refused() {
    let (script, client) = client(&[("https://ghcr.io/", Answer::to("https://ghcr.io@evil/"))]);
    let error = get(&client, "https://ghcr.io/", Some(&token("https://ghcr.io"))).unwrap_err();
    let from = origin("https://ghcr.io");
    let expected = RuleError::Location { from, reason: NeedError::UserInformation };
    assert_eq!(error, ExchangeError::Rule(expected));
    assert_eq!(script.urls(), ["https://ghcr.io/"]);
}

#[test]
fn what_an_answer_led_to_carries_credentials_only_while_the_origin_is_not_left() {
    let answers = [
        ("https://a/", Answer::new(202)),
        ("https://a/here", Answer::new(202)),
        ("https://b/there", Answer::new(202)),
        ("https://a/back", Answer::new(202)),
    ];
    let (script, client) = client(&answers);
    let token = token("https://a");
    let step = |next: &Next, to: &str| {
        let request = Request::to(Method::Put, next);
        let reply = block_on(client.send(request, Some(&token), &Until::never())).unwrap();
        client.step(reply.hop(), to)
    };
    let reply = send(&client, Method::Post, "https://a/", Some(&token)).unwrap();
    let here = client.step(reply.hop(), "/here").unwrap();
    let there = step(&here, "https://b/there").unwrap();
    let back = step(&there, "https://a/back").unwrap();
    let again = step(&back, "https://a/here").unwrap();
    assert_eq!([&here, &there, &back, &again].map(Next::has_left_origin), [false, true, true, true]);
    step(&again, "").unwrap();
    expect(&script.authorizations(), &[TOKEN, TOKEN, None, None, None]);
}

#[test]
fn credentials_go_by_http_only_to_the_host_and_port_that_was_allowed() {
    let rules = Rules::new().allow_plain_http("a:5000".parse().unwrap());
    let others = ["http://a/", "http://a:5001/", "http://b:5000/", "http://a.b:5000/", "http://localhost/"];
    let table = ["http://a:5000/"].iter().chain(&others).map(|url| (*url, Answer::new(200)));
    let (script, client) = client_under(rules, Script::new(&table.collect::<Vec<_>>()));
    get(&client, "http://a:5000/", Some(&token("http://a:5000"))).unwrap();
    get(&client, "http://a:5000/", Some(&token("https://a:5000"))).unwrap();
    for other in others {
        let refused = RuleError::PlainHttp { to: origin(other) };
        let error = get(&client, other, Some(&token(other))).unwrap_err();
        assert_eq!(error, ExchangeError::Rule(refused));
    }
    expect(&script.authorizations(), &[TOKEN, None]);
}

#[test]
fn credentials_are_no_header_to_be_set_by_hand() {
    for name in ["Authorization", "authorization", "Proxy-Authorization", "Cookie"] {
        let set = Request::new(Method::Get, url("https://a/")).header(name, "x");
        assert_eq!(set.unwrap_err(), HeaderError::Credentials);
    }
    assert!(Request::new(Method::Get, url("https://a/")).header("Accept", "x").is_ok());
}

#[test]
fn credentials_are_encoded_as_their_schemes_say() {
    // RFC 7617 §2.
    let basic = Authorization::basic(origin("https://a"), "Aladdin", "open sesame").unwrap();
    let found = sent(&[("https://a/", Answer::new(200))], "https://a/", &basic);
    expect(&found, &[Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")]);
}

#[test]
fn credentials_that_would_break_out_of_their_header_are_refused() {
    let basic = |user, password| Authorization::basic(origin("https://a"), user, password).map(drop);
    assert_eq!(basic("a:b", ""), Err(AuthorizationError::User));
    assert_eq!(basic("a\r\nb", ""), Err(AuthorizationError::User));
    assert_eq!(basic("a", "b\0"), Err(AuthorizationError::Password));
    assert_eq!(basic("ä", "b:c ü"), Ok(()));
    let bearer = |token| Authorization::bearer(origin("https://a"), token).map(drop);
    for bad in ["", "a b", "a\r\nX: y", "ä"] {
        assert_eq!(bearer(bad), Err(AuthorizationError::Token), "{bad:?}");
    }
    assert_eq!(bearer("eyJ.a-b_c~+/=="), Ok(()));
}

#[test]
fn nothing_shows_credentials() {
    let basic = Authorization::basic(origin("https://a"), "user", "canary").unwrap();
    assert!(!format!("{basic:?}{:?}", token("https://a")).contains("canary"));
    assert!(!format!("{:?}", token("https://a")).contains("secret"));
    // The body of a request for a token holds the one that is exchanged.
    let body = Body::Bytes(b"canary".as_slice().into());
    assert_eq!(format!("{body:?}"), "Bytes(6)");
}
