//! What timestamps, CRLs and OCSP messages say of themselves, as JSON.

use countersign::{
    encoding::{
        base64, hex,
        json::{Object, Value},
        pem::{self, Limits},
    },
    revocation::{
        CertificateList, CrlEntry, CrlLimits,
        ocsp::{CertId, CertStatus, OcspRequest, OcspResponse, ResponderId, SingleResponse},
    },
    time::UnixTime,
    timestamp::{SignerId, TimestampRequest, TimestampResponse, TimestampToken, TokenClaims},
    trust::TrustedRoot,
    x509::Certificate,
};

use super::describe::kind;
use crate::failure::chain;

/// The most entries of a CRL that are shown.
const SHOWN: usize = 1000;

/// The file as DER: as it is, or what is in its one PEM block of this label.
pub fn unwrapped(label: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.first() == Some(&0x30) {
        return Some(bytes.to_vec());
    }
    let blocks = pem::decode_all(bytes, Limits { bytes: bytes.len(), blocks: 1 }).ok()?;
    blocks.iter().find(|block| block.label() == label).map(|block| block.data().to_vec())
}

pub fn timestamp_response(bytes: &[u8]) -> Result<Object<'static>, String> {
    let response = TimestampResponse::parse(bytes).map_err(|error| chain(&error))?;
    let texts = response.texts().to_string();
    let object = kind("timestamp-response")
        .with("status", response.status().to_string())
        .with(
            "failures",
            response.failures().iter().map(|one| Value::from(one.to_string())).collect::<Vec<_>>(),
        )
        .with("text", texts);
    Ok(match response.token() {
        Some(token) => object.with("token", claims(&token.inspect())),
        None => object,
    })
}

pub fn timestamp_token(bytes: &[u8]) -> Result<Object<'static>, String> {
    let token = TimestampToken::from_der(bytes).map_err(|error| chain(&error))?;
    Ok(claims(&token.inspect()).iter().fold(kind("timestamp-token"), |object, (name, value)| {
        object.with(name.to_owned(), value.clone().into_owned())
    }))
}

pub fn timestamp_request(bytes: &[u8]) -> Result<Object<'static>, String> {
    let request = TimestampRequest::parse(bytes).map_err(|error| chain(&error))?;
    Ok(kind("timestamp-request")
        .with("imprint", request.imprint().to_string())
        .with(
            "policy",
            request.requested_policy().map_or(Value::Null, |policy| Value::from(policy.to_string())),
        )
        .with("nonce", request.requested_nonce().map_or(Value::Null, |nonce| Value::from(nonce.to_string())))
        .with("certificates", request.wants_certificates()))
}

/// What a token says of itself.
pub fn claims(claims: &TokenClaims<'_>) -> Object<'static> {
    let certificates = claims.certificates().map(|der| match Certificate::from_der(der) {
        Ok(certificate) => Value::from(certificate.subject().to_string()),
        Err(violation) => Value::from(format!("no certificate: {violation}")),
    });
    let signer = match claims.signer() {
        Some(SignerId::IssuerAndSerial { issuer, serial }) => {
            Object::new().with("issuer", issuer.to_string()).with("serial", serial.to_string())
        }
        Some(SignerId::KeyIdentifier(id)) => Object::new().with("keyIdentifier", hex::encode(id)),
        _ => Object::new(),
    };
    Object::new()
        .with("time", claims.gen_time().to_string())
        .with(
            "accuracySeconds",
            claims.accuracy().map_or(Value::Null, |one| Value::from(seconds(one.to_duration()))),
        )
        .with("imprintAlgorithm", claims.imprint_algorithm().to_string())
        .with("imprint", hex::encode(claims.imprint()))
        .with("policy", claims.policy().to_string())
        .with("serial", claims.serial().map_or(Value::Null, |serial| Value::from(serial.to_string())))
        .with("ordering", claims.ordering())
        .with("nonce", claims.nonce().map_or(Value::Null, |nonce| Value::from(nonce.to_string())))
        .with("signer", signer)
        .with("digestAlgorithm", claims.digest_algorithm().to_string())
        .with("certificates", certificates.collect::<Vec<_>>())
}

fn seconds(duration: core::time::Duration) -> String {
    match duration.subsec_micros() {
        0 => duration.as_secs().to_string(),
        micros => format!("{}.{micros:06}", duration.as_secs()),
    }
}

pub fn crl(bytes: &[u8]) -> Result<Object<'static>, String> {
    let der = unwrapped("X509 CRL", bytes).ok_or("no DER, and no PEM of the label X509 CRL")?;
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
    let object = Object::new()
        .with("serial", entry.serial().to_string())
        .with("date", entry.date().to_string())
        .with("reason", entry.reason().map_or(Value::Null, |reason| Value::from(reason.name())));
    match entry.invalidity_date() {
        Some(date) => object.with("invalidityDate", date.to_string()),
        None => object,
    }
}

fn time(time: Option<UnixTime>) -> Value<'static> {
    time.map_or(Value::Null, |time| Value::from(time.to_string()))
}

pub fn ocsp_response(bytes: &[u8]) -> Result<Object<'static>, String> {
    let der = unwrapped("OCSP RESPONSE", bytes).ok_or("no DER, and no PEM of the label OCSP RESPONSE")?;
    let response = OcspResponse::parse(&der).map_err(|error| chain(&error))?;
    let object = kind("ocsp-response");
    let answer = match response.answer() {
        Ok(answer) => answer.inspect(),
        Err(error) => return Ok(object.with("error", error.to_string())),
    };
    let responder = match answer.responder() {
        ResponderId::ByName(name) => name.to_string(),
        ResponderId::ByKey(hash) => format!("key {}", hex::encode(hash)),
    };
    let answers = answer.responses().iter().map(|single| Value::from(answered(single)));
    Ok(object
        .with("responder", responder)
        .with("producedAt", answer.produced_at().to_string())
        .with("nonce", answer.nonce().map_or(Value::Null, |nonce| Value::from(hex::encode(nonce))))
        .with("certificates", u64::try_from(answer.certificates().len()).unwrap_or(u64::MAX))
        .with("answers", answers.collect::<Vec<_>>()))
}

fn answered(single: &SingleResponse<'_>) -> Object<'static> {
    let status = match single.status() {
        CertStatus::Good => "good".to_owned(),
        CertStatus::Revoked(revocation) => revocation.to_string(),
        CertStatus::Unknown => "unknown".to_owned(),
    };
    Object::new()
        .with("certificate", certificate_id(single.cert_id()))
        .with("status", status)
        .with("thisUpdate", single.this_update().to_string())
        .with("nextUpdate", time(single.next_update()))
}

pub fn ocsp_request(bytes: &[u8]) -> Result<Object<'static>, String> {
    let der = unwrapped("OCSP REQUEST", bytes).ok_or("no DER, and no PEM of the label OCSP REQUEST")?;
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

pub fn trusted_root(bytes: &[u8]) -> Result<Object<'static>, String> {
    let root = TrustedRoot::parse(bytes).map_err(|error| chain(&error))?;
    let authorities = root.timestamp_authorities().iter().map(|entry| {
        let certificates = entry.certificates().iter().map(|one| Value::from(one.subject().to_string()));
        Value::from(
            Object::new()
                .with("uri", entry.uri().map_or(Value::Null, |uri| Value::from(uri.to_owned())))
                .with("validFor", entry.valid_for().to_string())
                .with("certificates", certificates.collect::<Vec<_>>()),
        )
    });
    let unusable = root.unusable().iter().map(|one| Value::from(chain(one)));
    let others = root.uninterpreted();
    let count = |items: usize| u64::try_from(items).unwrap_or(u64::MAX);
    Ok(kind("trusted-root")
        .with("timestampAuthorities", authorities.collect::<Vec<_>>())
        .with("unusable", unusable.collect::<Vec<_>>())
        .with("transparencyLogs", count(others.transparency_logs))
        .with("certificateTransparencyLogs", count(others.certificate_transparency_logs))
        .with("certificateAuthorities", count(others.certificate_authorities)))
}

/// The timestamps of a bundle.
pub fn timestamps(responses: &[Vec<u8>]) -> Vec<Value<'static>> {
    let one = |response: &Vec<u8>| {
        Value::from(timestamp_response(response).unwrap_or_else(|why| {
            kind("malformed").with("reason", why).with("bytes", base64::encode_standard(response))
        }))
    };
    responses.iter().map(one).collect()
}
