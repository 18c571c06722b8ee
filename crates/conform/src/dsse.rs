//! `dsse.pae`, `dsse.sign` and `dsse.verify`.

use core::num::NonZeroUsize;

use countersign::crypto::{
    CryptoProvider, KeyType, Message, PrivateKey, PublicKey, RustCrypto, Scheme, VerifyingKey,
};
use countersign::encoding::{base64, hex};
use countersign::envelope::{self, DsseEnvelope};
use serde_json::Value;

use crate::answer::Stop;
use crate::case::Input;

/// Octets of a coordinate or scalar of P-256.
const P256_OCTETS: usize = 32;

pub fn pae(input: Input<'_>) -> Result<String, Stop> {
    Ok(base64::encode_standard(&encoded(input)?))
}

pub fn sign(input: Input<'_>) -> Result<String, Stop> {
    // Signatures with a random nonce are not made.
    if input.get("deterministic") == Some(&Value::Bool(false)) || input.text("curve")? != "P-256" {
        return Err(Stop::Unsupported);
    }
    let key =
        PrivateKey::from_scalar(KeyType::EcdsaP256, &integer(input.text("private_hex")?)?, &RustCrypto)?;
    let key = RustCrypto.signing_key(&key, scheme(input)?)?;
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

fn scheme(input: Input<'_>) -> Result<Scheme, Stop> {
    match input.text("sig_format")? {
        "p1363" => Ok(Scheme::ECDSA_P256_SHA256_FIXED),
        "der" => Ok(Scheme::ECDSA_P256_SHA256_DER),
        _ => Err(Stop::Unsupported),
    }
}

fn threshold(input: Input<'_>) -> Result<NonZeroUsize, Stop> {
    let refused = || Stop::Refused("the threshold is no positive number".into());
    let Some(threshold) = input.get("threshold") else { return Ok(NonZeroUsize::MIN) };
    let number = threshold.as_u64().and_then(|number| usize::try_from(number).ok());
    number.and_then(NonZeroUsize::new).ok_or_else(refused)
}

/// One JWK or several, coordinates in hexadecimal.
fn keys(input: Input<'_>) -> Result<Vec<Box<dyn VerifyingKey>>, Stop> {
    let scheme = scheme(input)?;
    let jwks = match input.get("key_hex") {
        Some(Value::Array(jwks)) => jwks.as_slice(),
        Some(jwk) => core::slice::from_ref(jwk),
        None => &[],
    };
    jwks.iter().map(|jwk| Ok(RustCrypto.verifying_key(&key(jwk)?, scheme)?)).collect()
}

fn key(jwk: &Value) -> Result<PublicKey, Stop> {
    let member = |name: &str| jwk.get(name).and_then(Value::as_str).unwrap_or_default();
    if (member("kty"), member("crv")) != ("EC", "P-256") {
        return Err(Stop::Unsupported);
    }
    let point = [vec![4], integer(member("x"))?, integer(member("y"))?].concat();
    Ok(PublicKey::from_point(KeyType::EcdsaP256, &point, &RustCrypto)?)
}

/// The corpora write integers as numbers, so leading zeros may be missing.
fn integer(digits: &str) -> Result<Vec<u8>, Stop> {
    Ok(hex::decode_any_case(&format!("{digits:0>width$}", width = 2 * P256_OCTETS))?)
}
