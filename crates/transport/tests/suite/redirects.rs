//! Which redirects are followed, and how.

use countersign_transport::{ExchangeError, Method, NeedError, RedirectError, RuleError};

use crate::{
    get, origin,
    script::{Answer, client, url},
    send,
};

fn redirect(status: u16, location: &str) -> Answer {
    Answer::new(status).header("location", location)
}

#[test]
fn get_and_head_follow_each_redirect_with_their_method() {
    for status in [301, 302, 303, 307, 308] {
        for method in [Method::Get, Method::Head] {
            let (script, client) =
                client(&[("https://a/", redirect(status, "/b")), ("https://a/b", Answer::new(200))]);
            let reply = send(&client, method, "https://a/", None).unwrap();
            assert_eq!((reply.status(), reply.hop().url().as_str()), (200, "https://a/b"));
            assert!(script.seen().iter().all(|seen| seen.method == method));
            assert_eq!(client.requests(), 2);
        }
    }
}

#[test]
fn what_sends_something_follows_no_redirect() {
    for status in [301, 302, 303, 307, 308] {
        for method in [Method::Post, Method::Put, Method::Patch, Method::Delete] {
            let (script, client) = client(&[("https://a/", redirect(status, "/b"))]);
            let error = send(&client, method, "https://a/", None).unwrap_err();
            assert_eq!(error, ExchangeError::Redirect(RedirectError::Method { status, method }));
            assert_eq!(script.urls(), ["https://a/"]);
        }
    }
}

#[test]
fn other_statuses_are_answers() {
    for status in [200, 201, 300, 304, 305, 306, 400, 401, 404, 500] {
        let (_, client) = client(&[("https://a/", redirect(status, "/b"))]);
        assert_eq!(get(&client, "https://a/", None).unwrap().status(), status);
    }
}

#[test]
fn a_redirect_needs_exactly_one_location() {
    let refused = |answer: Answer| {
        let (_, client) = client(&[("https://a/", answer), ("https://a/b", Answer::new(200))]);
        get(&client, "https://a/", None).map(|reply| reply.status())
    };
    let none = RedirectError::NoLocation { status: 302 };
    assert_eq!(refused(Answer::new(302)), Err(ExchangeError::Redirect(none)));
    let many = RedirectError::ManyLocations { status: 302 };
    let twice = redirect(302, "/b").header("location", "/b");
    assert_eq!(refused(twice), Err(ExchangeError::Redirect(many)));
    assert_eq!(refused(redirect(302, "/b")), Ok(200));
}

#[test]
fn three_redirects_are_followed_and_no_more() {
    let chain = |length: usize| {
        let urls: Vec<_> = (0..=length).map(|hop| format!("https://a/{hop}")).collect();
        let mut answers: Vec<_> = urls.iter().skip(1).map(|next| Answer::to(next)).collect();
        answers.push(Answer::new(200));
        let table: Vec<_> = urls.iter().map(String::as_str).zip(answers).collect();
        let (script, client) = client(&table);
        (get(&client, "https://a/0", None).map(|reply| reply.status()), script.urls().len())
    };
    assert_eq!(chain(3), (Ok(200), 4));
    assert_eq!(chain(4), (Err(ExchangeError::Redirect(RedirectError::TooMany { limit: 3 })), 4));
}

#[test]
fn a_loop_ends() {
    let (script, client) =
        client(&[("https://a/", Answer::to("https://b/")), ("https://b/", Answer::to("https://a/"))]);
    let error = get(&client, "https://a/", None).unwrap_err();
    assert_eq!(error, ExchangeError::Redirect(RedirectError::TooMany { limit: 3 }));
    assert_eq!(script.urls().len(), 4);
}

#[test]
fn a_location_is_resolved_against_the_url_that_was_asked() {
    for (location, expected) in [
        ("c", "https://a/x/c"),
        ("../c", "https://a/c"),
        ("/c?d=e", "https://a/c?d=e"),
        ("?d", "https://a/x/y?d"),
        ("//b/c", "https://b/c"),
        ("https://b/c", "https://b/c"),
    ] {
        let (_, client) = client(&[("https://a/x/y", Answer::to(location)), (expected, Answer::new(200))]);
        let reply = get(&client, "https://a/x/y", None).unwrap();
        assert_eq!(reply.hop().url(), &url(expected));
    }
}

#[test]
fn a_location_of_another_scheme_is_refused() {
    for (location, reason) in [
        ("file:///etc/passwd", NeedError::Scheme),
        ("gopher://b/", NeedError::Scheme),
        ("ftp://b/", NeedError::Scheme),
        ("javascript:alert(1)", NeedError::Scheme),
        ("data:text/plain,x", NeedError::Scheme),
        ("https://user:password@b/", NeedError::UserInformation),
        ("https://0x7f.1/", NeedError::Host),
        ("https://2130706433/", NeedError::Host),
        ("https:///b", NeedError::NoHost),
        ("/b#fragment", NeedError::Fragment),
        ("/b c", NeedError::Character { offset: 2 }),
        ("\\\\b\\c", NeedError::Character { offset: 0 }),
    ] {
        let (script, client) = client(&[("https://a/", Answer::to(location))]);
        let error = get(&client, "https://a/", None).unwrap_err();
        let expected = RuleError::Location { from: origin("https://a"), reason };
        assert_eq!(error, ExchangeError::Rule(expected), "{location}");
        assert_eq!(script.urls(), ["https://a/"]);
    }
}

#[test]
fn header_fields_go_along_and_no_encoding_is_asked_for() {
    use countersign_transport::{Request, Until, block_on};
    let (script, client) =
        client(&[("https://a/", Answer::to("https://b/")), ("https://b/", Answer::new(200))]);
    let request = Request::new(Method::Get, url("https://a/")).header("Accept", "text/plain").unwrap();
    block_on(client.send(request, None, &Until::never())).unwrap();
    for seen in script.seen() {
        assert_eq!(seen.headers.get("accept"), Some("text/plain"));
        assert_eq!(seen.headers.get("Accept-Encoding"), Some("identity"));
    }
}
