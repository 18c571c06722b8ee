use countersign_crypto::{KeyType, RustCrypto};
use testkit::{Prng, bit_flips, byte_deletions, truncations};

use super::*;
use crate::{KeyFile, PrivateDerError};

const KEY: [u8; KEY_LEN] = [7; KEY_LEN];

fn private() -> PrivateKey {
    PrivateKey::from_scalar(KeyType::EcdsaP256, &[0x42; 32], &RustCrypto).unwrap()
}

/// A box of any content under a key that is not derived.
fn boxed(key: &[u8; KEY_LEN], cost: u32, content: &[u8]) -> SealedKey {
    let nonce = [9; NONCE_LEN];
    let ciphertext = secretbox::seal(key, &nonce, content).unwrap();
    SealedKey { cost, salt: [5; SALT_LEN], nonce, ciphertext }
}

fn sealed() -> SealedKey {
    boxed(&KEY, WRITTEN_COST, &write_pkcs8_der(&private()).unwrap())
}

fn open(sealed: &SealedKey) -> Result<(), OpenError> {
    let key = sealed.open_derived(&KEY, &KeyLimits::default(), &RustCrypto)?;
    assert_eq!(key.expose_secret(), private().expose_secret());
    Ok(())
}

#[test]
fn opens_with_its_key() {
    assert_eq!(open(&sealed()), Ok(()));
}

#[test]
fn every_damage_to_the_ciphertext_is_refused_as_a_whole() {
    let sealed = sealed();
    let original = &sealed.ciphertext;
    for mutant in bit_flips(original).chain(truncations(original)).chain(byte_deletions(original)) {
        let damaged = SealedKey { ciphertext: mutant.bytes, ..sealed.clone() };
        assert_eq!(open(&damaged), Err(OpenError::Password), "{}", mutant.change);
    }
    let longer = SealedKey { ciphertext: [&original[..], &[0]].concat(), ..sealed.clone() };
    assert_eq!(open(&longer), Err(OpenError::Password));
}

#[test]
fn every_damage_to_the_nonce_or_the_key_is_refused() {
    let sealed = sealed();
    for mutant in bit_flips(&sealed.nonce) {
        let damaged = SealedKey { nonce: mutant.bytes.try_into().unwrap(), ..sealed.clone() };
        assert_eq!(open(&damaged), Err(OpenError::Password), "{}", mutant.change);
    }
    for mutant in bit_flips(&KEY) {
        let answer =
            sealed.open_derived(&mutant.bytes.try_into().unwrap(), &KeyLimits::default(), &RustCrypto);
        assert_eq!(answer.unwrap_err(), OpenError::Password, "{}", mutant.change);
    }
}

#[test]
fn content_that_is_no_key_is_told_apart_from_a_wrong_password() {
    for content in [&b""[..], b"hello", &[0x30, 0x00]] {
        let sealed = boxed(&KEY, WRITTEN_COST, content);
        assert_eq!(open(&sealed), Err(OpenError::Content(PrivateDerError::Encoding)));
    }
}

#[test]
fn every_bit_of_the_file_is_guarded() {
    let password = Password::new(b"countersign".to_vec());
    let cost = COSTS[0];
    let key = derive(&password, &[5; SALT_LEN], cost).unwrap();
    let original = boxed(&key, cost, &write_pkcs8_der(&private()).unwrap());
    assert!(original.open(&password, &RustCrypto).is_ok());
    let file = original.to_pem();
    let (mut prng, mut opened) = (Prng::new(200), 0);
    for _ in 0..200 {
        let mut bytes = file.clone().into_bytes();
        let (at, bit) = (prng.below(bytes.len()), prng.below(8));
        bytes[at] ^= 1 << bit;
        let Ok(KeyFile::Sealed(damaged)) = KeyFile::parse(&bytes, &RustCrypto) else { continue };
        opened += 1;
        // The key is derived again only where the file asks for another one.
        let answer = if (damaged.cost, damaged.salt) == (original.cost, original.salt) {
            damaged.open_derived(&key, &KeyLimits::default(), &RustCrypto)
        } else {
            damaged.open(&password, &RustCrypto)
        };
        assert_eq!(answer.unwrap_err(), OpenError::Password, "bit {bit} of byte {at}");
    }
    assert!(opened > 20, "{opened}");
}

#[test]
fn a_constant_draw_is_recognised() {
    assert!(is_constant(&[0; 24]) && is_constant(&[0xff; 32]));
    assert!(!is_constant(&[0, 0, 1]) && !is_constant(&[1, 0, 0]));
}
