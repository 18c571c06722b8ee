//! CBOR values: built, asked and written.
#![cfg(feature = "cbor")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up should stop")]

use countersign_encoding::cbor::{self, Integer, Key, Kind, Limits, Map, MapOrder, Value};

#[test]
fn integers_are_exact() {
    for (value, unsigned, encoded) in [
        (0_i64, Some(0), &b"\x00"[..]),
        (-1, None, b"\x20"),
        (-24, None, b"\x37"),
        (-25, None, b"\x38\x18"),
        (i64::MAX, Some(u64::MAX >> 1), b"\x1b\x7f\xff\xff\xff\xff\xff\xff\xff"),
        (i64::MIN, None, b"\x3b\x7f\xff\xff\xff\xff\xff\xff\xff"),
    ] {
        let integer = Integer::from(value);
        assert_eq!((integer.as_i64(), integer.as_u64()), (Some(value), unsigned));
        assert_eq!(integer.as_i128(), i128::from(value));
        assert_eq!(Value::from(value).to_cbor(), encoded);
    }
    let least = cbor::parse(b"\x3b\x80\x00\x00\x00\x00\x00\x00\x00", &Limits::default()).unwrap();
    assert_eq!((least.as_i64(), least.as_integer().unwrap().as_u64()), (None, None));
    assert_eq!(least.as_integer().unwrap().as_i128(), i128::from(i64::MIN) - 1);
    assert_eq!(Value::from(u64::MAX).as_i64(), None);
}

#[test]
fn arguments_take_as_few_bytes_as_they_need() {
    for (argument, length) in [
        (0, 1),
        (23, 1),
        (24, 2),
        (0xff, 2),
        (0x100, 3),
        (0xffff, 3),
        (0x1_0000, 5),
        (0xffff_ffff, 5),
        (0x1_0000_0000, 9),
        (u64::MAX, 9),
    ] {
        assert_eq!(Value::from(argument).to_cbor().len(), length, "{argument}");
    }
}

#[test]
fn values_know_what_they_are() {
    let array = Value::from(vec![Value::Null]);
    let map = Value::from(Map::new().with("k", true));
    for (value, kind) in [
        (Value::from(1_u64), Kind::Integer),
        (Value::from(vec![1_u8]), Kind::Bytes),
        (Value::from(String::from("t")), Kind::Text),
        (array, Kind::Array),
        (map, Kind::Map),
        (Value::tagged(18, 1_u64), Kind::Tag),
        (Value::from(true), Kind::Simple),
        (Value::Null, Kind::Simple),
    ] {
        assert_eq!(value.kind(), kind);
        assert_eq!(value.as_integer().is_some(), kind == Kind::Integer);
        assert_eq!(value.as_i64(), (kind == Kind::Integer).then_some(1));
        assert_eq!(value.as_bytes(), (kind == Kind::Bytes).then_some(&[1][..]));
        assert_eq!(value.as_str(), (kind == Kind::Text).then_some("t"));
        assert_eq!(value.as_array(), (kind == Kind::Array).then_some(&[Value::Null][..]));
        assert_eq!(value.as_map().and_then(|map| map.get("k")), (kind == Kind::Map).then_some(&true.into()));
        assert_eq!(value.as_tag(), (kind == Kind::Tag).then_some((18, &1_u64.into())));
        assert_eq!(value.as_bool().is_some() || value.is_null(), kind == Kind::Simple);
    }
    assert_eq!(Kind::Array.to_string() + " " + Kind::Tag.name(), "array tag");
}

#[test]
fn maps_keep_their_order_and_replace_in_place() {
    let map = Map::new().with("b", 1_u64).with(5_i64, 2_u64).with("b", 3_u64).with(&b"b"[..], Value::Null);
    assert_eq!((map.len(), map.is_empty(), Map::new().is_empty()), (3, false, true));
    assert_eq!((map.get("b"), map.get(5_u64)), (Some(&3_u64.into()), Some(&2_u64.into())));
    assert_eq!((map.get("c"), map.get(&b"b"[..])), (None, Some(&Value::Null)));
    let keys: Vec<_> = map.iter().map(|(key, _)| (key.as_str(), key.as_i64())).collect();
    assert_eq!(keys, [(Some("b"), None), (None, Some(5)), (None, None)]);
    let value = Value::from(map);
    assert_eq!(value.to_cbor(), b"\xa3\x05\x02\x41b\xf6\x61b\x03");
    assert_eq!(value.to_cbor_in(MapOrder::Any), b"\xa3\x61b\x03\x05\x02\x41b\xf6");
}

#[test]
fn values_outlive_their_bytes() {
    let owned: Value<'static> = {
        let bytes = b"\x82\xc1\xa2\x41\x01\x61x\x61k\xf5\x82\x20\xf6".to_vec();
        cbor::parse(&bytes, &Limits::default()).unwrap().into_owned()
    };
    assert_eq!(owned.to_cbor(), b"\x82\xc1\xa2\x41\x01\x61x\x61k\xf5\x82\x20\xf6");
    assert_eq!(Value::from(Key::from(Integer::from(3_u64)).into_owned()), Value::from(3_u64));
}

/// `Sig_structure` of COSE_Sign1 (RFC 9052 §4.4): what gluecose's `sign1-sign-0000` signs.
#[test]
fn writes_a_signature_structure() {
    let structure = Value::from(vec![
        Value::from("Signature1"),
        Value::from(&b"\xa1\x01\x26"[..]),
        Value::from(&b"\x11\xaa\x22\xbb\x33\xcc\x44\xdd\x55\x00\x66\x99"[..]),
        Value::from(&b"This is the content."[..]),
    ]);
    let expected = b"\x84\x6aSignature1\x43\xa1\x01\x26\x4c\x11\xaa\x22\xbb\x33\xcc\x44\xdd\x55\x00\x66\x99\x54This is the content.";
    assert_eq!(structure.to_cbor(), expected);
}
