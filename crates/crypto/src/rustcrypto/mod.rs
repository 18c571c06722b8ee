//! The provider over the RustCrypto crates.

mod p256;

use alloc::{boxed::Box, vec::Vec};

use countersign_digest::{Algorithm, Digest, HashProvider, Hasher, Sha2};

use crate::{
    CryptoProvider, KeyType, KeyUseError, PointError, PrivateKey, PublicKey, ScalarError, Scheme,
    SignatureAlgorithm, SigningKey, VerifyingKey,
};

/// Pure Rust cryptography: `p256` and `sha2`.
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

impl CryptoProvider for RustCrypto {
    fn decode_point(&self, key_type: KeyType, sec1: &[u8]) -> Result<Vec<u8>, PointError> {
        match key_type {
            KeyType::EcdsaP256 => p256::decode_point(sec1),
        }
    }

    fn public_point(&self, key_type: KeyType, scalar: &[u8]) -> Result<Vec<u8>, ScalarError> {
        match key_type {
            KeyType::EcdsaP256 => p256::public_point(scalar),
        }
    }

    fn verifying_key(&self, key: &PublicKey, scheme: Scheme) -> Result<Box<dyn VerifyingKey>, KeyUseError> {
        check_key_type(key.key_type(), scheme)?;
        match scheme.algorithm() {
            SignatureAlgorithm::EcdsaP256Sha256 => Ok(Box::new(p256::Verifier::new(key, scheme)?)),
        }
    }

    fn signing_key(&self, key: &PrivateKey, scheme: Scheme) -> Result<Box<dyn SigningKey>, KeyUseError> {
        check_key_type(key.key_type(), scheme)?;
        match scheme.algorithm() {
            SignatureAlgorithm::EcdsaP256Sha256 => Ok(Box::new(p256::Signer::new(key, scheme)?)),
        }
    }
}

fn check_key_type(actual: KeyType, scheme: Scheme) -> Result<(), KeyUseError> {
    let expected = scheme.algorithm().key_type();
    if expected == actual { Ok(()) } else { Err(KeyUseError::WrongKeyType { expected, actual }) }
}
