//! Deterministic writing.

use alloc::vec::Vec;

use super::{Key, Map, MapOrder, Value};

impl Value<'_> {
    /// Writes the item in the core deterministic encoding (RFC 8949 §4.2.1): maps are sorted by the bytes of their keys.
    #[must_use]
    pub fn to_cbor(&self) -> Vec<u8> {
        self.to_cbor_in(MapOrder::Bytewise)
    }

    /// Writes the item with maps in that order; [`MapOrder::Any`] keeps the one they have. All else is as in
    /// [`to_cbor`](Self::to_cbor). What was read under an order is written as it was read.
    #[must_use]
    pub fn to_cbor_in(&self, order: MapOrder) -> Vec<u8> {
        let mut out = Vec::new();
        push_value(&mut out, self, order);
        out
    }
}

fn push_value(out: &mut Vec<u8>, value: &Value<'_>, order: MapOrder) {
    match value {
        Value::Integer(integer) => {
            let (major, argument) = integer.encoding();
            push_head(out, major, argument);
        }
        Value::Bytes(bytes) => push_string(out, 2, bytes),
        Value::Text(text) => push_string(out, 3, text.as_bytes()),
        Value::Array(items) => {
            push_head(out, 4, items.len() as u64);
            items.iter().for_each(|item| push_value(out, item, order));
        }
        Value::Map(map) => push_map(out, map, order),
        Value::Tag(number, item) => {
            push_head(out, 6, *number);
            push_value(out, item, order);
        }
        Value::Bool(truth) => push_head(out, 7, if *truth { 21 } else { 20 }),
        Value::Null => push_head(out, 7, 22),
    }
}

fn push_map(out: &mut Vec<u8>, map: &Map<'_>, order: MapOrder) {
    let mut entries: Vec<_> = map.iter().collect();
    match order {
        MapOrder::Bytewise => entries.sort_by_key(|(key, _)| *key),
        MapOrder::LengthFirst => entries.sort_by_cached_key(|(key, _)| {
            let encoded = encoded(key);
            (encoded.len(), encoded)
        }),
        MapOrder::Any => {}
    }
    push_head(out, 5, entries.len() as u64);
    for (key, value) in entries {
        out.extend_from_slice(&encoded(key));
        push_value(out, value, order);
    }
}

fn encoded(key: &Key<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    let (major, argument, content) = key.encoding();
    push_head(&mut out, major, argument);
    out.extend_from_slice(content);
    out
}

fn push_string(out: &mut Vec<u8>, major: u8, content: &[u8]) {
    push_head(out, major, content.len() as u64);
    out.extend_from_slice(content);
}

/// The initial byte and the argument in as few bytes as it needs (RFC 8949 §3).
fn push_head(out: &mut Vec<u8>, major: u8, argument: u64) {
    let major = major << 5;
    let bytes = argument.to_be_bytes();
    let (information, from) = match argument {
        0..24 => (bytes[7], 8),
        24..=0xff => (24, 7),
        0x100..=0xffff => (25, 6),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 0),
    };
    out.push(major | information);
    out.extend_from_slice(bytes.get(from..).unwrap_or_default());
}
