//! OLPC canonical JSON.
#![cfg(feature = "olpc")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up should stop")]

use countersign_encoding::jcs;
use countersign_encoding::json::{JsonError, Limits, Object, Value};
use countersign_encoding::olpc::{self, OlpcError};
use proptest::prelude::*;

fn canonical(text: &str) -> Result<String, OlpcError> {
    olpc::canonicalize(text.as_bytes(), &Limits::default())
}

#[test]
fn writes_without_whitespace_and_sorted_at_every_depth() {
    for (text, expected) in [
        (" null ", "null"),
        ("[ true , false , null ]", "[true,false,null]"),
        ("{ }", "{}"),
        (r#"{"b":1,"a":[{"d":[],"c":{}}]}"#, r#"{"a":[{"c":{},"d":[]}],"b":1}"#),
        (r#"{"aa":1,"a":2,"B":3,"":4,"10":5,"1":6}"#, r#"{"":4,"1":6,"10":5,"B":3,"a":2,"aa":1}"#),
    ] {
        assert_eq!(canonical(text).unwrap(), expected, "{text}");
    }
}

#[test]
fn escapes_the_quotation_mark_and_the_backslash_and_nothing_else() {
    for (text, expected) in [
        (r#""\"\\\/""#, "\"\\\"\\\\/\""),
        (r#""\u0000\u001f\b\t\n\f\r\u007f""#, "\"\0\u{1f}\u{8}\t\n\u{c}\r\u{7f}\""),
        (r#""a\\b\"c""#, r#""a\\b\"c""#),
        (r#""\u20ac\u2028<>&""#, "\"€\u{2028}<>&\""),
        (r#""""#, r#""""#),
        (r#"{"\n\"":0}"#, "{\"\n\\\"\":0}"),
    ] {
        assert_eq!(canonical(text).unwrap(), expected, "{text}");
    }
}

/// A signature over the one form does not verify over the other.
#[test]
fn does_not_normalize_strings() {
    assert_eq!(canonical("\"e\u{301}\"").unwrap(), "\"e\u{301}\"");
    assert_eq!(canonical("\"\u{e9}\"").unwrap(), "\"\u{e9}\"");
}

/// JCS puts the surrogate pair first, since its first unit is 0xd83d.
#[test]
fn sorts_by_code_points_and_not_by_utf_16() {
    let text = "{\"\u{1f600}\":1,\"\u{fb33}\":2}";
    assert_eq!(canonical(text).unwrap(), "{\"\u{fb33}\":2,\"\u{1f600}\":1}");
    assert_eq!(jcs::canonicalize(text.as_bytes(), &Limits::default()).unwrap(), text);
}

#[test]
fn writes_integers_of_64_bits() {
    for text in ["0", "-1", "9007199254740993", "9223372036854775807", "-9223372036854775808"] {
        assert_eq!(canonical(text).unwrap(), text);
    }
}

#[test]
fn refuses_what_has_no_agreed_form() {
    for (text, error) in [
        ("1.0", OlpcError::NotInteger),
        ("1e2", OlpcError::NotInteger),
        ("[{\"a\":1E0}]", OlpcError::NotInteger),
        ("-0.0", OlpcError::NotInteger),
        ("9223372036854775808", OlpcError::IntegerOutOfRange),
        ("-9223372036854775809", OlpcError::IntegerOutOfRange),
        ("{\"a\":[99999999999999999999999]}", OlpcError::IntegerOutOfRange),
        ("-0", OlpcError::NegativeZero),
        (r#"{"a":1,"\u0061":1}"#, OlpcError::Json(JsonError::DuplicateMember { offset: 7 })),
        (r#""\ud800""#, OlpcError::Json(JsonError::LoneSurrogate { offset: 1 })),
    ] {
        assert_eq!(canonical(text), Err(error), "{text}");
    }
    assert_eq!(olpc::to_canonical(&Value::from(u64::MAX)), Err(OlpcError::IntegerOutOfRange));
}

/// The layout of a TUF role, as Python's securesystemslib 1 writes it.
#[test]
fn writes_what_is_signed_of_a_tuf_role() {
    let text = r#"{
        "_type": "timestamp", "version": 1, "spec_version": "1.0.31", "expires": "2030-01-01T00:00:00Z",
        "meta": {"snapshot.json": {"version": 1, "length": 42, "hashes": {"sha256": "8f88"}}}
    }"#;
    let expected = r#"{"_type":"timestamp","expires":"2030-01-01T00:00:00Z","meta":{"snapshot.json":{"hashes":{"sha256":"8f88"},"length":42,"version":1}},"spec_version":"1.0.31","version":1}"#;
    assert_eq!(canonical(text).unwrap(), expected);
}

fn value() -> impl Strategy<Value = Value<'static>> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[\"\\\\a\n]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..8).prop_map(built),
        ]
    })
}

fn built(members: Vec<(String, Value<'static>)>) -> Value<'static> {
    Value::from(members.into_iter().fold(Object::new(), |object, (name, value)| object.with(name, value)))
}

proptest! {
    /// The form with its controls escaped is JSON, and says the same: nothing was lost or merged.
    #[test]
    fn the_form_is_a_fixed_point_once_its_controls_are_escaped(value in value()) {
        let form = olpc::to_canonical(&value).unwrap();
        let mut escaped = String::new();
        for character in form.chars() {
            if character < ' ' {
                escaped.push_str(&format!("\\u{:04x}", u32::from(character)));
            } else {
                escaped.push(character);
            }
        }
        prop_assert_eq!(canonical(&escaped).unwrap(), form);
    }

    #[test]
    fn agrees_with_jcs_where_neither_escapes_nor_sorts_otherwise(
        members in prop::collection::btree_map("[a-zé-퟿]{0,4}", -9_007_199_254_740_991..=9_007_199_254_740_991_i64, 0..9)
    ) {
        let value = Value::from(members.into_iter().fold(Object::new(), |object, (name, value)| object.with(name, value)));
        prop_assert_eq!(olpc::to_canonical(&value).unwrap(), jcs::to_canonical(&value).unwrap());
    }
}
