//! The COSE vectors of cose-wg and gluecose: every message of theirs is read, and written as it was.
#![cfg(all(feature = "cbor", feature = "json"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up should stop")]

use countersign_encoding::cbor::{self, Limits, MapOrder, Value};
use countersign_encoding::{hex, json};

/// Collects the strings of all members named as encoded CBOR is in the two suites.
fn encodings(value: &json::Value<'_>, found: &mut Vec<Vec<u8>>) {
    match value {
        json::Value::Array(items) => items.iter().for_each(|item| encodings(item, found)),
        json::Value::Object(object) => {
            for (name, value) in object.iter() {
                match value.as_str() {
                    Some(text) if matches!(name, "cbor_hex" | "cborHex") => {
                        found.push(hex::decode(&text.to_ascii_lowercase()).unwrap());
                    }
                    _ => encodings(value, found),
                }
            }
        }
        _ => {}
    }
}

/// The contents of the protected headers in a message, which are CBOR in a byte string (RFC 9052 §3).
fn protected(value: &Value<'_>, found: &mut Vec<Vec<u8>>) {
    match value {
        Value::Tag(_, item) => protected(item, found),
        Value::Array(items) => {
            if let [Value::Bytes(header), Value::Map(_), ..] = &items[..] {
                found.push(header.to_vec());
            }
            items.iter().for_each(|item| protected(item, found));
        }
        _ => {}
    }
}

fn read(file: &str) -> Vec<Vec<u8>> {
    let Some(folder) = testkit::corpora("cose") else { return Vec::new() };
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    let mut found = Vec::new();
    for line in text.lines() {
        encodings(&json::parse(line.as_bytes(), &json::Limits::default()).unwrap(), &mut found);
    }
    assert!(found.len() >= text.lines().count());
    found
}

#[test]
fn reads_every_message_and_header_and_writes_it_alike() {
    let limits = Limits::default().with_map_order(MapOrder::Any);
    let mut headers = Vec::new();
    for bytes in read("cose.jsonl").iter().chain(&read("gluecose.jsonl")) {
        let value = cbor::parse(bytes, &limits).unwrap();
        assert_eq!(value.to_cbor_in(MapOrder::Any), *bytes);
        protected(&value, &mut headers);
    }
    for header in headers.iter().filter(|header| !header.is_empty()) {
        let value = cbor::parse(header, &limits).unwrap();
        assert!(value.as_map().is_some());
        assert_eq!(value.to_cbor_in(MapOrder::Any), *header);
    }
}
