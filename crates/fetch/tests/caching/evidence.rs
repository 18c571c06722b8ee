//! CRLs, OCSP answers, and whom they are of.

use countersign_fetch::{
    CacheKey,
    need::{Need, Purpose},
    revocation::{Issuer, x509::Certificate},
};
use testkit::{
    ocsp::{AnswerSpec, Scene},
    x509::{SignatureKind, Time, oid, tlv},
};

/// The CA of everything here.
pub fn ca() -> Vec<u8> {
    Scene::new().ca.der()
}

pub fn crl_need(url: &str) -> Need {
    Need::get(Purpose::CertificateRevocationList, url, 1 << 20).unwrap()
}

pub fn key(url: &str) -> CacheKey {
    key_of(&crl_need(url), &ca()).unwrap()
}

pub fn key_of(need: &Need, issuer: &[u8]) -> Option<CacheKey> {
    CacheKey::new(need, Issuer::from_certificate(&Certificate::from_der(issuer).unwrap()))
}

/// A list of the CA: of an hour before everything is current, for an hour after.
pub fn list() -> Vec<u8> {
    list_of("260531230000Z", Some("260601010000Z"), 0)
}

/// A list with so many entries.
pub fn list_of(this_update: &str, next_update: Option<&str>, entries: u16) -> Vec<u8> {
    let entry = |serial: u16| {
        let [high, low] = (serial | 0x4000).to_be_bytes();
        tlv(0x30, &[&tlv(2, &[&[high, low]]), &Time::utc(this_update).der()])
    };
    let entries: Vec<u8> = (0..entries).flat_map(entry).collect();
    let revoked = if entries.is_empty() { Vec::new() } else { tlv(0x30, &[&entries]) };
    signed(this_update, next_update, &revoked)
}

/// A list that is longer than so many bytes: with an extension that nobody knows.
pub fn list_longer_than(bytes: usize) -> Vec<u8> {
    let extension = tlv(0x30, &[&oid("2.999.1"), &tlv(4, &[&vec![0; bytes]])]);
    let extensions = tlv(0xa0, &[&tlv(0x30, &[&extension])]);
    signed("260531230000Z", Some("260601010000Z"), &extensions)
}

/// A list of the CA with these members behind its times.
fn signed(this_update: &str, next_update: Option<&str>, rest: &[u8]) -> Vec<u8> {
    let ca = Scene::new().ca;
    let algorithm = ca.key.algorithm(SignatureKind::Usual);
    let (this, next) = (Time::utc(this_update).der(), next_update.map(|text| Time::utc(text).der()));
    let parts: [&[u8]; 6] = [&[2, 1, 1], &algorithm, &ca.subject, &this, &next.unwrap_or_default(), rest];
    let tbs = tlv(0x30, &parts);
    let signature = ca.key.sign(SignatureKind::Usual, &tbs);
    tlv(0x30, &[&tbs, &algorithm, &tlv(3, &[&[0], &signature])])
}

pub fn answer() -> AnswerSpec {
    Scene::new().answer()
}

pub fn ocsp_key() -> CacheKey {
    let (url, kind) = ("http://ocsp/", "application/ocsp-request");
    let need = Need::post(Purpose::OcspResponse, url, kind, b"question".to_vec(), 1 << 16).unwrap();
    key_of(&need, &ca()).unwrap()
}
