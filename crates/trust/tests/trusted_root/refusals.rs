//! Documents that are refused whole.

use countersign_trust::{
    TrustedRoot, TrustedRootError, TrustedRootVersion,
    x509::encoding::json::{FieldProblem, JsonError, Kind},
};
use serde_json::{Value, json};

use crate::{authority, document, log, parse};

fn field(document: &Value) -> (String, FieldProblem) {
    match parse(document) {
        Err(TrustedRootError::Field(error)) => (error.path().to_owned(), *error.problem()),
        other => panic!("{other:?}"),
    }
}

/// Pointers to every object of a document, and the paths that errors have for them.
fn objects(value: &Value, pointer: &str, path: &str, found: &mut Vec<(String, String)>) {
    if value.is_object() {
        found.push((pointer.to_owned(), path.to_owned()));
    }
    let members = value.as_object().into_iter().flatten();
    for (name, member) in members {
        let dot = if path.is_empty() { "" } else { "." };
        objects(member, &format!("{pointer}/{name}"), &format!("{path}{dot}{name}"), found);
    }
    for (index, entry) in value.as_array().into_iter().flatten().enumerate() {
        objects(entry, &format!("{pointer}/{index}"), &format!("{path}[{index}]"), found);
    }
}

fn all_objects() -> Vec<(String, String)> {
    let mut found = Vec::new();
    objects(&document(), "", "", &mut found);
    assert!(found.len() > 40, "{}", found.len());
    found
}

fn inside(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

#[test]
fn a_member_that_no_message_has_is_refused_wherever_it_stands() {
    for (pointer, path) in all_objects() {
        let mut changed = document();
        changed.pointer_mut(&pointer).unwrap()["extra"] = Value::Null;
        assert_eq!(field(&changed), (inside(&path, "extra"), FieldProblem::Unknown));
    }
}

#[test]
fn a_member_in_both_spellings_is_refused_wherever_it_stands() {
    let mut tried = 0;
    for (pointer, path) in all_objects() {
        let document = document();
        for name in document.pointer(&pointer).unwrap().as_object().unwrap().keys() {
            let snake: String = name
                .chars()
                .flat_map(|letter| {
                    letter
                        .is_ascii_uppercase()
                        .then_some('_')
                        .into_iter()
                        .chain([letter.to_ascii_lowercase()])
                })
                .collect();
            if snake == *name || name == "mediaType" {
                continue;
            }
            let mut changed = document.clone();
            let object = changed.pointer_mut(&pointer).unwrap();
            object[&snake] = object[name].clone();
            assert_eq!(field(&changed), (inside(&path, name), FieldProblem::TwoSpellings));
            let object = changed.pointer_mut(&pointer).unwrap();
            object[&snake] = Value::Null;
            assert_eq!(field(&changed), (inside(&path, name), FieldProblem::TwoSpellings));
            tried += 1;
        }
    }
    assert!(tried > 50, "{tried}");
    let both = br#"{"mediaType":"a","media_type":"a"}"#;
    assert!(matches!(TrustedRoot::parse(both), Err(TrustedRootError::Field(_))));
}

#[test]
fn a_value_of_another_type_is_refused_wherever_it_stands() {
    let wrong =
        |path: &str, expected, actual| (path.to_owned(), FieldProblem::WrongType { expected, actual });
    for (pointer, path, value, expected) in [
        ("/tlogs", "tlogs", json!({}), Kind::Array),
        ("/timestampAuthorities/0", "timestampAuthorities[0]", json!([]), Kind::Object),
        ("/timestampAuthorities/0", "timestampAuthorities[0]", Value::Null, Kind::Object),
        ("/timestampAuthorities/0/uri", "timestampAuthorities[0].uri", json!(1), Kind::String),
        (
            "/timestampAuthorities/0/validFor/end",
            "timestampAuthorities[0].validFor.end",
            json!(1),
            Kind::String,
        ),
        ("/timestampAuthorities/0/certChain", "timestampAuthorities[0].certChain", json!("x"), Kind::Object),
        ("/ctlogs/2/hashAlgorithm", "ctlogs[2].hashAlgorithm", json!([]), Kind::String),
        ("/tlogs/0/publicKey/keyDetails", "tlogs[0].publicKey.keyDetails", json!(true), Kind::String),
        ("/certificateAuthorities/1/subject", "certificateAuthorities[1].subject", json!(""), Kind::Object),
    ] {
        let mut changed = document();
        let actual = match &value {
            Value::Object(_) => Kind::Object,
            Value::Array(_) => Kind::Array,
            Value::Null => Kind::Null,
            Value::Number(_) => Kind::Number,
            Value::Bool(_) => Kind::Bool,
            Value::String(_) => Kind::String,
        };
        *changed.pointer_mut(pointer).unwrap() = value;
        assert_eq!(field(&changed), wrong(path, expected, actual));
    }
    assert_eq!(field(&json!([])), wrong("", Kind::Object, Kind::Array));
}

#[test]
fn a_member_given_twice_is_refused() {
    let text = document().to_string();
    for (once, twice) in [
        ("\"uri\":", "\"uri\":\"\",\"uri\":"),
        ("\"start\":", "\"start\":\"2025-04-08T06:59:43Z\",\"st\\u0061rt\":"),
        ("\"mediaType\":", "\"mediaType\":null,\"mediaType\":"),
    ] {
        assert!(text.contains(once));
        let error = TrustedRoot::parse(text.replacen(once, twice, 1).as_bytes()).unwrap_err();
        assert!(matches!(error, TrustedRootError::Json(JsonError::DuplicateMember { .. })), "{error:?}");
        assert_eq!(error.code(), "CSG-ROOT-JSON");
    }
}

#[test]
fn four_media_types_are_those_of_a_trusted_root() {
    use TrustedRootVersion::{V0_1, V0_2};
    for (media_type, version) in [
        ("application/vnd.dev.sigstore.trustedroot+json;version=0.1", V0_1),
        ("application/vnd.dev.sigstore.trustedroot.v0.1+json", V0_1),
        ("application/vnd.dev.sigstore.trustedroot+json;version=0.2", V0_2),
        ("application/vnd.dev.sigstore.trustedroot.v0.2+json", V0_2),
    ] {
        let root = parse(&json!({ "mediaType": media_type })).unwrap();
        assert_eq!(root.version(), version);
        assert_eq!(root.timestamp_authorities().len(), 0);
        assert!(parse(&json!({ "media_type": media_type })).is_ok());
    }
    for other in [
        json!({}),
        json!({"mediaType": null}),
        json!({"mediaType": ""}),
        json!({"mediaType": 1}),
        json!({"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.3"}),
        json!({"mediaType": "application/vnd.dev.sigstore.trustedroot+json; version=0.1"}),
        json!({"mediaType": "application/vnd.dev.sigstore.trustedroot.v0.2+json;version=0.1"}),
        json!({"mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json"}),
    ] {
        let error = parse(&other).unwrap_err();
        assert_eq!((error.code(), &error), ("CSG-ROOT-MEDIA-TYPE", &TrustedRootError::MediaType), "{other}");
    }
}

#[test]
fn lists_are_limited() {
    let many = |count: usize, entry: Value| Value::Array(vec![entry; count]);
    for name in ["tlogs", "ctlogs", "certificateAuthorities", "timestampAuthorities"] {
        let entry = if name.ends_with("logs") { log() } else { json!({}) };
        let mut changed = document();
        changed[name] = many(64, entry.clone());
        assert!(parse(&changed).is_ok(), "{name}");
        changed[name] = many(65, entry);
        assert_eq!(
            parse(&changed).unwrap_err(),
            TrustedRootError::TooMany { field: name, limit: 64, actual: 65 }
        );
    }
    let mut changed = document();
    changed["timestampAuthorities"][0]["certChain"]["certificates"] = many(16, json!({}));
    assert!(parse(&changed).is_ok());
    changed["timestampAuthorities"][0]["certChain"]["certificates"] = many(17, json!({}));
    let error = parse(&changed).unwrap_err();
    assert_eq!(error, TrustedRootError::TooMany { field: "certificates", limit: 16, actual: 17 });
    assert_eq!(error.code(), "CSG-ROOT-TOO-MANY");
}

#[test]
fn a_document_is_limited() {
    let (text, limit) = (document().to_string(), 1 << 20);
    let padded = |length: usize| format!("{text}{}", " ".repeat(length - text.len()));
    assert!(TrustedRoot::parse(padded(limit).as_bytes()).is_ok());
    let error = TrustedRoot::parse(padded(limit + 1).as_bytes()).unwrap_err();
    assert_eq!(error, TrustedRootError::Json(JsonError::TooLarge { limit, actual: limit + 1 }));
    let deep = format!("{}{}", "[".repeat(9), "]".repeat(9));
    let error = TrustedRoot::parse(deep.as_bytes()).unwrap_err();
    assert_eq!(error, TrustedRootError::Json(JsonError::TooDeep { limit: 8 }));
    assert_eq!(TrustedRoot::parse(b"").unwrap_err(), TrustedRootError::Json(JsonError::UnexpectedEnd));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let mut changed = document();
    changed["timestampAuthorities"] = json!([authority(), {"uri": 1}]);
    let error = parse(&changed).unwrap_err();
    assert_eq!(error.code(), "CSG-ROOT-FIELD");
    let text = "field \"timestampAuthorities[1].uri\" is of type number, expected string";
    assert_eq!(error.to_string(), text);
}
