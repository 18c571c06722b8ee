//! A subject that a policy trusts.

use alloc::{string::String, vec::Vec};

use countersign_encoding::der::Oid;

use super::TrustedIdentitiesError;
use crate::name::{
    parse::{Attribute, Value, rdns},
    types::{COUNTRY, ORGANIZATION, STATE},
};

/// The attributes that must be there, by the name that an error gives them.
pub(super) const MANDATORY: [(&str, Oid<'static>); 3] = [("C", COUNTRY), ("ST", STATE), ("O", ORGANIZATION)];

/// Attributes, each type once: the contents of the identifier's encoding, and the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    attributes: Vec<(Vec<u8>, String)>,
}

impl Subject {
    pub(super) fn parse(index: usize, text: &str) -> Result<Self, TrustedIdentitiesError> {
        if text.contains("=#") {
            return Err(TrustedIdentitiesError::EncodedValue { index });
        }
        let parts = rdns(text).map_err(|source| TrustedIdentitiesError::Name { index, source })?;
        let mut subject = Self { attributes: Vec::with_capacity(parts.len()) };
        for part in parts {
            let [attribute] = part.as_slice() else {
                return Err(TrustedIdentitiesError::MultiValued { index });
            };
            subject.push(index, attribute)?;
        }
        match MANDATORY.iter().find(|(_, oid)| subject.value(*oid).is_none_or(str::is_empty)) {
            Some((attribute, _)) => Err(TrustedIdentitiesError::MissingAttribute { index, attribute }),
            None => Ok(subject),
        }
    }

    fn push(&mut self, index: usize, attribute: &Attribute<'_>) -> Result<(), TrustedIdentitiesError> {
        let Value::Text(text) = &attribute.value else {
            return Err(TrustedIdentitiesError::EncodedValue { index });
        };
        if self.value(attribute.oid.as_oid()).is_some() {
            return Err(TrustedIdentitiesError::Duplicate { index });
        }
        self.attributes.push((attribute.oid.as_bytes().to_vec(), text.clone().into_owned()));
        Ok(())
    }

    fn value(&self, oid: Oid<'_>) -> Option<&str> {
        let found = self.attributes.iter().find(|(own, _)| own == oid.as_bytes());
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn attributes(&self) -> impl Iterator<Item = (Oid<'_>, &str)> {
        self.attributes.iter().map(|(oid, value)| (Oid::from_contents(oid), value.as_str()))
    }

    /// Whether the other one has all of its attributes with the same values.
    pub(super) fn is_part_of(&self, other: &Self) -> bool {
        self.attributes().all(|(oid, value)| other.value(oid) == Some(value))
    }
}
