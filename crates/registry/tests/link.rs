//! `Link` as registries page with it, and as nobody may.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

use countersign_registry::{Link, LinkError};
use proptest::prelude::*;

fn next(field: &str) -> Result<Option<String>, LinkError> {
    Link::next([field])
}

fn found(field: &str) -> Option<String> {
    next(field).unwrap_or_else(|error| panic!("{field}: {error}"))
}

#[test]
fn the_next_page_is_found_as_registries_write_it() {
    for (field, target) in [
        (r#"</v2/_catalog?last=b&n=2>; rel="next""#, "/v2/_catalog?last=b&n=2"),
        (
            r#"<https://gitlab.example/v2/acme/app/tags/list?last=b>; rel="next""#,
            "https://gitlab.example/v2/acme/app/tags/list?last=b",
        ),
        (r#"<?n=10&last=%3Asha>; rel=next"#, "?n=10&last=%3Asha"),
        (r#"<a>;rel="NEXT""#, "a"),
        (r#"<a> ; Rel = "prev next" ; title="x, <b>; rel=next""#, "a"),
        (r#"<first>; rel="first", <a>; rel="next", <last>; rel="last""#, "a"),
        (r#", <a>; rel=next,"#, "a"),
        (r#"<>; rel="next""#, ""),
        (r#"<a>; rel="next"; rel="prev""#, "a"),
        (r#"<a>; crossorigin; rel="next"; title*=UTF-8'de'n%c3%a4chste"#, "a"),
    ] {
        assert_eq!(found(field).as_deref(), Some(target), "{field}");
    }
}

#[test]
fn without_the_relation_next_there_is_no_next_page() {
    for field in [
        "",
        " , ",
        "<a>",
        r#"<a>; rel="prev""#,
        r#"<a>; rel"#,
        r#"<a>; rel="nextish""#,
        r#"<a>; title="next""#,
        r#"<a>; rel="prev"; rel="next""#,
        r#"<a>; rev="next""#,
    ] {
        assert_eq!(found(field), None, "{field}");
    }
    assert_eq!(Link::next([]), Ok(None));
}

#[test]
fn a_link_about_another_document_is_passed_over() {
    assert_eq!(found(r#"<a>; rel="next"; anchor="/other""#), None);
    assert_eq!(found(r#"<a>; rel="next""#).as_deref(), Some("a"));
}

#[test]
fn two_different_next_pages_are_refused() {
    assert_eq!(next(r#"<a>; rel="next", <b>; rel="next""#), Err(LinkError::Ambiguous));
    assert_eq!(Link::next([r#"<a>; rel="next""#, r#"<b>; rel="next""#]), Err(LinkError::Ambiguous));
    assert_eq!(Link::next([r#"<a>; rel="next""#, r#"<a>; rel=next"#]).unwrap().as_deref(), Some("a"));
}

#[test]
fn what_does_not_fit_the_grammar_is_refused_where_it_does_not() {
    for (field, offset) in [
        ("/v2/next", 0),
        ("a; rel=next", 0),
        ("<a", 2),
        ("<a b>", 2),
        ("<<a>>", 1),
        ("<a\u{e4}>", 2),
        ("<a\n>", 2),
        ("<a> rel=next", 4),
        ("<a>;", 4),
        ("<a>; =x", 5),
        ("<a>; rel=", 9),
        ("<a>; rel=next prev", 14),
        ("<a>; rel=\"n\u{7}\"", 11),
        ("<a>; rel=\"next\" <b>", 16),
    ] {
        assert_eq!(next(field), Err(LinkError::Syntax { field: 0, offset }), "{field}");
    }
    assert_eq!(Link::next(["<a>", "b"]), Err(LinkError::Syntax { field: 1, offset: 0 }));
}

#[test]
fn a_quoted_string_without_an_end_is_refused() {
    assert_eq!(next(r#"<a>; rel="next"#), Err(LinkError::OpenQuote { field: 0, offset: 9 }));
}

#[test]
fn length_and_numbers_are_limited() {
    let target = |length| format!("<{}>; rel=next", "a".repeat(length));
    assert!(found(&target(16 * 1024)).is_some());
    assert_eq!(next(&target(32 * 1024)), Err(LinkError::TooLong { limit: 32 * 1024 }));
    assert_eq!(Link::parse_fields(["<a>,".repeat(64).as_str()]).unwrap().len(), 64);
    assert_eq!(next(&"<a>,".repeat(65)), Err(LinkError::TooManyLinks { limit: 64 }));
    assert!(next(&format!("<a>{}", ";p=1".repeat(32))).is_ok());
    assert_eq!(next(&format!("<a>{}", ";p=1".repeat(33))), Err(LinkError::TooManyParameters { limit: 32 }));
}

#[test]
fn a_parameter_is_found_in_any_case() {
    let links = Link::parse_fields([r#"<a>; Title="x"; flag"#]).unwrap();
    assert_eq!(links[0].target(), "a");
    assert_eq!(links[0].parameter("TITLE"), Some("x"));
    assert_eq!(links[0].parameter("flag"), Some(""));
    assert_eq!(links[0].parameter("none"), None);
}

fn spelled() -> impl Strategy<Value = String> {
    let value = "(|[ ]?=[ ]?([a-z]{1,6}|\"([ !#-\\[\\]-~\u{e4}]|\\\\[ -~]){0,8}\"))";
    let parameter =
        ("(rel|title|[a-z]{1,4}\\*?)", value).prop_map(|(name, value)| format!("; {name}{value}"));
    let link = ("[a-z/?&=%.-]{0,12}", proptest::collection::vec(parameter, 0..4))
        .prop_map(|(target, parameters)| format!("<{target}>{}", parameters.concat()));
    proptest::collection::vec(link, 0..4).prop_map(|all| all.join(", "))
}

proptest! {
    #[test]
    fn printing_and_reading_gives_the_same_links(field in spelled()) {
        let links = Link::parse_fields([field.as_str()]).unwrap();
        let printed: Vec<String> = links.iter().map(ToString::to_string).collect();
        prop_assert_eq!(Link::parse_fields([printed.join(", ").as_str()]).unwrap(), links);
    }

    #[test]
    fn no_text_breaks_it(fields in proptest::collection::vec(".{0,64}", 0..4)) {
        let _ = Link::next(fields.iter().map(String::as_str));
    }
}
