//! Who answers (RFC 6960 §4.2.1).

use countersign_digest::LegacyHash;
use countersign_encoding::der::{DerErrorKind, Reader, Tag};
use countersign_x509::{Certificate, Name};

use super::{
    CertIdHash, OcspError,
    cert_id::{Asked, subject_public_key},
    fields,
};
use crate::Issuer;

/// How a responder names itself.
///
/// ```text
/// ResponderID ::= CHOICE { byName [1] EXPLICIT Name, byKey [2] EXPLICIT KeyHash }
/// KeyHash     ::= OCTET STRING      -- SHA-1 of the octets of the responder's key
/// ```
#[derive(Clone, Copy, Debug)]
pub enum ResponderId<'a> {
    /// By the subject of its certificate.
    ByName(Name<'a>),
    /// By the SHA-1 hash of its key.
    ByKey(&'a [u8; 20]),
}

impl<'a> ResponderId<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, OcspError> {
        const BY_NAME: Tag = Tag::context_constructed(1);
        const BY_KEY: Tag = Tag::context_constructed(2);
        let element = reader.element()?;
        match element.tag() {
            BY_NAME => fields::within(&element, |name| Ok(Self::ByName(Name::read(name)?.0))),
            BY_KEY => fields::within(&element, |hash| {
                let octets = hash.octet_string()?;
                let hash = octets.try_into().map_err(|_| OcspError::KeyHash { offset: element.offset() })?;
                Ok(Self::ByKey(hash))
            }),
            actual => {
                Err(DerErrorKind::UnexpectedTag { expected: BY_NAME, actual }.at(element.offset()).into())
            }
        }
    }

    /// Whether it is the issuer of the certificate that was asked about.
    pub(super) fn is_issuer(&self, issuer: &Issuer<'_>, asked: &Asked<'_>) -> bool {
        match self {
            Self::ByName(name) => name.matches(&issuer.name()),
            Self::ByKey(hash) => asked.key_hash(CertIdHash::Sha1) == Some(*hash),
        }
    }

    /// Whether it is the subject of a certificate.
    pub(super) fn is_subject(&self, certificate: &Certificate<'_>) -> bool {
        match self {
            Self::ByName(name) => name.matches(&certificate.subject()),
            Self::ByKey(hash) => {
                let key = subject_public_key(certificate.spki());
                key.is_some_and(|key| LegacyHash::Sha1.hash(key).as_bytes() == *hash)
            }
        }
    }
}
