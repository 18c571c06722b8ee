//! Writing public keys.

use alloc::string::String;

use countersign_crypto::{DigestAlgorithm, HashProvider, KeyType, PublicKey};
use countersign_encoding::{
    base64,
    json::{Object, Value},
};

/// Writes a public key as a JSON Web Key: the required members and nothing else, in the order of RFC 7638 §3.3.
#[must_use]
pub fn write_public_jwk(key: &PublicKey) -> String {
    Value::from(required_members(key)).to_json()
}

/// Writes a public key as a JSON Web Key with a name (`kid`) at its end.
#[must_use]
pub fn write_public_jwk_with_id(key: &PublicKey, key_id: &str) -> String {
    Value::from(required_members(key).with("kid", key_id)).to_json()
}

/// The thumbprint of RFC 7638 with SHA-256, in base64url without padding.
#[must_use]
pub fn jwk_thumbprint(key: &PublicKey, hasher: &dyn HashProvider) -> String {
    base64::encode_url(hasher.hash(DigestAlgorithm::Sha256, write_public_jwk(key).as_bytes()).as_bytes())
}

fn required_members(key: &PublicKey) -> Object<'static> {
    let url = base64::encode_url;
    if let Some(rsa) = key.rsa() {
        return Object::new().with("e", url(rsa.exponent())).with("kty", "RSA").with("n", url(rsa.modulus()));
    }
    if key.key_type() == KeyType::Ed25519 {
        return Object::new().with("crv", "Ed25519").with("kty", "OKP").with("x", url(key.point()));
    }
    let coordinates = key.point().get(1..).unwrap_or_default();
    let (x, y) = coordinates.split_at_checked(coordinates.len() / 2).unwrap_or_default();
    let curve = match key.key_type() {
        KeyType::EcdsaP256 => "P-256",
        KeyType::EcdsaP384 => "P-384",
        KeyType::EcdsaP521 => "P-521",
        // A type that RFC 7518 does not name: nobody reads its name as another curve's.
        other => other.name(),
    };
    Object::new().with("crv", curve).with("kty", "EC").with("x", url(x)).with("y", url(y))
}
