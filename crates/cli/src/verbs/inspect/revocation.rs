//! What CRLs and OCSP messages say of themselves, as JSON.

use std::borrow::Cow;

use countersign::{
    encoding::{
        hex,
        json::{Object, Value},
    },
    revocation::{
        CertificateList, CrlEntry, CrlLimits, Reason,
        ocsp::{BasicResponse, CertId, CertStatus, OcspRequest, OcspResponse, ResponderId, SingleResponse},
    },
    time::UnixTime,
    x509::{Certificate, SignatureAlgorithm},
};

use super::describe::kind;
use crate::{
    armour,
    failure::chain,
    verbs::certificate::describe::{algorithm, fields},
};

/// The most entries of a CRL that are shown.
const SHOWN: usize = 1000;

/// The file as DER: as it is, or what is in its one PEM block of this label.
fn unarmoured<'b>(label: &str, bytes: &'b [u8]) -> Result<Cow<'b, [u8]>, String> {
    let Some(blocks) = armour::blocks(label, bytes) else { return Ok(Cow::Borrowed(bytes)) };
    let mut blocks = blocks.map_err(|error| format!("no DER, and no PEM: {}", chain(&error)))?;
    match (blocks.pop(), blocks.len()) {
        (Some(only), 0) => Ok(Cow::Owned(only)),
        (None, _) => Err(format!("no DER, and no PEM of the label {label}")),
        (Some(_), more) => {
            Err(format!("{} PEM blocks of the label {label}: give one at a time", more.saturating_add(1)))
        }
    }
}

pub fn crl(bytes: &[u8]) -> Result<Object<'static>, String> {
    let der = unarmoured("X509 CRL", bytes)?;
    let limits = CrlLimits::DEFAULT.bytes(der.len().max(CrlLimits::DEFAULT.max_bytes()));
    let list = CertificateList::from_der(&der, limits).map_err(|error| chain(&error))?;
    let entries = list.entries().take(SHOWN).map(|entry| Value::from(revoked(&entry)));
    let object = kind("certificate-revocation-list")
        .with("issuer", list.issuer().to_string())
        .with("thisUpdate", list.this_update().to_string())
        .with("nextUpdate", time(list.next_update()))
        .with("number", list.number().map_or(Value::Null, |number| Value::from(number.to_string())))
        .with("delta", list.is_delta())
        .with("indirect", list.is_indirect())
        .with("allReasons", list.reasons().is_all())
        .with("revoked", u64::try_from(list.len()).unwrap_or(u64::MAX))
        .with("entries", entries.collect::<Vec<_>>());
    let unknown = list.unknown_critical_extension();
    Ok(match unknown {
        Some(oid) => object.with("unknownCriticalExtension", oid.to_string()),
        None => object,
    })
}

fn revoked(entry: &CrlEntry<'_>) -> Object<'static> {
    let object = Object::new().with("serial", entry.serial().to_string());
    dated(object, entry.date(), entry.reason(), entry.invalidity_date())
}

/// When something was revoked, and why.
pub fn dated(
    object: Object<'static>,
    date: UnixTime,
    reason: Option<Reason>,
    invalidity_date: Option<UnixTime>,
) -> Object<'static> {
    let object = object
        .with("date", date.to_string())
        .with("reason", reason.map_or(Value::Null, |reason| Value::from(reason.name())));
    match invalidity_date {
        Some(date) => object.with("invalidityDate", date.to_string()),
        None => object,
    }
}

fn time(time: Option<UnixTime>) -> Value<'static> {
    time.map_or(Value::Null, |time| Value::from(time.to_string()))
}

pub fn ocsp_response(bytes: &[u8]) -> Result<Object<'static>, String> {
    let der = unarmoured("OCSP RESPONSE", bytes)?;
    let response = OcspResponse::parse(&der).map_err(|error| chain(&error))?;
    let object = kind("ocsp-response");
    Ok(match response.answer() {
        Ok(answer) => answer_in(object, answer),
        Err(error) => object.with("code", error.code()).with("error", error.to_string()),
    })
}

fn answer_in(object: Object<'static>, answer: &BasicResponse<'_>) -> Object<'static> {
    let claims = answer.inspect();
    let responder = match claims.responder() {
        ResponderId::ByName(name) => Object::new().with("name", name.to_string()),
        ResponderId::ByKey(hash) => Object::new().with("keyHash", hex::encode(hash)),
    };
    let answers = claims.responses().iter().map(|single| Value::from(answered(single)));
    let signed = SignatureAlgorithm::read_with_optional_null(claims.signature_algorithm());
    object
        .with("responder", responder)
        .with("producedAt", claims.produced_at().to_string())
        .with("nonce", claims.nonce().map_or(Value::Null, |nonce| Value::from(hex::encode(nonce))))
        .with("signatureAlgorithm", algorithm(signed))
        .with("answers", answers.collect::<Vec<_>>())
        .with("certificates", claims.certificates().iter().map(|der| certificate(der)).collect::<Vec<_>>())
}

fn certificate(der: &[u8]) -> Value<'static> {
    Value::from(match Certificate::from_der_without_alt_names(der) {
        Ok(certificate) => fields(&certificate),
        Err(violation) => Object::new().with("unreadable", violation.to_string()),
    })
}

fn answered(single: &SingleResponse<'_>) -> Object<'static> {
    let object = Object::new().with("certificate", certificate_id(single.cert_id()));
    let object = match single.status() {
        CertStatus::Good => object.with("status", "good"),
        CertStatus::Revoked(revocation) => {
            let object = object.with("status", "revoked");
            dated(object, revocation.date(), revocation.reason(), revocation.invalidity_date())
        }
        CertStatus::Unknown => object.with("status", "unknown"),
    };
    let object = object
        .with("thisUpdate", single.this_update().to_string())
        .with("nextUpdate", time(single.next_update()));
    match single.archive_cutoff() {
        Some(cutoff) => object.with("archiveCutoff", cutoff.to_string()),
        None => object,
    }
}

pub fn ocsp_request(bytes: &[u8]) -> Result<Object<'static>, String> {
    let der = unarmoured("OCSP REQUEST", bytes)?;
    let request = OcspRequest::parse(&der).map_err(|error| chain(&error))?;
    let asked = request.requests().iter().map(|one| Value::from(certificate_id(one.cert_id())));
    Ok(kind("ocsp-request")
        .with("asked", asked.collect::<Vec<_>>())
        .with("nonce", request.nonce().map_or(Value::Null, |nonce| Value::from(hex::encode(nonce))))
        .with("signed", request.is_signed()))
}

fn certificate_id(id: &CertId<'_>) -> Object<'static> {
    Object::new()
        .with("serial", id.serial().to_string())
        .with("hashAlgorithm", id.algorithm().to_string())
        .with("issuerNameHash", hex::encode(id.issuer_name_hash()))
        .with("issuerKeyHash", hex::encode(id.issuer_key_hash()))
}
