//! The subject of a leaf, as far as Notation compares it.

use alloc::vec::Vec;

use countersign_encoding::der::Oid;

use super::{
    UntrustedSubject,
    subject::{MANDATORY, Subject},
};
use crate::{Attribute, Name};

/// The last arcs below 2.5.4 of the types that Notation can name: CN, serialNumber, C, L, ST, STREET, O, OU, postalCode.
const COMPARABLE: [u8; 9] = [3, 5, 6, 7, 8, 9, 10, 11, 17];

pub(super) struct LeafSubject<'a> {
    attributes: Vec<Attribute<'a>>,
}

impl<'a> LeafSubject<'a> {
    pub(super) fn read(name: &Name<'a>) -> Result<Self, UntrustedSubject> {
        let mut subject = Self { attributes: Vec::with_capacity(COMPARABLE.len()) };
        for part in name.rdns() {
            let mut attributes = part.attributes();
            match (attributes.next(), attributes.next()) {
                (Some(attribute), None) => subject.push(attribute)?,
                _ => return Err(UntrustedSubject::MultiValued),
            }
        }
        let missing = |oid: Oid<'_>| subject.get(oid).is_none_or(|found| is_text(found, ""));
        match MANDATORY.iter().find(|(_, oid)| missing(*oid)) {
            Some((attribute, _)) => Err(UntrustedSubject::MissingAttribute { attribute }),
            None => Ok(subject),
        }
    }

    /// Types that are no comparable ones end this, and so does one that stands twice: there are never many.
    fn push(&mut self, attribute: Attribute<'a>) -> Result<(), UntrustedSubject> {
        if !is_comparable(&attribute) {
            return Err(UntrustedSubject::Unsupported);
        }
        if self.get(attribute.oid()).is_some() {
            return Err(UntrustedSubject::Duplicate);
        }
        self.attributes.push(attribute);
        Ok(())
    }

    fn get(&self, oid: Oid<'_>) -> Option<&Attribute<'a>> {
        self.attributes.iter().find(|attribute| attribute.oid() == oid)
    }

    pub(super) fn has_all_of(&self, trusted: &Subject) -> bool {
        trusted.attributes().all(|(oid, value)| self.get(oid).is_some_and(|found| is_text(found, value)))
    }
}

fn is_text(attribute: &Attribute<'_>, text: &str) -> bool {
    attribute.characters().is_some_and(|characters| characters.eq(text.chars()))
}

fn is_comparable(attribute: &Attribute<'_>) -> bool {
    let oid = attribute.oid();
    let is_known = matches!(oid.as_bytes(), [0x55, 4, last] if COMPARABLE.contains(last));
    let Some(characters) = attribute.characters() else { return false };
    let mut previous = None;
    let mut has_mark = false;
    for character in characters {
        has_mark |= previous == Some('=') && character == '#';
        previous = Some(character);
    }
    is_known && !has_mark
}
