use super::der::{TRUE, integer, oid, tlv};

/// An extension as it is written, however wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtensionSpec {
    /// The dotted identifier.
    pub oid: &'static str,
    /// The bytes of `critical`: nothing, or a whole BOOLEAN.
    pub critical: Vec<u8>,
    /// What the octet string holds.
    pub value: Vec<u8>,
}

pub(super) const BASIC_CONSTRAINTS: &str = "2.5.29.19";
pub(super) const KEY_USAGE: &str = "2.5.29.15";
pub(super) const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
pub(super) const SUBJECT_ALT_NAME: &str = "2.5.29.17";
pub(super) const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
pub(super) const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
pub(super) const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";

impl ExtensionSpec {
    /// One that may be ignored.
    #[must_use]
    pub fn new(oid: &'static str, value: Vec<u8>) -> Self {
        Self { oid, critical: Vec::new(), value }
    }

    /// One that may not.
    #[must_use]
    pub fn critical(oid: &'static str, value: Vec<u8>) -> Self {
        Self { oid, critical: TRUE.into(), value }
    }

    /// Basic constraints of a CA, critical.
    #[must_use]
    pub fn ca(path_len: Option<u8>) -> Self {
        let path_len = path_len.map(integer).unwrap_or_default();
        Self::critical(BASIC_CONSTRAINTS, tlv(0x30, &[TRUE, &path_len]))
    }

    /// Key usage, critical: bits as in the first octet, the highest being digitalSignature.
    #[must_use]
    pub fn key_usage(bits: u8) -> Self {
        let unused = u8::try_from(bits.trailing_zeros().min(7)).expect("at most 7");
        Self::critical(KEY_USAGE, tlv(3, &[&[unused, bits]]))
    }

    /// Extended key usage.
    #[must_use]
    pub fn purposes(purposes: &[&str]) -> Self {
        let list: Vec<Vec<u8>> = purposes.iter().map(|purpose| oid(purpose)).collect();
        Self::new(EXTENDED_KEY_USAGE, tlv(0x30, &[&list.concat()]))
    }

    /// Subject alternative names, each encoded as a GeneralName.
    #[must_use]
    pub fn alt_names(names: &[Vec<u8>]) -> Self {
        Self::new(SUBJECT_ALT_NAME, tlv(0x30, &[&names.concat()]))
    }

    /// Which key the certificate is of.
    #[must_use]
    pub fn subject_key_identifier(identifier: &[u8]) -> Self {
        Self::new(SUBJECT_KEY_IDENTIFIER, tlv(4, &[identifier]))
    }

    /// Which key signs.
    #[must_use]
    pub fn authority_key_identifier(identifier: &[u8]) -> Self {
        Self::new(AUTHORITY_KEY_IDENTIFIER, tlv(0x30, &[&tlv(0x80, &[identifier])]))
    }

    /// The encoded extension.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        tlv(0x30, &[&oid(self.oid), &self.critical, &tlv(4, &[&self.value])])
    }

    /// A list of them. With none it is left out, unless it is to be written though there is none.
    pub(crate) fn list(extensions: &[Self], is_written_empty: bool) -> Vec<u8> {
        if extensions.is_empty() && !is_written_empty {
            return Vec::new();
        }
        let list: Vec<Vec<u8>> = extensions.iter().map(Self::der).collect();
        tlv(0x30, &[&list.concat()])
    }

    /// The same under an explicit tag.
    pub(crate) fn tagged_list(tag: u8, extensions: &[Self], is_written_empty: bool) -> Vec<u8> {
        let list = Self::list(extensions, is_written_empty);
        if list.is_empty() { list } else { tlv(tag, &[&list]) }
    }

    /// Takes those of an identifier out of a list, and puts in another one where one is given.
    pub(crate) fn replace(list: &mut Vec<Self>, oid: &str, extension: Option<Self>) {
        list.retain(|present| present.oid != oid);
        list.extend(extension);
    }
}
