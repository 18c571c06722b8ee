//! Values, typed readers and writers.
#![cfg(feature = "json")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up should stop")]

use std::collections::BTreeMap;

use countersign_encoding::json::{self, FieldError, FieldProblem, Kind, Limits, Object, Value};

fn object(text: &str) -> Object<'_> {
    json::parse(text.as_bytes(), &Limits::default()).unwrap().as_object().unwrap().clone()
}

fn wrong(path: &str, expected: Kind, actual: Kind) -> FieldError {
    FieldError::new(path, FieldProblem::WrongType { expected, actual })
}

#[test]
fn typed_readers_give_what_is_there() {
    let object = object(r#"{"s":"x","o":{"a":1},"a":[1],"n":18446744073709551615,"b":true}"#);
    assert_eq!(object.required_str("s"), Ok("x"));
    assert_eq!(object.required_object("o").unwrap().len(), 1);
    assert_eq!(object.required_array("a").unwrap().len(), 1);
    assert_eq!(object.required_u64("n"), Ok(u64::MAX));
    assert_eq!(object.required_bool("b"), Ok(true));
    assert_eq!(object.optional_str("s"), Ok(Some("x")));
    assert_eq!(object.optional_object("o").unwrap().unwrap().len(), 1);
    assert_eq!(object.optional_array("a").unwrap().unwrap().len(), 1);
    assert_eq!(object.optional_u64("n"), Ok(Some(u64::MAX)));
    assert_eq!(object.optional_bool("b"), Ok(Some(true)));
    assert_eq!(object.required("s").unwrap().as_str(), Some("x"));
}

#[test]
fn missing_is_an_error_only_where_required() {
    let object = Object::new();
    let missing = FieldError::new("x", FieldProblem::Missing);
    assert_eq!(object.required("x"), Err(missing.clone()));
    assert_eq!(object.required_str("x"), Err(missing.clone()));
    assert_eq!(object.required_object("x"), Err(missing.clone()));
    assert_eq!(object.required_array("x"), Err(missing.clone()));
    assert_eq!(object.required_u64("x"), Err(missing.clone()));
    assert_eq!(object.required_bool("x"), Err(missing));
    assert_eq!(object.optional_str("x"), Ok(None));
    assert_eq!(object.optional_object("x"), Ok(None));
    assert_eq!(object.optional_array("x"), Ok(None));
    assert_eq!(object.optional_u64("x"), Ok(None));
    assert_eq!(object.optional_bool("x"), Ok(None));
    assert_eq!(object.optional_string_map("x"), Ok(None));
}

#[test]
fn null_is_absent_for_optional_and_wrong_for_required() {
    let object = object(r#"{"x":null}"#);
    assert!(object.optional("x").is_none());
    assert_eq!(object.optional_str("x"), Ok(None));
    assert_eq!(object.optional_string_map("x"), Ok(None));
    assert_eq!(object.required("x"), Ok(&Value::Null));
    assert_eq!(object.required_str("x"), Err(wrong("x", Kind::String, Kind::Null)));
}

#[test]
fn another_kind_is_refused() {
    let object = object(r#"{"s":"1","n":1,"f":false}"#);
    assert_eq!(object.required_str("n"), Err(wrong("n", Kind::String, Kind::Number)));
    assert_eq!(object.required_object("s"), Err(wrong("s", Kind::Object, Kind::String)));
    assert_eq!(object.required_array("f"), Err(wrong("f", Kind::Array, Kind::Bool)));
    assert_eq!(object.required_u64("s"), Err(wrong("s", Kind::Number, Kind::String)));
    assert_eq!(object.required_bool("s"), Err(wrong("s", Kind::Bool, Kind::String)));
    assert_eq!(object.optional_str("n"), Err(wrong("n", Kind::String, Kind::Number)));
    assert_eq!(object.optional_string_map("n"), Err(wrong("n", Kind::Object, Kind::Number)));
}

#[test]
fn integers_are_exact() {
    for (text, problem) in [
        ("-1", FieldProblem::OutOfRange),
        ("18446744073709551616", FieldProblem::OutOfRange),
        ("1.0", FieldProblem::NotInteger),
        ("1e2", FieldProblem::NotInteger),
        ("1E0", FieldProblem::NotInteger),
        ("-0", FieldProblem::NotInteger),
    ] {
        let text = format!(r#"{{"n":{text}}}"#);
        assert_eq!(object(&text).required_u64("n"), Err(FieldError::new("n", problem)), "{text}");
        assert_eq!(object(&text).optional_u64("n"), Err(FieldError::new("n", problem)), "{text}");
    }
}

#[test]
fn numbers_keep_their_text() {
    for (text, unsigned, signed, double) in [
        ("0", Some(0), Some(0), Some(0.0)),
        ("-0", None, None, Some(-0.0)),
        ("-1", None, Some(-1), Some(-1.0)),
        ("1.0", None, None, Some(1.0)),
        ("9223372036854775808", Some(1 << 63), None, Some(9_223_372_036_854_775_808.0)),
        ("-9223372036854775808", None, Some(i64::MIN), Some(-9_223_372_036_854_775_808.0)),
        ("18446744073709551616", None, None, Some(18_446_744_073_709_551_616.0)),
        ("1e400", None, None, None),
        ("-1e400", None, None, None),
        ("1e-400", None, None, Some(0.0)),
    ] {
        let value = json::parse(text.as_bytes(), &Limits::default()).unwrap();
        let number = value.as_number().unwrap();
        assert_eq!(
            (number.as_str(), number.as_u64(), number.as_i64(), number.as_f64()),
            (text, unsigned, signed, double)
        );
    }
}

#[test]
fn a_string_map_is_all_strings() {
    let annotations = object(r#"{"a":{"y":"2","x":"1"},"b":{"x":1},"c":{}}"#);
    let expected = BTreeMap::from([("x".to_owned(), "1".to_owned()), ("y".to_owned(), "2".to_owned())]);
    assert_eq!(annotations.optional_string_map("a"), Ok(Some(expected)));
    assert_eq!(annotations.optional_string_map("b"), Err(wrong("b.x", Kind::String, Kind::Number)));
    assert_eq!(annotations.optional_string_map("c"), Ok(Some(BTreeMap::new())));
}

#[test]
fn only_names_the_first_unknown_member() {
    let object = object(r#"{"a":1,"c":2,"b":3}"#);
    assert_eq!(object.only(&["b", "a", "c", "d"]), Ok(()));
    assert_eq!(object.only(&["a"]), Err(FieldError::new("c", FieldProblem::Unknown)));
    assert_eq!(Object::new().only(&[]), Ok(()));
}

#[test]
fn errors_name_the_field_from_outside() {
    let error = FieldError::new("digest", FieldProblem::Missing).at_index(3).at("layers");
    assert_eq!(error.path(), "layers[3].digest");
    assert_eq!(error.problem(), &FieldProblem::Missing);
    assert_eq!(error.to_string(), r#"field "layers[3].digest" is missing"#);
    assert_eq!(FieldError::new("digest", FieldProblem::Missing).at("layers[3]"), error);
    let error = wrong("a", Kind::String, Kind::Null).at("b");
    assert_eq!(error.to_string(), r#"field "b.a" is of type null, expected string"#);
    assert_eq!(FieldError::new("", FieldProblem::OutOfRange).at("x").path(), "x");
}

#[test]
fn errors_show_foreign_names_escaped_and_shortened() {
    let name = format!("\u{202e}\n{}", "x".repeat(10_000));
    let object = Object::new().with(&*name, "v");
    let error = object.only(&[]).unwrap_err();
    assert_eq!(error.path().chars().count(), 64);
    assert_eq!(error.to_string(), format!("field \"\\u{{202e}}\\u{{a}}{}\" is not known", "x".repeat(62)));
    let map = Object::new().with("m", Object::new().with(&*name, 1_u64));
    assert_eq!(map.optional_string_map("m").unwrap_err().path().chars().count(), 66);
    let long = FieldError::new("y".repeat(10_000), FieldProblem::Missing);
    assert_eq!(long.to_string().chars().count(), 256 + "field \"…\" is missing".chars().count());
}

#[test]
fn values_know_their_kind() {
    for (text, kind, name) in [
        ("null", Kind::Null, "null"),
        ("true", Kind::Bool, "boolean"),
        ("1", Kind::Number, "number"),
        ("\"\"", Kind::String, "string"),
        ("[]", Kind::Array, "array"),
        ("{}", Kind::Object, "object"),
    ] {
        let value = json::parse(text.as_bytes(), &Limits::default()).unwrap();
        assert_eq!((value.kind(), value.kind().to_string()), (kind, name.to_owned()));
        assert_eq!(value.is_null(), kind == Kind::Null);
        assert_eq!(value.as_bool().is_some(), kind == Kind::Bool);
        assert_eq!(value.as_number().is_some(), kind == Kind::Number);
        assert_eq!(value.as_str().is_some(), kind == Kind::String);
        assert_eq!(value.as_array().is_some(), kind == Kind::Array);
        assert_eq!(value.as_object().is_some(), kind == Kind::Object);
    }
}

#[test]
fn objects_are_built_in_order_and_replace_in_place() {
    let object =
        Object::new().with("b", 1_u64).with("a", "x").with(String::from("c"), true).with("b", -1_i64);
    assert_eq!(Value::from(object.clone()).to_json(), r#"{"b":-1,"a":"x","c":true}"#);
    assert_eq!((object.len(), object.is_empty(), Object::new().is_empty()), (3, false, true));
    let names: Vec<&str> = object.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["b", "a", "c"]);
    let array = Value::from(vec![Value::Null, String::from("s").into()]);
    assert_eq!(Value::from(Object::new().with("l", array)).to_json(), r#"{"l":[null,"s"]}"#);
}

#[test]
fn a_large_built_object_equals_the_one_read() {
    for count in [16_u64, 17, 18, 100] {
        let name = |number: u64| format!("{}", number * 7919 % 101);
        let built = (0..count).fold(Object::new(), |object, number| object.with(name(number), number));
        let replaced = (0..count).fold(built, |object, number| object.with(name(number), number + 1));
        let text = Value::from(replaced.clone()).to_json();
        assert_eq!(object(&text), replaced);
        for number in 0..count {
            assert!(replaced.get("x").is_none());
            assert_eq!(replaced.get(&name(number)), Some(&Value::from(number + 1)));
        }
    }
}

#[test]
fn values_outlive_their_text() {
    let owned: Value<'static> = {
        let text = String::from(r#"{"a":["x",1,true,null,{"b":"\n"}]}"#);
        json::parse(text.as_bytes(), &Limits::default()).unwrap().into_owned()
    };
    assert_eq!(owned.to_json(), r#"{"a":["x",1,true,null,{"b":"\n"}]}"#);
}

#[test]
fn owned_numbers_keep_their_text_at_every_length() {
    for digits in 1..70 {
        let text = format!("-{}", "7".repeat(digits));
        let read = json::parse(text.as_bytes(), &Limits::default()).unwrap();
        let owned = read.clone().into_owned();
        assert_eq!(owned, read);
        assert_eq!(owned.clone().into_owned().to_json(), text);
        assert_eq!(format!("{owned:?}"), format!("Number(Number({text:?}))"));
    }
    assert_ne!(Value::from(1_u64), Value::from(11_u64));
}

#[test]
fn a_part_outlives_its_document() {
    let part: Option<Value<'static>> = {
        let text = String::from(r#"{"x":[],"predicate":{"a":["b",1]},"y":0}"#);
        let root = json::parse(text.as_bytes(), &Limits::default()).unwrap().into_object().unwrap();
        assert_eq!(root.clone().into_member("z"), None);
        root.into_member("predicate").map(Value::into_owned)
    };
    assert_eq!(part.unwrap().to_json(), r#"{"a":["b",1]}"#);
    assert_eq!(Value::Null.into_object(), None);
    let large =
        (0..40_u64).fold(Object::new(), |object, number| object.with(format!("{}", 99 - number), number));
    assert_eq!(large.into_member("61"), Some(38_u64.into()));
}

#[test]
fn writes_the_least_escapes() {
    let text = "\0\u{8}\t\n\u{b}\u{c}\r\u{1f} \"\\/<>&\u{7f}\u{80}é\u{2028}\u{2029}𝄞";
    assert_eq!(
        Value::from(text).to_json(),
        "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f \\\"\\\\/<>&\u{7f}\u{80}é\u{2028}\u{2029}𝄞\""
    );
}

#[test]
fn writes_what_go_writes() {
    let text = "\0\u{8}\t\n\u{b}\u{c}\r\u{1f} \"\\/<>&'\u{7f}\u{80}é\u{2027}\u{2028}\u{2029}\u{202a}𝄞";
    let go = "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f \\\"\\\\/\\u003c\\u003e\\u0026'\u{7f}\u{80}é\u{2027}\\u2028\\u2029\u{202a}𝄞\"";
    assert_eq!(Value::from(text).to_json_go(), go);
    let nested =
        Value::from(Object::new().with("<k>", Value::from(vec![Value::from("&"), Value::from(1_u64)])));
    assert_eq!(nested.to_json_go(), r#"{"\u003ck\u003e":["\u0026",1]}"#);
}
