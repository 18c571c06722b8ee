//! What timestamps and trusted roots say of themselves, as JSON.

use countersign::{
    encoding::{
        base64, hex,
        json::{Object, Value},
    },
    timestamp::{SignerId, TimestampRequest, TimestampResponse, TimestampToken, TokenClaims},
    trust::TrustedRoot,
    x509::Certificate,
};

use super::describe::kind;
use crate::failure::chain;

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
