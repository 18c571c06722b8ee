//! Hexadecimal text.

use countersign_encoding::hex::{self, HexError};
use proptest::prelude::*;

#[test]
fn reads_and_writes_lower_case() {
    assert_eq!(hex::encode(&[0x00, 0x9a, 0xff]), "009aff");
    assert_eq!(hex::decode("009aff"), Ok(vec![0x00, 0x9a, 0xff]));
    assert_eq!(hex::decode(""), Ok(vec![]));
}

#[test]
fn upper_case_is_read_only_on_request() {
    assert_eq!(hex::decode_any_case("00Aaff"), Ok(vec![0x00, 0xaa, 0xff]));
    assert_eq!(hex::decode("00Aaff"), Err(HexError::Character { offset: 2 }));
    assert_eq!(hex::decode("00aAff"), Err(HexError::Character { offset: 3 }));
}

#[test]
fn refuses_what_is_no_digit_and_tells_where() {
    for (text, offset) in [
        ("0g", 1),
        (" 00", 0),
        ("00\n", 2),
        ("0x00", 1),
        ("00 11", 2),
        ("ü", 0),
        ("000:", 3),
        ("00@", 2),
        ("`0", 0),
    ] {
        assert_eq!(hex::decode(text), Err(HexError::Character { offset }), "{text:?}");
        assert_eq!(hex::decode_any_case(text), Err(HexError::Character { offset }), "{text:?}");
    }
}

#[test]
fn refuses_a_digit_left_over() {
    assert_eq!(hex::decode("abc"), Err(HexError::OddLength { digits: 3 }));
    assert_eq!(hex::decode_any_case("A"), Err(HexError::OddLength { digits: 1 }));
}

proptest! {
    #[test]
    fn decoding_undoes_encoding(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        prop_assert_eq!(hex::decode(&hex::encode(&bytes)), Ok(bytes.clone()));
        prop_assert_eq!(hex::decode_any_case(&hex::encode(&bytes).to_uppercase()), Ok(bytes));
    }

    #[test]
    fn accepted_means_canonical(text in "[0-9a-gA-F]{0,8}") {
        if let Ok(bytes) = hex::decode(&text) {
            prop_assert_eq!(hex::encode(&bytes), text);
        }
    }
}
