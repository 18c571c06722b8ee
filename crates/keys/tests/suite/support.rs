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

/// A file of `tests/data`.
pub fn data(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn text(name: &str) -> String {
    String::from_utf8(data(name)).unwrap()
}

/// The content of a PEM block of `tests/data`.
pub fn der(name: &str) -> Vec<u8> {
    pem::decode_one(&data(name), 1 << 20).unwrap().data().to_vec()
}

pub fn read(bytes: &[u8]) -> Result<KeyFile, KeyFileError> {
    KeyFile::parse(bytes, &RustCrypto)
}

/// A private key that needs no password.
pub fn private_of(bytes: &[u8]) -> PrivateKey {
    match read(bytes).unwrap() {
        KeyFile::Private(key) => key,
        other => panic!("{other:?}"),
    }
}

pub fn private_file(name: &str) -> PrivateKey {
    private_of(&data(name))
}

pub fn public_of(bytes: &[u8]) -> PublicKey {
    match read(bytes).unwrap() {
        KeyFile::Public(key) => key,
        other => panic!("{other:?}"),
    }
}

pub fn public_file(name: &str) -> PublicKey {
    public_of(&data(name))
}

/// The types of keys, as the files of `tests/data` name them.
pub const TYPES: [(&str, KeyType); 5] = [
    ("p256", KeyType::EcdsaP256),
    ("p384", KeyType::EcdsaP384),
    ("p521", KeyType::EcdsaP521),
    ("ed25519", KeyType::Ed25519),
    ("rsa2048", KeyType::Rsa),
];

/// A key of every type that can be generated, and the RSA key of `tests/data`.
pub fn keys(seed: u64) -> Vec<PrivateKey> {
    let generate = |key_type| PrivateKey::generate(key_type, &mut random(seed), &RustCrypto).unwrap();
    let curves = TYPES.iter().filter(|(_, key_type)| *key_type != KeyType::Rsa);
    curves
        .map(|(_, key_type)| generate(*key_type))
        .chain([private_file("openssl/rsa2048.pkcs8.pem")])
        .collect()
}

/// The contents of the elements inside an element of DER.
pub fn elements(der: &[u8]) -> Vec<Vec<u8>> {
    let (mut rest, _) = content(der);
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (element, length) = content(rest);
        found.push(element.to_vec());
        rest = &rest[length..];
    }
    found
}

/// The content of the first element, and its whole length.
fn content(der: &[u8]) -> (&[u8], usize) {
    let (head, length) = match der[1] {
        0x81 => (3, usize::from(der[2])),
        0x82 => (4, usize::from(u16::from_be_bytes([der[2], der[3]]))),
        short => (2, usize::from(short)),
    };
    (&der[head..head + length], head + length)
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
