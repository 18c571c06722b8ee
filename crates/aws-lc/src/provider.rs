//! The provider.

use countersign_crypto::{
    CryptoProvider, KeyType, KeyUseError, Message, PointError, PrivateKey, PublicKey, RsaPrivateKeyError,
    RsaPrivateParts, ScalarError, Scheme, SignatureAlgorithm, SigningKey, SubjectPublicKey, VerifyWithError,
    VerifyingKey,
};

use crate::{
    curve::{curve, verification},
    ecdsa, ed25519, rsa,
};

/// Cryptography by AWS-LC: hashing, ECDSA, Ed25519 and RSA, verifying and signing. ECDSA and RSASSA-PSS draw from the
/// library's own generator, so their signatures differ each time.
#[derive(Clone, Copy, Debug, Default)]
pub struct AwsLc;

impl CryptoProvider for AwsLc {
    fn decode_point(&self, key_type: KeyType, octets: &[u8]) -> Result<Vec<u8>, PointError> {
        match (key_type, curve(key_type)) {
            (_, Some(curve)) => ecdsa::decode_point(curve, octets),
            (KeyType::Ed25519, _) => ed25519::decode_point(octets),
            (KeyType::Rsa, _) => Err(PointError::NoPoints { key_type }),
            _ => Err(PointError::Unsupported { key_type }),
        }
    }

    fn public_point(&self, key_type: KeyType, secret: &[u8]) -> Result<Vec<u8>, ScalarError> {
        match (key_type, curve(key_type)) {
            (_, Some(curve)) => ecdsa::public_point(curve, secret),
            (KeyType::Ed25519, _) => ed25519::public_point(secret),
            (KeyType::Rsa, _) => Err(ScalarError::NoScalars { key_type }),
            _ => Err(ScalarError::Unsupported { key_type }),
        }
    }

    fn check_rsa_private(&self, parts: &RsaPrivateParts<'_>) -> Result<(), RsaPrivateKeyError> {
        rsa::check_private(parts)
    }

    fn verifying_key(&self, key: &PublicKey, scheme: Scheme) -> Result<Box<dyn VerifyingKey>, KeyUseError> {
        key.check_use(scheme)?;
        match (scheme.algorithm(), key.key_type()) {
            (SignatureAlgorithm::Ed25519ph, _) => {
                prehashed(|provider| provider.verifying_key(key, scheme), scheme)
            }
            (_, KeyType::Ed25519) => ed25519::verifying_key(key, scheme),
            (_, KeyType::Rsa) => rsa::verifying_key(key, scheme),
            _ => ecdsa::verifying_key(key, scheme),
        }
    }

    /// One call of the library: what it decodes to verify with is not decoded before.
    fn verify_with(
        &self,
        key: &SubjectPublicKey<'_>,
        scheme: Scheme,
        message: Message<'_>,
        signature: &[u8],
    ) -> Result<(), VerifyWithError> {
        key.check_use(scheme)?;
        match (verification(scheme.algorithm()), scheme.algorithm(), key.rsa()) {
            (Some(algorithm), ..) => ecdsa::verify_with(key, algorithm, scheme, message, signature),
            (_, SignatureAlgorithm::Ed25519, _) => ed25519::verify_with(key, scheme, message, signature),
            (.., Some(numbers)) => rsa::verify_with(numbers, scheme, message, signature),
            _ => {
                let key = self.verifying_key(&key.to_public_key(self)?, scheme)?;
                Ok(key.verify(message, signature)?)
            }
        }
    }

    fn signing_key(&self, key: &PrivateKey, scheme: Scheme) -> Result<Box<dyn SigningKey>, KeyUseError> {
        key.public_key().check_use(scheme)?;
        match (scheme.algorithm(), key.key_type()) {
            (SignatureAlgorithm::Ed25519ph, _) => {
                prehashed(|provider| provider.signing_key(key, scheme), scheme)
            }
            (_, KeyType::Ed25519) => ed25519::signing_key(key, scheme),
            (_, KeyType::Rsa) => rsa::signing_key(key, scheme),
            _ => ecdsa::signing_key(key, scheme),
        }
    }
}

/// Ed25519ph is not in the library's interface.
#[cfg(feature = "ed25519ph")]
fn prehashed<K: ?Sized>(
    bind: impl FnOnce(&dyn CryptoProvider) -> Result<Box<K>, KeyUseError>,
    _: Scheme,
) -> Result<Box<K>, KeyUseError> {
    bind(&countersign_crypto::RustCrypto)
}

#[cfg(not(feature = "ed25519ph"))]
fn prehashed<K: ?Sized>(
    _: impl FnOnce(&dyn CryptoProvider) -> Result<Box<K>, KeyUseError>,
    scheme: Scheme,
) -> Result<Box<K>, KeyUseError> {
    Err(KeyUseError::Unsupported { scheme })
}
