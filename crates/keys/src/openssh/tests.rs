use alloc::{format, vec::Vec};
use std::fs;

use countersign_crypto::{KeyLimits, RustCrypto};
use countersign_encoding::pem;
use testkit::{bit_flips, byte_deletions, truncations};

use super::{OpenSshFile, OpenSshKey, read};
use crate::{OpenError, Password};

fn content(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/openssh/{name}.encrypted", env!("CARGO_MANIFEST_DIR"));
    pem::decode_one(&fs::read(path).unwrap(), 1 << 16).unwrap().data().to_vec()
}

fn encrypted(bytes: &[u8]) -> Option<OpenSshKey> {
    match read(bytes, &KeyLimits::default(), &RustCrypto) {
        Ok(OpenSshFile::Encrypted(key)) => Some(key),
        _ => None,
    }
}

/// Damage everywhere; the key is derived once, since what changes the derivation opens nothing.
fn damage(name: &str) -> (usize, usize) {
    let original = content(name);
    let limits = KeyLimits::default();
    let key = encrypted(&original).unwrap();
    let derived = key.derive(&Password::new(b"countersign".to_vec())).unwrap();
    let secret = key.open_derived(&derived, &limits, &RustCrypto).unwrap();
    let (mut refused, mut accepted) = (0, 0);
    for mutant in bit_flips(&original).chain(truncations(&original)).chain(byte_deletions(&original)) {
        let Some(damaged) = encrypted(&mutant.bytes) else { continue };
        match damaged.open_derived(&derived, &limits, &RustCrypto) {
            Ok(opened) => {
                accepted += 1;
                assert_eq!(opened.expose_secret(), secret.expose_secret(), "{}", mutant.change);
            }
            Err(error) => {
                refused += 1;
                assert_eq!(error, OpenError::Password, "{}", mutant.change);
            }
        }
    }
    (refused, accepted)
}

#[test]
fn damage_to_an_encrypted_key_never_gives_another_key() {
    for name in ["ed25519", "p256"] {
        let (refused, _) = damage(name);
        assert!(refused > 500, "{name}: {refused}");
    }
}

#[test]
fn with_gcm_every_damage_to_the_ciphertext_is_refused() {
    let key = encrypted(&content("p384")).unwrap();
    let derived = key.derive(&Password::new(b"countersign".to_vec())).unwrap();
    for mutant in bit_flips(&key.ciphertext) {
        let damaged = OpenSshKey { ciphertext: mutant.bytes, ..key.clone() };
        let answer = damaged.open_derived(&derived, &KeyLimits::default(), &RustCrypto);
        assert_eq!(answer.unwrap_err(), OpenError::Password, "{}", mutant.change);
    }
    for mutant in bit_flips(&key.tag) {
        let damaged = OpenSshKey { tag: mutant.bytes, ..key.clone() };
        let answer = damaged.open_derived(&derived, &KeyLimits::default(), &RustCrypto);
        assert_eq!(answer.unwrap_err(), OpenError::Password, "{}", mutant.change);
    }
    assert!(key.open_derived(&derived, &KeyLimits::default(), &RustCrypto).is_ok());
}
