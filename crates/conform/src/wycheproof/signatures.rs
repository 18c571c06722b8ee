//! ECDSA, Ed25519, RSASSA-PKCS1-v1_5 and RSASSA-PSS: one key a group, one signature a test.

use countersign::crypto::{
    CryptoProvider, KeyLimits, Message, PublicKey, RustCrypto, Scheme, SignatureAlgorithm, SignatureEncoding,
    VerifyError, VerifyingKey,
};
use countersign::digest::Algorithm;
use countersign::encoding::hex;
use serde_json::Value;

use super::{key_use, text};
use crate::answer::Stop;

/// The largest RSA keys that the files may hold.
const MAX_RSA_BITS: u16 = 8192;

/// The key of a group, bound to the group's algorithm.
pub fn key(group: &Value) -> Result<Box<dyn VerifyingKey>, Stop> {
    let scheme = scheme(group)?;
    let der = hex::decode_any_case(text(group, "publicKeyDer"))?;
    // The files hold valid signatures under keys with the exponent 3, and none that asks for such a key to be refused.
    let limits = KeyLimits::default().with_max_rsa_bits(MAX_RSA_BITS).danger_with_rsa_exponent_3();
    let key = PublicKey::from_spki_der_with(&der, &limits, &RustCrypto)?;
    RustCrypto.verifying_key(&key, scheme).map_err(key_use)
}

/// One test under the key of its group.
pub fn verify(key: &Result<Box<dyn VerifyingKey>, Stop>, test: &Value) -> Result<(), Stop> {
    let key = key.as_ref().map_err(Clone::clone)?;
    let message = hex::decode_any_case(text(test, "msg"))?;
    let signature = hex::decode_any_case(text(test, "sig"))?;
    key.verify(Message::Bytes(&message), &signature).map_err(|error| match error {
        VerifyError::Malformed | VerifyError::Mismatch => error.into(),
        other => Stop::Unsupported(other.to_string()),
    })
}

fn scheme(group: &Value) -> Result<Scheme, Stop> {
    let (algorithm, encoding) = match text(group, "type") {
        "EcdsaVerify" => (ecdsa(group)?, SignatureEncoding::Der),
        "EcdsaP1363Verify" => (ecdsa(group)?, SignatureEncoding::Fixed),
        "EddsaVerify" => (eddsa(group)?, SignatureEncoding::Fixed),
        "RsassaPkcs1Verify" => (pkcs1(group)?, SignatureEncoding::Fixed),
        "RsassaPssVerify" | "RsassaPssWithParametersVerify" => (pss(group)?, SignatureEncoding::Fixed),
        other => return Err(Stop::Unsupported(format!("tests of the type {other}"))),
    };
    let unsupported = || Stop::Unsupported(format!("{algorithm} in this encoding"));
    Scheme::new(algorithm, encoding).ok_or_else(unsupported)
}

fn ecdsa(group: &Value) -> Result<SignatureAlgorithm, Stop> {
    use SignatureAlgorithm as A;
    let curve = group.get("publicKey").map_or("", |key| text(key, "curve"));
    Ok(match (curve, digest(text(group, "sha"))?) {
        ("secp256r1", Algorithm::Sha256) => A::EcdsaP256Sha256,
        ("secp256r1", Algorithm::Sha384) => A::EcdsaP256Sha384,
        ("secp256r1", Algorithm::Sha512) => A::EcdsaP256Sha512,
        ("secp384r1", Algorithm::Sha256) => A::EcdsaP384Sha256,
        ("secp384r1", Algorithm::Sha384) => A::EcdsaP384Sha384,
        ("secp384r1", Algorithm::Sha512) => A::EcdsaP384Sha512,
        ("secp521r1", Algorithm::Sha256) => A::EcdsaP521Sha256,
        ("secp521r1", Algorithm::Sha384) => A::EcdsaP521Sha384,
        ("secp521r1", Algorithm::Sha512) => A::EcdsaP521Sha512,
        (curve, _) => return Err(Stop::Unsupported(format!("ECDSA on {curve}"))),
    })
}

fn eddsa(group: &Value) -> Result<SignatureAlgorithm, Stop> {
    match group.get("publicKey").map_or("", |key| text(key, "curve")) {
        "edwards25519" => Ok(SignatureAlgorithm::Ed25519),
        curve => Err(Stop::Unsupported(format!("EdDSA on {curve}"))),
    }
}

fn pkcs1(group: &Value) -> Result<SignatureAlgorithm, Stop> {
    match digest(text(group, "sha"))? {
        Algorithm::Sha256 => Ok(SignatureAlgorithm::RsaPkcs1Sha256),
        Algorithm::Sha384 => Ok(SignatureAlgorithm::RsaPkcs1Sha384),
        Algorithm::Sha512 => Ok(SignatureAlgorithm::RsaPkcs1Sha512),
        other => Err(Stop::Unsupported(format!("RSASSA-PKCS1-v1_5 with {other}"))),
    }
}

fn pss(group: &Value) -> Result<SignatureAlgorithm, Stop> {
    let (hash, mask_hash) = (text(group, "sha"), text(group, "mgfSha"));
    let digest = digest(hash)?;
    if hash != mask_hash {
        return Err(Stop::Unsupported("RSASSA-PSS with another hash in MGF1 than over the message".into()));
    }
    let salt_len = group.get("sLen").and_then(Value::as_u64).and_then(|length| u16::try_from(length).ok());
    let salt_len = salt_len.ok_or_else(|| Stop::Refused("the salt has no length".into()))?;
    Ok(SignatureAlgorithm::RsaPss { digest, salt_len })
}

fn digest(name: &str) -> Result<Algorithm, Stop> {
    match name {
        "SHA-256" => Ok(Algorithm::Sha256),
        "SHA-384" => Ok(Algorithm::Sha384),
        "SHA-512" => Ok(Algorithm::Sha512),
        other => Err(Stop::Unsupported(format!("signatures over {other} digests"))),
    }
}
