//! The parts of a bundle, each read strictly.

use alloc::vec::Vec;

use countersign_encoding::{base64, json::Value};

use super::{BundleError, Content, Material, MessageSignature, message::Message};
use crate::DsseEnvelope;

/// Log entries and timestamps that one bundle may carry; counted before any is read.
const MAX_LOG_ENTRIES: usize = 8;
pub(super) const MAX_TIMESTAMPS: usize = 8;
/// Certificates that a chain may hold; counted before any is read.
const MAX_CERTIFICATES: usize = 64;

pub(super) fn read_material(material: &Message<'_, '_>) -> Result<Material, BundleError> {
    let key = material.message_with("publicKey", &["hint"])?;
    let certificate = material.message_with("certificate", &["rawBytes"])?;
    let chain = material.message_with("x509CertificateChain", &["certificates"])?;
    match (key, certificate, chain) {
        (Some(key), None, None) => {
            Ok(Material::PublicKey { hint: key.text("hint")?.unwrap_or_default().into() })
        }
        (None, Some(certificate), None) => Ok(Material::Certificate(read_certificate(&certificate)?)),
        (None, None, Some(chain)) => read_chain(&chain),
        (None, None, None) => Err(BundleError::NoMaterial),
        _ => Err(BundleError::SeveralMaterials),
    }
}

fn read_certificate(certificate: &Message<'_, '_>) -> Result<Vec<u8>, BundleError> {
    match certificate.text("rawBytes")? {
        None | Some("") => Err(BundleError::NoMaterial),
        Some(text) => Ok(base64::decode_either(text.as_bytes())?),
    }
}

fn read_chain(chain: &Message<'_, '_>) -> Result<Material, BundleError> {
    if count(chain, "certificates", MAX_CERTIFICATES)? == 0 {
        return Err(BundleError::NoMaterial);
    }
    let certificates = chain.messages_with("certificates", &["rawBytes"])?;
    let certificates = certificates.map(|certificate| read_certificate(&certificate?));
    Ok(Material::CertificateChain(certificates.collect::<Result<_, BundleError>>()?))
}

pub(super) fn read_content(root: &Message<'_, '_>) -> Result<Content, BundleError> {
    let envelope = root.message_with("dsseEnvelope", &["payload", "payloadType", "signatures"])?;
    let signature = root.message_with("messageSignature", &["messageDigest", "signature"])?;
    match (envelope, signature) {
        (Some(envelope), None) => read_envelope(&envelope).map(Content::Dsse),
        (None, Some(signature)) => MessageSignature::read(&signature).map(Content::Message),
        (None, None) => Err(BundleError::NoContent),
        (Some(_), Some(_)) => Err(BundleError::SeveralContents),
    }
}

/// An envelope as the bundle's specification narrows it: one signature, and no members of anybody's own.
fn read_envelope(envelope: &Message<'_, '_>) -> Result<DsseEnvelope, BundleError> {
    match envelope.array("signatures")?.map(<[Value<'_>]>::len) {
        None | Some(1) => {}
        Some(actual) => return Err(BundleError::SignatureCount { actual }),
    }
    for signature in envelope.messages_with("signatures", &["sig", "keyid"])? {
        signature?;
    }
    Ok(DsseEnvelope::from_object(&envelope.in_dsse_spelling()?)?)
}

/// How many log entries there are. Of each only the shape is read, so that no version takes as a bundle what a later
/// one refuses for a member that it does not know.
pub(super) fn count_log_entries(material: &Message<'_, '_>) -> Result<usize, BundleError> {
    const MEMBERS: [&str; 7] = [
        "logIndex",
        "logId",
        "kindVersion",
        "integratedTime",
        "inclusionPromise",
        "inclusionProof",
        "canonicalizedBody",
    ];
    const PROOF: [&str; 5] = ["logIndex", "rootHash", "treeSize", "hashes", "checkpoint"];
    let entries = count(material, "tlogEntries", MAX_LOG_ENTRIES)?;
    for entry in material.messages_with("tlogEntries", &MEMBERS)? {
        let entry = entry?;
        entry.message_with("logId", &["keyId"])?;
        entry.message_with("kindVersion", &["kind", "version"])?;
        entry.message_with("inclusionPromise", &["signedEntryTimestamp"])?;
        if let Some(proof) = entry.message_with("inclusionProof", &PROOF)? {
            proof.message_with("checkpoint", &["envelope"])?;
        }
    }
    Ok(entries)
}

/// What stands where a DER `TimeStampResp` should, one an entry; an entry may hold no bytes at all.
pub(super) fn read_timestamps(material: &Message<'_, '_>) -> Result<Vec<Vec<u8>>, BundleError> {
    let Some(data) = material.message_with("timestampVerificationData", &["rfc3161Timestamps"])? else {
        return Ok(Vec::new());
    };
    count(&data, "rfc3161Timestamps", MAX_TIMESTAMPS)?;
    let entries = data.messages_with("rfc3161Timestamps", &["signedTimestamp"])?;
    entries.map(|entry| read_timestamp(&entry?)).collect()
}

fn read_timestamp(entry: &Message<'_, '_>) -> Result<Vec<u8>, BundleError> {
    let text = entry.text("signedTimestamp")?.unwrap_or_default();
    base64::decode_either(text.as_bytes()).map_err(BundleError::TimestampBase64)
}

fn count(message: &Message<'_, '_>, name: &'static str, limit: usize) -> Result<usize, BundleError> {
    let actual = message.array(name)?.map_or(0, <[Value<'_>]>::len);
    if actual > limit { Err(BundleError::TooMany { field: name, limit, actual }) } else { Ok(actual) }
}
