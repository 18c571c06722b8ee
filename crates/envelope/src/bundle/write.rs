//! Writing a bundle.

use alloc::vec::Vec;

use countersign_encoding::{
    base64,
    json::{Object, Value},
};

use super::V0_3;

/// Writes a version 0.3 bundle for a signature by a key, every default-valued member present: some readers refuse
/// bundles that leave them out.
#[must_use]
pub fn write_key_bundle(hint: &str, payload_type: &str, payload: &[u8], signature: &[u8]) -> Vec<u8> {
    let timestamps = Object::new().with("rfc3161Timestamps", Vec::new());
    let material = Object::new()
        .with("publicKey", Object::new().with("hint", hint))
        .with("tlogEntries", Vec::new())
        .with("timestampVerificationData", timestamps);
    let signature = Object::new().with("sig", base64::encode_standard(signature)).with("keyid", "");
    let envelope = Object::new()
        .with("payload", base64::encode_standard(payload))
        .with("payloadType", payload_type)
        .with("signatures", alloc::vec![Value::from(signature)]);
    let root = Object::new()
        .with("mediaType", V0_3)
        .with("verificationMaterial", material)
        .with("dsseEnvelope", envelope);
    Value::from(root).to_json().into_bytes()
}
