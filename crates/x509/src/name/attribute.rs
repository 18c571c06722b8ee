//! One attribute of a name: its type and its value.

use countersign_encoding::der::{DerError, Element, Oid, Reader, Tag};

use super::fold::Characters;

/// One attribute: `SEQUENCE { type OBJECT IDENTIFIER, value ANY }`.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    oid: Oid<'a>,
    value: Element<'a>,
}

impl<'a> Attribute<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence()?;
        let oid = fields.oid()?;
        let value = fields.element()?;
        fields.finish()?;
        Ok(Self { oid, value })
    }

    /// Its type.
    #[must_use]
    pub fn oid(&self) -> Oid<'a> {
        self.oid
    }

    /// The type of the encoded value.
    #[must_use]
    pub fn tag(&self) -> Tag {
        self.value.tag()
    }

    /// The encoded value.
    #[must_use]
    pub fn value(&self) -> &'a [u8] {
        self.value.bytes()
    }

    /// The value's text where it is a UTF8String, or a PrintableString, IA5String, NumericString or VisibleString of ASCII
    /// characters; nothing where it is of another type or not well formed.
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        match Characters::of(&self.value) {
            Some(Characters::Text(characters)) => Some(characters.as_str()),
            _ => None,
        }
    }

    /// The value's characters where [`Attribute::as_str`] has a text, and also those of a well-formed BMPString or
    /// UniversalString. A TeletexString has none: what its bytes mean is not agreed on.
    pub fn characters(&self) -> Option<impl Iterator<Item = char> + use<'a>> {
        Characters::of(&self.value)
    }

    pub(super) fn element(&self) -> &Element<'a> {
        &self.value
    }
}

/// The attributes of one part of a name.
#[derive(Clone, Copy, Debug)]
pub struct Attributes<'a> {
    pub(super) reader: Reader<'a>,
}

impl Attributes<'_> {
    pub(super) fn is_at_end(&self) -> bool {
        self.reader.is_empty()
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        Attribute::read(&mut self.reader).ok()
    }
}
