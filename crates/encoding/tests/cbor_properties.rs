//! Laws of the CBOR reader and writer, and agreement with `ciborium` on all that is accepted.
#![cfg(feature = "cbor")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot set itself up should stop"
)]

use ciborium::Value as Other;
use countersign_encoding::cbor::{self, CborError, Key, Limits, Map, MapOrder, Value};
use proptest::prelude::*;

const ORDERS: [MapOrder; 3] = [MapOrder::Bytewise, MapOrder::LengthFirst, MapOrder::Any];

/// Arguments around the widths, and any.
fn argument() -> impl Strategy<Value = u64> {
    prop_oneof![
        0..64_u64,
        any::<u64>(),
        (0..64_u32, 0..3_u64).prop_map(|(bits, off)| (1_u64 << bits).wrapping_add(off).wrapping_sub(1)),
    ]
}

fn key() -> impl Strategy<Value = Key<'static>> {
    prop_oneof![
        argument().prop_map(Key::from),
        any::<i64>().prop_map(Key::from),
        (-40..40_i64).prop_map(Key::from),
        prop::collection::vec(any::<u8>(), 0..30).prop_map(|bytes| Key::from(&bytes[..]).into_owned()),
        "[a-c]{0,2}".prop_map(Key::from),
        any::<String>().prop_map(Key::from),
    ]
}

fn value() -> impl Strategy<Value = Value<'static>> {
    let leaf = prop_oneof![
        4 => key().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(6, 60, 30, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..30).prop_map(Value::from),
            prop::collection::vec((key(), inner.clone()), 0..30).prop_map(built),
            (argument(), inner).prop_map(|(number, item)| Value::tagged(number, item)),
        ]
    })
}

fn built(entries: Vec<(Key<'static>, Value<'static>)>) -> Value<'static> {
    Value::from(entries.into_iter().fold(Map::new(), |map, (key, value)| map.with(key, value)))
}

/// An encoding with a few bytes changed, removed or inserted.
fn nearly_cbor() -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<prop::sample::Index>(), 0..3_u8, any::<u8>());
    let bytes = prop_oneof![
        value().prop_map(|value| value.to_cbor_in(MapOrder::Any)),
        value().prop_map(|value| value.to_cbor()),
        prop::collection::vec(any::<u8>(), 0..24),
    ];
    (bytes, prop::collection::vec(edit, 0..4)).prop_map(|(mut bytes, edits)| {
        for (place, what, byte) in edits {
            let place = place.index(bytes.len() + 1);
            match what {
                0 => bytes.insert(place, byte),
                1 if place < bytes.len() => bytes[place] = byte,
                _ if place < bytes.len() => drop(bytes.remove(place)),
                _ => {}
            }
        }
        bytes
    })
}

fn same(ours: &Value<'_>, theirs: &Other) -> bool {
    match (ours, theirs) {
        (Value::Integer(ours), Other::Integer(theirs)) => ours.as_i128() == i128::from(*theirs),
        (Value::Bytes(ours), Other::Bytes(theirs)) => **ours == **theirs,
        (Value::Text(ours), Other::Text(theirs)) => ours == theirs,
        (Value::Array(ours), Other::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs))
        }
        (Value::Map(ours), Other::Map(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().zip(theirs).all(|((key, value), (other_key, other))| {
                    same(&Value::from(key.clone()), other_key) && same(value, other)
                })
        }
        // The other reader takes bignums (RFC 8949 §3.4.3) for integers.
        (Value::Tag(2 | 3, _), _) => true,
        (Value::Tag(ours, item), Other::Tag(theirs, other)) => ours == theirs && same(item, other),
        (Value::Bool(ours), Other::Bool(theirs)) => ours == theirs,
        (Value::Null, Other::Null) => true,
        _ => false,
    }
}

fn limits(order: MapOrder) -> Limits {
    Limits::default().with_map_order(order)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn parsing_undoes_writing(value in value()) {
        let bytes = value.to_cbor_in(MapOrder::Any);
        prop_assert_eq!(cbor::parse(&bytes, &limits(MapOrder::Any)), Ok(value.clone()));
        for order in ORDERS {
            let bytes = value.to_cbor_in(order);
            let read = cbor::parse(&bytes, &limits(order)).unwrap();
            prop_assert_eq!(read.to_cbor_in(order), &bytes[..]);
            // The order is all that was changed.
            prop_assert_eq!(read.to_cbor(), value.to_cbor());
        }
    }

    #[test]
    fn what_is_accepted_is_canonical(bytes in nearly_cbor()) {
        for order in ORDERS {
            if let Ok(value) = cbor::parse(&bytes, &limits(order)) {
                prop_assert_eq!(value.to_cbor_in(order), &bytes[..]);
            }
        }
    }

    #[test]
    fn what_a_strict_order_accepts_every_order_reads_alike(bytes in nearly_cbor()) {
        for order in [MapOrder::Bytewise, MapOrder::LengthFirst] {
            if let Ok(value) = cbor::parse(&bytes, &limits(order)) {
                prop_assert_eq!(cbor::parse(&bytes, &limits(MapOrder::Any)), Ok(value));
            }
        }
    }

    #[test]
    fn ciborium_reads_the_same(bytes in nearly_cbor()) {
        if let Ok(ours) = cbor::parse(&bytes, &limits(MapOrder::Any)) {
            let theirs: Other = ciborium::from_reader(&bytes[..]).unwrap();
            prop_assert!(same(&ours, &theirs), "{:?} {:?}", ours, theirs);
        }
    }

    #[test]
    fn ciborium_writes_what_is_accepted(value in value()) {
        let bytes = value.to_cbor_in(MapOrder::Any);
        let theirs: Other = ciborium::from_reader(&bytes[..]).unwrap();
        let mut written = Vec::new();
        ciborium::into_writer(&theirs, &mut written).unwrap();
        let read = cbor::parse(&written, &limits(MapOrder::Any)).unwrap();
        prop_assert!(same(&read, &theirs));
    }

    #[test]
    fn every_truncation_is_refused(value in value()) {
        let bytes = value.to_cbor();
        for length in 0..bytes.len() {
            prop_assert_eq!(cbor::parse(&bytes[..length], &Limits::default()), Err(CborError::UnexpectedEnd));
        }
    }

    #[test]
    fn keys_compare_as_their_encodings(a in key(), b in key()) {
        let encoded = |key: &Key<'static>| Value::from(key.clone()).to_cbor();
        prop_assert_eq!(a.cmp(&b), encoded(&a).cmp(&encoded(&b)));
    }
}

/// Why the reader is our own: what it refuses, another takes.
#[test]
fn ciborium_accepts_what_is_refused_here() {
    for (input, refusal) in [
        (&b"\x18\x01"[..], CborError::NotMinimal { offset: 0 }),
        (b"\x9f\x01\xff", CborError::IndefiniteLength { offset: 0 }),
        (b"\xa2\x01\x00\x01\x00", CborError::DuplicateKey { offset: 3 }),
        (b"\xa2\x02\x00\x01\x00", CborError::UnsortedKey { offset: 3 }),
        (b"\x00\x00", CborError::TrailingBytes { offset: 1 }),
    ] {
        assert!(ciborium::from_reader::<Other, _>(input).is_ok(), "{input:x?}");
        assert_eq!(cbor::parse(input, &Limits::default()), Err(refusal), "{input:x?}");
    }
}
