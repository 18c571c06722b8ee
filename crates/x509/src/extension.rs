//! Extensions (RFC 5280 §4.2).

mod basic_constraints;
mod directory_attributes;
mod distribution_points;
mod extended_key_usage;
mod info_access;
mod key_identifier;
mod key_usage;
mod kind;
mod list;
mod name_constraints;
mod policies;
mod policy_constraints;
mod policy_mappings;
mod policy_qualifier;
mod timestamps;

pub use basic_constraints::BasicConstraints;
pub(crate) use directory_attributes::check_set_order;
pub use directory_attributes::{DirectoryAttribute, DirectoryAttributes};
pub use distribution_points::{DistributionPoint, DistributionPointName, DistributionPoints};
pub use extended_key_usage::ExtendedKeyUsage;
pub use info_access::{CA_ISSUERS, InfoAccess, OCSP};
pub use key_identifier::AuthorityKeyIdentifier;
pub use key_usage::KeyUsage;
pub use kind::ExtensionKind;
pub use list::ExtensionsError;
pub use name_constraints::{NameConstraints, Subtrees};
pub use policies::{ANY_POLICY, CertificatePolicies, Policy};
pub use policy_constraints::PolicyConstraints;
pub(crate) use policy_constraints::read_inhibit_any_policy;
pub use policy_mappings::PolicyMappings;
pub use policy_qualifier::{DisplayText, PolicyQualifier, UserNotice};
pub use timestamps::SignedCertificateTimestamps;

use countersign_encoding::der::{DerError, Element, Integer, Oid, Reader, Tag};

use crate::{
    GeneralName, GeneralNames,
    rule::{Rule, ValueError},
};

/// One extension as it arrived.
///
/// ```text
/// Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension<'a> {
    oid: Oid<'a>,
    critical: bool,
    value: Element<'a>,
}

impl<'a> Extension<'a> {
    /// Reads one extension, as certificates, revocation lists and their entries, OCSP and timestamps have them. Its value is
    /// not looked at.
    ///
    /// # Errors
    /// [`DerError`] where the next element is not DER of an extension.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence()?;
        let oid = fields.oid()?;
        let critical = fields.default_false()?;
        let value = fields.expect(Tag::OCTET_STRING)?;
        fields.finish()?;
        Ok(Self { oid, critical, value })
    }

    /// The identifier.
    #[must_use]
    pub fn oid(&self) -> Oid<'a> {
        self.oid
    }

    /// Whether whoever does not know it must refuse what it belongs to.
    #[must_use]
    pub fn is_critical(&self) -> bool {
        self.critical
    }

    /// The value: what the octet string holds.
    #[must_use]
    pub fn value(&self) -> &'a [u8] {
        self.value.contents()
    }

    /// What it is to this library.
    #[must_use]
    pub fn kind(&self) -> Option<ExtensionKind> {
        ExtensionKind::from_oid(self.oid)
    }

    /// A reader over the value, whose offsets go on.
    #[must_use]
    pub fn reader(&self) -> Reader<'a> {
        self.value.reader()
    }

    pub(crate) fn value_offset(&self) -> usize {
        self.value.contents_offset()
    }
}

/// The extensions of a certificate, or of a format with extensions of the same form, in the order in which they arrived.
#[derive(Clone, Copy, Debug)]
pub struct Extensions<'a> {
    pub(crate) reader: Reader<'a>,
}

impl<'a> Iterator for Extensions<'a> {
    type Item = Extension<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        // All were read once when the list was.
        Extension::read(&mut self.reader).ok()
    }
}

/// Reads the value of an extension to its end, as its type.
pub(crate) fn check_value(kind: ExtensionKind, value: Reader<'_>) -> Result<(), ValueError> {
    match kind {
        ExtensionKind::AuthorityKeyIdentifier => AuthorityKeyIdentifier::read(value).map(drop)?,
        ExtensionKind::SubjectKeyIdentifier => read_octets(value).map(drop)?,
        ExtensionKind::KeyUsage => KeyUsage::read(value).map(drop)?,
        ExtensionKind::CertificatePolicies => CertificatePolicies::read(value)?.check()?,
        ExtensionKind::PolicyMappings => PolicyMappings::read(value)?.check()?,
        ExtensionKind::SubjectAltName | ExtensionKind::IssuerAltName => check_alt_names(value)?,
        ExtensionKind::SubjectDirectoryAttributes => DirectoryAttributes::read(value).map(drop)?,
        ExtensionKind::BasicConstraints => BasicConstraints::read(value).map(drop)?,
        ExtensionKind::NameConstraints => NameConstraints::read(value)?.check()?,
        ExtensionKind::PolicyConstraints => PolicyConstraints::read(value).map(drop)?,
        ExtensionKind::ExtendedKeyUsage => ExtendedKeyUsage::read(value).map(drop)?,
        ExtensionKind::CrlDistributionPoints | ExtensionKind::FreshestCrl => {
            DistributionPoints::read(value).map(drop)?;
        }
        ExtensionKind::InhibitAnyPolicy => read_inhibit_any_policy(value).map(drop)?,
        ExtensionKind::AuthorityInfoAccess | ExtensionKind::SubjectInfoAccess => {
            InfoAccess::read(value).map(drop)?;
        }
        ExtensionKind::OcspNoCheck => read_null(value)?,
        ExtensionKind::SignedCertificateTimestamps => SignedCertificateTimestamps::read(value).map(drop)?,
    }
    Ok(())
}

/// The contents of `GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName`.
pub(crate) fn read_alt_names<'a>(mut reader: Reader<'a>) -> Result<GeneralNames<'a>, DerError> {
    let contents = reader.sequence()?;
    reader.finish()?;
    GeneralNames::read(contents)
}

/// There is at least one, and addresses of a subject or an issuer have 4 or 16 octets.
fn check_alt_names(value: Reader<'_>) -> Result<(), ValueError> {
    if value.rest() == [Tag::SEQUENCE.to_byte(), 0] {
        return Err(ValueError::Rule(Rule::AltNamesEmpty, value.offset()));
    }
    let mut names = read_alt_names(value)?;
    loop {
        let offset = names.reader.offset();
        match names.next() {
            None => return Ok(()),
            Some(GeneralName::Ip(octets)) if !matches!(octets.len(), 4 | 16) => {
                return Err(ValueError::Rule(Rule::AddressLength, offset));
            }
            Some(_) => {}
        }
    }
}

/// The contents of an OCTET STRING.
pub(crate) fn read_octets<'a>(mut reader: Reader<'a>) -> Result<&'a [u8], DerError> {
    let octets = reader.octet_string()?;
    reader.finish()?;
    Ok(octets)
}

fn read_null(mut reader: Reader<'_>) -> Result<(), DerError> {
    reader.null()?;
    reader.finish()
}

/// A count of certificates, `INTEGER (0..MAX)`. No path is that long: a greater number than fits counts every certificate.
pub(crate) fn count(number: Integer<'_>) -> Option<u32> {
    number.magnitude().map(|_| number.to_u64().and_then(|number| number.try_into().ok()).unwrap_or(u32::MAX))
}
