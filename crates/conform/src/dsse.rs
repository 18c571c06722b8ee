//! `dsse.pae`, `dsse.sign` and `dsse.verify`.

use core::num::NonZeroUsize;

use countersign::crypto::{
    CryptoProvider, KeyType, Message, PrivateKey, PublicKey, RustCrypto, Scheme, SignatureAlgorithm,
    SignatureEncoding, VerifyingKey,
};
use countersign::encoding::{base64, hex};
use countersign::envelope::{self, DsseEnvelope};
use serde_json::Value;

use crate::answer::Stop;
use crate::case::Input;

pub fn pae(input: Input<'_>) -> Result<String, Stop> {
    Ok(base64::encode_standard(&encoded(input)?))
}

pub fn sign(input: Input<'_>) -> Result<String, Stop> {
    if input.get("deterministic") == Some(&Value::Bool(false)) {
        return Err(Stop::Unsupported("signatures with a random nonce".into()));
    }
    let key_type = key_type(input.text("curve")?)?;
    let secret = integer(input.text("private_hex")?, key_type)?;
    let key = PrivateKey::from_scalar(key_type, &secret, &RustCrypto)?;
    let key = RustCrypto.signing_key(&key, scheme(input, key_type)?)?;
    Ok(base64::encode_standard(&key.sign(Message::Bytes(&encoded(input)?))?))
}

pub fn verify(input: Input<'_>) -> Result<(), Stop> {
    let keys = keys(input)?;
    let keys: Vec<&dyn VerifyingKey> = keys.iter().map(AsRef::as_ref).collect();
    let envelope = input.get("envelope").unwrap_or(&Value::Null).to_string();
    let envelope = DsseEnvelope::parse(envelope.as_bytes())?;
    // The corpus requires no particular type, so the envelope may say which one it is.
    let claims = envelope.inspect();
    let _ = envelope.verify(&claims.claimed().payload_type, &keys, threshold(input)?)?;
    Ok(())
}

fn encoded(input: Input<'_>) -> Result<Vec<u8>, Stop> {
    Ok(envelope::pae(input.text("payload_type")?, &input.bytes("payload")?))
}

fn key_type(curve: &str) -> Result<KeyType, Stop> {
    match curve {
        "P-256" => Ok(KeyType::EcdsaP256),
        "P-384" => Ok(KeyType::EcdsaP384),
        "P-521" => Ok(KeyType::EcdsaP521),
        "Ed25519" => Ok(KeyType::Ed25519),
        other => Err(Stop::Unsupported(format!("keys on {other}"))),
    }
}

/// A curve with its own hash, in the encoding that the case names.
fn scheme(input: Input<'_>, key_type: KeyType) -> Result<Scheme, Stop> {
    let algorithm = match key_type {
        KeyType::EcdsaP256 => SignatureAlgorithm::EcdsaP256Sha256,
        KeyType::EcdsaP384 => SignatureAlgorithm::EcdsaP384Sha384,
        KeyType::EcdsaP521 => SignatureAlgorithm::EcdsaP521Sha512,
        KeyType::Ed25519 => SignatureAlgorithm::Ed25519,
        other => return Err(Stop::Unsupported(format!("{other} keys"))),
    };
    let encoding = match input.text("sig_format")? {
        "p1363" => SignatureEncoding::Fixed,
        "der" => SignatureEncoding::Der,
        other => return Err(Stop::Unsupported(format!("signatures in the form {other}"))),
    };
    let unsupported = || Stop::Unsupported(format!("{algorithm} in this encoding"));
    Scheme::new(algorithm, encoding).ok_or_else(unsupported)
}

fn threshold(input: Input<'_>) -> Result<NonZeroUsize, Stop> {
    let refused = || Stop::Refused("the threshold is no positive number".into());
    let Some(threshold) = input.get("threshold") else { return Ok(NonZeroUsize::MIN) };
    let number = threshold.as_u64().and_then(|number| usize::try_from(number).ok());
    number.and_then(NonZeroUsize::new).ok_or_else(refused)
}

/// One JWK or several, coordinates in hexadecimal.
fn keys(input: Input<'_>) -> Result<Vec<Box<dyn VerifyingKey>>, Stop> {
    let jwks = match input.get("key_hex") {
        Some(Value::Array(jwks)) => jwks.as_slice(),
        Some(jwk) => core::slice::from_ref(jwk),
        None => &[],
    };
    jwks.iter()
        .map(|jwk| {
            let key = key(jwk)?;
            Ok(RustCrypto.verifying_key(&key, scheme(input, key.key_type())?)?)
        })
        .collect()
}

fn key(jwk: &Value) -> Result<PublicKey, Stop> {
    let member = |name: &str| jwk.get(name).and_then(Value::as_str).unwrap_or_default();
    let key_type = key_type(member("crv"))?;
    let point = match member("kty") {
        "EC" => [vec![4], integer(member("x"), key_type)?, integer(member("y"), key_type)?].concat(),
        "OKP" => integer(member("x"), key_type)?,
        other => return Err(Stop::Unsupported(format!("keys of the type {other}"))),
    };
    Ok(PublicKey::from_point(key_type, &point, &RustCrypto)?)
}

/// The corpora write integers as numbers, so leading zeros may be missing.
fn integer(digits: &str, key_type: KeyType) -> Result<Vec<u8>, Stop> {
    let width = 2 * key_type.secret_len().unwrap_or_default();
    Ok(hex::decode_any_case(&format!("{digits:0>width$}"))?)
}
