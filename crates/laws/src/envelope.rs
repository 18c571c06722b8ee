use core::num::NonZeroUsize;
use countersign_crypto::RustCrypto;
use countersign_encoding::{base64, json};
use countersign_envelope::{
    Bundle, Draft, DsseEnvelope, IN_TOTO_PAYLOAD_TYPE, Material, SimpleSigning, Statement,
    UntrustedSimpleSigning, write_key_bundle,
};

use crate::other;
use crate::vectors::{KEY, OTHER_KEY, VECTORS, check_envelope};

/// An envelope printed from what was read is the same envelope; without a key, or under one that signed nothing, nothing
/// verifies; and under the key of the vectors only what it signed.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn dsse(data: &[u8]) {
    let Ok(envelope) = DsseEnvelope::parse(data) else { return };
    let printed = print_dsse(&envelope);
    assert_eq!(DsseEnvelope::parse(&printed).as_ref(), Ok(&envelope), "printing changed the envelope");

    let claims = envelope.inspect();
    let payload_type = claims.claimed().payload_type.as_str();
    let one = NonZeroUsize::MIN;
    assert!(envelope.verify(payload_type, &[], one).is_err(), "verified without a key");
    assert!(envelope.verify(payload_type, &[OTHER_KEY.as_ref()], one).is_err(), "verified under another key");
    if let Ok(verified) = envelope.verify(payload_type, &[KEY.as_ref()], one) {
        if let Some(arrived) = other::json(data) {
            check_envelope(&arrived, verified.payload());
        }
        let two = one.saturating_add(1);
        assert!(
            envelope.verify(payload_type, &[KEY.as_ref(), KEY.as_ref()], two).is_err(),
            "one key is not two"
        );
    }
}

fn print_dsse(envelope: &DsseEnvelope) -> Vec<u8> {
    let claims = envelope.inspect();
    let signatures: Vec<json::Value<'_>> = envelope
        .signatures()
        .iter()
        .map(|signature| {
            let object = json::Object::new().with("sig", base64::encode_standard(signature.bytes()));
            let keyed = match signature.key_id() {
                Some(key_id) => object.with("keyid", *key_id.claimed()),
                None => object,
            };
            json::Value::from(keyed)
        })
        .collect();
    let root = json::Object::new()
        .with("payloadType", claims.claimed().payload_type.as_str())
        .with("payload", base64::encode_standard(&claims.claimed().payload))
        .with("signatures", signatures);
    json::Value::from(root).to_json().into_bytes()
}

/// A bundle verifies nothing without a key or under one that signed nothing, and under the key of the vectors only what it
/// signed; a bundle that we write around any bytes is one that we read.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn bundle(data: &[u8]) {
    if let Ok(bundle) = Bundle::parse(data) {
        let claims = bundle.inspect();
        assert_eq!(claims.claimed().log_entries, *bundle.log_entries().claimed());
        assert_eq!(claims.claimed().timestamps, *bundle.timestamps().claimed());
        assert!(bundle.verify(&[]).is_err(), "verified without a key");
        assert!(bundle.verify(&[OTHER_KEY.as_ref()]).is_err(), "verified under another key");
        if let Ok(verified) = bundle.verify(&[KEY.as_ref()]) {
            assert!(
                VECTORS.statements.contains(verified.bytes()),
                "a payload verified that was never signed"
            );
            if let Some(arrived) = other::json(data) {
                let envelope = arrived.get("dsseEnvelope").expect("what verified is an envelope");
                check_envelope(envelope, verified.bytes());
            }
        }
    }
    let hint = base64::encode_standard(data);
    let written = write_key_bundle(&hint, IN_TOTO_PAYLOAD_TYPE, data, data);
    let read = Bundle::parse(&written).expect("what we write we read");
    let claims = read.inspect();
    assert_eq!(claims.claimed().material, Material::PublicKey { hint });
    assert_eq!(claims.claimed().statement, Statement::parse(data).ok(), "the statement is not the payload");
}

/// A payload printed from what was read says the same; without a key nothing verifies, and no signature that was made over
/// one payload verifies over another.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn simple_signing(data: &[u8]) {
    let untrusted = UntrustedSimpleSigning::new(data.to_vec(), &base64::encode_standard(data))
        .expect("our base64 is canonical");
    assert!(untrusted.verify(&[]).is_err(), "verified without a key");

    let Ok(payload) = SimpleSigning::parse(data) else { return };
    for (signed, signature) in &VECTORS.simple {
        let untrusted =
            UntrustedSimpleSigning::new(data.to_vec(), signature).expect("a signature of the vectors");
        assert_eq!(
            untrusted.verify(&[KEY.as_ref()]).is_ok(),
            signed == data,
            "a payload verified that was never signed"
        );
    }
    let printed = payload.to_bytes();
    let read = SimpleSigning::parse(&printed).expect("what we print we accept");
    assert_eq!(read.digest(), payload.digest());
    assert_eq!(read.docker_reference(), payload.docker_reference());
    assert_eq!(read.annotations(), payload.annotations());
    assert_eq!(read.to_bytes(), printed, "printing is not a fixpoint");
}

/// A statement printed from what was read is the same statement.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn statement(data: &[u8]) {
    let Ok(statement) = Statement::parse(data) else { return };
    // Digests by unknown algorithms are dropped; a subject that had no other cannot be printed.
    if statement.subjects().iter().any(|subject| subject.digests().is_empty()) {
        return;
    }
    let printed = statement.to_bytes();
    assert_eq!(Statement::parse(&printed).as_ref(), Ok(&statement), "printing changed the statement");
}

/// A draft that is accepted and written again asks for the same signature, and is assembled with no wrong one.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn draft(data: &[u8]) {
    let Ok(draft) = Draft::from_bytes(data, &RustCrypto) else { return };
    let written = draft.to_bytes();
    let read = Draft::from_bytes(&written, &RustCrypto).expect("what we write we read");
    assert_eq!(read.to_bytes(), written, "writing is not a fixpoint");
    assert_eq!(read.to_be_signed().bytes(), draft.to_be_signed().bytes(), "writing changed what is signed");
    assert_eq!(read.signer().public_key(), draft.signer().public_key(), "writing changed the signer");
    assert_eq!(read.payload(), draft.payload(), "writing changed the payload");
    assert!(draft.assemble(data, &RustCrypto).is_err(), "assembled with bytes that are no signature");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::seed;

    #[test]
    fn the_laws_see_acceptances() {
        let keys = [KEY.as_ref()];
        assert!(Bundle::parse(&seed("bundle/bundle-p256")).unwrap().verify(&keys).is_ok());
        let envelope = DsseEnvelope::parse(&seed("dsse/bundle-p256")).unwrap();
        assert!(envelope.verify(IN_TOTO_PAYLOAD_TYPE, &keys, NonZeroUsize::MIN).is_ok());
        let payload = seed("simple_signing/legacy-p256");
        assert!(VECTORS.simple.iter().any(|(signed, _)| *signed == payload));
        for name in ["statement", "annotated", "simple-signing"] {
            assert!(Draft::from_bytes(&seed(&format!("draft/{name}")), &RustCrypto).is_ok(), "{name}");
        }
    }
}
