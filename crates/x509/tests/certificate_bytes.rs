//! No byte of a certificate is without meaning: whatever is cut off, taken out or inverted is refused or seen.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of these tests"
)]

mod support;

use countersign_x509::{Certificate, CertificateOutline, CertificatePemError, PemLimits};
use support::*;
use testkit::{bit_flips, byte_deletions, truncations};

/// A certificate with an extension of every kind that has a simple value, and with one that is not interpreted.
fn rich() -> Vec<u8> {
    let uri = tlv(0x86, &[b"http://example.com"]);
    let access = tlv(0x30, &[&tlv(0x30, &[&oid("1.3.6.1.5.5.7.48.1"), &uri])]);
    let points = tlv(0x30, &[&tlv(0x30, &[&tlv(0xa0, &[&tlv(0xa0, &[&uri])])])]);
    Parts::with_extensions(&[
        extension("2.5.29.35", &tlv(0x30, &[&tlv(0x80, &[b"issuer key"])])),
        extension("2.5.29.14", &tlv(4, &[b"subject key"])),
        critical("2.5.29.15", &tlv(3, &[&[2, 0x84]])),
        extension("2.5.29.32", &tlv(0x30, &[&tlv(0x30, &[&oid("1.2.3.9")])])),
        extension("2.5.29.17", &tlv(0x30, &[&uri, &tlv(0x87, &[&[192, 0, 2, 1]])])),
        critical("2.5.29.19", &tlv(0x30, &[&[1, 1, 0xff], &tlv(2, &[&[3]])])),
        critical("2.5.29.30", &tlv(0x30, &[&tlv(0xa1, &[&tlv(0x30, &[&tlv(0x82, &[b"example"])])])])),
        extension("2.5.29.36", &tlv(0x30, &[&tlv(0x80, &[&[0]])])),
        extension("2.5.29.37", &tlv(0x30, &[&oid("1.3.6.1.5.5.7.3.3")])),
        extension("2.5.29.31", &points),
        extension("1.3.6.1.5.5.7.1.1", &access),
        extension("1.2.3.4", b"not interpreted"),
    ])
    .der()
}

/// All that a certificate says but its signature.
fn said(certificate: &Certificate<'_>) -> Vec<Vec<u8>> {
    let mut said = vec![
        format!("{:?} {:?}", certificate.version(), certificate.validity()).into_bytes(),
        certificate.serial().as_bytes().into(),
        certificate.signature_algorithm().into(),
        certificate.issuer().der().into(),
        certificate.subject().der().into(),
        certificate.spki().into(),
        certificate.issuer_unique_id().unwrap_or_default().into(),
        certificate.subject_unique_id().unwrap_or_default().into(),
    ];
    for extension in certificate.extensions() {
        said.push(extension.oid().as_bytes().into());
        said.push(vec![u8::from(extension.is_critical())]);
        said.push(extension.value().into());
    }
    said
}

#[test]
fn every_truncation_is_refused() {
    let der = rich();
    accepted(&der);
    for mutant in truncations(&der) {
        assert!(Certificate::from_der(&mutant.bytes).is_err(), "{}", mutant.change);
    }
}

#[test]
fn every_deletion_of_a_byte_is_refused() {
    let der = rich();
    for mutant in byte_deletions(&der) {
        assert!(Certificate::from_der(&mutant.bytes).is_err(), "{}", mutant.change);
    }
}

#[test]
fn every_bit_outside_of_the_signature_is_refused_or_seen_when_it_flips() {
    let der = rich();
    let original = accepted(&der);
    let (said_before, signature) = (said(&original), original.signature().len());
    let (mut refused, mut seen) = (0, 0);
    for mutant in bit_flips(&der[..der.len() - signature]) {
        let bytes = [&mutant.bytes[..], original.signature()].concat();
        match Certificate::from_der(&bytes) {
            Err(_) => refused += 1,
            Ok(certificate) => {
                assert_ne!(said(&certificate), said_before, "{}", mutant.change);
                seen += 1;
            }
        }
    }
    assert_eq!(refused + seen, 8 * (der.len() - signature));
    assert!(refused > 1000 && seen > 1000, "{refused} refused, {seen} seen");
}

#[test]
fn every_bit_of_the_signature_is_seen_when_it_flips() {
    let der = rich();
    let original = accepted(&der);
    let start = der.len() - original.signature().len();
    for mutant in bit_flips(original.signature()) {
        let bytes = [&der[..start], &mutant.bytes].concat();
        assert_eq!(accepted(&bytes).signature(), mutant.bytes, "{}", mutant.change);
    }
}

/// What signatures of others are about is told by the bytes alone.
#[test]
fn an_outline_is_of_the_bytes_that_arrived() {
    let der = rich();
    let outline = CertificateOutline::from_der(&der).unwrap();
    let certificate = Certificate::from_der(&der).unwrap();
    let bits = outline.signature();
    assert_eq!(outline.tbs(), certificate.tbs());
    let parts =
        [outline.tbs(), outline.signature_algorithm(), &tlv(3, &[&[bits.unused_bits()], bits.as_bytes()])];
    assert_eq!(tlv(0x30, &parts), der);
}

#[test]
fn an_owned_certificate_says_the_same_and_shares_its_bytes() {
    let der = rich();
    let borrowed = accepted(&der);
    let owned = borrowed.to_owned();
    drop(borrowed);
    let again = owned.to_owned();
    assert_eq!(owned.der(), der);
    assert!(std::ptr::eq(owned.der(), again.der()));
    assert_eq!(said(&again), said(&accepted(&der)));
    assert_eq!(again, accepted(&der));
}

const LIMITS: PemLimits = PemLimits { bytes: 1 << 16, blocks: 3 };

fn block(label: &str, der: &[u8]) -> String {
    countersign_encoding::pem::encode(label, der)
}

#[test]
fn a_bundle_is_every_certificate_of_a_text() {
    let (first, second) = (rich(), Parts::new().der());
    let text = format!(
        "Issuer: Größe\n{}\n# and\r\n{}",
        block("CERTIFICATE", &first),
        block("CERTIFICATE", &second)
    );
    let list = Certificate::list_from_pem(text.as_bytes(), LIMITS).unwrap();
    assert_eq!(list.iter().map(Certificate::der).collect::<Vec<_>>(), [first.as_slice(), second.as_slice()]);
    let one = Certificate::from_pem(block("CERTIFICATE", &first).as_bytes()).unwrap();
    assert_eq!(one.der(), first);
}

#[test]
fn a_bundle_says_which_block_is_none() {
    let good = block("CERTIFICATE", &rich());
    let key = format!("{good}{}", block("PRIVATE KEY", &[1]));
    let error = Certificate::list_from_pem(key.as_bytes(), LIMITS).unwrap_err();
    assert_eq!(error, CertificatePemError::Label { index: 1, label: "PRIVATE KEY".into() });
    let broken = format!("{good}{}", block("CERTIFICATE", &rich()[..40]));
    match Certificate::list_from_pem(broken.as_bytes(), LIMITS).unwrap_err() {
        CertificatePemError::Certificate { index: 1, source } => assert_eq!(source.offset(), 0),
        other => panic!("{other:?}"),
    }
    assert!(matches!(Certificate::list_from_pem(b"nothing", LIMITS), Err(CertificatePemError::Pem(_))));
    let two = [good.as_str(), &good].concat();
    assert!(matches!(Certificate::from_pem(two.as_bytes()), Err(CertificatePemError::Pem(_))));
}
