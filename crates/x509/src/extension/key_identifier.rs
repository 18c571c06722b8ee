//! Key identifiers (RFC 5280 §4.2.1.1, §4.2.1.2).

use countersign_encoding::der::{DerError, DerErrorKind, Integer, Reader, Tag};

use crate::{GeneralNames, SerialNumber};

/// Which key signed the certificate: a hint that paths are built by, and nothing that is believed.
///
/// ```text
/// AuthorityKeyIdentifier ::= SEQUENCE {
///     keyIdentifier             [0] OCTET STRING OPTIONAL,
///     authorityCertIssuer       [1] GeneralNames OPTIONAL,
///     authorityCertSerialNumber [2] INTEGER OPTIONAL }       -- both of the last two or none
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AuthorityKeyIdentifier<'a> {
    key_id: Option<&'a [u8]>,
    issuer: Option<GeneralNames<'a>>,
    serial: Option<Integer<'a>>,
}

impl<'a> AuthorityKeyIdentifier<'a> {
    /// Reads the value of an extension to its end.
    ///
    /// # Errors
    /// [`DerError`] where it is not DER of this type.
    pub fn read(mut reader: Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence()?;
        reader.finish()?;
        let key_id = fields.optional(Tag::context(0))?.map(|element| element.contents());
        let issuer = fields.optional(Tag::context_constructed(1))?;
        let issuer = issuer.map(|list| GeneralNames::read(list.reader())).transpose()?;
        let end = fields;
        let serial = fields.optional(Tag::context(2))?;
        let serial = serial.map(|element| Integer::of(&element)).transpose()?;
        fields.finish()?;
        if issuer.is_some() != serial.is_some() {
            return Err(end.error(DerErrorKind::Truncated));
        }
        Ok(Self { key_id, issuer, serial })
    }

    /// The identifier of the issuer's key.
    #[must_use]
    pub fn key_id(&self) -> Option<&'a [u8]> {
        self.key_id
    }

    /// Names of the issuer of the issuer's certificate.
    #[must_use]
    pub fn issuer(&self) -> Option<GeneralNames<'a>> {
        self.issuer
    }

    /// The serial number of the issuer's certificate.
    #[must_use]
    pub fn serial(&self) -> Option<SerialNumber<'a>> {
        self.serial.map(SerialNumber::from)
    }
}
