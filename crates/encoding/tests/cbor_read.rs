//! What the CBOR reader accepts, and every deviation that it refuses.
#![cfg(feature = "cbor")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up should stop")]

use countersign_encoding::cbor::{self, CborError, Kind, Limits, Map, MapOrder, Reader, Value};
use countersign_encoding::hex;

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

fn refusal(text: &str) -> CborError {
    cbor::parse(&bytes(text), &Limits::default()).unwrap_err()
}

fn accepts(text: &str) -> bool {
    cbor::parse(&bytes(text), &Limits::default()).is_ok()
}

fn integer(text: &str) -> i128 {
    cbor::parse(&bytes(text), &Limits::default()).unwrap().as_integer().unwrap().as_i128()
}

/// RFC 8949 appendix A, the integers.
#[test]
fn reads_the_integers_of_appendix_a() {
    for (text, value) in [
        ("00", 0),
        ("01", 1),
        ("0a", 10),
        ("17", 23),
        ("1818", 24),
        ("1819", 25),
        ("1864", 100),
        ("1903e8", 1000),
        ("1a000f4240", 1_000_000),
        ("1b000000e8d4a51000", 1_000_000_000_000),
        ("1bffffffffffffffff", 18_446_744_073_709_551_615),
        ("3bffffffffffffffff", -18_446_744_073_709_551_616),
        ("20", -1),
        ("29", -10),
        ("3863", -100),
        ("3903e7", -1000),
    ] {
        assert_eq!(integer(text), value, "{text}");
    }
}

/// RFC 8949 appendix A, all else that is deterministic and not left out here.
#[test]
fn reads_the_values_of_appendix_a() {
    let one_to = |last: u64| Value::from((1..=last).map(Value::from).collect::<Vec<_>>());
    let pair = |a: u64, b: u64| Value::from(vec![Value::from(a), Value::from(b)]);
    for (text, value) in [
        ("f4", Value::from(false)),
        ("f5", Value::from(true)),
        ("f6", Value::Null),
        ("c074323031332d30332d32315432303a30343a30305a", Value::tagged(0, "2013-03-21T20:04:00Z")),
        ("c11a514b67b0", Value::tagged(1, 1_363_896_240_u64)),
        ("d74401020304", Value::tagged(23, &b"\x01\x02\x03\x04"[..])),
        ("d818456449455446", Value::tagged(24, &b"dIETF"[..])),
        ("40", Value::from(&b""[..])),
        ("4401020304", Value::from(&b"\x01\x02\x03\x04"[..])),
        ("60", Value::from("")),
        ("6449455446", Value::from("IETF")),
        ("62225c", Value::from("\"\\")),
        ("62c3bc", Value::from("ü")),
        ("63e6b0b4", Value::from("水")),
        ("64f0908591", Value::from("𐅑")),
        ("80", Value::Array(Vec::new())),
        ("83010203", one_to(3)),
        ("8301820203820405", Value::from(vec![Value::from(1_u64), pair(2, 3), pair(4, 5)])),
        ("98190102030405060708090a0b0c0d0e0f101112131415161718181819", one_to(25)),
        ("a0", Value::from(Map::new())),
        ("a201020304", Value::from(Map::new().with(1_u64, 2_u64).with(3_u64, 4_u64))),
        ("a26161016162820203", Value::from(Map::new().with("a", 1_u64).with("b", pair(2, 3)))),
        ("826161a161626163", Value::from(vec![Value::from("a"), Map::new().with("b", "c").into()])),
    ] {
        let bytes = bytes(text);
        assert_eq!(cbor::parse(&bytes, &Limits::default()).as_ref(), Ok(&value), "{text}");
        assert_eq!(value.to_cbor(), bytes, "{text}");
    }
}

#[test]
fn refuses_arguments_that_are_not_minimal_at_every_width_and_type() {
    for major in [0x00, 0x20, 0x40, 0x60, 0x80, 0xa0, 0xc0] {
        for (information, argument) in [
            (24, "17"),
            (25, "00ff"),
            (25, "0000"),
            (26, "0000ffff"),
            (27, "00000000ffffffff"),
            (27, "0000000000000000"),
        ] {
            let text = format!("{:02x}{argument}", major + information);
            assert_eq!(refusal(&text), CborError::NotMinimal { offset: 0 }, "{text}");
        }
    }
    for minimal in ["1818", "190100", "1a00010000", "1b0000000100000000"] {
        assert!(accepts(minimal), "{minimal}");
    }
    assert_eq!(refusal("820a1800"), CborError::NotMinimal { offset: 2 });
    assert_eq!(refusal("a1180100"), CborError::NotMinimal { offset: 1 });
}

#[test]
fn refuses_indefinite_lengths() {
    for text in ["5f4101ff", "7f6161ff", "9f01ff", "bf0102ff", "5fff", "9fff", "bfff", "9f"] {
        assert_eq!(refusal(text), CborError::IndefiniteLength { offset: 0 }, "{text}");
    }
    assert!(accepts("4101") && accepts("6161") && accepts("8101") && accepts("a10102"));
    assert_eq!(refusal("a1019f01ff"), CborError::IndefiniteLength { offset: 2 });
}

#[test]
fn refuses_a_break_outside_of_indefinite_lengths() {
    for (text, offset) in [("ff", 0), ("81ff", 1), ("a101ff", 2), ("c1ff", 1)] {
        assert_eq!(refusal(text), CborError::UnexpectedBreak { offset }, "{text}");
    }
}

#[test]
fn refuses_reserved_additional_information() {
    for major in (0..=0xe0).step_by(0x20) {
        for information in 28..=30 {
            let text = format!("{:02x}{}", major + information, "00".repeat(16));
            assert_eq!(refusal(&text), CborError::ReservedInformation { offset: 0 }, "{text}");
        }
    }
    for text in ["1f", "3f", "df01"] {
        assert_eq!(refusal(text), CborError::ReservedInformation { offset: 0 }, "{text}");
    }
}

#[test]
fn refuses_simple_values_but_false_true_and_null() {
    for (text, value) in [("e0", 0), ("f3", 19), ("f7", 23), ("f820", 32), ("f8ff", 255)] {
        assert_eq!(refusal(text), CborError::UnsupportedSimple { offset: 0, value }, "{text}");
    }
    // The second spelling of 0, of `false` and of what would be 31.
    for text in ["f800", "f814", "f81f"] {
        assert_eq!(refusal(text), CborError::MalformedSimple { offset: 0 }, "{text}");
    }
}

#[test]
fn refuses_floats_of_every_width() {
    for text in ["f90000", "f93c00", "f97e00", "fa47c35000", "fb3ff199999999999a"] {
        assert_eq!(refusal(text), CborError::Float { offset: 0 }, "{text}");
    }
    assert_eq!(refusal("8201f93c00"), CborError::Float { offset: 2 });
}

#[test]
fn refuses_a_repeated_key_under_every_order_and_at_any_depth() {
    let (repeated, distinct) = ("a201000100", "a201000200");
    for order in [MapOrder::Bytewise, MapOrder::LengthFirst, MapOrder::Any] {
        let limits = Limits::default().with_map_order(order);
        for (around, offset) in [("", 3), ("81", 4), ("a100", 5), ("d2", 4), ("8181a12081", 8)] {
            let parse = |map: &str| {
                let input = bytes(&format!("{around}{map}"));
                cbor::parse(&input, &limits).map(Value::into_owned)
            };
            assert!(parse(distinct).is_ok(), "{around}");
            assert_eq!(parse(repeated), Err(CborError::DuplicateKey { offset }), "{order:?} {around}");
        }
    }
    for text in ["a2410100410100", "a2616100616100", "a220002000"] {
        assert!(matches!(refusal(text), CborError::DuplicateKey { .. }), "{text}");
    }
    // Apart, where the order does not show it.
    let limits = Limits::default().with_map_order(MapOrder::Any);
    let apart = bytes("a3010002000100");
    assert_eq!(cbor::parse(&apart, &limits), Err(CborError::DuplicateKey { offset: 5 }));
}

#[test]
fn a_string_and_an_octet_string_are_two_keys() {
    assert!(accepts("a2416100616100"));
}

/// 24 has a longer encoding than −1, yet stands before it by its bytes.
#[test]
fn holds_maps_to_the_order_asked_for() {
    let (by_bytes, by_length) = (bytes("a21818012002"), bytes("a22002181801"));
    let parse = |input: &[u8], order| {
        cbor::parse(input, &Limits::default().with_map_order(order)).map(|value| value.to_cbor_in(order))
    };
    for (order, right, wrong) in
        [(MapOrder::Bytewise, &by_bytes, &by_length), (MapOrder::LengthFirst, &by_length, &by_bytes)]
    {
        assert_eq!(parse(right, order).as_ref(), Ok(right));
        assert!(matches!(parse(wrong, order), Err(CborError::UnsortedKey { .. })), "{order:?}");
        assert_eq!(parse(right, MapOrder::Any).as_ref(), Ok(right));
    }
    assert_eq!(refusal("a22000181800"), CborError::UnsortedKey { offset: 3 });
}

/// RFC 8949 §4.2.1 and §4.2.3 sort the same keys, but for those that are left out here.
#[test]
fn sorts_the_keys_of_the_examples_of_section_4_2() {
    let map = Map::new().with("aa", 0_u64).with(-1_i64, 0_u64).with("z", 0_u64).with(100_u64, 0_u64);
    let value = Value::from(map.with(10_u64, 0_u64));
    assert_eq!(value.to_cbor(), bytes("a50a001864002000617a0062616100"));
    assert_eq!(value.to_cbor_in(MapOrder::LengthFirst), bytes("a50a002000186400617a0062616100"));
}

#[test]
fn refuses_keys_that_are_neither_integer_nor_string() {
    for text in ["a1f600", "a1f400", "a18000", "a1a000", "a1c10100", "a1f93c0000"] {
        assert_eq!(refusal(text), CborError::UnsupportedKey { offset: 1 }, "{text}");
    }
    assert!(accepts("a32000410100616100"));
}

#[test]
fn refuses_text_that_is_not_utf_8() {
    assert_eq!(refusal("6161ff"), CborError::TrailingBytes { offset: 2 });
    assert_eq!(refusal("61ff"), CborError::Utf8 { offset: 1 });
    assert_eq!(refusal("826361626363610080"), CborError::Utf8 { offset: 8 });
    // A surrogate, an overlong form.
    assert_eq!(refusal("63eda080"), CborError::Utf8 { offset: 1 });
    assert_eq!(refusal("a162c08000"), CborError::Utf8 { offset: 2 });
    assert!(accepts("41ff") && accepts("63e6b0b4"));
}

#[test]
fn refuses_bytes_after_the_item() {
    for (text, offset) in [("0000", 1), ("8000", 1), ("4101f6", 2), ("00ff", 1)] {
        assert_eq!(refusal(text), CborError::TrailingBytes { offset }, "{text}");
    }
}

#[test]
fn refuses_input_that_ends_early() {
    for text in ["", "18", "1900", "1a000000", "1b00000000000000", "42", "82", "8201", "a1", "a101", "c1"] {
        assert_eq!(refusal(text), CborError::UnexpectedEnd, "{text}");
    }
}

#[test]
fn a_promised_length_takes_no_memory() {
    for major in ["5b", "7b", "9b", "bb"] {
        for length in ["7fffffffffffffff", "ffffffffffffffff", "0000000100000000"] {
            let text = format!("{major}{length}00");
            assert_eq!(refusal(&text), CborError::UnexpectedEnd, "{text}");
        }
    }
    // Two entries need four bytes.
    assert_eq!(refusal("a20102f6"), CborError::UnexpectedEnd);
    // Nested, each promising what only the outermost could hold.
    let nested = [[0x9a, 0x00, 0x0f, 0x00, 0x00]; 10].concat();
    let input = [&nested[..], &vec![0; 0x10_0000]].concat();
    let limits = Limits::default().with_max_items(100);
    assert_eq!(cbor::parse(&input, &limits), Err(CborError::TooManyItems { limit: 100 }));
}

#[test]
fn refuses_nesting_beyond_the_limit() {
    for opening in [&[0x81_u8][..], &[0xa1, 0x00], &[0xc1], &[0xd8, 0x20]] {
        let nested = |levels: usize| [&opening.repeat(levels)[..], &[0x00]].concat();
        assert!(cbor::parse(&nested(16), &Limits::default()).is_ok(), "{opening:x?}");
        let too_deep = Err(CborError::TooDeep { limit: 16 });
        assert_eq!(cbor::parse(&nested(17), &Limits::default()), too_deep, "{opening:x?}");
        assert_eq!(cbor::parse(&nested(1_000_000), &Limits::default()), too_deep, "{opening:x?}");
        let limits = Limits::default().with_max_depth(usize::MAX);
        assert!(cbor::parse(&nested(128), &limits).is_ok());
        assert_eq!(cbor::parse(&nested(1_000_000), &limits), Err(CborError::TooDeep { limit: 128 }));
    }
    // Side by side is not nested.
    assert!(accepts("8281818180818180"));
}

#[test]
fn refuses_input_beyond_its_limits() {
    let limits = Limits::default().with_max_bytes(3).with_max_items(4);
    assert!(cbor::parse(&bytes("820102"), &limits).is_ok());
    let large = cbor::parse(&bytes("83010203"), &limits).unwrap_err();
    assert_eq!(large, CborError::TooLarge { limit: 3, actual: 4 });
    for (text, items) in [("00", 1), ("a10102", 3), ("c101", 2), ("83010203", 4)] {
        let parse = |limit| {
            let input = bytes(text);
            cbor::parse(&input, &Limits::default().with_max_items(limit)).map(|_| ())
        };
        assert_eq!(parse(items), Ok(()), "{text}");
        assert_eq!(parse(items - 1), Err(CborError::TooManyItems { limit: items - 1 }), "{text}");
    }
}

#[test]
fn limits_say_what_they_are() {
    let limits = Limits::default();
    assert_eq!((limits.max_bytes(), limits.max_depth(), limits.max_items()), (4 << 20, 16, 100_000));
    assert_eq!(limits.map_order(), MapOrder::Bytewise);
    assert_eq!(limits.with_max_depth(3).max_depth(), 3);
}

#[test]
fn a_reader_gives_the_exact_bytes_of_a_part() {
    let input = bytes("d28443a10126a10442313154aabb00112233445566778899aabbccddeeff00114100");
    let mut reader = Reader::new(&input, &Limits::default()).unwrap();
    assert_eq!(reader.tag(), Ok(18));
    assert_eq!(reader.array(), Ok(4));
    let protected = reader.item().unwrap();
    assert_eq!(protected.value().as_bytes(), Some(&b"\xa1\x01\x26"[..]));
    assert_eq!(protected.raw(), b"\x43\xa1\x01\x26");
    let unprotected = reader.item().unwrap();
    assert_eq!(unprotected.raw(), b"\xa1\x04\x42\x31\x31");
    assert_eq!(unprotected.into_value().as_map().unwrap().get(4_i64), Some(&Value::from(&b"11"[..])));
    assert_eq!(reader.clone().finish(), Err(CborError::TrailingBytes { offset: 11 }));
    assert_eq!(reader.item().unwrap().raw().len(), 21);
    assert_eq!(reader.item().unwrap().raw(), b"\x41\x00");
    assert_eq!(reader.item(), Err(CborError::UnexpectedEnd));
    assert_eq!(reader.finish(), Ok(()));
}

/// COSE_Sign1 may stand without its tag.
#[test]
fn an_item_of_another_kind_is_still_to_be_read() {
    let input = bytes("820102");
    let mut reader = Reader::new(&input, &Limits::default().with_max_items(3)).unwrap();
    for _ in 0..3 {
        assert!(matches!(reader.tag(), Err(CborError::WrongKind { offset: 0, actual: Kind::Array, .. })));
    }
    assert_eq!(reader.array(), Ok(2));
    assert!(matches!(reader.array(), Err(CborError::WrongKind { offset: 1, .. })));
    assert_eq!(reader.item().unwrap().raw(), b"\x01");
    assert_eq!(reader.item().unwrap().raw(), b"\x02");
    assert_eq!(reader.finish(), Ok(()));
}

#[test]
fn a_reader_names_the_kind_that_it_met() {
    for (text, actual, name) in [
        ("00", Kind::Integer, "integer"),
        ("20", Kind::Integer, "integer"),
        ("40", Kind::Bytes, "byte string"),
        ("60", Kind::Text, "text string"),
        ("a0", Kind::Map, "map"),
        ("f6", Kind::Simple, "simple value"),
    ] {
        let input = bytes(text);
        let mut reader = Reader::new(&input, &Limits::default()).unwrap();
        let wrong = |expected| CborError::WrongKind { offset: 0, expected, actual };
        assert_eq!(reader.clone().tag(), Err(wrong(Kind::Tag)));
        assert_eq!(reader.array(), Err(wrong(Kind::Array)));
        assert_eq!(actual.to_string(), name);
        assert_eq!(cbor::parse(&input, &Limits::default()).unwrap().kind(), actual);
    }
    let input = bytes("80");
    let expected = CborError::WrongKind { offset: 0, expected: Kind::Tag, actual: Kind::Array };
    assert_eq!(Reader::new(&input, &Limits::default()).unwrap().tag(), Err(expected));
    assert_eq!(expected.to_string(), "CBOR item at byte 0 is of type array, expected tag");
}

#[test]
fn a_reader_counts_what_it_opened_as_depth_and_promises() {
    let input = bytes("d2818100");
    let limits = Limits::default().with_max_depth(2);
    let mut reader = Reader::new(&input, &limits).unwrap();
    assert_eq!((reader.tag(), reader.array()), (Ok(18), Ok(1)));
    assert_eq!(reader.item(), Err(CborError::TooDeep { limit: 2 }));
    let mut reader = Reader::new(&input, &Limits::default().with_max_depth(0)).unwrap();
    assert_eq!(reader.tag(), Err(CborError::TooDeep { limit: 0 }));
    let input = bytes("9bffffffffffffffff");
    let mut reader = Reader::new(&input, &limits).unwrap();
    assert_eq!(reader.array(), Err(CborError::UnexpectedEnd));
    assert_eq!(
        Reader::new(&input, &limits.with_max_bytes(8)).unwrap_err(),
        CborError::TooLarge { limit: 8, actual: 9 }
    );
}
