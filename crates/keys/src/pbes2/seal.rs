//! Encrypting a key.

use alloc::vec::Vec;

use countersign_crypto::{PrivateKey, Random};
use der::asn1::ObjectIdentifier;

use super::{
    EncryptedPkcs8,
    kdf::{Kdf, Prf},
    parameters::{AES256_CBC, HMAC_SHA256, PBES2, PBKDF2},
};
use crate::{
    Password, SealError,
    asn1::{INTEGER, NULL, Node, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE},
    cipher::{BLOCK_LEN, Cipher, Mode, encrypt_cbc},
    sealed::draw,
    write_pkcs8_der,
};

const SALT_LEN: usize = 16;
/// The count that OWASP's password storage guide names for PBKDF2-HMAC-SHA-256.
const ITERATIONS: u32 = 600_000;
const CIPHER: Cipher = Cipher { mode: Mode::Cbc, key_len: 32 };

pub(super) fn seal(
    key: &PrivateKey,
    password: &Password,
    random: &mut dyn Random,
) -> Result<EncryptedPkcs8, SealError> {
    seal_at(ITERATIONS, key, password, random)
}

/// Seals at a cost below 2^31.
pub(super) fn seal_at(
    iterations: u32,
    key: &PrivateKey,
    password: &Password,
    random: &mut dyn Random,
) -> Result<EncryptedPkcs8, SealError> {
    let salt: [u8; SALT_LEN] = draw(random)?;
    let iv: [u8; BLOCK_LEN] = draw(random)?;
    let kdf = Kdf::Pbkdf2 { salt: salt.to_vec(), iterations, prf: Prf::HmacSha256 };
    let derived = kdf.derive(password, CIPHER.key_len).ok_or(SealError::Derivation)?;
    let derived: &[u8; 32] = derived.as_slice().try_into().map_err(|_| SealError::Derivation)?;
    let ciphertext = encrypt_cbc(derived, &iv, &write_pkcs8_der(key)?).ok_or(SealError::Derivation)?;
    let der = write(iterations, &salt, &iv, &ciphertext);
    Ok(EncryptedPkcs8 { der, kdf, cipher: CIPHER, iv: iv.to_vec(), ciphertext })
}

fn write(iterations: u32, salt: &[u8], iv: &[u8], ciphertext: &[u8]) -> Vec<u8> {
    let iterations = iterations.to_be_bytes();
    let [iterations, salt, iv, ciphertext] =
        [minimal(&iterations), salt, iv, ciphertext].map(|octets| [Node::Octets(octets)]);
    let [pbes2, pbkdf2, hmac, aes] = [&PBES2, &PBKDF2, &HMAC_SHA256, &AES256_CBC].map(oid_content);
    let function = [Node::Element(OBJECT_IDENTIFIER, &hmac), NULL];
    let derivation = [
        Node::Element(OCTET_STRING, &salt),
        Node::Element(INTEGER, &iterations),
        Node::Element(SEQUENCE, &function),
    ];
    let derivation = [Node::Element(OBJECT_IDENTIFIER, &pbkdf2), Node::Element(SEQUENCE, &derivation)];
    let encryption = [Node::Element(OBJECT_IDENTIFIER, &aes), Node::Element(OCTET_STRING, &iv)];
    let parameters = [Node::Element(SEQUENCE, &derivation), Node::Element(SEQUENCE, &encryption)];
    let scheme = [Node::Element(OBJECT_IDENTIFIER, &pbes2), Node::Element(SEQUENCE, &parameters)];
    let info = [Node::Element(SEQUENCE, &scheme), Node::Element(OCTET_STRING, &ciphertext)];
    Node::Element(SEQUENCE, &info).to_der().to_vec()
}

fn oid_content(oid: &ObjectIdentifier) -> [Node<'_>; 1] {
    [Node::Octets(oid.as_bytes())]
}

/// The octets of a number without sign as those of an INTEGER (X.690 §8.3.2), where its first bit is not set.
fn minimal(mut octets: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = octets
        && rest.first().is_some_and(|next| *next < 0x80)
    {
        octets = rest;
    }
    octets
}
