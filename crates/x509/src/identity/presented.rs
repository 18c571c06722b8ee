//! The names in a certificate.

use core::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use countersign_encoding::{
    der::{Oid, Reader, Tag},
    text::{escape, is_hidden},
};

use super::Identity;
use crate::{Certificate, GeneralName, Name};

/// The longest text of a name that is shown, in characters.
const MAX_SHOWN: usize = 4096;

/// A name that a certificate has, in its place.
///
/// Its text is spelled as [`super::Identity::parse`] reads it, so that what an inspection shows can be demanded; foreign
/// characters that cannot be seen are escaped. Forms that no identity has begin with `dirname:`, `x400:`, `ediparty:` and
/// `rid:`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum PresentedName<'a> {
    /// The subject, which is not empty.
    Subject(Name<'a>),
    /// A subject alternative name.
    Alternative(GeneralName<'a>),
}

impl Certificate<'_> {
    /// Every name that the certificate claims for its subject: the subject unless it is empty, then the subject alternative
    /// names in the order in which they arrived.
    pub fn identities(&self) -> impl Iterator<Item = PresentedName<'_>> {
        let subject = Some(self.subject()).filter(|subject| !subject.is_empty());
        let alternatives = self.subject_alt_names().into_iter().flatten();
        subject.map(PresentedName::Subject).into_iter().chain(alternatives.map(PresentedName::Alternative))
    }
}

impl PresentedName<'_> {
    /// The identity that certificates with this name have; `None` for names that no identity stands for, among them what is
    /// no mailbox, URI, host name or address, and a host name with a wildcard.
    #[must_use]
    pub fn identity(&self) -> Option<Identity> {
        match self {
            Self::Subject(name) => Identity::dn((*name).into()).ok(),
            Self::Alternative(GeneralName::Email(text)) => Identity::email(text).ok(),
            Self::Alternative(GeneralName::Uri(text)) => Identity::uri(text).ok(),
            Self::Alternative(GeneralName::Dns(text)) => Identity::dns(text).ok(),
            Self::Alternative(GeneralName::Ip(octets)) => ip(octets).map(Identity::ip),
            Self::Alternative(GeneralName::Other(oid, value)) => Identity::of_other(*oid, value).ok(),
            Self::Alternative(_) => None,
        }
    }
}

fn ip(octets: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(octets).map(IpAddr::from);
    v4.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from)).ok()
}

impl fmt::Display for PresentedName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject(name) => write!(f, "dn:{name}"),
            Self::Alternative(GeneralName::Email(text)) => write!(f, "email:{}", escape(text, MAX_SHOWN)),
            Self::Alternative(GeneralName::Dns(text)) => write!(f, "dns:{}", escape(text, MAX_SHOWN)),
            Self::Alternative(GeneralName::Uri(text)) => write!(f, "uri:{}", escape(text, MAX_SHOWN)),
            Self::Alternative(GeneralName::Ip(octets)) => write_ip(f, octets),
            Self::Alternative(GeneralName::Other(oid, value)) => write_other(f, *oid, value),
            Self::Alternative(GeneralName::Directory(name)) => write!(f, "dirname:{name}"),
            Self::Alternative(GeneralName::RegisteredId(oid)) => write!(f, "rid:{oid}"),
            Self::Alternative(GeneralName::X400(bytes)) => write_hex(f, "x400:#", bytes),
            Self::Alternative(GeneralName::EdiParty(bytes)) => write_hex(f, "ediparty:#", bytes),
        }
    }
}

fn write_ip(f: &mut fmt::Formatter<'_>, octets: &[u8]) -> fmt::Result {
    if let Ok(octets) = <[u8; 4]>::try_from(octets) {
        write!(f, "ip:{}", Ipv4Addr::from(octets))
    } else if let Ok(octets) = <[u8; 16]>::try_from(octets) {
        write!(f, "ip:{}", Ipv6Addr::from(octets))
    } else {
        write_hex(f, "ip:#", octets)
    }
}

/// A UTF8String that can be seen is written as text, and any other value as its encoding.
pub(super) fn write_other(f: &mut fmt::Formatter<'_>, oid: Oid<'_>, value: &[u8]) -> fmt::Result {
    write!(f, "other:{oid};")?;
    match utf8(value).filter(|text| !text.chars().any(is_hidden)) {
        Some(text) => write!(f, "UTF8:{text}"),
        None => write_hex(f, "DER:", value),
    }
}

fn utf8(value: &[u8]) -> Option<&str> {
    let element = Reader::new(value).expect(Tag::UTF8_STRING).ok()?;
    core::str::from_utf8(element.contents()).ok()
}

fn write_hex(f: &mut fmt::Formatter<'_>, form: &str, bytes: &[u8]) -> fmt::Result {
    f.write_str(form)?;
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}
