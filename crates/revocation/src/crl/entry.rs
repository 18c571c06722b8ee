//! Entries of lists (RFC 5280 §5.1.2.6, §5.3).

use countersign_encoding::der::{Integer, Oid, Reader, Tag};
use countersign_time::UnixTime;
use countersign_x509::{Extension, GeneralName, GeneralNames, Name, SerialNumber};

use super::{
    error::{CrlError, CrlField, wrong},
    extensions::each,
    time::{read_generalized, read_time},
};
use crate::{Reason, Retroactivity, Revocation, Source};

/// One entry of a list.
///
/// ```text
/// SEQUENCE {
///     userCertificate    CertificateSerialNumber,
///     revocationDate     Time,
///     crlEntryExtensions SEQUENCE SIZE (1..MAX) OF Extension OPTIONAL }   -- v2
///
/// CRLReason         ::= ENUMERATED                                        -- RFC 5280 §5.3.1
/// InvalidityDate    ::= GeneralizedTime                                   -- RFC 5280 §5.3.2
/// CertificateIssuer ::= GeneralNames                                      -- RFC 5280 §5.3.3
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CrlEntry<'a> {
    serial: SerialNumber<'a>,
    date: UnixTime,
    reason: Option<Reason>,
    invalidity_date: Option<UnixTime>,
    /// `certificateIssuer` of this entry, or of the last one before that has it.
    issuer: Option<GeneralNames<'a>>,
    extended: bool,
    unknown_critical: Option<Oid<'a>>,
    /// Whether another entry of the same certificate, which counts for less, tells of a compromise.
    compromised: bool,
}

impl<'a> CrlEntry<'a> {
    /// Reads one entry; `issuer` is what the entries before it carry over.
    pub(super) fn read(
        reader: &mut Reader<'a>,
        issuer: Option<GeneralNames<'a>>,
    ) -> Result<(Self, Own), CrlError> {
        let offset = reader.offset();
        let mut fields = reader.sequence().map_err(wrong(CrlField::RevokedCertificates))?;
        let serial = fields.integer().map_err(wrong(CrlField::RevokedCertificates))?;
        let date = read_time(&mut fields, CrlField::RevokedCertificates)?;
        let mut entry = Self::new(serial, date, issuer);
        let extensions = fields.optional(Tag::SEQUENCE).map_err(wrong(CrlField::EntryExtensions))?;
        fields.finish().map_err(wrong(CrlField::RevokedCertificates))?;
        let mut own = Own::Nothing;
        if let Some(extensions) = extensions {
            entry.extended = true;
            each(extensions.reader(), CrlField::EntryExtensions, |extension| {
                entry.take(extension, offset, &mut own)
            })?;
        }
        Ok((entry, own))
    }

    fn new(serial: Integer<'a>, date: UnixTime, issuer: Option<GeneralNames<'a>>) -> Self {
        Self {
            serial: serial.into(),
            date,
            reason: None,
            invalidity_date: None,
            issuer,
            extended: false,
            unknown_critical: None,
            compromised: false,
        }
    }

    fn take(&mut self, extension: &Extension<'a>, offset: usize, own: &mut Own) -> Result<(), CrlError> {
        let value = extension.reader();
        match extension.oid().as_bytes() {
            [0x55, 0x1d, 21] => self.reason = Some(reason(value)?),
            [0x55, 0x1d, 24] => {
                self.invalidity_date = Some(read_generalized(value, CrlField::EntryExtensions)?);
            }
            [0x55, 0x1d, 29] => {
                self.issuer = Some(certificate_issuer(value, offset)?);
                *own = Own::Issuer;
            }
            _ if extension.is_critical() && self.unknown_critical.is_none() => {
                self.unknown_critical = Some(extension.oid());
            }
            _ => {}
        }
        Ok(())
    }

    /// The serial number of the certificate.
    #[must_use]
    pub fn serial(&self) -> SerialNumber<'a> {
        self.serial
    }

    /// When it was revoked.
    #[must_use]
    pub fn date(&self) -> UnixTime {
        self.date
    }

    /// Why, where that is told.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        self.reason
    }

    /// Since when the certificate is known or suspected to be invalid, where that is told.
    #[must_use]
    pub fn invalidity_date(&self) -> Option<UnixTime> {
        self.invalidity_date
    }

    /// Who issued the certificate, as this entry or one before it says; `None`: the issuer of the list.
    #[must_use]
    pub fn certificate_issuer(&self) -> Option<GeneralNames<'a>> {
        self.issuer
    }

    /// What it says of the certificate; `None` where it only takes it off an earlier list.
    #[must_use]
    pub fn revocation(&self) -> Option<Revocation> {
        let revocation = Revocation::new(Source::Crl, self.date, self.reason, self.invalidity_date);
        revocation.map(|revocation| revocation.compromised(self.compromised))
    }

    pub(super) fn is_extended(&self) -> bool {
        self.extended
    }

    pub(super) fn unknown_critical(&self) -> Option<Oid<'a>> {
        self.unknown_critical
    }

    /// Whether it is about a certificate of an issuer.
    pub(super) fn is_issued_by(&self, issuer: &Name<'_>, list_issuer: &Name<'_>) -> bool {
        match self.issuer {
            None => list_issuer.matches(issuer),
            Some(mut names) => {
                names.any(|name| matches!(name, GeneralName::Directory(name) if name.matches(issuer)))
            }
        }
    }

    /// Of two entries about one certificate, the one that says more against it: a revocation that counts from earlier on. That
    /// the other one tells of a compromise is kept, which to a witness matters whenever it was.
    pub(super) fn stricter(self, other: Self) -> Self {
        let rank = |entry: &Self| {
            let revocation = entry.revocation();
            let onset = revocation.and_then(|revocation| revocation.onset(Retroactivity::ByReason));
            let hold = entry.reason == Some(Reason::CertificateHold);
            (revocation.is_none(), onset, hold, entry.date, entry.reason, entry.invalidity_date)
        };
        let (first, second) = if rank(&other) < rank(&self) { (other, self) } else { (self, other) };
        Self { compromised: first.compromised || second.tells_of_compromise(), ..first }
    }

    fn tells_of_compromise(&self) -> bool {
        self.compromised || self.reason.is_some_and(Reason::is_compromise)
    }
}

/// What an entry says that counts for the entries behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    Nothing,
    Issuer,
}

fn reason(mut value: Reader<'_>) -> Result<Reason, CrlError> {
    let offset = value.offset();
    let reason = Reason::read(&mut value).map_err(wrong(CrlField::EntryExtensions))?;
    value.finish().map_err(wrong(CrlField::EntryExtensions))?;
    reason.ok_or(CrlError::Reason { offset })
}

/// The issuer is compared by its distinguished name, which therefore must be there (RFC 5280 §5.3.3).
fn certificate_issuer(mut value: Reader<'_>, offset: usize) -> Result<GeneralNames<'_>, CrlError> {
    let names = value.sequence().and_then(GeneralNames::read).map_err(wrong(CrlField::EntryExtensions))?;
    value.finish().map_err(wrong(CrlField::EntryExtensions))?;
    let mut each = names;
    let named = each.any(|name| matches!(name, GeneralName::Directory(_)));
    named.then_some(names).ok_or(CrlError::CertificateIssuer { offset })
}

/// The entries of a list, in the order in which they arrived.
#[derive(Clone, Copy, Debug)]
pub struct CrlEntries<'a> {
    pub(super) reader: Reader<'a>,
    pub(super) issuer: Option<GeneralNames<'a>>,
}

impl<'a> Iterator for CrlEntries<'a> {
    type Item = CrlEntry<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        // All were read once when the list was.
        let (entry, _) = CrlEntry::read(&mut self.reader, self.issuer).ok()?;
        self.issuer = entry.issuer;
        Some(entry)
    }
}
