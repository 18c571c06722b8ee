//! Certificates that keep every rule, and parts to break them with.

use testkit::x509::{CertificateSpec, ExtensionSpec, Form, Key, SignatureKind, Time, name, oid, tlv};

pub const AKI: &str = "2.5.29.35";
pub const SKI: &str = "2.5.29.14";
pub const KEY_USAGE: &str = "2.5.29.15";
pub const POLICIES: &str = "2.5.29.32";
pub const MAPPINGS: &str = "2.5.29.33";
pub const SAN: &str = "2.5.29.17";
pub const IAN: &str = "2.5.29.18";
pub const ATTRIBUTES: &str = "2.5.29.9";
pub const BASIC: &str = "2.5.29.19";
pub const NAMES: &str = "2.5.29.30";
pub const POLICY_CONSTRAINTS: &str = "2.5.29.36";
pub const EKU: &str = "2.5.29.37";
pub const CRL_POINTS: &str = "2.5.29.31";
pub const INHIBIT_ANY: &str = "2.5.29.54";
pub const FRESHEST: &str = "2.5.29.46";
pub const AIA: &str = "1.3.6.1.5.5.7.1.1";
pub const SIA: &str = "1.3.6.1.5.5.7.1.11";
pub const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";

pub const COMMON_NAME: &str = "2.5.4.3";
pub const COUNTRY: &str = "2.5.4.6";
pub const EMAIL: &str = "1.2.840.113549.1.9.1";

pub const POLICY: &str = "1.3.6.1.4.1.55555.1";
pub const ANY_POLICY: &str = "2.5.29.32.0";

/// Bits of key usage as in the first octet.
pub const SIGN: u8 = 0x80;
pub const CA_SIGN: u8 = 0x06;

fn base(subject: &str, extensions: Vec<ExtensionSpec>) -> CertificateSpec {
    CertificateSpec {
        version: Some(2),
        serial: vec![0x17, 0x2a],
        issuer: name(&[(COUNTRY, Form::Printable, "DE"), (COMMON_NAME, Form::Utf8, "Example Root")]),
        subject: name(&[(COUNTRY, Form::Printable, "DE"), (COMMON_NAME, Form::Utf8, subject)]),
        not_before: Time::utc("250101000000Z"),
        not_after: Time::utc("350101000000Z"),
        key: Key::P256(1),
        unique_ids: Vec::new(),
        extensions,
        empty_extensions: false,
        signer: Key::P256(0),
        signature: SignatureKind::Usual,
        inner_algorithm: None,
        outer_algorithm: None,
    }
}

/// The certificate of a signer.
pub fn leaf() -> CertificateSpec {
    let purposes = ExtensionSpec::purposes(&["1.3.6.1.5.5.7.3.3"]);
    let key_usage = ExtensionSpec::key_usage(SIGN);
    base("Example Signer", vec![aki(), ski(), key_usage, purposes, alt_names(&[dns("example.com")])])
}

/// The certificate of an intermediate CA.
pub fn ca() -> CertificateSpec {
    let key_usage = ExtensionSpec::key_usage(CA_SIGN);
    base("Example CA", vec![aki(), ski(), key_usage, ExtensionSpec::ca(Some(0))])
}

fn aki() -> ExtensionSpec {
    ExtensionSpec::new(AKI, tlv(0x30, &[&tlv(0x80, &[&[1, 2, 3, 4]])]))
}

fn ski() -> ExtensionSpec {
    ExtensionSpec::new(SKI, tlv(0x04, &[&[5, 6, 7, 8]]))
}

pub fn alt_names(names: &[Vec<u8>]) -> ExtensionSpec {
    ExtensionSpec::new(SAN, tlv(0x30, &[&names.concat()]))
}

pub fn dns(name: &str) -> Vec<u8> {
    tlv(0x82, &[name.as_bytes()])
}

pub fn email(name: &str) -> Vec<u8> {
    tlv(0x81, &[name.as_bytes()])
}

pub fn uri(name: &str) -> Vec<u8> {
    tlv(0x86, &[name.as_bytes()])
}

/// A name constraint of one permitted subtree.
pub fn permitted(base: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&tlv(0xa0, &[&tlv(0x30, &[base])])])
}

/// The only policy, with qualifiers.
pub fn policies(qualifiers: &[Vec<u8>]) -> ExtensionSpec {
    let qualifiers = if qualifiers.is_empty() { Vec::new() } else { tlv(0x30, &[&qualifiers.concat()]) };
    ExtensionSpec::new(POLICIES, tlv(0x30, &[&tlv(0x30, &[&oid(POLICY), &qualifiers])]))
}

pub fn notice(contents: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&oid("1.3.6.1.5.5.7.2.2"), &tlv(0x30, &[contents])])
}

pub fn mapping(issuers: &str, subjects: &str) -> Vec<u8> {
    tlv(0x30, &[&tlv(0x30, &[&oid(issuers), &oid(subjects)])])
}

/// One distribution point: its name, and what stands behind it.
pub fn point(name: &[u8], rest: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&tlv(0x30, &[&tlv(0xa0, &[name]), rest])])
}

pub fn full(uris: &[Vec<u8>]) -> Vec<u8> {
    tlv(0xa0, &[&uris.concat()])
}

pub fn access(method: &str, location: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&tlv(0x30, &[&oid(method), location])])
}

/// The encoding with another SubjectPublicKeyInfo.
pub fn with_spki(spec: &CertificateSpec, spki: &[u8]) -> Vec<u8> {
    let tbs = spec.tbs();
    let header = if tbs[1] & 0x80 == 0 { 2 } else { 2 + usize::from(tbs[1] & 0x7f) };
    let contents = &tbs[header..];
    let own = spec.key.spki();
    let at = contents.windows(own.len()).position(|window| window == own).unwrap();
    spec.sign(&tlv(0x30, &[&contents[..at], spki, &contents[at + own.len()..]]))
}

pub fn ec_key(parameters: &[u8], point: &[u8]) -> Vec<u8> {
    let algorithm = tlv(0x30, &[&oid("1.2.840.10045.2.1"), parameters]);
    tlv(0x30, &[&algorithm, &tlv(0x03, &[&[0], point])])
}
