//! Where lists of revoked certificates are (RFC 5280 §4.2.1.13, §4.2.1.15).

use countersign_encoding::der::{BitString, DerError, DerErrorKind, Element, Reader, Tag};

use crate::{GeneralName, GeneralNames};

const NAME: Tag = Tag::context_constructed(0);
const REASONS: Tag = Tag::context(1);
const CRL_ISSUER: Tag = Tag::context_constructed(2);

/// Places of revocation lists, in the order in which they arrived.
///
/// ```text
/// CRLDistributionPoints ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint
/// DistributionPoint     ::= SEQUENCE {
///     distributionPoint [0] DistributionPointName OPTIONAL,
///     reasons           [1] ReasonFlags OPTIONAL,
///     cRLIssuer         [2] GeneralNames OPTIONAL }
/// DistributionPointName ::= CHOICE { fullName [0] GeneralNames, nameRelativeToCRLIssuer [1] RelativeDistinguishedName }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct DistributionPoints<'a> {
    reader: Reader<'a>,
}

impl<'a> DistributionPoints<'a> {
    /// Reads the value of an extension to its end.
    ///
    /// # Errors
    /// [`DerError`] where it is not DER of this type.
    pub fn read(mut reader: Reader<'a>) -> Result<Self, DerError> {
        let contents = reader.sequence()?;
        reader.finish()?;
        let mut rest = contents;
        loop {
            DistributionPoint::read(&mut rest)?;
            if rest.is_empty() {
                return Ok(Self { reader: contents });
            }
        }
    }
}

impl<'a> Iterator for DistributionPoints<'a> {
    type Item = DistributionPoint<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        DistributionPoint::read(&mut self.reader).ok()
    }
}

/// The name of a place.
#[derive(Clone, Copy, Debug)]
pub enum DistributionPointName<'a> {
    /// Names in full.
    Full(GeneralNames<'a>),
    /// Attributes to be added to the name of the list's issuer: the contents of a SET.
    Relative(&'a [u8]),
}

impl<'a> DistributionPointName<'a> {
    /// Reads the contents of the explicit tag that the choice stands in.
    ///
    /// # Errors
    /// [`DerError`] where they are not DER of this type.
    pub fn read(mut inner: Reader<'a>) -> Result<Self, DerError> {
        let choice = inner.element()?;
        inner.finish()?;
        match choice.tag() {
            tag if tag == Tag::context_constructed(0) => GeneralNames::read(choice.reader()).map(Self::Full),
            tag if tag == Tag::context_constructed(1) => {
                crate::name::read_attributes(choice.reader())?;
                Ok(Self::Relative(choice.contents()))
            }
            actual => Err(DerErrorKind::UnexpectedTag { expected: NAME, actual }.at(choice.offset())),
        }
    }
}

/// One place of a revocation list.
#[derive(Clone, Copy, Debug)]
pub struct DistributionPoint<'a> {
    name: Option<DistributionPointName<'a>>,
    reasons: Option<BitString<'a>>,
    crl_issuer: Option<GeneralNames<'a>>,
}

impl<'a> DistributionPoint<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let start = *reader;
        let mut fields = reader.sequence()?;
        let name = fields
            .optional(NAME)?
            .map(|wrapped| DistributionPointName::read(wrapped.reader()))
            .transpose()?;
        let reasons = fields.optional(REASONS)?.map(|bits| named_bits(&bits)).transpose()?;
        let crl_issuer = fields.optional(CRL_ISSUER)?;
        let crl_issuer = crl_issuer.map(|list| GeneralNames::read(list.reader())).transpose()?;
        fields.finish()?;
        // Reasons alone name no place (RFC 5280 §4.2.1.13).
        if name.is_none() && crl_issuer.is_none() {
            return Err(start.error(DerErrorKind::Truncated));
        }
        Ok(Self { name, reasons, crl_issuer })
    }

    /// Where the list is.
    #[must_use]
    pub fn name(&self) -> Option<DistributionPointName<'a>> {
        self.name
    }

    /// For which reasons certificates are on that list; without, for all.
    #[must_use]
    pub fn reasons(&self) -> Option<BitString<'a>> {
        self.reasons
    }

    /// Who issues the list, where it is not the issuer of the certificate.
    #[must_use]
    pub fn crl_issuer(&self) -> Option<GeneralNames<'a>> {
        self.crl_issuer
    }

    /// The URIs of the place.
    pub fn uris(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let names = match self.name {
            Some(DistributionPointName::Full(names)) => Some(names),
            _ => None,
        };
        names.into_iter().flatten().filter_map(|name| match name {
            GeneralName::Uri(uri) => Some(uri),
            _ => None,
        })
    }
}

fn named_bits<'a>(element: &Element<'a>) -> Result<BitString<'a>, DerError> {
    let bits = BitString::of(element)?;
    if bits.is_named_bits() { Ok(bits) } else { Err(DerErrorKind::NamedBits.at(element.offset())) }
}
