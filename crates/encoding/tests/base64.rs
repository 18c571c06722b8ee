//! Base64: what is accepted is exactly what encoding gives back.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up should stop")]

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use countersign_encoding::base64::{self, Base64Error};
use proptest::prelude::*;

const PAD: Base64Error = Base64Error::Padding;
const LENGTH: Base64Error = Base64Error::Length;
const MIXED: Base64Error = Base64Error::MixedAlphabets;

const fn character(offset: usize) -> Base64Error {
    Base64Error::Character { offset }
}

const fn trailing(offset: usize) -> Base64Error {
    Base64Error::TrailingBits { offset }
}

#[test]
fn reads_and_writes_the_vectors_of_rfc_4648_section_10() {
    for (bytes, text) in [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(base64::encode_standard(bytes.as_bytes()), text);
        assert_eq!(base64::decode_standard(text.as_bytes()).unwrap(), bytes.as_bytes());
        let bare = text.trim_end_matches('=');
        assert_eq!(base64::encode_url(bytes.as_bytes()), bare);
        assert_eq!(base64::decode_url(bare.as_bytes()).unwrap(), bytes.as_bytes());
    }
}

#[test]
fn standard_refuses_every_other_spelling() {
    assert_eq!(base64::decode_standard(b"+/+/Zg==").unwrap(), [0xfb, 0xff, 0xbf, b'f']);
    for (text, error) in [
        ("Zg", PAD),
        ("Zg=", PAD),
        ("Zg===", PAD),
        ("Zg====", PAD),
        ("Zm8", PAD),
        ("Zm8==", PAD),
        ("Zm9v=", PAD),
        ("Zm9v====", PAD),
        ("=", PAD),
        ("====", PAD),
        ("Z", LENGTH),
        ("Z===", LENGTH),
        ("Zm9vZ", LENGTH),
        ("Zm9vY=Jh", character(5)),
        ("=Zm9", character(0)),
        ("Zg==Zg==", character(2)),
        ("Zm9v\n", character(4)),
        ("Zm9vYmFy\r\n", character(8)),
        (" Zm9v", character(0)),
        ("Zm 9v", character(2)),
        ("Zm\t9", character(2)),
        ("Zg==\n", character(2)),
        ("-_-_", character(0)),
        ("Zm9v-A==", character(4)),
        ("Zm9\0", character(3)),
        ("Zm9\u{e9}", character(3)),
        ("Zm9.", character(3)),
        ("Zh==", trailing(1)),
        ("Zm9vZv==", trailing(5)),
        ("Zm9=", trailing(2)),
        ("Zm+=", trailing(2)),
    ] {
        assert_eq!(base64::decode_standard(text.as_bytes()), Err(error), "{text:?}");
    }
}

#[test]
fn url_refuses_every_other_spelling() {
    assert_eq!(base64::decode_url(b"-_-_Zg").unwrap(), [0xfb, 0xff, 0xbf, b'f']);
    for (text, error) in [
        ("Zg==", PAD),
        ("Zg=", PAD),
        ("Zm8=", PAD),
        ("Zm9v=", PAD),
        ("=", PAD),
        ("Z", LENGTH),
        ("Zm9vZ", LENGTH),
        ("+-AA", character(0)),
        ("Zm9v/w", character(4)),
        ("Zm9v\n", character(4)),
        ("\nZm9v", character(0)),
        ("Zm9 ", character(3)),
        ("Zg=A", character(2)),
        ("Z,==", character(1)),
        ("Zm9~", character(3)),
        ("Zh", trailing(1)),
        ("Z_", trailing(1)),
        ("Zm9", trailing(2)),
        ("Zm9vZm_", trailing(6)),
        ("ZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZm*m", character(34)),
    ] {
        assert_eq!(base64::decode_url(text.as_bytes()), Err(error), "{text:?}");
    }
}

#[test]
fn either_takes_one_alphabet_wholly() {
    for text in ["+/+/", "-_-_", "Zm9v", "Zg==", "Zg", "-w==", "-w", "+w=="] {
        base64::decode_either(text.as_bytes()).unwrap();
    }
    for (text, error) in [
        ("+_AA", MIXED),
        ("-AA/", MIXED),
        ("+A-A AA", MIXED),
        ("+w", PAD),
        ("/+8", PAD),
        ("+w=", PAD),
        ("-w=", PAD),
        ("Zg=", PAD),
        ("Zm9v=", PAD),
        ("Z", LENGTH),
        ("Zh", trailing(1)),
        ("Zh==", trailing(1)),
        ("+x==", trailing(1)),
        ("Zm9v\n", character(4)),
    ] {
        assert_eq!(base64::decode_either(text.as_bytes()), Err(error), "{text:?}");
    }
}

#[test]
fn every_bad_byte_is_pointed_at_wherever_it_stands() {
    for length in [4, 8, 32, 36, 64, 100] {
        for offset in 0..length {
            let mut text = vec![b'A'; length];
            text[offset] = 0xff;
            assert_eq!(base64::decode_standard(&text), Err(character(offset)));
            text[offset] = b'=';
            let last = offset + 1 == length;
            let error = if last { Base64Error::Padding } else { character(offset) };
            // One `=` at the very end is the right padding for the three characters before it.
            assert_eq!(
                base64::decode_standard(&text),
                if last { Ok(vec![0; length / 4 * 3 - 1]) } else { Err(error) }
            );
        }
    }
}

/// Every tail out of a set that has every kind of byte: the accepted ones are the canonical ones, and as many as there are.
#[test]
fn every_tail_is_accepted_exactly_when_canonical() {
    let mut set: Vec<u8> = (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').collect();
    set.extend(b"+/-_=");
    let mut accepted = [0_usize; 2];
    let tails = set.iter().flat_map(|b| set.iter().flat_map(|c| set.iter().map(|d| [b'A', *b, *c, *d])));
    for text in tails {
        if let Ok(bytes) = base64::decode_standard(&text) {
            assert_eq!(base64::encode_standard(&bytes).as_bytes(), text);
            accepted[0] += 1;
        }
        if let Ok(bytes) = base64::decode_url(&text) {
            assert_eq!(base64::encode_url(&bytes).as_bytes(), text);
            accepted[1] += 1;
        }
    }
    // Three free characters; or two and a padding, the second of them a multiple of 4; or one multiple of 16 and two paddings.
    assert_eq!(accepted, [64 * 64 * 64 + 64 * 16 + 4, 64 * 64 * 64]);
}

fn nearly_base64() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9+/_=-]{0,80}",
        "[A-Za-z0-9+/]{0,40}={0,3}",
        "[A-Za-z0-9_-]{0,70}",
        "[Agw=+_ \n]{0,9}"
    ]
}

proptest! {
    #[test]
    fn decoding_undoes_encoding(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let standard = base64::encode_standard(&bytes);
        prop_assert_eq!(&standard, &Base64::encode_string(&bytes));
        prop_assert_eq!(base64::decode_standard(standard.as_bytes()).unwrap(), &bytes[..]);
        prop_assert_eq!(base64::decode_either(standard.as_bytes()).unwrap(), &bytes[..]);
        let url = base64::encode_url(&bytes);
        prop_assert_eq!(&url, &Base64UrlUnpadded::encode_string(&bytes));
        prop_assert_eq!(base64::decode_url(url.as_bytes()).unwrap(), &bytes[..]);
        prop_assert_eq!(base64::decode_either(url.as_bytes()).unwrap(), &bytes[..]);
    }

    #[test]
    fn accepted_means_canonical(text in nearly_base64()) {
        let standard = base64::decode_standard(text.as_bytes()).ok();
        prop_assert!(standard.iter().all(|bytes| base64::encode_standard(bytes) == text));
        prop_assert_eq!(&standard, &Base64::decode_vec(&text).ok());
        let url = base64::decode_url(text.as_bytes()).ok();
        prop_assert!(url.iter().all(|bytes| base64::encode_url(bytes) == text));
        prop_assert_eq!(&url, &Base64UrlUnpadded::decode_vec(&text).ok());
        let padded = base64ct::Base64Url::decode_vec(&text).ok();
        prop_assert_eq!(base64::decode_either(text.as_bytes()).ok(), standard.or(url).or(padded));
    }
}
