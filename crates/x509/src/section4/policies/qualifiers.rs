//! What a policy says to people (RFC 5280 §4.2.1.4).
//!
//! ```text
//! PolicyQualifierInfo ::= SEQUENCE { policyQualifierId OBJECT IDENTIFIER, qualifier ANY }
//! CPSuri              ::= IA5String
//! UserNotice          ::= SEQUENCE { noticeRef NoticeReference OPTIONAL, explicitText DisplayText OPTIONAL }
//! NoticeReference     ::= SEQUENCE { organization DisplayText, noticeNumbers SEQUENCE OF INTEGER }
//! DisplayText         ::= CHOICE {
//!     ia5String IA5String, visibleString VisibleString, bmpString BMPString, utf8String UTF8String }  -- SIZE (1..200)
//! ```

use countersign_encoding::der::{DerError, Element, Oid, Reader, Tag};

use crate::{
    Certificate, ExtensionKind,
    rule::{Rule, Sink, Violation},
    told::{Told, extension},
};

/// `id-qt-cps`
const CPS: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 2, 1]);
/// `id-qt-unotice`
const USER_NOTICE: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 2, 2]);
const MAX_CHARACTERS: usize = 200;

pub(super) fn examine(certificate: &Certificate<'_>, sink: &mut impl Sink) -> Result<(), Violation> {
    let mut told = Told::of(certificate, extension(ExtensionKind::CertificatePolicies), sink);
    for policy in certificate.certificate_policies().into_iter().flatten() {
        let mut qualifiers = Reader::new(policy.qualifiers().unwrap_or_default());
        while !qualifiers.is_empty() {
            let Ok(qualifier) = Qualifier::read(&mut qualifiers) else {
                return told.unless(false, Rule::PolicyQualifierForm);
            };
            qualifier.examine(&mut told)?;
        }
    }
    Ok(())
}

/// What is looked at of a qualifier.
struct Qualifier<'a> {
    reference: bool,
    text: Option<Element<'a>>,
}

impl<'a> Qualifier<'a> {
    fn read(qualifiers: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = qualifiers.sequence()?;
        let oid = fields.oid()?;
        let value = fields.element()?;
        fields.finish()?;
        match oid {
            CPS => Reader::new(value.bytes()).expect(Tag::IA5_STRING).map(|_| Self::OTHER),
            USER_NOTICE => Self::notice(&mut Reader::new(value.bytes())),
            _ => Ok(Self::OTHER),
        }
    }

    const OTHER: Self = Self { reference: false, text: None };

    fn notice(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut notice = reader.sequence()?;
        let reference = notice.optional(Tag::SEQUENCE)?.is_some();
        let text = if notice.is_empty() { None } else { Some(notice.element()?) };
        notice.finish()?;
        Ok(Self { reference, text })
    }

    fn examine<S: Sink>(&self, told: &mut Told<'_, S>) -> Result<(), Violation> {
        told.unless(!self.reference, Rule::NoticeReference)?;
        let Some(text) = self.text else { return Ok(()) };
        match text.tag() {
            Tag::UTF8_STRING => {}
            Tag::IA5_STRING => told.unless(false, Rule::NoticeStringForm)?,
            Tag::VISIBLE_STRING | Tag::BMP_STRING => told.unless(false, Rule::NoticeForm)?,
            _ => return told.unless(false, Rule::PolicyQualifierForm),
        }
        told.unless((1..=MAX_CHARACTERS).contains(&characters(&text)), Rule::NoticeLength)?;
        told.unless(is_printable(&text), Rule::NoticeCharacters)
    }
}

fn characters(text: &Element<'_>) -> usize {
    match text.tag() {
        Tag::BMP_STRING => text.contents().len() / 2,
        // Each byte that does not go on with a character begins one.
        Tag::UTF8_STRING => text.contents().iter().filter(|byte| **byte & 0xc0 != 0x80).count(),
        _ => text.contents().len(),
    }
}

fn is_printable(text: &Element<'_>) -> bool {
    match (text.tag(), core::str::from_utf8(text.contents())) {
        (Tag::BMP_STRING, _) => text.contents().len().is_multiple_of(2),
        (Tag::UTF8_STRING, Ok(text)) => !text.chars().any(char::is_control),
        (_, Ok(text)) => text.is_ascii() && !text.chars().any(char::is_control),
        (_, Err(_)) => false,
    }
}
