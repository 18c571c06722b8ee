//! Answers, and how foreign text in them is shown.

use countersign_need::{Answer, MAX_REJECTION_BODY, Rejection, Unreachable};

/// A rejection that says `body`.
fn rejection(status: u16, location: Option<&str>, body: impl AsRef<[u8]>) -> Rejection {
    Rejection::new(status, location.map(str::to_owned), body.as_ref().to_vec())
}

#[test]
fn a_rejection_keeps_what_the_server_said() {
    let moved = rejection(307, Some("https://b/"), b"moved");
    assert_eq!((moved.status(), moved.location()), (307, Some("https://b/")));
    assert_eq!(moved.body(), b"moved");
    let text = "the server answered with status 307, location https://b/: moved";
    assert_eq!(moved.to_string(), text);
    assert_eq!(rejection(500, None, b"").to_string(), "the server answered with status 500");
    assert_ne!(Answer::Rejected(moved), Answer::Absent);
}

#[test]
fn a_rejection_is_bounded() {
    for (length, kept) in [(0, 0), (65_535, 65_535), (65_536, 65_536), (65_537, 65_536), (1 << 20, 65_536)] {
        assert_eq!(rejection(400, None, vec![b'a'; length]).body().len(), kept);
    }
    assert_eq!(MAX_REJECTION_BODY, 65_536);
    let location = "a".repeat(8192);
    assert_eq!(rejection(301, Some(&location), b"").location(), Some(location.as_str()));
    assert_eq!(rejection(301, Some(&format!("{location}a")), b"").location(), None);
}

#[test]
fn a_rejection_is_shown_short() {
    let shown = |body: &[u8]| rejection(400, None, body).to_string();
    assert!(shown(&[b'a'; 256]).ends_with("aa"));
    let long = shown(&[b'a'; 257]);
    assert!(long.ends_with("a…") && long.matches('a').count() == shown(&[b'a'; 256]).matches('a').count());
    assert!(shown(&[0xff; 1 << 16]).len() < 2000);
    assert!(shown("\u{e0001}".repeat(10_000).as_bytes()).len() < 3000);
    let location = "b".repeat(8000);
    assert!(rejection(301, Some(&location), b"").to_string().chars().count() < 320);
}

#[test]
fn a_rejection_is_shown_in_one_harmless_line() {
    let shown = |text: &str| rejection(400, Some(text), text.as_bytes()).to_string();
    for hidden in [
        '\0',
        '\n',
        '\r',
        '\t',
        '\u{1b}',
        '\u{7f}',
        '\u{85}',
        '\u{9b}',
        '\u{a0}',
        '\u{ad}',
        '\u{61c}',
        '\u{200b}',
        '\u{200e}',
        '\u{200f}',
        '\u{2028}',
        '\u{2029}',
        '\u{202a}',
        '\u{202e}',
        '\u{2066}',
        '\u{2069}',
        '\u{3000}',
        '\u{3164}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{fffb}',
        '\u{e0041}',
        '\u{e01ef}',
    ] {
        let text = shown(&format!("a{hidden}b"));
        let escaped = format!("a{}b", hidden.escape_unicode());
        assert!(!text.contains(hidden) && text.matches(&escaped).count() == 2, "{text:?}");
    }
    for plain in ["plain text", "naïve café", "日本語", "🦀"] {
        assert_eq!(shown(plain).matches(plain).count(), 2);
    }
}

#[test]
fn what_is_escaped_cannot_be_imitated() {
    let shown = |body: &[u8]| rejection(400, None, body).to_string();
    assert!(shown(br"\u{a}").ends_with(r": \\u{a}"));
    assert!(shown(b"\n").ends_with(r": \u{a}"));
    assert!(shown(b"\\xff").ends_with(r": \\xff"));
    assert!(shown(b"a\xff\xc3").ends_with(r": a\xff\xc3"));
}

#[test]
fn says_why_nothing_arrived() {
    for (unreachable, text) in [
        (Unreachable::Timeout, "the server took too long to answer"),
        (Unreachable::Connect, "no connection to the server could be made"),
        (Unreachable::Tls, "no secure connection to the server could be made"),
        (Unreachable::Name, "the name of the server has no address"),
        (Unreachable::Closed, "the connection ended before the answer did"),
        (Unreachable::TooLarge { limit: 5 }, "the answer is longer than 5 bytes"),
    ] {
        assert_eq!(unreachable.to_string(), text);
        assert_eq!(Answer::Unreachable(unreachable), Answer::Unreachable(unreachable));
    }
}
