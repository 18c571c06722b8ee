//! Writing a bundle.

use alloc::vec::Vec;

use countersign_digest::Digest;
use countersign_encoding::{
    base64,
    json::{Object, Value},
};

use super::{V0_3, message_signature};

/// Writes a version 0.3 bundle for a signature by a key, every default-valued member present: some readers refuse
/// bundles that leave them out.
#[must_use]
pub fn write_key_bundle(hint: &str, payload_type: &str, payload: &[u8], signature: &[u8]) -> Vec<u8> {
    let signature = Object::new().with("sig", base64::encode_standard(signature)).with("keyid", "");
    let envelope = Object::new()
        .with("payload", base64::encode_standard(payload))
        .with("payloadType", payload_type)
        .with("signatures", alloc::vec![Value::from(signature)]);
    write(hint, "dsseEnvelope", envelope)
}

/// Writes a version 0.3 bundle for a signature over a blob, every default-valued member present. `digest` is the
/// blob's: by the algorithm that was signed, or SHA-256 under a pure Ed25519 key, whose bundles Cosign reads only with
/// a digest.
#[must_use]
pub fn write_message_bundle(hint: &str, digest: &Digest, signature: &[u8]) -> Vec<u8> {
    let digest = Object::new()
        .with("algorithm", message_signature::name(digest.algorithm()))
        .with("digest", base64::encode_standard(digest.as_bytes()));
    let message =
        Object::new().with("messageDigest", digest).with("signature", base64::encode_standard(signature));
    write(hint, "messageSignature", message)
}

fn write(hint: &str, name: &'static str, content: Object<'_>) -> Vec<u8> {
    let timestamps = Object::new().with("rfc3161Timestamps", Vec::new());
    let material = Object::new()
        .with("publicKey", Object::new().with("hint", hint))
        .with("tlogEntries", Vec::new())
        .with("timestampVerificationData", timestamps);
    let root =
        Object::new().with("mediaType", V0_3).with("verificationMaterial", material).with(name, content);
    Value::from(root).to_json().into_bytes()
}
