use countersign_crypto::RustCrypto;
use countersign_revocation::{
    Issuer,
    ocsp::{BasicResponse, CertId, OcspClaims, OcspRequest, OcspResponse, OcspVerifier, ResponderId},
};
use countersign_time::UnixTime;
use countersign_x509::Certificate;

/// What is read lies inside of the bytes that arrived and within the limits, and is believed only where the signed bytes are
/// those of a seed: nobody else has the keys.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn ocsp_response(data: &[u8]) {
    let Ok(response) = OcspResponse::parse(data) else { return };
    let Ok(answer) = response.answer() else {
        assert_eq!(data.len(), 5, "an error says nothing but its number");
        return;
    };
    let claims = answer.inspect();
    claims_are_inside(data, &claims);
    assert!(claims.responses().len() <= BasicResponse::MAX_RESPONSES);
    assert!(claims.certificates().len() <= BasicResponse::MAX_CERTIFICATES);
    for single in claims.responses() {
        assert!(single.next_update().is_none_or(|next| next >= single.this_update()));
        let _ = (single.status(), single.archive_cutoff(), single.crl_id());
    }
    if is_believed(answer) {
        assert!(SIGNED.iter().any(|seed| has_signed_part(data, seed)), "nobody signed this");
    }
}

/// The seeds that are signed by the issuer or its delegate, and say whether the certificate is revoked.
const SIGNED: [&[u8]; 3] = [
    include_bytes!("../../../fuzz/seeds/ocsp_response/delegated"),
    include_bytes!("../../../fuzz/seeds/ocsp_response/good"),
    include_bytes!("../../../fuzz/seeds/ocsp_response/revoked"),
];

/// Whether the data holds the signed part of a seed.
fn has_signed_part(data: &[u8], seed: &[u8]) -> bool {
    let signed = signed_part(seed).expect("a seed is an answer");
    data.windows(signed.len()).any(|window| window == signed)
}

fn signed_part(response: &[u8]) -> Option<&[u8]> {
    let mut fields = countersign_encoding::der::Reader::new(response).sequence().ok()?;
    fields.element().ok()?;
    let mut bytes = fields.element().ok()?.reader().sequence().ok()?;
    bytes.element().ok()?;
    let mut basic = bytes.element().ok()?.reader().sequence().ok()?;
    Some(basic.element().ok()?.bytes())
}

fn is_believed(answer: &BasicResponse<'_>) -> bool {
    let issuer = Certificate::from_der(include_bytes!("ocsp/issuer.der")).expect("a certificate");
    let certificate = Certificate::from_der(include_bytes!("ocsp/certificate.der")).expect("a certificate");
    // 2026-06-01, when every seed is fresh.
    let now = UnixTime::from_seconds(1_780_272_000).expect("a time");
    let verifier = OcspVerifier::new(&RustCrypto);
    match verifier.verify(answer, &certificate, Issuer::from_certificate(&issuer), now) {
        Ok(verified) => !verified.status().to_string().is_empty(),
        Err(refusal) => {
            assert!(!refusal.to_string().is_empty() && refusal.code().starts_with("CSG-OCSP-"));
            false
        }
    }
}

fn claims_are_inside(data: &[u8], claims: &OcspClaims<'_, '_>) {
    let responder = match claims.responder() {
        ResponderId::ByName(name) => name.der(),
        ResponderId::ByKey(hash) => hash,
    };
    let ids = claims.responses().iter().flat_map(|single| parts(single.cert_id()));
    let others = [responder, claims.signature_algorithm()].into_iter().chain(claims.nonce());
    ids.chain(others).chain(claims.certificates().iter().copied()).for_each(|part| is_inside(data, part));
}

fn parts<'a>(id: &CertId<'a>) -> [&'a [u8]; 4] {
    [id.algorithm().as_bytes(), id.issuer_name_hash(), id.issuer_key_hash(), id.serial().as_bytes()]
}

fn is_inside(data: &[u8], part: &[u8]) {
    let (all, part) = (data.as_ptr_range(), part.as_ptr_range());
    assert!(all.start <= part.start && part.end <= all.end, "a part is elsewhere");
}

/// What is read lies inside of the bytes that arrived and within the limits; a nonce that could be sent is read as it was.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn ocsp_request(data: &[u8]) {
    let Ok(read) = OcspRequest::parse(data) else { return };
    assert!((1..=OcspRequest::MAX_REQUESTS).contains(&read.requests().len()));
    for request in read.requests() {
        parts(request.cert_id()).into_iter().for_each(|part| is_inside(data, part));
    }
    let _ = (read.requestor(), read.unknown_critical_extension(), read.is_signed());
    if let Some(nonce) = read.nonce() {
        is_inside(data, nonce);
        assert!((1..=128).contains(&nonce.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_law_sees_answers_that_are_believed() {
        let is_believed = SIGNED.map(|seed| {
            let response = OcspResponse::parse(seed).expect("a seed is an answer");
            is_believed(response.answer().expect("it answers"))
        });
        assert_eq!(is_believed, [true; 3]);
    }
}
