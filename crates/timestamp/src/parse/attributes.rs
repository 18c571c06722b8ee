//! The signed attributes.
//!
//! ```text
//! Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF ANY }                -- RFC 5652 §5.3
//! ```

use alloc::vec::Vec;

use countersign_encoding::der::{Element, Oid, Reader, Tag};
use countersign_time::UnixTime;

use super::wrong;
use crate::{
    TokenParseError, TokenPart,
    oids::{
        CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2, SIGNING_TIME, TST_INFO,
    },
    span::Span,
};

/// The signed attributes that are looked at.
pub(super) struct Signed {
    pub(super) message_digest: Span,
    pub(super) certificate: Option<Span>,
    pub(super) certificate_v2: Option<Span>,
    pub(super) signing_time: Option<UnixTime>,
}

/// The attributes that must not be there twice: each with its only value.
#[derive(Default)]
struct Found<'a> {
    content_type: Option<Element<'a>>,
    message_digest: Option<Element<'a>>,
    signing_time: Option<Element<'a>>,
    certificate: Option<Element<'a>>,
    certificate_v2: Option<Element<'a>>,
}

/// Reads the contents of the list. Its order is not looked at: what was signed is what arrived.
pub(super) fn read(list: Reader<'_>) -> Result<Signed, TokenParseError> {
    let found = collect(list)?;
    let content_type = require(found.content_type, TokenPart::ContentType)?;
    let message_digest = require(found.message_digest, TokenPart::MessageDigest)?;
    check_content_type(&content_type)?;
    expect(&message_digest, Tag::OCTET_STRING, TokenPart::MessageDigest)?;
    Ok(Signed {
        message_digest: Span::contents(&message_digest),
        certificate: found.certificate.as_ref().map(Span::element),
        certificate_v2: found.certificate_v2.as_ref().map(Span::element),
        signing_time: found.signing_time.as_ref().map(time).transpose()?,
    })
}

/// The encoded list under another tag. A SignerInfo has it under `[0]`, and what is signed is a `SET OF` (RFC 5652 §5.4); every
/// other octet is the same.
pub(crate) fn under(tag: Tag, list: &[u8]) -> Vec<u8> {
    let mut list = list.to_vec();
    if let Some(first) = list.first_mut() {
        *first = tag.to_byte();
    }
    list
}

fn collect(mut list: Reader<'_>) -> Result<Found<'_>, TokenParseError> {
    let wrong = wrong(TokenPart::SignedAttributes);
    let mut found = Found::default();
    while !list.is_empty() {
        let mut attribute = list.sequence().map_err(wrong)?;
        let oid = attribute.oid().map_err(wrong)?;
        let values = attribute.set().map_err(wrong)?;
        attribute.finish().map_err(wrong)?;
        if let Some((place, part)) = found.place(oid) {
            let value = only_value(values, part)?;
            if place.replace(value).is_some() {
                return Err(TokenParseError::AttributeCount { attribute: part });
            }
        }
    }
    Ok(found)
}

impl<'a> Found<'a> {
    fn place(&mut self, oid: Oid<'_>) -> Option<(&mut Option<Element<'a>>, TokenPart)> {
        match oid {
            CONTENT_TYPE => Some((&mut self.content_type, TokenPart::ContentType)),
            MESSAGE_DIGEST => Some((&mut self.message_digest, TokenPart::MessageDigest)),
            SIGNING_TIME => Some((&mut self.signing_time, TokenPart::SigningTime)),
            SIGNING_CERTIFICATE => Some((&mut self.certificate, TokenPart::SigningCertificate)),
            SIGNING_CERTIFICATE_V2 => Some((&mut self.certificate_v2, TokenPart::SigningCertificateV2)),
            _ => None,
        }
    }
}

fn only_value(mut values: Reader<'_>, attribute: TokenPart) -> Result<Element<'_>, TokenParseError> {
    if values.is_empty() {
        return Err(TokenParseError::AttributeCount { attribute });
    }
    let value = values.element().map_err(wrong(attribute))?;
    values.finish().map_err(|_| TokenParseError::AttributeCount { attribute })?;
    Ok(value)
}

fn require(value: Option<Element<'_>>, attribute: TokenPart) -> Result<Element<'_>, TokenParseError> {
    value.ok_or(TokenParseError::AttributeMissing { attribute })
}

/// Checks the type of a value.
fn expect(value: &Element<'_>, tag: Tag, part: TokenPart) -> Result<(), TokenParseError> {
    // Read once more, so that the error is the reader's own.
    Reader::within(value.bytes(), value.offset()).expect(tag).map(drop).map_err(wrong(part))
}

fn check_content_type(value: &Element<'_>) -> Result<(), TokenParseError> {
    expect(value, Tag::OBJECT_IDENTIFIER, TokenPart::ContentType)?;
    let oid = Oid::of(value).map_err(wrong(TokenPart::ContentType))?;
    if oid == TST_INFO { Ok(()) } else { Err(TokenParseError::ContentType) }
}

/// `Time ::= CHOICE { UTCTime, GeneralizedTime }` (RFC 5652 §11.3)
fn time(value: &Element<'_>) -> Result<UnixTime, TokenParseError> {
    let part = TokenPart::SigningTime;
    let time = if value.tag() == Tag::GENERALIZED_TIME {
        UnixTime::from_generalized_time(value.contents())
    } else {
        expect(value, Tag::UTC_TIME, part)?;
        UnixTime::from_utc_time(value.contents())
    };
    time.map_err(|reason| TokenParseError::Time { part, reason })
}
