//! What the JSON reader accepts and refuses. Cases follow the naming of JSONTestSuite: what must be accepted, what must be
//! refused, and what RFC 8259 leaves open.
#![cfg(feature = "json")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up should stop")]

use countersign_encoding::json::{self, JsonError, Limits, Value};

fn parse(text: &str) -> Result<Value<'_>, JsonError> {
    json::parse(text.as_bytes(), &Limits::default())
}

const fn syntax(offset: usize) -> JsonError {
    JsonError::Syntax { offset }
}

const END: JsonError = JsonError::UnexpectedEnd;

#[test]
fn accepts_what_rfc_8259_demands() {
    for (text, compact) in [
        ("null", "null"),
        (" true ", "true"),
        ("\t\r\n false\n", "false"),
        ("0", "0"),
        ("-0", "-0"),
        ("-0.0E+00", "-0.0E+00"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1e400", "1e400"),
        ("0e1", "0e1"),
        ("1.50", "1.50"),
        ("\"\"", "\"\""),
        (r#""\"\\\/\b\f\n\r\t""#, r#""\"\\/\b\f\n\r\t""#),
        (r#""\u0000\u001F\u007f""#, "\"\\u0000\\u001f\u{7f}\""),
        (r#""\u20AC\uD834\uDD1E""#, "\"€𝄞\""),
        (r#""\uFFFF\uFDD0\uE000""#, "\"\u{ffff}\u{fdd0}\u{e000}\""),
        ("\"\u{2028}\u{feff}\"", "\"\u{2028}\u{feff}\""),
        ("[]", "[]"),
        ("[ ]", "[]"),
        ("[1 , [ ] , {} ]", "[1,[],{}]"),
        ("{}", "{}"),
        ("{ \"b\" : 1 , \"\" : [ ] , \"a\":null}", r#"{"b":1,"":[],"a":null}"#),
        (r#"{"a":{"a":{"a":1}},"A":2}"#, r#"{"a":{"a":{"a":1}},"A":2}"#),
        (r#"[{"a":1},{"a":1}]"#, r#"[{"a":1},{"a":1}]"#),
    ] {
        assert_eq!(parse(text).unwrap().to_json(), compact, "{text}");
    }
}

#[test]
fn refuses_what_is_not_the_grammar() {
    for (text, error) in [
        ("", END),
        (" \n", END),
        ("nul", END),
        ("nulL", syntax(3)),
        ("True", syntax(0)),
        ("NaN", syntax(0)),
        ("Infinity", syntax(0)),
        ("-Infinity", syntax(1)),
        ("+1", syntax(0)),
        (".5", syntax(0)),
        ("-", END),
        ("-.5", syntax(1)),
        ("1.", END),
        ("[1.]", syntax(3)),
        ("1e", END),
        ("[1e+]", syntax(4)),
        ("[1eE2]", syntax(3)),
        ("[-01]", syntax(3)),
        ("[0x1]", syntax(2)),
        ("[1 000]", syntax(3)),
        ("[\u{ff11}]", syntax(1)),
        ("\"", END),
        ("\"abc", END),
        ("\"abc\\", END),
        ("'a'", syntax(0)),
        ("\"a\nb\"", syntax(2)),
        ("\"12345678901\tb\"", syntax(12)),
        ("\"\0\"", syntax(1)),
        ("\"\u{1f}\"", syntax(1)),
        (r#""\x41""#, syntax(2)),
        (r#""\a""#, syntax(2)),
        (r#""\'""#, syntax(2)),
        (r#""\u12""#, syntax(5)),
        (r#""\u12G4""#, syntax(5)),
        (r#""\u 123""#, syntax(3)),
        (r#""\U0041""#, syntax(2)),
        (r#""\u123"#, END),
        ("\"\\\u{e9}\"", syntax(2)),
        ("[", END),
        ("[1", END),
        ("[1,", END),
        ("[1,]", syntax(3)),
        ("[,1]", syntax(1)),
        ("[1,,2]", syntax(3)),
        ("[1 2]", syntax(3)),
        ("[1:2]", syntax(2)),
        ("[1}", syntax(2)),
        ("]", syntax(0)),
        ("{", END),
        ("{\"a\"", END),
        ("{\"a\":", END),
        ("{\"a\":1", END),
        ("{\"a\":1,}", syntax(7)),
        ("{\"a\" 1}", syntax(5)),
        ("{\"a\":}", syntax(5)),
        ("{\"a\",1}", syntax(4)),
        ("{,}", syntax(1)),
        ("{a:1}", syntax(1)),
        ("{1:1}", syntax(1)),
        ("{null:1}", syntax(1)),
        ("{\"a\":1]", syntax(6)),
        ("{\"a\":1;\"b\":2}", syntax(6)),
        ("// c\n1", syntax(0)),
        ("[1/* c */]", syntax(2)),
        ("\u{a0}1", syntax(0)),
        ("[1,\u{c}2]", syntax(3)),
        ("\u{b}1", syntax(0)),
    ] {
        assert_eq!(parse(text), Err(error), "{text:?}");
    }
}

#[test]
fn refuses_anything_after_the_value() {
    for (text, offset) in [
        ("1 2", 2),
        ("01", 1),
        ("null,", 4),
        ("{}{}", 2),
        ("[]]", 2),
        ("truex", 4),
        ("\"a\"\0", 3),
        ("1\n\u{feff}", 2),
        ("{} // c", 3),
    ] {
        assert_eq!(parse(text), Err(JsonError::TrailingBytes { offset }), "{text:?}");
    }
}

#[test]
fn refuses_a_byte_order_mark() {
    assert_eq!(parse("\u{feff}{}"), Err(JsonError::ByteOrderMark));
    assert_eq!(json::parse(b"\xff\xfe{\0}\0", &Limits::default()), Err(JsonError::Utf8 { offset: 0 }));
}

#[test]
fn refuses_what_is_not_utf_8() {
    for (bytes, offset) in [
        (&b"\"\xff\""[..], 1),
        (b"\"a\xc0\xaf\"", 2),
        (b"\"\xed\xa0\x80\"", 1),
        (b"\"\xf4\x90\x80\x80\"", 1),
        (b"\"\xe2\x82\"", 1),
        (b"[]\x80", 2),
        (b"{\"\xe9\":1}", 2),
    ] {
        assert_eq!(json::parse(bytes, &Limits::default()), Err(JsonError::Utf8 { offset }));
    }
}

#[test]
fn refuses_half_a_surrogate_pair() {
    for (text, offset) in [
        (r#""\uD834""#, 1),
        (r#""\uDD1E""#, 1),
        (r#""ab\uD834cd""#, 3),
        (r#""\uD834\n""#, 1),
        (r#""\uD834\u0041""#, 1),
        (r#""\uD834\uD834\uDD1E""#, 1),
        (r#""\uDD1E\uD834""#, 1),
        (r#""\uD834\uDD1E\uDD1E""#, 13),
        (r#"{"\ud800":1}"#, 2),
    ] {
        assert_eq!(parse(text), Err(JsonError::LoneSurrogate { offset }), "{text}");
    }
    assert_eq!(parse(r#""\uD834\uDG1E""#), Err(syntax(10)));
}

#[test]
fn refuses_a_duplicate_name_at_any_depth() {
    for (text, offset) in [
        (r#"{"a":1,"a":1}"#, 7),
        (r#"{"a":1,"b":2,"a":3}"#, 13),
        (r#"{"a":1,"\u0061":2}"#, 7),
        (r#"{"\/":1,"/":2}"#, 8),
        (r#"{"":1,"":2}"#, 6),
        (r#"{"a":{"b":1,"b":2}}"#, 12),
        (r#"[{"x":{"y":1},"z":[{"k":1, "k":2}]}]"#, 27),
        (r#"{"a":{"c":1},"b":{"c":1,"d":2},"a":3}"#, 31),
        (r#"{"𝄞":1,"\uD834\uDD1E":2}"#, 10),
    ] {
        assert_eq!(parse(text), Err(JsonError::DuplicateMember { offset }), "{text}");
    }
}

#[test]
fn names_that_only_look_alike_are_distinct() {
    let value = parse("{\"é\":1,\"e\u{301}\":2,\"E\":3,\"e\":4,\"e\\u0000\":5}").unwrap();
    assert_eq!(value.as_object().unwrap().len(), 5);
}

#[test]
fn finds_a_duplicate_among_many() {
    for count in [15, 16, 17, 18, 1000] {
        for repeated in [0, count / 2, count - 1] {
            let names: Vec<String> = (0..count).map(|number| format!("\"n{number}\":0")).collect();
            let text = format!("{{\"first\":{{\"n0\":0}},{}}}", names.join(","));
            parse(&text).unwrap();
            let twice = format!("{},\"n{repeated}\":1}}", text.trim_end_matches('}').to_owned());
            assert_eq!(
                parse(&twice),
                Err(JsonError::DuplicateMember { offset: text.len() }),
                "{count} {repeated}"
            );
        }
    }
}

#[test]
fn the_earliest_of_several_duplicates_is_told() {
    let filler: String = (0..20).map(|number| format!(",\"{number}\":0")).collect();
    let text = format!(r#"{{"b":1,"a":1,"b":2,"a":2{filler},"a":3}}"#);
    assert_eq!(parse(&text), Err(JsonError::DuplicateMember { offset: 13 }));
}

/// 100 000 members within the time of an ordinary test: neither finding duplicates nor looking names up is quadratic.
#[test]
fn an_object_of_many_members_is_read_and_searched_fast() {
    let count = 100_000;
    let members: Vec<String> = (0..count).rev().map(|number| format!("\"{number}\":{number}")).collect();
    let text = format!("{{{}}}", members.join(","));
    let value = parse(&text).unwrap();
    let object = value.as_object().unwrap();
    for number in 0..count {
        let found = object.get(&number.to_string()).and_then(Value::as_number);
        assert_eq!(found.and_then(|number| number.as_u64()), Some(number));
    }
    assert!(object.get("x").is_none());
}

#[test]
fn the_limit_of_bytes_holds_before_anything_is_read() {
    let limits = Limits::default().with_max_bytes(4);
    json::parse(b"true", &limits).unwrap();
    assert_eq!(
        json::parse(b"\xff\xff\xff\xff\xff", &limits),
        Err(JsonError::TooLarge { limit: 4, actual: 5 })
    );
}

#[test]
fn the_limit_of_depth_holds_for_arrays_and_objects() {
    let nested = |open: &str, close: &str, depth| format!("{}1{}", open.repeat(depth), close.repeat(depth));
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        let step = open.matches(['[', '{']).count();
        parse(&nested(open, close, 64 / step)).unwrap();
        assert_eq!(parse(&nested(open, close, 64 / step + 1)), Err(JsonError::TooDeep { limit: 64 }));
    }
    assert_eq!(parse(&"[".repeat(1_000_000)), Err(JsonError::TooDeep { limit: 64 }));
    let none = Limits::default().with_max_depth(0);
    json::parse(b"1", &none).unwrap();
    assert_eq!(json::parse(b"[]", &none), Err(JsonError::TooDeep { limit: 0 }));
}

#[test]
fn the_limit_of_depth_cannot_be_raised_into_the_stack() {
    let limits = Limits::default().with_max_depth(usize::MAX);
    assert_eq!(limits.max_depth(), 128);
    let text = format!("{}{}", "[".repeat(128), "]".repeat(128));
    let value = json::parse(text.as_bytes(), &limits).unwrap();
    assert_eq!(value.clone().into_owned().to_json(), text);
    assert_eq!(json::parse(&[b'['; 4096], &limits), Err(JsonError::TooDeep { limit: 128 }));
}

#[test]
fn the_limit_of_values_counts_values_and_names() {
    for (text, count) in [("1", 1), ("[]", 1), ("[1,2,3]", 4), (r#"{"a":1}"#, 3), (r#"{"a":[1,{"b":2}]}"#, 7)]
    {
        json::parse(text.as_bytes(), &Limits::default().with_max_values(count)).unwrap();
        let tight = Limits::default().with_max_values(count - 1);
        assert_eq!(
            json::parse(text.as_bytes(), &tight),
            Err(JsonError::TooManyValues { limit: count - 1 }),
            "{text}"
        );
    }
}

#[test]
fn the_default_limits_are_the_documented_ones() {
    let limits = Limits::default();
    assert_eq!((limits.max_bytes(), limits.max_depth(), limits.max_values()), (4_194_304, 64, 1_000_000));
    let many = format!("[{}0]", "0,".repeat(999_999));
    assert_eq!(parse(&many), Err(JsonError::TooManyValues { limit: 1_000_000 }));
}

#[test]
fn every_special_byte_is_seen_wherever_it_stands() {
    for length in 0..40 {
        for offset in 0..=length {
            for special in ['"', '\\', '\n', '\u{1f}', '\0'] {
                let text = format!("\"{}{special}{}\"", "é".repeat(offset), "x".repeat(length - offset));
                assert!(parse(&text).is_err(), "{text:?}");
            }
            let text = format!("\"{}\\n{}\"", "\u{80}".repeat(offset), "\u{7f}!#[]".repeat(length - offset));
            let expected = format!("{}\n{}", "\u{80}".repeat(offset), "\u{7f}!#[]".repeat(length - offset));
            assert_eq!(parse(&text).unwrap().as_str(), Some(&*expected));
        }
    }
}

#[test]
fn strings_borrow_unless_they_are_escaped() {
    use std::borrow::Cow;
    assert!(matches!(parse("\"żółć\""), Ok(Value::String(Cow::Borrowed("żółć")))));
    assert!(matches!(parse("\"a\\nb\""), Ok(Value::String(Cow::Owned(text))) if text == "a\nb"));
}
