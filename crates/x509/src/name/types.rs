//! Types of attributes and their names in text.

use countersign_encoding::der::{Oid, Tag};

/// The type of string that a value is written as.
#[derive(Clone, Copy)]
pub(super) enum StringType {
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
fn is_printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte)
}

/// A name in text, the contents of the identifier's encoding, and the type of string.
type Row = (&'static str, &'static [u8], StringType);

/// The names of RFC 4514 §3, and others that are registered for LDAP (RFC 4519, RFC 2985). The first one of an identifier is
/// the one that is written.
const TABLE: &[Row] = &[
    ("CN", &[0x55, 4, 3], StringType::Directory),
    ("L", &[0x55, 4, 7], StringType::Directory),
    ("ST", &[0x55, 4, 8], StringType::Directory),
    ("S", &[0x55, 4, 8], StringType::Directory),
    ("O", &[0x55, 4, 10], StringType::Directory),
    ("OU", &[0x55, 4, 11], StringType::Directory),
    ("C", &[0x55, 4, 6], StringType::Printable),
    ("STREET", &[0x55, 4, 9], StringType::Directory),
    ("DC", &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25], StringType::Ia5),
    ("UID", &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1], StringType::Directory),
    ("serialNumber", &[0x55, 4, 5], StringType::Printable),
    ("emailAddress", &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], StringType::Ia5),
    ("E", &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], StringType::Ia5),
    ("sn", &[0x55, 4, 4], StringType::Directory),
    ("givenName", &[0x55, 4, 42], StringType::Directory),
    ("initials", &[0x55, 4, 43], StringType::Directory),
    ("generationQualifier", &[0x55, 4, 44], StringType::Directory),
    ("title", &[0x55, 4, 12], StringType::Directory),
    ("description", &[0x55, 4, 13], StringType::Directory),
    ("businessCategory", &[0x55, 4, 15], StringType::Directory),
    ("postalCode", &[0x55, 4, 17], StringType::Directory),
    ("dnQualifier", &[0x55, 4, 46], StringType::Printable),
    ("pseudonym", &[0x55, 4, 65], StringType::Directory),
    ("organizationIdentifier", &[0x55, 4, 97], StringType::Directory),
];

/// The name that stands for an identifier in text.
pub(super) fn short_name(oid: Oid<'_>) -> Option<&'static str> {
    TABLE.iter().find(|(_, contents, _)| *contents == oid.as_bytes()).map(|(name, ..)| *name)
}

/// The identifier that a name stands for, in any case (RFC 4512 §1.4).
pub(super) fn by_short_name(name: &str) -> Option<Oid<'static>> {
    let row = TABLE.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name));
    row.map(|(_, contents, _)| Oid::from_contents(contents))
}

/// The type of string for values of a type of attribute.
pub(super) fn string_type(oid: Oid<'_>) -> StringType {
    let row = TABLE.iter().find(|(_, contents, _)| *contents == oid.as_bytes());
    row.map_or(StringType::Directory, |(.., string)| *string)
}
