//! Extensions of lists (RFC 5280 §5.2).

use countersign_encoding::der::{Integer, Oid, Reader};
use countersign_time::UnixTime;
use countersign_x509::{AuthorityKeyIdentifier, DistributionPoints, Extension, GeneralNames, InfoAccess};

use super::{
    CertificateList, CrlNumber, IssuingDistributionPoint,
    error::{CrlError, CrlField, wrong},
    time::read_generalized,
};

/// The extensions of a list that are interpreted.
#[derive(Clone, Debug, Default)]
pub(super) struct CrlExtensions<'a> {
    pub(super) authority_key_identifier: Option<AuthorityKeyIdentifier<'a>>,
    pub(super) issuer_alt_names: Option<GeneralNames<'a>>,
    pub(super) number: Option<CrlNumber>,
    pub(super) base_number: Option<CrlNumber>,
    pub(super) issuing_point: Option<IssuingDistributionPoint<'a>>,
    /// The value of `issuingDistributionPoint` as it arrived.
    pub(super) scope: Option<&'a [u8]>,
    pub(super) freshest: Option<DistributionPoints<'a>>,
    pub(super) info_access: Option<InfoAccess<'a>>,
    pub(super) expired_since: Option<UnixTime>,
    /// The first critical one that is not interpreted.
    pub(super) unknown_critical: Option<Oid<'a>>,
}

impl<'a> CrlExtensions<'a> {
    /// Reads the contents of `SEQUENCE SIZE (1..MAX) OF Extension`.
    pub(super) fn read(list: Reader<'a>) -> Result<Self, CrlError> {
        let mut extensions = Self::default();
        each(list, CrlField::Extensions, |extension| extensions.take(extension))?;
        Ok(extensions)
    }

    fn take(&mut self, extension: &Extension<'a>) -> Result<(), CrlError> {
        let value = extension.reader();
        match field(extension.oid()) {
            Some(CrlField::CrlNumber) => self.number = Some(number(extension, CrlField::CrlNumber, false)?),
            Some(CrlField::DeltaCrlIndicator) => {
                self.base_number = Some(number(extension, CrlField::DeltaCrlIndicator, true)?);
            }
            Some(CrlField::IssuingDistributionPoint) => {
                self.issuing_point = Some(IssuingDistributionPoint::read(value)?);
                self.scope = Some(extension.value());
            }
            Some(CrlField::ExpiredCertsOnCrl) => {
                self.expired_since = Some(read_generalized(value, CrlField::ExpiredCertsOnCrl)?);
            }
            Some(field) => self.take_known_form(field, value).map_err(wrong(field))?,
            None if extension.is_critical() && self.unknown_critical.is_none() => {
                self.unknown_critical = Some(extension.oid());
            }
            None => {}
        }
        Ok(())
    }

    /// What certificates have too.
    fn take_known_form(
        &mut self,
        field: CrlField,
        mut value: Reader<'a>,
    ) -> Result<(), countersign_encoding::der::DerError> {
        match field {
            CrlField::AuthorityKeyIdentifier => {
                self.authority_key_identifier = Some(AuthorityKeyIdentifier::read(value)?);
            }
            CrlField::FreshestCrl => self.freshest = Some(DistributionPoints::read(value)?),
            CrlField::AuthorityInfoAccess => self.info_access = Some(InfoAccess::read(value)?),
            _ => {
                let names = value.sequence()?;
                value.finish()?;
                self.issuer_alt_names = Some(GeneralNames::read(names)?);
            }
        }
        Ok(())
    }
}

fn field(oid: Oid<'_>) -> Option<CrlField> {
    Some(match oid.as_bytes() {
        [0x55, 0x1d, 18] => CrlField::IssuerAltName,
        [0x55, 0x1d, 20] => CrlField::CrlNumber,
        [0x55, 0x1d, 27] => CrlField::DeltaCrlIndicator,
        [0x55, 0x1d, 28] => CrlField::IssuingDistributionPoint,
        [0x55, 0x1d, 35] => CrlField::AuthorityKeyIdentifier,
        [0x55, 0x1d, 46] => CrlField::FreshestCrl,
        [0x55, 0x1d, 60] => CrlField::ExpiredCertsOnCrl,
        [0x2b, 6, 1, 5, 5, 7, 1, 1] => CrlField::AuthorityInfoAccess,
        _ => return None,
    })
}

fn number(extension: &Extension<'_>, field: CrlField, critical: bool) -> Result<CrlNumber, CrlError> {
    let mut value = extension.reader();
    let offset = value.offset();
    let number: Integer<'_> = value.integer().map_err(wrong(field))?;
    value.finish().map_err(wrong(field))?;
    if extension.is_critical() != critical {
        return Err(CrlError::Criticality { field, offset });
    }
    CrlNumber::of(number).ok_or(CrlError::Number { field, offset })
}

/// Gives each extension of a list of them, of which none may stand there twice.
pub(super) fn each<'a>(
    list: Reader<'a>,
    field: CrlField,
    mut take: impl FnMut(&Extension<'a>) -> Result<(), CrlError>,
) -> Result<(), CrlError> {
    let mut rest = list;
    if rest.is_empty() {
        return Err(CrlError::ExtensionsEmpty { field, offset: list.offset() });
    }
    // Beside each other rather than read again for each: there may be many entries with as many extensions.
    let (mut seen, mut count) = ([&[][..]; CertificateList::MAX_EXTENSIONS], 0usize);
    while !rest.is_empty() {
        let offset = rest.offset();
        let Some((before, [place, ..])) = seen.split_at_mut_checked(count) else {
            return Err(CrlError::TooManyExtensions { field, offset });
        };
        let extension = Extension::read(&mut rest).map_err(wrong(field))?;
        *place = extension.oid().as_bytes();
        if before.contains(place) {
            return Err(CrlError::ExtensionTwice { field, offset });
        }
        count = count.saturating_add(1);
        take(&extension)?;
    }
    Ok(())
}
