//! Cosign's box before it is opened: everything here is refused without deriving a key.

use countersign_encoding::{
    base64::{self, Base64Error},
    json::{FieldError, FieldProblem, JsonError, Kind},
};
use countersign_keys::{SealedKey, SealedKeyError};
use proptest::prelude::*;
use testkit::{bit_flips, truncations};

use crate::support::{P256_BOX, json, sealed};

fn refused(json: &str) -> SealedKeyError {
    SealedKey::parse_json(json.as_bytes()).unwrap_err()
}

/// The box with one text replaced by another.
fn with(from: &str, to: &str) -> String {
    let original = json(P256_BOX);
    assert_eq!(original.matches(from).count(), 1, "{from} in {original}");
    original.replace(from, to)
}

fn field(path: &str, problem: FieldProblem) -> SealedKeyError {
    SealedKeyError::Field(FieldError::new(path, problem))
}

fn member(name: &str) -> String {
    let json = json(P256_BOX);
    let (_, rest) = json.split_once(&format!("\"{name}\":\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn writes_the_json_and_the_file_byte_for_byte_as_cosign_does() {
    let sealed = SealedKey::parse_json(json(P256_BOX).as_bytes()).unwrap();
    assert_eq!(sealed.to_json(), json(P256_BOX));
    assert_eq!(sealed.to_pem(), P256_BOX);
    for text in [
        include_str!("../data/p384.key"),
        include_str!("../data/ed25519.key"),
        include_str!("../data/rsa2048.key"),
    ] {
        assert_eq!(crate::support::sealed(text).to_pem(), text);
    }
}

#[test]
fn reads_the_costs_that_are_in_use() {
    for cost in ["32768", "65536", "131072"] {
        let text = with("65536", cost);
        assert_eq!(SealedKey::parse_json(text.as_bytes()).unwrap().to_json(), text);
    }
}

#[test]
fn refuses_every_other_cost() {
    let cost = |n, r, p| SealedKeyError::Cost { n, r, p };
    for n in [0, 1, 2, 1 << 14, 65_535, 65_537, 1 << 18, 1 << 20, 1 << 30, (1 << 32) + 65_536, u64::MAX] {
        assert_eq!(refused(&with("65536", &n.to_string())), cost(n, 8, 1), "N={n}");
    }
    for r in [0, 1, 7, 9, 16, (1 << 32) + 8, u64::MAX] {
        assert_eq!(refused(&with("\"r\":8", &format!("\"r\":{r}"))), cost(65_536, r, 1), "r={r}");
    }
    for p in [0, 2, 1 << 24, (1 << 32) + 1, u64::MAX] {
        assert_eq!(refused(&with("\"p\":1", &format!("\"p\":{p}"))), cost(65_536, 8, p), "p={p}");
    }
}

#[test]
fn refuses_costs_that_are_no_integers() {
    let wrong = |actual| FieldProblem::WrongType { expected: Kind::Number, actual };
    for (value, problem) in [
        ("65536.0", FieldProblem::NotInteger),
        ("6.5536e4", FieldProblem::NotInteger),
        ("65536e0", FieldProblem::NotInteger),
        ("-65536", FieldProblem::OutOfRange),
        ("-0", FieldProblem::NotInteger),
        ("18446744073709551616", FieldProblem::OutOfRange),
        ("1e999", FieldProblem::NotInteger),
        ("\"65536\"", wrong(Kind::String)),
        ("null", wrong(Kind::Null)),
        ("[65536]", wrong(Kind::Array)),
        ("true", wrong(Kind::Bool)),
    ] {
        assert_eq!(refused(&with("65536", value)), field("kdf.params.N", problem), "{value}");
    }
    for value in ["065536", "0x10000", "+65536", "65536 65536"] {
        assert!(
            matches!(refused(&with("65536", value)), SealedKeyError::Json(JsonError::Syntax { .. })),
            "{value}"
        );
    }
    assert_eq!(refused(&with("\"N\":65536,", "")), field("kdf.params.N", FieldProblem::Missing));
    assert_eq!(refused(&with("\"N\":", "\"n\":")), field("kdf.params.n", FieldProblem::Unknown));
}

#[test]
fn refuses_other_derivations_and_ciphers() {
    for name in ["", "Scrypt", "SCRYPT", "scrypt ", "argon2id", "pbkdf2", "none"] {
        assert_eq!(
            refused(&with("\"scrypt\"", &format!("\"{name}\""))),
            SealedKeyError::UnknownKdf,
            "{name}"
        );
    }
    for name in ["", "nacl/box", "NaCl/secretbox", "aes-256-gcm", "none", "nacl/secretbox\\u0000"] {
        let text = with("\"nacl/secretbox\"", &format!("\"{name}\""));
        assert_eq!(refused(&text), SealedKeyError::UnknownCipher, "{name}");
    }
    let other = "{\"name\":\"argon2id\",\"params\":{\"t\":3,\"m\":65536}}";
    let original = json(P256_BOX);
    let (_, rest) = original.split_once(",\"cipher\"").unwrap();
    let text = format!("{{\"kdf\":{other},\"cipher\"{rest}");
    // The name is told even if the rest has another form.
    assert_eq!(refused(&text), SealedKeyError::UnknownKdf);
}

#[test]
fn an_escaped_name_is_the_same_name() {
    let escaped = with("\"scrypt\"", "\"\\u0073crypt\"");
    assert_eq!(SealedKey::parse_json(escaped.as_bytes()).unwrap(), sealed(P256_BOX));
}

#[test]
fn refuses_duplicate_members_at_every_level() {
    for (from, to) in [
        ("\"N\":65536", "\"N\":65536,\"N\":65536"),
        ("\"N\":65536", "\"N\":1024,\"\\u004e\":65536"),
        ("\"r\":8", "\"r\":8,\"r\":8"),
        ("{\"kdf\":", "{\"kdf\":{},\"kdf\":"),
        ("\"cipher\":", "\"cipher\":null,\"cipher\":"),
        ("\"nonce\":", "\"nonce\":\"\",\"nonce\":"),
        ("\"ciphertext\":", "\"ciphertext\":\"\",\"ciphertext\":"),
        ("\"salt\":", "\"salt\":\"\",\"salt\":"),
    ] {
        let error = refused(&with(from, to));
        assert!(matches!(error, SealedKeyError::Json(JsonError::DuplicateMember { .. })), "{to}: {error:?}");
    }
}

#[test]
fn refuses_members_that_are_not_known() {
    for (from, to, path) in [
        ("{\"kdf\":", "{\"extra\":1,\"kdf\":", "extra"),
        ("{\"kdf\":", "{\"KDF\":{},\"kdf\":", "KDF"),
        ("\"params\":", "\"hash\":\"md5\",\"params\":", "kdf.hash"),
        ("\"N\":", "\"dkLen\":1,\"N\":", "kdf.params.dkLen"),
        ("\"nonce\":", "\"iv\":\"\",\"nonce\":", "cipher.iv"),
    ] {
        assert_eq!(refused(&with(from, to)), field(path, FieldProblem::Unknown));
    }
}

#[test]
fn refuses_members_that_are_missing_or_of_another_type() {
    let wrong = |expected, actual| FieldProblem::WrongType { expected, actual };
    for (from, to, path, problem) in [
        ("\"name\":\"scrypt\",", "", "kdf.name", FieldProblem::Missing),
        ("\"name\":\"nacl/secretbox\",", "", "cipher.name", FieldProblem::Missing),
        ("\"scrypt\"", "1", "kdf.name", wrong(Kind::String, Kind::Number)),
        ("\"nacl/secretbox\"", "null", "cipher.name", wrong(Kind::String, Kind::Null)),
        ("{\"N\":65536,\"r\":8,\"p\":1}", "[]", "kdf.params", wrong(Kind::Object, Kind::Array)),
        ("\"params\":{\"N\":65536,\"r\":8,\"p\":1},", "", "kdf.params", FieldProblem::Missing),
    ] {
        assert_eq!(refused(&with(from, to)), field(path, problem), "{to}");
    }
    for name in ["salt", "nonce", "ciphertext"] {
        let text = with(&format!("\"{}\"", member(name)), "7");
        let path = match name {
            "salt" => "kdf.salt",
            "nonce" => "cipher.nonce",
            _ => "ciphertext",
        };
        assert_eq!(refused(&text), field(path, wrong(Kind::String, Kind::Number)));
    }
    for (text, name) in [("{}", "kdf"), ("{\"kdf\":{}}", "cipher")] {
        assert_eq!(refused(text), field(name, FieldProblem::Missing), "{text}");
    }
}

#[test]
fn refuses_what_is_no_json_object() {
    for text in ["[]", "null", "\"kdf\"", "1"] {
        assert_eq!(refused(text), SealedKeyError::NotAnObject, "{text}");
    }
    for (text, error) in [
        ("", JsonError::UnexpectedEnd),
        ("{", JsonError::UnexpectedEnd),
        ("{}{}", JsonError::TrailingBytes { offset: 2 }),
        ("\u{feff}{}", JsonError::ByteOrderMark),
        ("{'kdf':1}", JsonError::Syntax { offset: 1 }),
    ] {
        assert_eq!(refused(text), SealedKeyError::Json(error), "{text}");
    }
    let bomb = "[".repeat(10_000);
    assert_eq!(refused(&bomb), SealedKeyError::Json(JsonError::TooDeep { limit: 64 }));
}

#[test]
fn refuses_json_larger_than_any_key_file() {
    let limit = 64 * 1024;
    let text = format!("{}{}", json(P256_BOX), " ".repeat(limit));
    let too_large = JsonError::TooLarge { limit, actual: text.len() };
    assert_eq!(refused(&text), SealedKeyError::Json(too_large));
}

#[test]
fn refuses_salts_and_nonces_of_another_length() {
    for (name, expected) in [("salt", 32), ("nonce", 24)] {
        let field = if name == "salt" { "salt" } else { "nonce" };
        for actual in [0, 1, expected - 1, expected + 1, 64] {
            let text = with(&member(name), &base64::encode_standard(&vec![7; actual]));
            assert_eq!(refused(&text), SealedKeyError::Length { field, expected, actual });
        }
    }
}

#[test]
fn refuses_a_ciphertext_longer_than_any_key() {
    let limit = 16 * 1024;
    let sized = |length: usize| with(&member("ciphertext"), &base64::encode_standard(&vec![7; length]));
    let largest = SealedKey::parse_json(sized(limit).as_bytes()).unwrap();
    // What is read can be written and read again.
    assert_eq!(sealed(&largest.to_pem()), largest);
    assert_eq!(refused(&sized(limit + 1)), SealedKeyError::TooLarge { limit, actual: limit + 1 });
}

#[test]
fn refuses_base64_with_another_spelling() {
    for (field, bad, source) in [
        ("salt", "AAAA", None),
        ("salt", "A", Some(Base64Error::Length)),
        ("nonce", "AA", Some(Base64Error::Padding)),
        ("nonce", "AAA_", Some(Base64Error::Character { offset: 3 })),
        ("ciphertext", "AAA\\n", Some(Base64Error::Character { offset: 3 })),
        ("ciphertext", "AB==", Some(Base64Error::TrailingBits { offset: 1 })),
        ("ciphertext", " AAA", Some(Base64Error::Character { offset: 0 })),
    ] {
        let error = refused_or_ok(&with(&member(field), bad));
        match source {
            Some(source) => assert_eq!(error, Err(SealedKeyError::Base64 { field, source }), "{bad}"),
            None => assert_eq!(error, Err(SealedKeyError::Length { field, expected: 32, actual: 3 })),
        }
    }
}

fn refused_or_ok(text: &str) -> Result<SealedKey, SealedKeyError> {
    SealedKey::parse_json(text.as_bytes())
}

#[test]
fn damaged_json_is_refused_or_another_box() {
    let original = json(P256_BOX);
    let sealed = sealed(P256_BOX);
    for mutant in bit_flips(original.as_bytes()).chain(truncations(original.as_bytes())) {
        if let Ok(other) = SealedKey::parse_json(&mutant.bytes) {
            assert_ne!(other, sealed, "{}", mutant.change);
            assert_eq!(other.to_json().as_bytes(), mutant.bytes, "{}", mutant.change);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_read_is_written_as_it_was(
        cost in prop::sample::select(vec![32_768, 65_536, 131_072]),
        salt: [u8; 32],
        nonce: [u8; 24],
        ciphertext in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let text = format!(
            "{{\"kdf\":{{\"name\":\"scrypt\",\"params\":{{\"N\":{cost},\"r\":8,\"p\":1}},\"salt\":\"{}\"}},\
             \"cipher\":{{\"name\":\"nacl/secretbox\",\"nonce\":\"{}\"}},\"ciphertext\":\"{}\"}}",
            base64::encode_standard(&salt),
            base64::encode_standard(&nonce),
            base64::encode_standard(&ciphertext),
        );
        let sealed = SealedKey::parse_json(text.as_bytes()).unwrap();
        prop_assert_eq!(sealed.to_json(), text);
        prop_assert_eq!(crate::support::sealed(&sealed.to_pem()), sealed);
    }
}
