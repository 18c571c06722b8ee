//! Signatures over broken hashes.

use countersign_digest::LegacyHash;

use super::ecdsa;
#[cfg(feature = "rsa")]
use super::rsa;
use crate::{KeyType, RetiredAlgorithm, SubjectPublicKey, VerifyWithError};

pub(super) fn verify(
    key: &SubjectPublicKey<'_>,
    algorithm: RetiredAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), VerifyWithError> {
    let hash = match algorithm {
        RetiredAlgorithm::EcdsaSha1 | RetiredAlgorithm::RsaPkcs1Sha1 => LegacyHash::Sha1,
        RetiredAlgorithm::RsaPkcs1Md5 => LegacyHash::Md5,
    };
    match key.key_type() {
        key_type if !algorithm.fits(key_type) => Err(VerifyWithError::Retired { algorithm }),
        // RFC 4055 §1.2: such a key is for RSASSA-PSS alone.
        _ if key.rsa_pss_restriction().is_some() => Err(VerifyWithError::Retired { algorithm }),
        KeyType::EcdsaP256 => ecdsa::verify_legacy::<::p256::NistP256>(key, hash, message, signature),
        #[cfg(feature = "p384")]
        KeyType::EcdsaP384 => ecdsa::verify_legacy::<::p384::NistP384>(key, hash, message, signature),
        #[cfg(feature = "p521")]
        KeyType::EcdsaP521 => ecdsa::verify_legacy::<::p521::NistP521>(key, hash, message, signature),
        #[cfg(feature = "rsa")]
        KeyType::Rsa => rsa::verify_legacy(key, hash, message, signature),
        _ => Err(VerifyWithError::Retired { algorithm }),
    }
}
