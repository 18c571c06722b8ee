//! Types of attributes and their names in text.

use countersign_encoding::der::{Oid, Tag};

/// The type of string that a value has.
#[derive(Clone, Copy)]
pub(crate) enum StringType {
    /// `DirectoryString ::= CHOICE { teletexString, printableString, universalString, utf8String, bmpString }`, and written as
    /// UTF8String.
    Directory,
    Printable,
    Ia5,
}

impl StringType {
    /// UTF8String where the text has other characters than the type.
    pub(super) fn tag(self, text: &str) -> Tag {
        match self {
            Self::Printable if text.bytes().all(is_printable) => Tag::PRINTABLE_STRING,
            Self::Ia5 if text.is_ascii() => Tag::IA5_STRING,
            _ => Tag::UTF8_STRING,
        }
    }
}

/// X.680 §41.4, table 10.
pub(crate) fn is_printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte)
}

/// A type of attribute.
pub(crate) struct AttributeType {
    /// The contents of the identifier's encoding.
    oid: &'static [u8],
    /// Its names in text; the first one is the one that is written.
    names: &'static [&'static str],
    pub(crate) string: StringType,
    /// The most characters of a value, where RFC 5280 §A.1 defines the type.
    pub(crate) most: Option<usize>,
}

const fn of(
    names: &'static [&'static str],
    oid: &'static [u8],
    string: StringType,
    most: Option<usize>,
) -> AttributeType {
    AttributeType { oid, names, string, most }
}

pub(crate) const COUNTRY: Oid<'static> = Oid::from_contents(&[0x55, 4, 6]);
pub(crate) const STATE: Oid<'static> = Oid::from_contents(&[0x55, 4, 8]);
pub(crate) const ORGANIZATION: Oid<'static> = Oid::from_contents(&[0x55, 4, 10]);
pub(crate) const EMAIL: Oid<'static> = Oid::from_contents(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1]);

const UNBOUNDED: usize = usize::MAX;
/// `ub-name`
const NAME: usize = 32768;

/// The names of RFC 4514 §3, and others that are registered for LDAP (RFC 4519, RFC 2985).
const TABLE: &[AttributeType] = {
    use StringType::{Directory, Ia5, Printable};
    &[
        of(&["CN"], &[0x55, 4, 3], Directory, Some(64)),
        of(&["L"], &[0x55, 4, 7], Directory, Some(128)),
        of(&["ST", "S"], STATE.as_bytes(), Directory, Some(128)),
        of(&["O"], ORGANIZATION.as_bytes(), Directory, Some(64)),
        of(&["OU"], &[0x55, 4, 11], Directory, Some(64)),
        of(&["C"], COUNTRY.as_bytes(), Printable, Some(2)),
        of(&["STREET"], &[0x55, 4, 9], Directory, Some(UNBOUNDED)),
        of(&["DC"], &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25], Ia5, Some(UNBOUNDED)),
        of(&["UID"], &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1], Directory, None),
        of(&["serialNumber"], &[0x55, 4, 5], Printable, Some(64)),
        of(&["emailAddress", "E"], EMAIL.as_bytes(), Ia5, Some(255)),
        of(&["sn"], &[0x55, 4, 4], Directory, Some(NAME)),
        of(&["givenName"], &[0x55, 4, 42], Directory, Some(NAME)),
        of(&["initials"], &[0x55, 4, 43], Directory, Some(NAME)),
        of(&["generationQualifier"], &[0x55, 4, 44], Directory, Some(NAME)),
        of(&["title"], &[0x55, 4, 12], Directory, Some(64)),
        of(&["description"], &[0x55, 4, 13], Directory, None),
        of(&["businessCategory"], &[0x55, 4, 15], Directory, None),
        of(&["postalCode"], &[0x55, 4, 17], Directory, None),
        of(&["dnQualifier"], &[0x55, 4, 46], Printable, Some(UNBOUNDED)),
        of(&["pseudonym"], &[0x55, 4, 65], Directory, Some(128)),
        of(&["organizationIdentifier"], &[0x55, 4, 97], Directory, None),
        // `name`, which no name stands for in text.
        of(&[], &[0x55, 4, 41], Directory, Some(NAME)),
    ]
};

/// The type with an identifier.
pub(crate) fn attribute_type(oid: Oid<'_>) -> Option<&'static AttributeType> {
    TABLE.iter().find(|known| known.oid == oid.as_bytes())
}

/// The name that stands for an identifier in text.
pub(super) fn short_name(oid: Oid<'_>) -> Option<&'static str> {
    attribute_type(oid)?.names.first().copied()
}

/// The identifier that a name stands for, in any case (RFC 4512 §1.4).
pub(super) fn by_short_name(name: &str) -> Option<Oid<'static>> {
    let is_named = |known: &&AttributeType| known.names.iter().any(|own| own.eq_ignore_ascii_case(name));
    TABLE.iter().find(is_named).map(|known| Oid::from_contents(known.oid))
}

/// The type of string for values of a type of attribute.
pub(super) fn string_type(oid: Oid<'_>) -> StringType {
    attribute_type(oid).map_or(StringType::Directory, |known| known.string)
}
