//! Nothing that is printed holds a secret.

use core::fmt::Debug;

use countersign_crypto::{CryptoProvider, KeyType, PrivateKey, Scheme};
use countersign_encoding::{base64, hex};

use crate::Provider;
use crate::support::{DER, FIXED};

/// No byte repeats, so that every run of four bytes is telling.
fn canary() -> Vec<u8> {
    (0xa0..0xc0).collect()
}

fn assert_withheld(text: &str) {
    let secret = canary();
    for run in secret.windows(4) {
        let decimal: Vec<String> = run.iter().map(u8::to_string).collect();
        let hexadecimal: Vec<String> = run.iter().map(|byte| format!("{byte:x}")).collect();
        for spelling in [
            hex::encode(run),
            hex::encode(run).to_uppercase(),
            decimal.join(", "),
            decimal.join(",\n    "),
            hexadecimal.join(", "),
            hexadecimal.join(", 0x"),
            base64::encode_standard(run).trim_end_matches('=').to_owned(),
        ] {
            assert!(!text.contains(&spelling), "{spelling} in {text}");
        }
    }
    assert!(text.as_bytes().windows(4).all(|run| !secret.windows(4).any(|secret| secret == run)));
}

fn shown(value: &(impl Debug + ?Sized)) -> String {
    format!("{value:?}\n{value:#?}\n{value:02x?}\n{value:X?}")
}

#[test]
#[should_panic(expected = "a0a1a2a3")]
fn the_canary_is_found_where_it_is() {
    assert_withheld(&format!("secret {}", hex::encode(&canary())));
}

#[test]
#[should_panic(expected = "160, 161, 162, 163")]
fn the_canary_is_found_in_a_derived_debug() {
    assert_withheld(&shown(&canary()));
}

#[test]
fn keys_and_signers_do_not_show_the_secret() {
    let key = PrivateKey::from_scalar(KeyType::EcdsaP256, &canary(), &Provider).unwrap();
    assert_withheld(&shown(&key));
    assert!(shown(&key).contains(&key.public_key().id().to_string()));
    for scheme in [DER, FIXED] {
        let signer = Provider.signing_key(&key, scheme).unwrap();
        assert_withheld(&shown(&signer));
        assert_withheld(&shown(&*signer));
    }
}

#[test]
fn seeds_and_their_signers_are_not_shown() {
    let key = PrivateKey::from_scalar(KeyType::Ed25519, &canary(), &Provider).unwrap();
    assert_withheld(&shown(&key));
    for scheme in [Scheme::ED25519, Scheme::ED25519PH] {
        assert_withheld(&shown(&Provider.signing_key(&key, scheme).unwrap()));
    }
}

#[test]
fn a_refused_scalar_is_not_in_the_error() {
    let long: Vec<u8> = canary().into_iter().chain([1]).collect();
    let error = PrivateKey::from_scalar(KeyType::EcdsaP256, &long, &Provider).unwrap_err();
    assert_withheld(&format!("{error} {error:?}"));
}
