//! Which certificates a list is about (RFC 5280 §5.2.5).

use countersign_encoding::der::{BitString, DerError, DerErrorKind, Reader, Tag};
use countersign_x509::DistributionPointName;

use super::{
    ReasonSet,
    error::{CrlError, CrlField, wrong},
};

/// The scope of a list.
///
/// ```text
/// IssuingDistributionPoint ::= SEQUENCE {
///     distributionPoint          [0] DistributionPointName OPTIONAL,
///     onlyContainsUserCerts      [1] BOOLEAN DEFAULT FALSE,
///     onlyContainsCACerts        [2] BOOLEAN DEFAULT FALSE,
///     onlySomeReasons            [3] ReasonFlags OPTIONAL,
///     indirectCRL                [4] BOOLEAN DEFAULT FALSE,
///     onlyContainsAttributeCerts [5] BOOLEAN DEFAULT FALSE }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct IssuingDistributionPoint<'a> {
    name: Option<DistributionPointName<'a>>,
    only_user: bool,
    only_ca: bool,
    only_attribute: bool,
    indirect: bool,
    reasons: Option<ReasonSet>,
}

impl<'a> IssuingDistributionPoint<'a> {
    pub(super) fn read(value: Reader<'a>) -> Result<Self, CrlError> {
        let point = Self::read_fields(value).map_err(wrong(CrlField::IssuingDistributionPoint))?;
        let excluding = [point.only_user, point.only_ca, point.only_attribute];
        let several = excluding.iter().filter(|only| **only).count() > 1;
        let empty = point.name.is_none()
            && point.reasons.is_none()
            && !point.indirect
            && excluding.iter().all(|only| !only);
        if several || empty { Err(CrlError::Scope { offset: value.offset() }) } else { Ok(point) }
    }

    fn read_fields(mut reader: Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence()?;
        reader.finish()?;
        let name = fields.optional(Tag::context_constructed(0))?;
        let point = Self {
            name: name.map(|wrapped| DistributionPointName::read(wrapped.reader())).transpose()?,
            only_user: default_false(&mut fields, 1)?,
            only_ca: default_false(&mut fields, 2)?,
            reasons: reasons(&mut fields)?,
            indirect: default_false(&mut fields, 4)?,
            only_attribute: default_false(&mut fields, 5)?,
        };
        fields.finish()?;
        Ok(point)
    }

    /// Where the list is.
    #[must_use]
    pub fn name(&self) -> Option<DistributionPointName<'a>> {
        self.name
    }

    /// Whether it is about no certificates of CAs.
    #[must_use]
    pub fn only_contains_user_certs(&self) -> bool {
        self.only_user
    }

    /// Whether it is about certificates of CAs alone.
    #[must_use]
    pub fn only_contains_ca_certs(&self) -> bool {
        self.only_ca
    }

    /// Whether it is about attribute certificates alone: never about a public key certificate.
    #[must_use]
    pub fn only_contains_attribute_certs(&self) -> bool {
        self.only_attribute
    }

    /// Whether it is also about certificates that others than its issuer issued.
    #[must_use]
    pub fn is_indirect(&self) -> bool {
        self.indirect
    }

    /// For which reasons certificates are on it.
    #[must_use]
    pub fn reasons(&self) -> ReasonSet {
        self.reasons.unwrap_or(ReasonSet::ALL)
    }
}

/// A `BOOLEAN DEFAULT FALSE` under an implicit tag.
fn default_false(fields: &mut Reader<'_>, number: u8) -> Result<bool, DerError> {
    let Some(element) = fields.optional(Tag::context(number))? else { return Ok(false) };
    match element.contents() {
        [0xff] => Ok(true),
        [0x00] => Err(DerErrorKind::ExplicitDefault.at(element.offset())),
        _ => Err(DerErrorKind::Boolean.at(element.offset())),
    }
}

fn reasons(fields: &mut Reader<'_>) -> Result<Option<ReasonSet>, DerError> {
    let Some(element) = fields.optional(Tag::context(3))? else { return Ok(None) };
    let flags = BitString::of(&element)?;
    if !flags.is_named_bits() {
        return Err(DerErrorKind::NamedBits.at(element.offset()));
    }
    Ok(Some(ReasonSet::from_flags(&flags)))
}
