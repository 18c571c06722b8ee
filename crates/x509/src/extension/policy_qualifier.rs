//! Qualifiers of policies (RFC 5280 §4.2.1.4).

use alloc::borrow::Cow;

use countersign_encoding::der::{DerError, DerErrorKind, Element, Oid, Reader, Tag};

use crate::{general_name::ia5, name::fold::Characters};

/// `id-qt-cps`
const CPS: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 2, 1]);
/// `id-qt-unotice`
const USER_NOTICE: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 2, 2]);

/// The qualifiers of a policy.
///
/// ```text
/// SEQUENCE SIZE (1..MAX) OF PolicyQualifierInfo
/// PolicyQualifierInfo ::= SEQUENCE { policyQualifierId OBJECT IDENTIFIER, qualifier ANY DEFINED BY policyQualifierId }
/// ```
#[derive(Clone, Copy, Debug)]
pub(super) struct PolicyQualifiers<'a> {
    reader: Reader<'a>,
}

impl<'a> PolicyQualifiers<'a> {
    /// Those in the contents of a list that was read before.
    pub(super) const fn of(contents: Reader<'a>) -> Self {
        Self { reader: contents }
    }

    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let contents = reader.sequence()?;
        let mut rest = contents;
        loop {
            PolicyQualifier::read(&mut rest)?;
            if rest.is_empty() {
                return Ok(Self { reader: contents });
            }
        }
    }
}

impl<'a> Iterator for PolicyQualifiers<'a> {
    type Item = PolicyQualifier<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        PolicyQualifier::read(&mut self.reader).ok()
    }
}

/// What is said about a policy. Nothing is decided by it; the texts are foreign.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum PolicyQualifier<'a> {
    /// Where the certification practice statement is.
    Cps(&'a str),
    /// What the user is to be shown.
    UserNotice(UserNotice<'a>),
    /// A qualifier of another kind: which one, and its value, encoded.
    Other(Oid<'a>, &'a [u8]),
}

impl<'a> PolicyQualifier<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence()?;
        let oid = fields.oid()?;
        let qualifier = if oid == CPS {
            Self::Cps(ia5(&fields.expect(Tag::IA5_STRING)?)?)
        } else if oid == USER_NOTICE {
            Self::UserNotice(UserNotice::read(fields.sequence()?)?)
        } else {
            Self::Other(oid, fields.element()?.bytes())
        };
        fields.finish()?;
        Ok(qualifier)
    }
}

/// A notice to whoever relies on a certificate.
///
/// ```text
/// UserNotice      ::= SEQUENCE { noticeRef NoticeReference OPTIONAL, explicitText DisplayText OPTIONAL }
/// NoticeReference ::= SEQUENCE { organization DisplayText, noticeNumbers SEQUENCE OF INTEGER }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct UserNotice<'a> {
    organization: Option<DisplayText<'a>>,
    explicit_text: Option<DisplayText<'a>>,
}

impl<'a> UserNotice<'a> {
    fn read(mut fields: Reader<'a>) -> Result<Self, DerError> {
        let reference = fields.optional(Tag::SEQUENCE)?;
        let organization = reference.map(|reference| notice_reference(reference.reader())).transpose()?;
        let explicit_text = if fields.is_empty() { None } else { Some(DisplayText::of(&fields.element()?)?) };
        fields.finish()?;
        Ok(Self { organization, explicit_text })
    }

    /// Whose notice is referred to.
    #[must_use]
    pub fn organization(&self) -> Option<DisplayText<'a>> {
        self.organization
    }

    /// The notice itself.
    #[must_use]
    pub fn explicit_text(&self) -> Option<DisplayText<'a>> {
        self.explicit_text
    }
}

fn notice_reference(mut fields: Reader<'_>) -> Result<DisplayText<'_>, DerError> {
    let organization = DisplayText::of(&fields.element()?)?;
    let mut numbers = fields.sequence()?;
    fields.finish()?;
    while !numbers.is_empty() {
        numbers.integer()?;
    }
    Ok(organization)
}

/// A text of one of four types. RFC 5280 wants at most 200 characters and lets readers take more, as here.
///
/// ```text
/// DisplayText ::= CHOICE { ia5String IA5String, visibleString VisibleString, bmpString BMPString, utf8String UTF8String }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DisplayText<'a> {
    tag: Tag,
    contents: &'a [u8],
}

impl<'a> DisplayText<'a> {
    fn of(element: &Element<'a>) -> Result<Self, DerError> {
        let (tag, contents) = (element.tag(), element.contents());
        let lawful = match tag {
            Tag::IA5_STRING => contents.is_ascii(),
            // The authorities of whole countries write UTF-8 into a VisibleString.
            Tag::UTF8_STRING | Tag::VISIBLE_STRING => core::str::from_utf8(contents).is_ok(),
            Tag::BMP_STRING => Characters::of(element).is_some(),
            actual => {
                let kind = DerErrorKind::UnexpectedTag { expected: Tag::UTF8_STRING, actual };
                return Err(kind.at(element.offset()));
            }
        };
        let text = Self { tag, contents };
        if lawful { Ok(text) } else { Err(DerErrorKind::Characters { tag }.at(element.offset())) }
    }

    /// The type of the string.
    #[must_use]
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// The characters. Escape them before they are shown: they are foreign.
    #[must_use]
    pub fn text(&self) -> Cow<'a, str> {
        match core::str::from_utf8(self.contents) {
            Ok(text) if self.tag != Tag::BMP_STRING => Cow::Borrowed(text),
            _ => Cow::Owned(Characters::Bmp(self.contents).collect()),
        }
    }
}
