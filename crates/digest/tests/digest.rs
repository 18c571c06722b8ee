//! The digest grammar, as image-spec `descriptor.md` has it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail by panicking"
)]

use std::{
    collections::{BTreeSet, HashSet},
    format,
    string::{String, ToString},
};

use countersign_digest::{Algorithm, Digest, DigestError};
use proptest::prelude::*;

const H64: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn length(algorithm: Algorithm, actual: usize) -> DigestError {
    DigestError::Length { algorithm, expected: algorithm.output_len() * 2, actual }
}

fn hex_error(offset: usize) -> DigestError {
    DigestError::NotLowercaseHex { offset }
}

/// 64 characters (or as many bytes as `middle` leaves) with `middle` at byte `at` of the encoded part.
fn with(at: usize, middle: &str) -> String {
    let bytes = H64.as_bytes();
    let (head, tail) = (&bytes[..at], &bytes[at + middle.len()..]);
    let text = [b"sha256:", head, middle.as_bytes(), tail].concat();
    String::from_utf8(text).unwrap()
}

#[test]
fn accepts_each_registered_algorithm() {
    for algorithm in Algorithm::ALL {
        let text = format!("{algorithm}:{}", "0a".repeat(algorithm.output_len()));
        let digest = Digest::parse(&text).unwrap();
        assert_eq!(digest.algorithm(), *algorithm);
        assert_eq!(digest.as_bytes(), [10].repeat(algorithm.output_len()));
        assert_eq!((digest.to_string(), format!("{digest:?}")), (text.clone(), text.clone()));
        assert_eq!(text.parse::<Digest>(), Ok(digest));
        assert_eq!(format!("{algorithm}:{}", digest.hex()), text);
        assert_eq!(Algorithm::from_name(algorithm.name()), Some(*algorithm));
    }
}

#[test]
fn refuses_what_the_grammar_does_not_allow() {
    use Algorithm::{Sha256, Sha384, Sha512};
    use DigestError::{MissingSeparator, UnsupportedAlgorithm};
    let vectors = [
        ("nothing", String::new(), MissingSeparator),
        ("only a name", "sha256".into(), MissingSeparator),
        ("only hex", H64.into(), MissingSeparator),
        ("another separator", format!("sha256-{H64}"), MissingSeparator),
        ("a full-width colon", format!("sha256\u{ff1a}{H64}"), MissingSeparator),
        ("multi-byte text", "äöü".into(), MissingSeparator),
        ("only a colon", ":".into(), UnsupportedAlgorithm),
        ("no name", format!(":{H64}"), UnsupportedAlgorithm),
        ("an upper-case name", format!("SHA256:{H64}"), UnsupportedAlgorithm),
        ("a mixed-case name", format!("Sha256:{H64}"), UnsupportedAlgorithm),
        ("a hyphenated name", format!("sha-256:{H64}"), UnsupportedAlgorithm),
        ("sha1", "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709".into(), UnsupportedAlgorithm),
        ("md5", "md5:d41d8cd98f00b204e9800998ecf8427e".into(), UnsupportedAlgorithm),
        ("sha224", format!("sha224:{}", "0".repeat(56)), UnsupportedAlgorithm),
        ("truncated sha512", format!("sha512_256:{H64}"), UnsupportedAlgorithm),
        ("sha3", format!("sha3-256:{H64}"), UnsupportedAlgorithm),
        ("blake3, registered later", format!("blake3:{H64}"), UnsupportedAlgorithm),
        ("a compound algorithm", format!("multihash+base58:{H64}"), UnsupportedAlgorithm),
        ("a space before the name", format!(" sha256:{H64}"), UnsupportedAlgorithm),
        ("a space behind the name", format!("sha256 :{H64}"), UnsupportedAlgorithm),
        ("a zero byte behind the name", format!("sha256\0:{H64}"), UnsupportedAlgorithm),
        ("a byte order mark", format!("\u{feff}sha256:{H64}"), UnsupportedAlgorithm),
        ("a Cyrillic letter in the name", format!("ѕha256:{H64}"), UnsupportedAlgorithm),
        ("a longer name", format!("sha2566:{H64}"), UnsupportedAlgorithm),
        ("a reference", format!("app@sha256:{H64}"), UnsupportedAlgorithm),
        ("no hex", "sha256:".into(), length(Sha256, 0)),
        ("one digit", "sha256:e".into(), length(Sha256, 1)),
        ("short and upper case", "sha256:E3B0".into(), length(Sha256, 4)),
        ("one digit too few", format!("sha256:{}", &with(0, "")[7..70]), length(Sha256, 63)),
        ("one digit too many", format!("sha256:{H64}0"), length(Sha256, 65)),
        ("a byte too many", format!("sha256:{H64}00"), length(Sha256, 66)),
        ("the hex of sha384 under sha256", format!("sha256:{}", "0".repeat(96)), length(Sha256, 96)),
        ("the hex of sha256 under sha384", format!("sha384:{H64}"), length(Sha384, 64)),
        ("the hex of sha256 under sha512", format!("sha512:{H64}"), length(Sha512, 64)),
        ("the hex of sha384 under sha512", format!("sha512:{}", "0".repeat(96)), length(Sha512, 96)),
        ("the hex of sha512 under sha384", format!("sha384:{}", "0".repeat(128)), length(Sha384, 128)),
        ("a line feed at the end", format!("sha256:{H64}\n"), length(Sha256, 65)),
        ("a space behind the colon", format!("sha256: {H64}"), length(Sha256, 65)),
        ("a prefix of the hex", format!("sha256:0x{H64}"), length(Sha256, 66)),
        ("64 characters in more bytes", format!("sha256:{}ä", "0".repeat(63)), length(Sha256, 65)),
        ("64 characters of two bytes", format!("sha256:{}", "ä".repeat(64)), length(Sha256, 128)),
        ("a path", "sha256:../../../../etc/passwd".into(), length(Sha256, 22)),
        ("a tag behind it", format!("sha256:{H64}:latest"), length(Sha256, 71)),
        ("a megabyte of hex", format!("sha256:{}", "0".repeat(1 << 20)), length(Sha256, 1 << 20)),
        ("all upper case", format!("sha256:{}", H64.to_uppercase()), hex_error(7)),
        ("upper case at the end", with(63, "F"), hex_error(70)),
        ("upper case in the middle", with(30, "A"), hex_error(37)),
        ("a letter beyond f", with(0, "g"), hex_error(7)),
        ("the byte before 0", with(1, "/"), hex_error(8)),
        ("the byte behind 9", with(2, ":"), hex_error(9)),
        ("the byte before a", with(3, "`"), hex_error(10)),
        ("the byte behind f", with(62, "g"), hex_error(69)),
        ("a sign", with(0, "+"), hex_error(7)),
        ("a space", with(10, " "), hex_error(17)),
        ("a zero byte", with(63, "\0"), hex_error(70)),
        ("a path of the right length", with(0, "../"), hex_error(7)),
        ("two bytes of one character", with(5, "ä"), hex_error(12)),
        ("three bytes of one character", with(61, "€"), hex_error(68)),
        ("four bytes of one character", with(8, "🦀"), hex_error(15)),
        ("a full-width digit", with(20, "０"), hex_error(27)),
    ];
    assert!(vectors.len() >= 30);
    for (name, text, error) in vectors {
        assert_eq!(Digest::parse(&text), Err(error), "{name}: {text:.90}");
    }
    assert!(Digest::parse(&with(0, "")).is_ok(), "control");
}

#[test]
fn an_output_must_have_the_length_of_its_algorithm() {
    for algorithm in Algorithm::ALL {
        for count in 0..=130 {
            let result = Digest::from_bytes(*algorithm, &[7].repeat(count));
            if count == algorithm.output_len() {
                assert_eq!(result.unwrap().as_bytes(), [7].repeat(count));
            } else {
                assert_eq!(result, Err(length(*algorithm, count * 2)));
            }
        }
    }
}

#[test]
fn digests_differ_by_any_bit_and_by_algorithm() {
    for algorithm in Algorithm::ALL {
        let output = [0].repeat(algorithm.output_len());
        let zero = Digest::from_bytes(*algorithm, &output).unwrap();
        let mut seen = HashSet::from([zero]);
        let mut ordered = BTreeSet::from([zero]);
        for bit in 0..output.len() * 8 {
            let mut other = output.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            let other = Digest::from_bytes(*algorithm, &other).unwrap();
            assert_ne!(zero, other);
            assert!(seen.insert(other) && ordered.insert(other) && zero < other);
        }
    }
    let zeros = Algorithm::ALL.iter().map(|a| Digest::from_bytes(*a, &[0].repeat(a.output_len())).unwrap());
    assert_eq!(zeros.collect::<HashSet<_>>().len(), Algorithm::ALL.len());
}

#[test]
fn errors_say_what_and_how_much_and_repeat_no_foreign_text() {
    let shown = |text: &str| Digest::parse(text).unwrap_err().to_string();
    assert_eq!(shown("\u{202e}"), "a digest is an algorithm, a colon and hexadecimal digits");
    assert_eq!(shown("\u{202e}:"), "the digest algorithm is none of sha256, sha384 and sha512");
    assert_eq!(shown("sha256:00"), "a sha256 digest has 64 hexadecimal characters, not 2");
    let text = "the digest has a character at byte 7 that is no lower-case hexadecimal digit";
    assert_eq!(shown(&with(0, "X")), text);
}

fn any_digest() -> impl Strategy<Value = Digest> {
    (prop::sample::select(Algorithm::ALL), any::<[u8; 32]>(), any::<[u8; 32]>()).prop_map(
        |(algorithm, a, b)| {
            let output = [a, b].concat();
            Digest::from_bytes(algorithm, &output[..algorithm.output_len()]).unwrap()
        },
    )
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(digest in any_digest()) {
        prop_assert_eq!(Digest::parse(&digest.to_string()), Ok(digest));
        prop_assert_eq!(Digest::from_bytes(digest.algorithm(), digest.as_bytes()), Ok(digest));
    }

    #[test]
    fn what_is_accepted_is_canonical(text in "(sha256|sha384|sha512|sha1|):?([0-9a-f]{64}|[0-9a-f]{96}|[0-9a-fA-F]{128}|\\PC*)") {
        if let Ok(digest) = Digest::parse(&text) {
            prop_assert_eq!(digest.to_string(), text);
        }
    }

    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        prop_assert!(Digest::parse(&text).is_err());
    }

    #[test]
    fn order_is_by_algorithm_then_output(a in any_digest(), b in any_digest()) {
        let key = |digest: &Digest| (digest.algorithm(), digest.as_bytes().to_vec());
        prop_assert_eq!(a.cmp(&b), key(&a).cmp(&key(&b)));
        prop_assert_eq!(a == b, key(&a) == key(&b));
    }
}
