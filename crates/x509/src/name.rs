//! Names (RFC 5280 §4.1.2.4).

use countersign_encoding::der::{DerError, Element, Reader, Tag};

/// A distinguished name as it arrived.
///
/// ```text
/// Name                      ::= CHOICE { rdnSequence SEQUENCE OF RelativeDistinguishedName }
/// RelativeDistinguishedName ::= SET SIZE (1..MAX) OF SEQUENCE { type OBJECT IDENTIFIER, value ANY }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Name<'a> {
    pub(crate) bytes: &'a [u8],
}

impl<'a> Name<'a> {
    /// Reads one name and checks its structure.
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<(Self, Element<'a>), DerError> {
        let element = reader.expect(Tag::SEQUENCE)?;
        let mut rdns = element.reader();
        while !rdns.is_empty() {
            read_rdn(&mut rdns)?;
        }
        Ok((Self { bytes: element.bytes() }, element))
    }

    /// The encoded name.
    #[must_use]
    pub fn der(&self) -> &'a [u8] {
        self.bytes
    }

    /// Whether it has no part at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes == [0x30, 0]
    }
}

fn read_rdn(rdns: &mut Reader<'_>) -> Result<(), DerError> {
    read_attributes(rdns.set()?)
}

/// The contents of a RelativeDistinguishedName.
pub(crate) fn read_attributes(mut attributes: Reader<'_>) -> Result<(), DerError> {
    loop {
        let mut attribute = attributes.sequence()?;
        attribute.oid()?;
        attribute.element()?;
        attribute.finish()?;
        if attributes.is_empty() {
            return Ok(());
        }
    }
}
