//! The answer about one certificate (RFC 6960 §4.2.1).

use countersign_encoding::der::{DerErrorKind, Oid, Reader, Tag};
use countersign_time::UnixTime;
use countersign_x509::Extensions;

use super::{CertId, OcspError, extensions::SingleExtensions, fields};
use crate::{Reason, Revocation, Source};

/// What a responder says of a certificate (RFC 6960 §2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertStatus {
    /// It is not revoked; a responder may say that of a number that was never given to a certificate.
    Good,
    /// It is revoked. The reason `removeFromCRL`, which says the contrary, is left out.
    Revoked(Revocation),
    /// The responder does not know it.
    Unknown,
}

/// Which CRL an answer was taken from (RFC 6960 §4.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrlId<'a> {
    pub(super) url: Option<&'a [u8]>,
    pub(super) number: Option<&'a [u8]>,
    pub(super) time: Option<UnixTime>,
}

impl<'a> CrlId<'a> {
    /// Where it is: foreign text, of which nothing was looked at.
    #[must_use]
    pub fn url(&self) -> Option<&'a [u8]> {
        self.url
    }

    /// Its number: the contents of the INTEGER.
    #[must_use]
    pub fn number(&self) -> Option<&'a [u8]> {
        self.number
    }

    /// When it was issued.
    #[must_use]
    pub fn time(&self) -> Option<UnixTime> {
        self.time
    }
}

/// The answer about one certificate.
///
/// ```text
/// SingleResponse ::= SEQUENCE {
///     certID CertID, certStatus CertStatus, thisUpdate GeneralizedTime,
///     nextUpdate [0] EXPLICIT GeneralizedTime OPTIONAL, singleExtensions [1] EXPLICIT Extensions OPTIONAL }
/// CertStatus     ::= CHOICE {
///     good [0] IMPLICIT NULL, revoked [1] IMPLICIT RevokedInfo, unknown [2] IMPLICIT NULL }
/// RevokedInfo    ::= SEQUENCE { revocationTime GeneralizedTime, revocationReason [0] EXPLICIT CRLReason OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SingleResponse<'a> {
    id: CertId<'a>,
    status: CertStatus,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
    extensions: SingleExtensions<'a>,
}

impl<'a> SingleResponse<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, OcspError> {
        let offset = reader.offset();
        let mut fields = reader.sequence()?;
        let id = CertId::read(&mut fields)?;
        let stated = Stated::read(&mut fields)?;
        let this_update = fields::time(&mut fields)?;
        let next_update = fields::optional(&mut fields, 0, fields::time)?;
        let extensions = fields::optional(&mut fields, 1, SingleExtensions::read)?.unwrap_or_default();
        fields.finish()?;
        if next_update.is_some_and(|next| next < this_update) {
            return Err(OcspError::UpdatesReversed { offset });
        }
        let status = stated.with(&extensions).ok_or(OcspError::ReasonTwice { offset })?;
        Ok(Self { id, status, this_update, next_update, extensions })
    }

    /// Which certificate.
    #[must_use]
    pub fn cert_id(&self) -> &CertId<'a> {
        &self.id
    }

    /// What is said of it.
    #[must_use]
    pub fn status(&self) -> CertStatus {
        self.status
    }

    /// As of when that is right.
    #[must_use]
    pub fn this_update(&self) -> UnixTime {
        self.this_update
    }

    /// When newer information is due at the latest; without it, there always is some (RFC 6960 §4.2.2.1).
    #[must_use]
    pub fn next_update(&self) -> Option<UnixTime> {
        self.next_update
    }

    /// Since when the responder remembers what was revoked: it answers for certificates that expired later (RFC 6960
    /// §4.4.4).
    #[must_use]
    pub fn archive_cutoff(&self) -> Option<UnixTime> {
        self.extensions.archive_cutoff
    }

    /// Which CRL the answer was taken from.
    #[must_use]
    pub fn crl_id(&self) -> Option<CrlId<'a>> {
        self.extensions.crl_id()
    }

    /// The extensions, in the order in which they arrived.
    #[must_use]
    pub fn extensions(&self) -> Option<Extensions<'a>> {
        self.extensions.all
    }

    /// The first critical extension that is not known here.
    pub(super) fn unknown_critical(&self) -> Option<Oid<'a>> {
        self.extensions.unknown_critical
    }
}

/// The status, before what extensions add to it.
enum Stated {
    Good,
    Revoked { date: UnixTime, reason: Option<Reason> },
    Unknown,
}

impl Stated {
    fn read(reader: &mut Reader<'_>) -> Result<Self, OcspError> {
        const GOOD: Tag = Tag::context(0);
        const REVOKED: Tag = Tag::context_constructed(1);
        const UNKNOWN: Tag = Tag::context(2);
        let element = reader.element()?;
        let empty = element.contents().is_empty();
        match element.tag() {
            GOOD if empty => Ok(Self::Good),
            UNKNOWN if empty => Ok(Self::Unknown),
            GOOD | UNKNOWN => Err(DerErrorKind::Null.at(element.offset()).into()),
            REVOKED => fields::within(&element, |info| {
                let date = fields::time(info)?;
                Ok(Self::Revoked { date, reason: fields::optional(info, 0, fields::reason)? })
            }),
            actual => Err(DerErrorKind::UnexpectedTag { expected: GOOD, actual }.at(element.offset()).into()),
        }
    }

    /// `None` where two reasons differ.
    fn with(self, extensions: &SingleExtensions<'_>) -> Option<CertStatus> {
        match self {
            Self::Good => Some(CertStatus::Good),
            Self::Unknown => Some(CertStatus::Unknown),
            Self::Revoked { reason: Some(reason), .. }
                if extensions.reason.is_some_and(|other| other != reason) =>
            {
                None
            }
            Self::Revoked { date, reason } => {
                let reason = reason.or(extensions.reason).filter(|reason| *reason != Reason::RemoveFromCrl);
                Revocation::new(Source::Ocsp, date, reason, extensions.invalidity_date)
                    .map(CertStatus::Revoked)
            }
        }
    }
}
