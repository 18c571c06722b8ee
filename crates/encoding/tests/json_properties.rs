//! Laws of the JSON reader and writers, and agreement with `serde_json`.
#![cfg(feature = "json")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot set itself up should stop"
)]

use countersign_encoding::json::{self, JsonError, Limits, Object, Value};
use countersign_encoding::{jcs, jcs::JcsError};
use proptest::prelude::*;

/// A number by the grammar, not a round one.
const NUMBER: &str = "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?";

fn value() -> impl Strategy<Value = Value<'static>> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        NUMBER.prop_map(|text| json::parse(text.as_bytes(), &Limits::default()).unwrap().into_owned()),
        any::<String>().prop_map(Value::from),
        "[\\x00-\\x7f]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 100, 24, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner.clone()), 0..8).prop_map(built),
            prop::collection::vec(("[a-z]{1,2}", inner), 0..24).prop_map(built),
        ]
    })
}

fn built(members: Vec<(String, Value<'static>)>) -> Value<'static> {
    Value::from(members.into_iter().fold(Object::new(), |object, (name, value)| object.with(name, value)))
}

/// JSON with whitespace, escapes and duplicates; then a few characters of it changed, removed or inserted.
fn nearly_json() -> impl Strategy<Value = String> {
    let edit = (
        any::<prop::sample::Index>(),
        0..3_u8,
        prop::sample::select(r#"{}[]",:\u0dD8aetfn-+.1E /"#.chars().collect::<Vec<_>>()),
    );
    let document = prop_oneof![
        value().prop_map(|value| value.to_json()),
        value().prop_map(|value| value.to_json_go().replace(',', " ,\n").replace(':', "\t:")),
        (value(), value()).prop_map(|(a, b)| format!(
            "{{\"a\":{},\"\\u0061\":{}}}",
            a.to_json(),
            b.to_json()
        )),
        r#"[\[\]{}",:0-9eE.+\-aunl \\]{0,16}"#,
        r#""(\\u[dD][89abcdefAF][0-9]{2}|\\[nut"\\]|a){0,5}""#,
    ];
    (document, prop::collection::vec(edit, 0..3)).prop_map(|(text, edits)| {
        let mut characters: Vec<char> = text.chars().collect();
        for (place, what, character) in edits {
            let place = place.index(characters.len() + 1);
            match what {
                0 => characters.insert(place, character),
                1 if place < characters.len() => characters[place] = character,
                _ if place < characters.len() => drop(characters.remove(place)),
                _ => {}
            }
        }
        characters.into_iter().collect()
    })
}

/// Whether `serde_json` read the same value; doubles within what its reader loses.
fn same(ours: &Value<'_>, theirs: &serde_json::Value) -> bool {
    use serde_json::Value as Theirs;
    match (ours, theirs) {
        (Value::Null, Theirs::Null) => true,
        (Value::Bool(ours), Theirs::Bool(theirs)) => ours == theirs,
        (Value::String(ours), Theirs::String(theirs)) => ours == theirs,
        (Value::Array(ours), Theirs::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs))
        }
        (Value::Object(ours), Theirs::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(name, value)| theirs.get(name).is_some_and(|theirs| same(value, theirs)))
        }
        (Value::Number(ours), Theirs::Number(theirs)) => {
            let (a, b) = (ours.as_f64().unwrap(), theirs.as_f64().unwrap());
            ours.as_u64() == theirs.as_u64()
                && ours.as_i64() == theirs.as_i64()
                && (a == b || ((a - b) / a).abs() < 1e-14)
        }
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn parsing_undoes_printing(value in value()) {
        let limits = Limits::default();
        let plain = value.to_json();
        prop_assert_eq!(&json::parse(plain.as_bytes(), &limits).unwrap(), &value);
        let go = value.to_json_go();
        prop_assert_eq!(&json::parse(go.as_bytes(), &limits).unwrap(), &value);
        let unsafe_in_html = go.contains(['<', '>', '&', '\u{2028}', '\u{2029}']);
        prop_assert!(!unsafe_in_html);
    }

    #[test]
    fn strings_are_printed_as_serde_json_prints_them(text in any::<String>()) {
        prop_assert_eq!(Value::from(&*text).to_json(), serde_json::to_string(&text).unwrap());
    }

    #[test]
    fn agrees_with_serde_json(text in nearly_json()) {
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        match (json::parse(text.as_bytes(), &Limits::default()), theirs) {
            (Ok(ours), Ok(theirs)) => prop_assert!(same(&ours, &theirs), "{}", text),
            (Err(JsonError::DuplicateMember { .. }), _) | (Err(_), Err(_)) => {}
            // Only numbers that no double can hold are left to the caller here and refused there.
            (Ok(_), Err(error)) => prop_assert!(error.to_string().contains("number out of range"), "{}: {}", text, error),
            (Err(error), Ok(_)) => prop_assert!(false, "{}: {}", text, error),
        }
    }

    #[test]
    fn refuses_no_bytes_with_a_crash(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let ours = json::parse(&bytes, &Limits::default());
        let theirs = serde_json::from_slice::<serde_json::Value>(&bytes);
        prop_assert_eq!(ours.is_ok(), theirs.is_ok());
    }

    #[test]
    fn the_canonical_form_is_a_fixed_point(value in value()) {
        match jcs::to_canonical(&value) {
            Ok(canonical) => {
                let again = jcs::canonicalize(canonical.as_bytes(), &Limits::default());
                // A double above 2^53 written in full reads as an integer that is no longer accepted.
                prop_assert!(again == Err(JcsError::InexactInteger) || again == Ok(canonical));
            }
            Err(error) => prop_assert!(matches!(error, JcsError::InexactInteger | JcsError::NotFinite)),
        }
    }

    #[test]
    fn canonical_numbers_read_back_as_the_same_double(bits in any::<u64>()) {
        let double = f64::from_bits(bits);
        prop_assume!(double.is_finite());
        let text = format!("{double:e}");
        // An exponent says that the literal is a double, not an integer.
        let canonical = jcs::canonicalize(text.as_bytes(), &Limits::default()).unwrap();
        prop_assert_eq!(canonical.parse::<f64>().unwrap(), double);
    }
}
