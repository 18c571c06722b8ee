//! The provider over the RustCrypto crates.

mod ecdsa;
#[cfg(feature = "ed25519")]
mod ed25519;
#[cfg(feature = "legacy")]
mod legacy;
#[cfg(feature = "rsa")]
mod rsa;

use alloc::{boxed::Box, vec::Vec};

use countersign_digest::{Algorithm, Digest, HashProvider, Hasher, Sha2};
use zeroize::Zeroizing;

use crate::{
    CryptoProvider, KeyType, KeyUseError, Message, PointError, PrivateKey, PublicKey, Random, RandomError,
    ScalarError, Scheme, SigningKey, SubjectPublicKey, VerifyWithError, VerifyingKey,
};

/// Pure Rust cryptography: ECDSA by `p256`, `p384` and `p521`, Ed25519 by `ed25519-dalek`, SHA-2 by `sha2`, and
/// verification of RSA over `crypto-bigint`. Signatures are deterministic (RFC 6979, RFC 8032). What the features of this crate leave out is answered with `Unsupported`.
#[derive(Clone, Copy, Debug, Default)]
pub struct RustCrypto;

impl HashProvider for RustCrypto {
    fn hasher(&self, algorithm: Algorithm) -> Box<dyn Hasher> {
        Sha2.hasher(algorithm)
    }

    fn hash(&self, algorithm: Algorithm, bytes: &[u8]) -> Digest {
        Sha2.hash(algorithm, bytes)
    }
}

/// Calls the operation of the key type, or answers with the last argument where this build leaves the type out.
macro_rules! per_key_type {
    ($key_type:expr, $operation:ident($($argument:expr),*), $rsa:expr, $otherwise:expr) => {
        match $key_type {
            KeyType::EcdsaP256 => ecdsa::$operation::<::p256::NistP256>($($argument),*),
            #[cfg(feature = "p384")]
            KeyType::EcdsaP384 => ecdsa::$operation::<::p384::NistP384>($($argument),*),
            #[cfg(feature = "p521")]
            KeyType::EcdsaP521 => ecdsa::$operation::<::p521::NistP521>($($argument),*),
            #[cfg(feature = "ed25519")]
            KeyType::Ed25519 => ed25519::$operation($($argument),*),
            #[cfg(feature = "rsa")]
            KeyType::Rsa => $rsa,
            #[allow(unreachable_patterns, reason = "every key type is there when every feature is on")]
            _ => $otherwise,
        }
    };
}

impl CryptoProvider for RustCrypto {
    fn decode_point(&self, key_type: KeyType, octets: &[u8]) -> Result<Vec<u8>, PointError> {
        let unsupported = Err(PointError::Unsupported { key_type });
        per_key_type!(key_type, decode_point(octets), Err(PointError::NoPoints { key_type }), unsupported)
    }

    fn public_point(&self, key_type: KeyType, secret: &[u8]) -> Result<Vec<u8>, ScalarError> {
        let unsupported = Err(ScalarError::Unsupported { key_type });
        per_key_type!(key_type, public_point(secret), Err(ScalarError::NoScalars { key_type }), unsupported)
    }

    #[cfg(feature = "rsa")]
    fn check_rsa_private(&self, parts: &crate::RsaPrivateParts<'_>) -> Result<(), crate::RsaPrivateKeyError> {
        rsa::check_private(parts)
    }

    fn verifying_key(&self, key: &PublicKey, scheme: Scheme) -> Result<Box<dyn VerifyingKey>, KeyUseError> {
        key.check_use(scheme)?;
        let unsupported = Err(KeyUseError::Unsupported { scheme });
        per_key_type!(
            key.key_type(),
            verifying_key(key, scheme),
            rsa::verifying_key(key, scheme),
            unsupported
        )
    }

    fn verify_with(
        &self,
        key: &SubjectPublicKey<'_>,
        scheme: Scheme,
        message: Message<'_>,
        signature: &[u8],
    ) -> Result<(), VerifyWithError> {
        key.check_use(scheme)?;
        let unsupported = Err(KeyUseError::Unsupported { scheme }.into());
        per_key_type!(
            key.key_type(),
            verify_with(key, scheme, message, signature),
            rsa::verify_with(key, scheme, message, signature),
            unsupported
        )
    }

    #[cfg(feature = "legacy")]
    fn danger_verify_retired(
        &self,
        key: &SubjectPublicKey<'_>,
        algorithm: crate::RetiredAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), VerifyWithError> {
        legacy::verify(key, algorithm, message, signature)
    }

    fn signing_key(&self, key: &PrivateKey, scheme: Scheme) -> Result<Box<dyn SigningKey>, KeyUseError> {
        key.public_key().check_use(scheme)?;
        let key_type = key.key_type();
        let unsupported = Err(KeyUseError::Unsupported { scheme });
        per_key_type!(
            key_type,
            signing_key(key, scheme),
            Err(KeyUseError::CannotSign { key_type }),
            unsupported
        )
    }
}

/// What is mixed into the derivation of a nonce.
fn fresh(random: &mut dyn Random) -> Result<Zeroizing<[u8; 32]>, RandomError> {
    let mut extra = Zeroizing::new([0; 32]);
    random.fill(&mut *extra)?;
    Ok(extra)
}
