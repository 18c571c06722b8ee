//! Finding out what bytes are.

use std::str;

use countersign::{
    encoding::json::{Object, Value},
    envelope::{
        Bundle, DetachedSignature, Draft, DsseEnvelope, Jws, LegacyBlobBundle, SimpleSigning, Statement,
    },
    oci::Manifest,
    x509::Profile,
};

use countersign_revocation::list::REVOCATION_LIST_PAYLOAD_TYPE;

use super::{describe, evidence, revocation};
use crate::{
    certificates, document,
    exit::Exit,
    failure::{Failure, chain},
    keys::FoundKey,
    provider::Provider,
    verbs::{certificate, revocation::list::describe::revocation_list},
};

/// The shortest text that is shown as a signature, in bytes.
const SHORTEST_SIGNATURE: usize = 48;

/// What bytes turned out to be.
pub enum Decoded {
    Key(FoundKey),
    Other(Object<'static>),
}

/// What bytes say of themselves as one kind of artefact, or why they are none.
pub type Decode = fn(&[u8]) -> Result<Object<'static>, String>;

/// Something that bytes may be.
struct Kind {
    name: &'static str,
    /// A member that only a document of this kind has.
    mark: Option<&'static str>,
    decode: Decode,
}

const KINDS: &[Kind] = &[
    Kind { name: "sigstore bundle", mark: Some("verificationMaterial"), decode: bundle },
    Kind { name: "legacy blob bundle", mark: Some("base64Signature"), decode: legacy_bundle },
    Kind { name: "DSSE envelope", mark: Some("payloadType"), decode: dsse },
    Kind { name: "flattened JWS", mark: Some("protected"), decode: jws },
    Kind { name: "simple signing payload", mark: Some("critical"), decode: simple_signing },
    Kind { name: "in-toto statement", mark: Some("_type"), decode: statement },
    Kind { name: "revocation list", mark: Some("nextUpdate"), decode: revocation_list },
    Kind { name: "trusted root", mark: Some("timestampAuthorities"), decode: evidence::trusted_root },
    Kind { name: "trusted root", mark: Some("certificateAuthorities"), decode: evidence::trusted_root },
    Kind { name: "draft", mark: Some("payloadKind"), decode: draft },
    Kind { name: "image manifest or index", mark: Some("schemaVersion"), decode: manifest },
    Kind { name: "certificates", mark: None, decode: certificates },
    Kind { name: "CRL", mark: None, decode: revocation::crl },
    Kind { name: "timestamp response", mark: None, decode: evidence::timestamp_response },
    Kind { name: "timestamp token", mark: None, decode: evidence::timestamp_token },
    Kind { name: "timestamp request", mark: None, decode: evidence::timestamp_request },
    Kind { name: "OCSP response", mark: None, decode: revocation::ocsp_response },
    Kind { name: "OCSP request", mark: None, decode: revocation::ocsp_request },
    Kind { name: "compact JWS", mark: None, decode: compact_jws },
    Kind { name: "detached signature", mark: None, decode: signature },
];

/// Tries everything that this build knows.
pub fn decode(name: &str, bytes: &[u8]) -> Result<Decoded, Failure> {
    let not_a_key = match FoundKey::of(name, bytes) {
        Ok(found) => return Ok(Decoded::Key(found)),
        Err(error) => chain(&error),
    };
    let members = members(bytes);
    let marked =
        KINDS.iter().find(|kind| kind.mark.is_some_and(|mark| members.iter().any(|name| name == mark)));
    // What calls itself something is that or nothing.
    if let Some(kind) = marked {
        return (kind.decode)(bytes).map(Decoded::Other).map_err(|why| {
            let failure = Failure::new(Exit::Malformed, format!("{name} is no {}: {why}", kind.name));
            failure.next("get the file again from whoever made it")
        });
    }
    if let Some(decoded) = KINDS.iter().find_map(|kind| (kind.decode)(bytes).ok()) {
        return Ok(Decoded::Other(decoded));
    }
    Err(nothing_fits(name, bytes, &not_a_key))
}

/// The names of the document's members, if it is a document.
fn members(bytes: &[u8]) -> Vec<String> {
    match document::parse(bytes) {
        Ok(Value::Object(object)) => object.iter().map(|(name, _)| name.to_owned()).collect(),
        _ => Vec::new(),
    }
}

fn nothing_fits(name: &str, bytes: &[u8], not_a_key: &str) -> Failure {
    let tried: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    let why = match bytes.first() {
        None => ": it is empty".to_owned(),
        Some(b'{') => document::parse(bytes).err().map(|error| format!(": {error}")).unwrap_or_default(),
        Some(_) => String::new(),
    };
    let what =
        format!("{name} is nothing that can be decoded{why}; tried: key ({not_a_key}), {}", tried.join(", "));
    Failure::new(Exit::Malformed, what).next("for an image write oci:PATH[:TAG|@DIGEST] or oci-archive:FILE")
}

fn bundle(bytes: &[u8]) -> Result<Object<'static>, String> {
    Bundle::parse(bytes).map(|bundle| describe::bundle(&bundle, bytes)).map_err(|error| chain(&error))
}

fn legacy_bundle(bytes: &[u8]) -> Result<Object<'static>, String> {
    LegacyBlobBundle::parse(bytes)
        .map(|bundle| describe::legacy_bundle(&bundle))
        .map_err(|error| chain(&error))
}

fn dsse(bytes: &[u8]) -> Result<Object<'static>, String> {
    let envelope = DsseEnvelope::parse(bytes).map_err(|error| chain(&error))?;
    match envelope.inspect().claimed().payload_type == REVOCATION_LIST_PAYLOAD_TYPE {
        true => revocation_list(bytes),
        false => Ok(describe::dsse(&envelope)),
    }
}

fn jws(bytes: &[u8]) -> Result<Object<'static>, String> {
    Jws::parse_flattened(bytes).map(|jws| describe::jws(&jws)).map_err(|error| chain(&error))
}

fn compact_jws(bytes: &[u8]) -> Result<Object<'static>, String> {
    let text = str::from_utf8(bytes).map_err(|error| chain(&error))?;
    Jws::parse_compact(text.trim_end_matches('\n'))
        .map(|jws| describe::jws(&jws))
        .map_err(|error| chain(&error))
}

fn simple_signing(bytes: &[u8]) -> Result<Object<'static>, String> {
    SimpleSigning::parse(bytes)
        .map(|payload| describe::simple_signing(&payload))
        .map_err(|error| chain(&error))
}

fn statement(bytes: &[u8]) -> Result<Object<'static>, String> {
    Statement::parse(bytes).map_err(|error| chain(&error))?;
    Ok(describe::kind("in-toto-statement").with("statement", describe::document(bytes)))
}

fn draft(bytes: &[u8]) -> Result<Object<'static>, String> {
    Draft::from_bytes(bytes, &Provider).map(|draft| describe::draft(&draft)).map_err(|error| chain(&error))
}

fn manifest(bytes: &[u8]) -> Result<Object<'static>, String> {
    Manifest::parse(bytes, None).map(|manifest| describe::manifest(&manifest)).map_err(|error| chain(&error))
}

/// PEM that says that it is one, or DER that is one.
fn certificates(bytes: &[u8]) -> Result<Object<'static>, String> {
    let der = || certificates::is_certificate(bytes).then(|| vec![bytes.to_vec()]);
    let ders = der().map_or_else(|| certificates::blocks(bytes).map_err(|error| chain(&error)), Ok)?;
    match ders.is_empty() {
        true => Err("no certificate in it".into()),
        false => Ok(certificate::describe::certificates(&ders, Profile::RFC5280)),
    }
}

fn signature(bytes: &[u8]) -> Result<Object<'static>, String> {
    let signature = DetachedSignature::parse(bytes).map_err(|error| chain(&error))?;
    // Any short word is base64 of something; no signature is as short.
    match signature.bytes().len() < SHORTEST_SIGNATURE {
        true => Err("too short for a signature".into()),
        false => Ok(describe::signature(signature.bytes())),
    }
}
