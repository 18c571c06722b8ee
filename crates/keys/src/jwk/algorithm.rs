//! The member `alg`, and what `use` and `key_ops` allow.

use countersign_crypto::{DigestAlgorithm, KeyType, SignatureAlgorithm};
use countersign_encoding::json::Object;

use super::JwkError;

/// RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2. Each curve signs with the hash of its own (RFC 7518 §3.4).
const ALGORITHMS: [(&str, SignatureAlgorithm); 11] = [
    ("ES256", SignatureAlgorithm::EcdsaP256Sha256),
    ("ES384", SignatureAlgorithm::EcdsaP384Sha384),
    ("ES512", SignatureAlgorithm::EcdsaP521Sha512),
    ("EdDSA", SignatureAlgorithm::Ed25519),
    ("Ed25519", SignatureAlgorithm::Ed25519),
    ("RS256", SignatureAlgorithm::RsaPkcs1Sha256),
    ("RS384", SignatureAlgorithm::RsaPkcs1Sha384),
    ("RS512", SignatureAlgorithm::RsaPkcs1Sha512),
    ("PS256", SignatureAlgorithm::RsaPss { digest: DigestAlgorithm::Sha256, salt_len: 32 }),
    ("PS384", SignatureAlgorithm::RsaPss { digest: DigestAlgorithm::Sha384, salt_len: 48 }),
    ("PS512", SignatureAlgorithm::RsaPss { digest: DigestAlgorithm::Sha512, salt_len: 64 }),
];

/// The only algorithm that the key may be used with, if it says so.
pub(super) fn read(key: &Object<'_>, key_type: KeyType) -> Result<Option<SignatureAlgorithm>, JwkError> {
    let Some(name) = key.optional_str("alg")? else { return Ok(None) };
    let known = ALGORITHMS.iter().find(|(known, _)| *known == name).map(|(_, algorithm)| *algorithm);
    known.filter(|algorithm| algorithm.key_type() == key_type).map(Some).ok_or(JwkError::Algorithm)
}

/// Refuses keys that are for something else.
pub(super) fn check_use(key: &Object<'_>, private: bool) -> Result<(), JwkError> {
    if key.optional_str("use")?.is_some_and(|meant| meant != "sig") {
        return Err(JwkError::Use);
    }
    let Some(operations) = key.optional_array("key_ops")? else { return Ok(()) };
    let (mut signs, mut verifies) = (0usize, 0usize);
    for operation in operations {
        match operation.as_str() {
            Some("sign") => signs += 1,
            Some("verify") => verifies += 1,
            _ => return Err(JwkError::Operations),
        }
    }
    let there = if private { signs } else { verifies };
    if there == 1 && signs <= 1 && verifies <= 1 { Ok(()) } else { Err(JwkError::Operations) }
}
