//! Certificates and names to hold names against.

use countersign_x509::{Certificate, Name};
use testkit::{
    Prng,
    x509::{CertificateSpec, ExtensionSpec, Form, Plan, name, oid, tlv},
};

pub const CN: &str = "2.5.4.3";
pub const C: &str = "2.5.4.6";
pub const ST: &str = "2.5.4.8";
pub const O: &str = "2.5.4.10";
pub const OU: &str = "2.5.4.11";

/// A certificate with these encoded subject alternative names and that subject.
pub fn certificate(
    subject: Vec<u8>,
    alt_names: &[Vec<u8>],
    more: Vec<ExtensionSpec>,
) -> Certificate<'static> {
    let mut plan = Plan::new(&mut Prng::new(1), 2);
    let leaf: &mut CertificateSpec = plan.leaf();
    leaf.subject = subject;
    leaf.replace("2.5.29.17", (!alt_names.is_empty()).then(|| ExtensionSpec::alt_names(alt_names)));
    leaf.extensions.extend(more);
    Certificate::from_der(&leaf.der()).unwrap().to_owned()
}

/// A certificate with a subject that resembles nothing, and these subject alternative names.
pub fn presenting(alt_names: &[Vec<u8>]) -> Certificate<'static> {
    certificate(name(&[(CN, Form::Utf8, "subject")]), alt_names, Vec::new())
}

pub fn email(text: &str) -> Vec<u8> {
    tlv(0x81, &[text.as_bytes()])
}

pub fn dns(text: &str) -> Vec<u8> {
    tlv(0x82, &[text.as_bytes()])
}

pub fn uri(text: &str) -> Vec<u8> {
    tlv(0x86, &[text.as_bytes()])
}

pub fn ip(octets: &[u8]) -> Vec<u8> {
    tlv(0x87, &[octets])
}

pub fn other(kind: &str, value: &[u8]) -> Vec<u8> {
    tlv(0xa0, &[&oid(kind), &tlv(0xa0, &[value])])
}

pub fn directory(name: &[u8]) -> Vec<u8> {
    tlv(0xa4, &[name])
}

/// An RDN of several attributes as they stand there, unsorted.
pub fn rdn(attributes: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x31, &[&attributes.concat()])
}

/// One attribute with an encoded value.
pub fn attribute(kind: &str, value: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&oid(kind), value])
}

pub fn utf8(text: &str) -> Vec<u8> {
    tlv(0x0c, &[text.as_bytes()])
}

/// A name of these parts.
pub fn dn(rdns: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &[&rdns.concat()])
}

pub fn read(der: &[u8]) -> Name<'_> {
    Name::from_der(der).unwrap()
}
