//! Extensions of answers (RFC 6960 §4.4).

use countersign_encoding::der::{Oid, Reader, Tag};
use countersign_time::UnixTime;
use countersign_x509::{Extension, ExtensionKind, Extensions};

use super::{CrlId, OcspError, fields, nonce::read_nonce};
use crate::Reason;

/// `id-pkix-ocsp-basic`
pub(super) const BASIC: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 48, 1, 1]);
/// `id-pkix-ocsp-nonce`
pub(super) const NONCE: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 48, 1, 2]);
/// `id-pkix-ocsp-crl`
const CRL: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 48, 1, 3]);
/// `id-pkix-ocsp-response`
pub(super) const ACCEPTABLE_RESPONSES: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 48, 1, 4]);
/// `id-pkix-ocsp-archive-cutoff`
const ARCHIVE_CUTOFF: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 48, 1, 6]);
/// `id-pkix-ocsp-service-locator`
pub(super) const SERVICE_LOCATOR: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 48, 1, 7]);
/// `id-pkix-ocsp-pref-sig-algs`
pub(super) const PREFERRED_ALGORITHMS: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 48, 1, 8]);
/// `id-pkix-ocsp-extended-revoke`
const EXTENDED_REVOKE: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 48, 1, 9]);
/// The timestamps of Certificate Transparency logs in answers (RFC 6962 §3.3), which are told and not judged.
const TIMESTAMPS: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 5]);
/// `id-ce-cRLReasons`
const REASON_CODE: Oid<'static> = Oid::from_contents(&[0x55, 0x1d, 21]);
/// `id-ce-invalidityDate`
const INVALIDITY_DATE: Oid<'static> = Oid::from_contents(&[0x55, 0x1d, 24]);

/// What is read of the extensions of a message as a whole.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MessageExtensions<'a> {
    pub(super) all: Option<Extensions<'a>>,
    pub(super) nonce: Option<&'a [u8]>,
    /// The first critical one that is not known in this place.
    pub(super) unknown_critical: Option<Oid<'a>>,
}

impl<'a> MessageExtensions<'a> {
    /// `responseExtensions`
    pub(super) fn of_response(reader: &mut Reader<'a>) -> Result<Self, OcspError> {
        Self::read(reader, &[EXTENDED_REVOKE])
    }

    /// `requestExtensions`
    pub(super) fn of_request(reader: &mut Reader<'a>) -> Result<Self, OcspError> {
        Self::read(reader, &[ACCEPTABLE_RESPONSES, PREFERRED_ALGORITHMS])
    }

    fn read(reader: &mut Reader<'a>, known: &[Oid<'_>]) -> Result<Self, OcspError> {
        let all = Extensions::read_list(reader)?;
        let mut this = Self { all: Some(all), ..Self::default() };
        for extension in all {
            if extension.oid() == NONCE {
                let nonce = read_nonce(extension.reader()).ok().flatten();
                this.nonce = Some(nonce.ok_or_else(|| value_of(&extension))?);
            } else if extension.is_critical() && !known.contains(&extension.oid()) {
                this.unknown_critical = this.unknown_critical.or(Some(extension.oid()));
            }
        }
        Ok(this)
    }
}

/// What is read of the extensions of an answer about one certificate. Those of entries of CRLs are among them (RFC 6960
/// §4.4.5); one that would make the entry another certificate's (`certificateIssuer`) is not known here.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SingleExtensions<'a> {
    pub(super) all: Option<Extensions<'a>>,
    pub(super) archive_cutoff: Option<UnixTime>,
    pub(super) reason: Option<Reason>,
    pub(super) invalidity_date: Option<UnixTime>,
    /// The first critical one that is not known in this place.
    pub(super) unknown_critical: Option<Oid<'a>>,
}

impl<'a> SingleExtensions<'a> {
    /// `singleExtensions`
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, OcspError> {
        let all = Extensions::read_list(reader)?;
        let mut this = Self { all: Some(all), ..Self::default() };
        for extension in all {
            this.take(&extension)?;
        }
        Ok(this)
    }

    fn take(&mut self, extension: &Extension<'a>) -> Result<(), OcspError> {
        match extension.oid() {
            ARCHIVE_CUTOFF => self.archive_cutoff = Some(whole(extension, fields::time)?),
            INVALIDITY_DATE => self.invalidity_date = Some(whole(extension, fields::time)?),
            REASON_CODE => self.reason = Some(whole(extension, fields::reason)?),
            CRL => drop(whole(extension, CrlId::read)?),
            TIMESTAMPS => {}
            other if extension.is_critical() => {
                self.unknown_critical = self.unknown_critical.or(Some(other));
            }
            _ => {}
        }
        Ok(())
    }

    /// Which CRL the answer was taken from.
    pub(super) fn crl_id(&self) -> Option<CrlId<'a>> {
        // It was read once when the list was.
        let extension = self.all?.find(|extension| extension.oid() == CRL)?;
        CrlId::read(&mut extension.reader()).ok()
    }
}

/// The value of an extension, to its end.
fn whole<'a, T>(
    extension: &Extension<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, OcspError>,
) -> Result<T, OcspError> {
    let mut reader = extension.reader();
    let value = read(&mut reader).map_err(|_| value_of(extension))?;
    reader.finish().map_err(|_| value_of(extension))?;
    Ok(value)
}

fn value_of(extension: &Extension<'_>) -> OcspError {
    OcspError::ExtensionValue { offset: extension.reader().offset() }
}

/// Says that a certificate is exempt from being checked while it is valid (RFC 6960 §4.2.2.2.1).
pub(super) const NO_CHECK: ExtensionKind = ExtensionKind::OcspNoCheck;

impl<'a> CrlId<'a> {
    /// ```text
    /// CrlID ::= SEQUENCE {
    ///     crlUrl  [0] EXPLICIT IA5String OPTIONAL,
    ///     crlNum  [1] EXPLICIT INTEGER OPTIONAL,
    ///     crlTime [2] EXPLICIT GeneralizedTime OPTIONAL }
    /// ```
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, OcspError> {
        let mut parts = reader.sequence()?;
        let url = fields::optional(&mut parts, 0, |url| Ok(url.expect(Tag::IA5_STRING)?.contents()))?;
        let number = fields::optional(&mut parts, 1, |number| Ok(number.integer()?.as_bytes()))?;
        let time = fields::optional(&mut parts, 2, fields::time)?;
        parts.finish()?;
        Ok(Self { url, number, time })
    }
}
