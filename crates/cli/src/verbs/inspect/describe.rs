//! What decoded artefacts say, as JSON.

use countersign::{
    crypto::PublicKey,
    digest::{Algorithm, HashProvider as _},
    encoding::{
        base64, hex,
        json::{Object, Value},
    },
    envelope::{
        Bundle, BundleContent, Draft, DraftPayload, DsseEnvelope, Jws, LegacyBlobBundle, Material,
        SimpleSigning, Statement,
    },
    oci::Manifest,
};

use super::evidence;
use crate::document::parse;
use crate::provider::Provider;

/// A description that begins with what is described.
pub fn kind(name: &'static str) -> Object<'static> {
    Object::new().with("kind", name)
}

/// JSON as it is; anything else as its length.
pub fn document(bytes: &[u8]) -> Value<'static> {
    match parse(bytes) {
        Ok(value) => value.into_owned(),
        Err(_) => Value::from(Object::new().with("bytes", length(bytes))),
    }
}

pub fn bundle(bundle: &Bundle, bytes: &[u8]) -> Object<'static> {
    let inspected = bundle.inspect();
    let claims = inspected.claimed();
    let Value::Object(document) = document(bytes) else { return kind("sigstore-bundle") };
    let object = kind("sigstore-bundle")
        .with("mediaType", member(&document, ["mediaType", "media_type"]))
        .with("material", material(&claims.material));
    let content = bundle.content_kind();
    let object = match content.claimed() {
        BundleContent::Message { digest } => {
            let digest = digest.map_or(Value::Null, |digest| Value::from(digest.to_string()));
            let message = member(&document, ["messageSignature", "message_signature"]);
            let signature = message.as_object().and_then(|message| message.get("signature")).cloned();
            object
                .with("content", "message")
                .with("messageDigest", digest)
                .with("signature", signature.unwrap_or(Value::Null))
        }
        _ => {
            let envelope = member(&document, ["dsseEnvelope", "dsse_envelope"]).to_json();
            let object = object.with("content", "dsse");
            match DsseEnvelope::parse(envelope.as_bytes()) {
                Ok(envelope) => enveloped(object, &envelope),
                Err(_) => object,
            }
        }
    };
    let object =
        object.with("logEntries", count(claims.log_entries)).with("timestamps", count(claims.timestamps));
    match bundle.signed_timestamps().claimed() {
        [] => object,
        responses => object.with("signedTimestamps", evidence::timestamps(responses)),
    }
}

/// A member by either of its names.
fn member(object: &Object<'static>, names: [&str; 2]) -> Value<'static> {
    names.iter().find_map(|name| object.get(name)).cloned().unwrap_or(Value::Null)
}

fn material(material: &Material) -> Object<'static> {
    match material {
        Material::PublicKey { hint } => Object::new().with("kind", "public-key").with("hint", hint.clone()),
        Material::Certificate(certificate) => certificates(std::slice::from_ref(certificate)),
        Material::CertificateChain(chain) => certificates(chain),
        _ => Object::new(),
    }
}

/// Certificates by their digests; `certificate inspect` looks into them.
fn certificates(chain: &[Vec<u8>]) -> Object<'static> {
    let digest = |der: &Vec<u8>| Value::from(Provider.hash(Algorithm::Sha256, der).to_string());
    Object::new()
        .with("kind", "certificate")
        .with("certificates", chain.iter().map(digest).collect::<Vec<_>>())
}

pub fn legacy_bundle(bundle: &LegacyBlobBundle) -> Object<'static> {
    kind("legacy-blob-bundle")
        .with("signature", signature_value(bundle.signature()))
        .with("certificate", bundle.certificate().is_some())
        .with("logEntry", *bundle.has_log_entry().claimed())
}

pub fn dsse(envelope: &DsseEnvelope) -> Object<'static> {
    enveloped(kind("dsse-envelope"), envelope)
}

fn enveloped(object: Object<'static>, envelope: &DsseEnvelope) -> Object<'static> {
    let inspected = envelope.inspect();
    let claims = inspected.claimed();
    let signatures = envelope.signatures().iter().map(|signature| {
        let object = Object::new().with("signature", signature_value(signature.bytes()));
        Value::from(match signature.key_id() {
            Some(key_id) => object.with("keyId", (*key_id.claimed()).to_owned()),
            None => object,
        })
    });
    let object = object
        .with("payloadType", claims.payload_type.clone())
        .with("signatures", signatures.collect::<Vec<_>>());
    match Statement::parse(&claims.payload) {
        Ok(_) => object.with("statement", document(&claims.payload)),
        Err(_) => object.with("payload", document(&claims.payload)),
    }
}

pub fn jws(jws: &Jws) -> Object<'static> {
    let inspected = jws.inspect();
    let claims = inspected.claimed();
    kind("jws")
        .with("protected", claims.protected.clone())
        .with("unprotected", (*jws.unprotected().claimed()).clone())
        .with("payload", document(&claims.payload))
}

pub fn simple_signing(payload: &SimpleSigning) -> Object<'static> {
    let annotations = payload.annotations().iter();
    let annotations =
        annotations.fold(Object::new(), |object, (key, value)| object.with(key.clone(), value.clone()));
    kind("simple-signing")
        .with("digest", payload.digest().to_string())
        .with("dockerReference", payload.docker_reference().to_owned())
        .with("annotations", annotations)
}

pub fn draft(draft: &Draft) -> Object<'static> {
    let scheme = draft.signer().scheme();
    let to_sign = draft.to_be_signed();
    let object = kind("draft")
        .with("signer", key(draft.signer().public_key()))
        .with("algorithm", scheme.algorithm().name())
        .with("bytesToSign", length(to_sign.bytes()));
    let object = match to_sign.digest(&Provider) {
        Some(digest) => object.with("digestToSign", digest.to_string()),
        None => object,
    };
    match draft.payload() {
        DraftPayload::SimpleSigning(payload) => object.with("payload", simple_signing(payload)),
        DraftPayload::Statement(statement) => object.with("statement", document(&statement.to_bytes())),
        _ => object,
    }
}

fn key(key: &PublicKey) -> Object<'static> {
    Object::new().with("algorithm", key.key_type().name()).with("id", key.id().to_string())
}

pub fn manifest(manifest: &Manifest) -> Object<'static> {
    let (name, bytes) = match manifest {
        Manifest::Index(index) => ("image-index", index.bytes()),
        _ => ("image-manifest", manifest.bytes()),
    };
    kind(name)
        .with("digest", Provider.hash(Algorithm::Sha256, bytes).to_string())
        .with("mediaType", manifest.media_type().to_owned())
        .with("document", document(bytes))
}

pub fn signature(bytes: &[u8]) -> Object<'static> {
    kind("detached-signature").with("bytes", length(bytes)).with("hex", hex::encode(bytes))
}

fn signature_value(bytes: &[u8]) -> String {
    base64::encode_standard(bytes)
}

fn length(bytes: &[u8]) -> u64 {
    count(bytes.len())
}

fn count(items: usize) -> u64 {
    u64::try_from(items).unwrap_or(u64::MAX)
}
