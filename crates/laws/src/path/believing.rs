//! A provider to which every signature of a fitting key is right.

use countersign_crypto::{
    CryptoProvider, DigestAlgorithm, HashProvider, Hasher, KeyType, KeyUseError, Message, PointError,
    PrivateKey, PublicKey, RustCrypto, ScalarError, Scheme, SigningKey, SubjectPublicKey, VerifyWithError,
    VerifyingKey,
};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Believing;

impl HashProvider for Believing {
    fn hasher(&self, algorithm: DigestAlgorithm) -> Box<dyn Hasher> {
        RustCrypto.hasher(algorithm)
    }
}

impl CryptoProvider for Believing {
    fn decode_point(&self, key_type: KeyType, sec1: &[u8]) -> Result<Vec<u8>, PointError> {
        RustCrypto.decode_point(key_type, sec1)
    }

    fn public_point(&self, key_type: KeyType, scalar: &[u8]) -> Result<Vec<u8>, ScalarError> {
        RustCrypto.public_point(key_type, scalar)
    }

    fn verifying_key(&self, key: &PublicKey, scheme: Scheme) -> Result<Box<dyn VerifyingKey>, KeyUseError> {
        RustCrypto.verifying_key(key, scheme)
    }

    fn signing_key(&self, key: &PrivateKey, scheme: Scheme) -> Result<Box<dyn SigningKey>, KeyUseError> {
        RustCrypto.signing_key(key, scheme)
    }

    fn verify_with(
        &self,
        _key: &SubjectPublicKey<'_>,
        _scheme: Scheme,
        _message: Message<'_>,
        _signature: &[u8],
    ) -> Result<(), VerifyWithError> {
        Ok(())
    }
}
