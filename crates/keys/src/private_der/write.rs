//! PKCS#8, written.

use alloc::vec::Vec;

use countersign_crypto::{KeyType, PrivateKey};
use countersign_encoding::pem;
use zeroize::Zeroizing;

use crate::{
    SecretBytes, SecretText,
    asn1::{
        BIT_STRING, CONTEXT_1, EC_PUBLIC_KEY, ED25519, NULL, Node, OBJECT_IDENTIFIER, OCTET_STRING,
        RSA_ENCRYPTION, SEQUENCE, VERSION_0, VERSION_1, curve_of,
    },
    file::PKCS8_LABEL,
};

/// A key type that has no PKCS#8 form here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key_type} keys cannot be written as PKCS#8 by this version")]
pub struct Pkcs8WriteError {
    key_type: KeyType,
}

/// Writes a key as DER PKCS#8 version 1, byte for byte as Go and OpenSSL write it: an elliptic-curve key with its public
/// point, an Ed25519 key without (RFC 8410 §7), an RSA key with all its numbers.
///
/// # Errors
/// [`Pkcs8WriteError`] for a key type that this crate cannot write. All that exist today can be.
pub fn write_pkcs8_der(key: &PrivateKey) -> Result<SecretBytes, Pkcs8WriteError> {
    let written = match (key.key_type(), curve_of(key.key_type()), key.rsa_pkcs1_der()) {
        (_, Some(curve), _) => elliptic(key, curve.as_bytes()),
        (KeyType::Ed25519, ..) => {
            let seed = [Node::Octets(key.expose_secret())];
            info(&[oid(&[Node::Octets(ED25519.as_bytes())])], &[Node::Element(OCTET_STRING, &seed)])
        }
        (KeyType::Rsa, _, Some(der)) => {
            info(&[oid(&[Node::Octets(RSA_ENCRYPTION.as_bytes())]), NULL], &[Node::Octets(der)])
        }
        (key_type, ..) => return Err(Pkcs8WriteError { key_type }),
    };
    Ok(SecretBytes(written))
}

/// Writes a key as PEM PKCS#8, not encrypted.
///
/// # Errors
/// [`Pkcs8WriteError`] for a key type that this crate cannot write.
pub fn write_pkcs8_pem(key: &PrivateKey) -> Result<SecretText, Pkcs8WriteError> {
    Ok(SecretText(Zeroizing::new(pem::encode(PKCS8_LABEL, &write_pkcs8_der(key)?))))
}

/// `OneAsymmetricKey` v1 of an algorithm identifier and the content of its private key.
fn info(algorithm: &[Node<'_>], key: &[Node<'_>]) -> Zeroizing<Vec<u8>> {
    let parts = [VERSION_0, Node::Element(SEQUENCE, algorithm), Node::Element(OCTET_STRING, key)];
    Node::Element(SEQUENCE, &parts).to_der()
}

fn oid<'a>(content: &'a [Node<'a>]) -> Node<'a> {
    Node::Element(OBJECT_IDENTIFIER, content)
}

fn elliptic(key: &PrivateKey, curve: &[u8]) -> Zeroizing<Vec<u8>> {
    let secret = [Node::Octets(key.expose_secret())];
    let point = [Node::Octets(&[0]), Node::Octets(key.public_key().point())];
    let public = [Node::Element(BIT_STRING, &point)];
    let ec = [VERSION_1, Node::Element(OCTET_STRING, &secret), Node::Element(CONTEXT_1, &public)];
    let algorithm = [Node::Octets(EC_PUBLIC_KEY.as_bytes())];
    let curve = [Node::Octets(curve)];
    info(&[oid(&algorithm), oid(&curve)], &[Node::Element(SEQUENCE, &ec)])
}
