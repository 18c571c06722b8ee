//! The provider with P-256 alone: every other key type is told apart from a bad key.
#![cfg(all(
    feature = "rustcrypto",
    not(any(feature = "ed25519", feature = "p384", feature = "p521", feature = "rsa"))
))]

use countersign_crypto::{
    CryptoProvider, KeyLimits, KeyType, KeyUseError, PointError, PublicKey, RustCrypto, ScalarError, Scheme,
};

#[test]
fn what_is_left_out_is_unsupported() {
    for key_type in KeyType::ALL.iter().copied().filter(|key_type| *key_type != KeyType::EcdsaP256) {
        assert_eq!(RustCrypto.decode_point(key_type, &[]), Err(PointError::Unsupported { key_type }));
        assert_eq!(RustCrypto.public_point(key_type, &[]), Err(ScalarError::Unsupported { key_type }));
    }
    assert_eq!(RustCrypto.decode_point(KeyType::EcdsaP256, &[]), Err(PointError::Invalid));
}

#[test]
fn an_rsa_key_is_read_and_verifies_nothing() {
    let key = PublicKey::from_rsa(&[0xff; 256], &[1, 0, 1], &KeyLimits::default(), &RustCrypto);
    let scheme = Scheme::RSA_PKCS1_SHA256;
    let refused = key.map(|key| RustCrypto.verifying_key(&key, scheme).map(|_| ()));
    assert_eq!(refused, Ok(Err(KeyUseError::Unsupported { scheme })));
}
