//! Paths of which only the names matter.

use testkit::x509::{ExtensionSpec, Form, oid, tlv};

pub use super::unsigned::read;
use super::unsigned::{certificate, common_name};

/// The names and the constraints of one certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameSpec {
    /// The encoded subject; a name of its own where there is none.
    pub subject: Option<Vec<u8>>,
    pub self_issued: bool,
    /// Encoded general names.
    pub names: Vec<Vec<u8>>,
    pub permitted: Vec<Vec<u8>>,
    pub excluded: Vec<Vec<u8>>,
}

impl NameSpec {
    pub fn permitting(bases: &[Vec<u8>]) -> Self {
        Self { permitted: bases.to_vec(), ..Self::default() }
    }

    pub fn excluding(bases: &[Vec<u8>]) -> Self {
        Self { excluded: bases.to_vec(), ..Self::default() }
    }

    /// With these alternative names and an empty subject.
    pub fn named(names: &[Vec<u8>]) -> Self {
        Self { names: names.to_vec(), ..Self::subject(&[]) }
    }

    pub fn subject(attributes: &[(&str, Form, &str)]) -> Self {
        Self { subject: Some(testkit::x509::name(attributes)), ..Self::default() }
    }

    fn extensions(&self) -> Vec<ExtensionSpec> {
        let alternative = (!self.names.is_empty()).then(|| ExtensionSpec::alt_names(&self.names));
        let list = |tag, bases: &[Vec<u8>]| {
            let subtrees: Vec<u8> = bases.iter().flat_map(|base| tlv(0x30, &[base])).collect();
            if bases.is_empty() { Vec::new() } else { tlv(tag, &[&subtrees]) }
        };
        let lists = [list(0xa0, &self.permitted), list(0xa1, &self.excluded)].concat();
        let constraints =
            (!lists.is_empty()).then(|| ExtensionSpec::critical("2.5.29.30", tlv(0x30, &[&lists])));
        alternative.into_iter().chain(constraints).collect()
    }
}

/// Encodes a path that is given from the anchor's side, and turns it to leaf first.
pub fn encode(path: &[NameSpec]) -> Vec<Vec<u8>> {
    let mut issuer = common_name("anchor");
    let mut ders = Vec::new();
    for (place, spec) in path.iter().enumerate() {
        let own = spec.subject.clone().unwrap_or_else(|| common_name(&format!("subject {place}")));
        let subject = if spec.self_issued { issuer.clone() } else { own };
        ders.push(certificate(&issuer, &subject, &spec.extensions()));
        issuer = subject;
    }
    ders.reverse();
    ders
}

pub fn dns(text: &str) -> Vec<u8> {
    tlv(0x82, &[text.as_bytes()])
}

pub fn email(text: &str) -> Vec<u8> {
    tlv(0x81, &[text.as_bytes()])
}

pub fn uri(text: &str) -> Vec<u8> {
    tlv(0x86, &[text.as_bytes()])
}

pub fn ip(octets: &[u8]) -> Vec<u8> {
    tlv(0x87, &[octets])
}

/// A directory name of one common name.
pub fn directory(text: &str) -> Vec<u8> {
    tlv(0xa4, &[&common_name(text)])
}

/// An `otherName` with a UTF8String.
pub fn other(text: &str) -> Vec<u8> {
    tlv(0xa0, &[&oid("1.3.6.1.4.1.311.20.2.3"), &tlv(0xa0, &[&tlv(0x0c, &[text.as_bytes()])])])
}

pub fn registered_id(text: &str) -> Vec<u8> {
    tlv(0x88, &[&oid(text)[2..]])
}
