//! Nothing that is printed holds a password or a private key.

use core::fmt::Debug;

use countersign_crypto::{KeyType, PrivateKey, RustCrypto};
use countersign_encoding::{base64, hex, pem};
use countersign_keys::{KeyFile, Password, SealedKey, read_pkcs8_der, write_pkcs8_der, write_pkcs8_pem};
use testkit::{Prng, bit_flips, byte_deletions, truncations};

use crate::support::random;

/// No byte repeats, so that every run of four bytes is telling.
fn canary() -> Vec<u8> {
    (0xa0..0xc0).collect()
}

fn key() -> PrivateKey {
    PrivateKey::from_scalar(KeyType::EcdsaP256, &canary(), &RustCrypto).unwrap()
}

fn spellings(run: &[u8]) -> Vec<String> {
    let decimal: Vec<String> = run.iter().map(u8::to_string).collect();
    let hexadecimal: Vec<String> = run.iter().map(|byte| format!("{byte:x}")).collect();
    vec![
        hex::encode(run),
        hex::encode(run).to_uppercase(),
        decimal.join(", "),
        decimal.join(",\n    "),
        hexadecimal.join(", "),
        base64::encode_standard(run).trim_end_matches('=').to_owned(),
    ]
}

#[track_caller]
fn assert_withheld(text: &str) {
    for run in canary().windows(4) {
        for spelling in spellings(run) {
            assert!(!text.contains(&spelling), "{spelling} in {text}");
        }
    }
    assert!(!text.as_bytes().windows(4).any(|run| canary().windows(4).any(|secret| secret == run)));
}

fn shown(value: &impl Debug) -> String {
    format!("{value:?}\n{value:#?}\n{value:02x?}")
}

#[test]
#[should_panic(expected = "160, 161, 162, 163")]
fn the_canary_is_found_in_a_derived_debug() {
    assert_withheld(&shown(&canary()));
}

#[test]
fn passwords_keys_and_boxes_do_not_show_their_content() {
    let secret = Password::new(canary());
    assert_withheld(&shown(&secret));
    assert!(!shown(&Password::new(b"countersign".to_vec())).contains("countersign"));
    let sealed = SealedKey::seal(&key(), &secret, &mut random(1)).unwrap();
    assert_withheld(&shown(&sealed));
    assert_withheld(&shown(&KeyFile::Sealed(sealed)));
    assert_withheld(&shown(&KeyFile::Private(key())));
    assert_withheld(&shown(&key()));
}

#[test]
fn errors_of_damaged_keys_do_not_show_the_key() {
    let der = write_pkcs8_der(&key()).unwrap();
    let mutants = bit_flips(&der).chain(truncations(&der)).chain(byte_deletions(&der));
    let mut errors = 0;
    for mutant in mutants {
        if let Err(error) = read_pkcs8_der(&mutant.bytes, &RustCrypto) {
            errors += 1;
            assert_withheld(&format!("{error}\n{error:?}"));
        }
    }
    assert!(errors > 1000);
}

#[test]
fn errors_of_damaged_files_do_not_show_the_key() {
    let text = write_pkcs8_pem(&key()).unwrap();
    let body: Vec<&str> = text.lines().filter(|line| !line.starts_with('-')).collect();
    let mut prng = Prng::new(11);
    for _ in 0..500 {
        let mut bytes = text.as_bytes().to_vec();
        let at = prng.below(bytes.len());
        bytes[at] ^= 1 << prng.below(8);
        if let Err(error) = KeyFile::parse(&bytes, &RustCrypto) {
            let shown = format!("{error}\n{error:?}");
            assert_withheld(&shown);
            assert!(
                !body.iter().any(|line| shown.contains(&line.chars().skip(8).take(16).collect::<String>())),
                "{shown}"
            );
        }
    }
}

#[test]
fn errors_of_keys_under_another_label_do_not_show_the_key() {
    let der = write_pkcs8_der(&key()).unwrap();
    for label in ["PUBLIC KEY", "ENCRYPTED SIGSTORE PRIVATE KEY", "EC PRIVATE KEY"] {
        let error = KeyFile::parse(pem::encode(label, &der).as_bytes(), &RustCrypto).unwrap_err();
        assert_withheld(&format!("{error}\n{error:?}"));
    }
    // A key pasted where the box's text belongs.
    let pasted = format!("{{\"kdf\":\"{}\"}}", hex::encode(&canary()));
    let error = SealedKey::parse_json(pasted.as_bytes()).unwrap_err();
    assert_withheld(&format!("{error}\n{error:?}"));
}
