//! Keys and DER that the tests are made of.

use countersign_crypto::{KeyType, PrivateKey, PublicKey, RandomError, RustCrypto};
use countersign_encoding::{hex, pem};
use countersign_keys::{KeyFile, KeyFileError, Password, SealedKey};
use testkit::Prng;

pub const P256_BOX: &str = include_str!("../data/p256.key");
pub const P256_PUBLIC: &str = include_str!("../data/p256.pub");

/// The private key of RFC 6979 §A.2.5.
pub const SCALAR: &str = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";

pub fn unhex(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

pub fn private() -> PrivateKey {
    PrivateKey::from_scalar(KeyType::EcdsaP256, &unhex(SCALAR), &RustCrypto).unwrap()
}

pub fn random(seed: u64) -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    let mut prng = Prng::new(seed);
    move |out| {
        prng.fill(out);
        Ok(())
    }
}

pub fn seeded(seed: u64) -> PrivateKey {
    PrivateKey::generate(KeyType::EcdsaP256, &mut random(seed), &RustCrypto).unwrap()
}

pub fn password(text: &str) -> Password {
    Password::new(text.as_bytes().to_vec())
}

pub fn parse(text: &str) -> Result<KeyFile, KeyFileError> {
    KeyFile::parse(text.as_bytes(), &RustCrypto)
}

pub fn sealed(text: &str) -> SealedKey {
    match parse(text).unwrap() {
        KeyFile::Sealed(sealed) => sealed,
        other => panic!("{other:?}"),
    }
}

pub fn public(text: &str) -> PublicKey {
    match parse(text).unwrap() {
        KeyFile::Public(key) => key,
        other => panic!("{other:?}"),
    }
}

/// What stands inside the PEM block, which is text for Cosign's boxes.
pub fn json(text: &str) -> String {
    let block = pem::decode_one(text.as_bytes(), 1 << 20).unwrap();
    String::from_utf8(block.data().to_vec()).unwrap()
}

/// One element of DER.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    let [high, low] = length.to_be_bytes();
    let length = match length {
        0..0x80 => vec![low],
        0x80..0x100 => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [&[tag], &length[..], content].concat()
}
