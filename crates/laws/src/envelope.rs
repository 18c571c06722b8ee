use core::num::NonZeroUsize;
use countersign_encoding::{base64, json};
use countersign_envelope::{
    Bundle, DsseEnvelope, IN_TOTO_PAYLOAD_TYPE, Material, SimpleSigning, Statement, UntrustedSimpleSigning,
    write_key_bundle,
};

/// An envelope printed from what was read is the same envelope, and without a key nothing verifies.
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
    assert!(envelope.verify(payload_type, &[], NonZeroUsize::MIN).is_err(), "verified without a key");
}

fn print_dsse(envelope: &DsseEnvelope) -> Vec<u8> {
    let claims = envelope.inspect();
    let signatures: Vec<json::Value<'_>> = envelope
        .signatures()
        .iter()
        .map(|signature| {
            let object = json::Object::new().with("sig", base64::encode_standard(signature.bytes()));
            let keyed = match signature.key_id() {
                Some(key_id) => object.with("keyid", key_id),
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

/// A bundle verifies nothing without a key, and a bundle that we write around any bytes is one that we read.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn bundle(data: &[u8]) {
    if let Ok(bundle) = Bundle::parse(data) {
        let claims = bundle.inspect();
        assert_eq!(claims.claimed().log_entries, bundle.log_entries());
        assert_eq!(claims.claimed().timestamps, bundle.timestamps());
        assert!(bundle.verify(&[]).is_err(), "verified without a key");
    }
    let hint = base64::encode_standard(data);
    let written = write_key_bundle(&hint, IN_TOTO_PAYLOAD_TYPE, data, data);
    let read = Bundle::parse(&written).expect("what we write we read");
    let claims = read.inspect();
    assert_eq!(claims.claimed().material, Material::PublicKey { hint });
    assert_eq!(claims.claimed().statement, Statement::parse(data).ok(), "the statement is not the payload");
}

/// A payload printed from what was read says the same, and without a key nothing verifies.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn simple_signing(data: &[u8]) {
    let untrusted = UntrustedSimpleSigning::new(data.to_vec(), &base64::encode_standard(data))
        .expect("our base64 is canonical");
    assert!(untrusted.verify(&[]).is_err(), "verified without a key");

    let Ok(payload) = SimpleSigning::parse(data) else { return };
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
