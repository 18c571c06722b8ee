//! Identifiers in DER, and what OpenSSL signed.

use countersign_crypto::RustCrypto;
use countersign_encoding::hex;
use countersign_x509::{AlgorithmRules, SignatureError, Signed, verify_signature};

/// What every signature of [`vector`] is over.
pub const MESSAGE: &[u8] = b"what OpenSSL signed";

pub const RSA: &str = "06092a864886f70d0101";
pub const NULL: &str = "0500";

pub fn unhex(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

pub fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    testkit::x509::tlv(tag, parts)
}

/// An AlgorithmIdentifier of an encoded OBJECT IDENTIFIER and encoded parameters.
pub fn identifier(oid: &str, parameters: &str) -> Vec<u8> {
    tlv(0x30, &[&unhex(oid), &unhex(parameters)])
}

/// A SubjectPublicKeyInfo and a signature.
pub fn vector(name: &str) -> (Vec<u8>, Vec<u8>) {
    let lines = include_str!("../../../crypto/tests/suite/data/openssl.txt").lines();
    let line = lines.into_iter().find(|line| line.split(' ').next() == Some(name));
    let fields: Vec<&str> = line.unwrap_or_else(|| panic!("no {name}")).split(' ').collect();
    (unhex(fields[1]), unhex(fields[2]))
}

/// The answer to a vector under an AlgorithmIdentifier.
pub fn verify(name: &str, algorithm: &[u8], rules: &AlgorithmRules) -> Result<(), SignatureError> {
    let (spki, signature) = vector(name);
    check(&spki, algorithm, MESSAGE, &signature, rules)
}

pub fn check(
    spki: &[u8],
    algorithm: &[u8],
    message: &[u8],
    signature: &[u8],
    rules: &AlgorithmRules,
) -> Result<(), SignatureError> {
    let key = rules.read_key(spki)?;
    verify_signature(&Signed::new(message, algorithm, signature), &key, rules, &RustCrypto)
}
