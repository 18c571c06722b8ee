//! A verdict against `docs/verdict-v1.schema.json`, by the few words of JSON Schema that it uses.

use std::{fs, path::Path};

use serde_json::Value;

/// The schema holds for this document, and names every member that the document has.
#[track_caller]
pub fn check(document: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/verdict-v1.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    check_at(&schema, &schema, document, "");
}

fn check_at(root: &Value, schema: &Value, value: &Value, at: &str) {
    for (word, rule) in schema.as_object().unwrap() {
        match word.as_str() {
            "$ref" => {
                let pointer = rule.as_str().unwrap().strip_prefix('#').unwrap();
                check_at(root, root.pointer(pointer).unwrap(), value, at);
            }
            "type" => check_type(rule, value, at),
            "const" => assert_eq!(rule, value, "{at}"),
            "enum" => assert!(rule.as_array().unwrap().contains(value), "{at}: {value}"),
            "pattern" => check_pattern(rule.as_str().unwrap(), value, at),
            "minimum" => assert!(value.as_i64() >= rule.as_i64(), "{at}: {value}"),
            "required" => {
                for name in rule.as_array().unwrap() {
                    assert!(value.get(name.as_str().unwrap()).is_some(), "{at} lacks {name}: {value}");
                }
            }
            "properties" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    let schema = rule.get(name).unwrap_or_else(|| panic!("{at}/{name} is not in the schema"));
                    check_at(root, schema, value, &format!("{at}/{name}"));
                }
            }
            "items" => {
                for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                    check_at(root, rule, item, &format!("{at}/{place}"));
                }
            }
            "$schema" | "$id" | "$defs" | "title" | "description" => {}
            other => panic!("the schema uses {other}, which is not checked here"),
        }
    }
}

fn check_type(rule: &Value, value: &Value, at: &str) {
    let actual = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = match rule {
        Value::Array(allowed) => allowed.iter().any(|allowed| allowed == actual),
        allowed => allowed == actual,
    };
    assert!(allowed, "{at}: {value} is {actual}, not {rule}");
}

fn check_pattern(pattern: &str, value: &Value, at: &str) {
    let Some(text) = value.as_str() else { return };
    let is_hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let fits = match pattern {
        "^SHA256:[0-9a-f]{64}$" => {
            text.strip_prefix("SHA256:").is_some_and(|hex| hex.len() == 64 && is_hex(hex))
        }
        "^sha(256|384|512):[0-9a-f]+$" => {
            text.split_once(':').is_some_and(|(name, hex)| name.starts_with("sha") && is_hex(hex))
        }
        "^CSG-[A-Z-]+$" => {
            text.starts_with("CSG-") && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-')
        }
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}T.*Z$" => text.len() >= 20 && text.ends_with('Z') && &text[10..11] == "T",
        other => panic!("the schema has the pattern {other}, which is not checked here"),
    };
    assert!(fits, "{at}: {text} does not fit {pattern}");
}
