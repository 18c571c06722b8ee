//! Certificates out of parts, each of which a test may replace by any bytes.
#![allow(dead_code, reason = "each test uses some of it")]

use countersign_encoding::der::{DerErrorKind, Oid, Tag, write};
use countersign_x509::{Certificate, Field, Rule, Violation};

/// The encoded parts of a certificate.
#[derive(Clone)]
pub struct Parts {
    pub version: Vec<u8>,
    pub serial: Vec<u8>,
    pub inner_algorithm: Vec<u8>,
    pub issuer: Vec<u8>,
    pub validity: Vec<u8>,
    pub subject: Vec<u8>,
    pub spki: Vec<u8>,
    /// What stands between key and extensions.
    pub unique_ids: Vec<u8>,
    /// With the explicit tag.
    pub extensions: Vec<u8>,
    /// What stands behind the extensions.
    pub tbs_rest: Vec<u8>,
    pub outer_algorithm: Vec<u8>,
    pub signature: Vec<u8>,
    /// What stands behind the signature.
    pub rest: Vec<u8>,
}

pub const UTC_2026: &[u8] = b"260101000000Z";
pub const UTC_2030: &[u8] = b"300101000000Z";

impl Parts {
    /// A certificate of version 3 that breaks no rule.
    pub fn new() -> Self {
        let algorithm = tlv(0x30, &[&oid("1.2.840.10045.4.3.2")]);
        let key = tlv(0x30, &[&oid("1.2.840.10045.2.1"), &oid("1.2.840.10045.3.1.7")]);
        Self {
            version: version(&[2]),
            serial: tlv(2, &[&[0x11, 0x22, 0x33]]),
            inner_algorithm: algorithm.clone(),
            issuer: name("Issuer"),
            validity: validity(&tlv(0x17, &[UTC_2026]), &tlv(0x17, &[UTC_2030])),
            subject: name("Subject"),
            spki: tlv(0x30, &[&key, &tlv(3, &[&[0, 4], &[0x5a; 64]])]),
            unique_ids: Vec::new(),
            extensions: extensions(&[
                extension("2.5.29.19", &tlv(0x30, &[])),
                extension("1.2.3.4", b"not interpreted"),
            ]),
            tbs_rest: Vec::new(),
            outer_algorithm: algorithm,
            signature: tlv(3, &[&[0], &[0xa5; 70]]),
            rest: Vec::new(),
        }
    }

    /// The same with these extensions.
    pub fn with_extensions(list: &[Vec<u8>]) -> Self {
        Self { extensions: extensions(list), ..Self::new() }
    }

    /// The same with one part changed.
    pub fn changed(change: impl FnOnce(&mut Self)) -> Self {
        let mut parts = Self::new();
        change(&mut parts);
        parts
    }

    pub fn tbs(&self) -> Vec<u8> {
        let parts = [
            &self.version,
            &self.serial,
            &self.inner_algorithm,
            &self.issuer,
            &self.validity,
            &self.subject,
            &self.spki,
            &self.unique_ids,
            &self.extensions,
            &self.tbs_rest,
        ];
        tlv(0x30, &parts.map(|part| part.as_slice()))
    }

    pub fn der(&self) -> Vec<u8> {
        tlv(0x30, &[&self.tbs(), &self.outer_algorithm, &self.signature, &self.rest])
    }
}

/// One element: a tag and its contents in parts.
pub fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    write(Tag::from_byte(tag), parts)
}

pub fn oid(text: &str) -> Vec<u8> {
    tlv(6, &[&Oid::contents_of(text).unwrap()])
}

pub fn version(contents: &[u8]) -> Vec<u8> {
    tlv(0xa0, &[&tlv(2, &[contents])])
}

pub fn name(common_name: &str) -> Vec<u8> {
    let attribute = tlv(0x30, &[&oid("2.5.4.3"), &tlv(0x0c, &[common_name.as_bytes()])]);
    tlv(0x30, &[&tlv(0x31, &[&attribute])])
}

pub fn validity(not_before: &[u8], not_after: &[u8]) -> Vec<u8> {
    tlv(0x30, &[not_before, not_after])
}

pub fn extension(identifier: &str, value: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&oid(identifier), &tlv(4, &[value])])
}

pub fn critical(identifier: &str, value: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&oid(identifier), &[1, 1, 0xff], &tlv(4, &[value])])
}

pub fn extensions(list: &[Vec<u8>]) -> Vec<u8> {
    tlv(0xa3, &[&tlv(0x30, &[&list.concat()])])
}

/// Where `part` stands in `whole`, which holds it once.
pub fn place(whole: &[u8], part: &[u8]) -> usize {
    let mut places = whole.windows(part.len()).enumerate().filter(|(_, window)| *window == part);
    let (offset, _) = places.next().expect("the part is there");
    assert!(places.next().is_none(), "the part is there once");
    offset
}

#[track_caller]
pub fn accepted(der: &[u8]) -> Certificate<'_> {
    Certificate::from_der(der).unwrap_or_else(|violation| panic!("{violation} {:?}", violation.der_error()))
}

#[track_caller]
pub fn refused(der: &[u8]) -> Violation {
    Certificate::from_der(der).expect_err("the certificate is refused")
}

/// That the certificate is refused for this rule in this field at this offset.
#[track_caller]
pub fn assert_refused(der: &[u8], rule: Rule, field: Field, offset: usize) {
    let violation = refused(der);
    assert_eq!(
        (violation.rule(), violation.field(), violation.offset()),
        (rule, field, offset),
        "{violation}"
    );
    assert_eq!(violation.der_error(), None);
}

/// That the certificate is refused because this field is not DER, in this way at this offset.
#[track_caller]
pub fn assert_not_der(der: &[u8], field: Field, kind: DerErrorKind, offset: usize) {
    let rule = if matches!(field, Field::Extension(_)) { Rule::ExtensionMalformed } else { Rule::Encoding };
    let violation = refused(der);
    assert_eq!(
        (violation.rule(), violation.field(), violation.offset()),
        (rule, field, offset),
        "{violation}"
    );
    let error = violation.der_error().expect("the encoding is at fault");
    assert_eq!((error.kind(), error.offset()), (kind, offset), "{error}");
}
