//! What came of it.

use alloc::vec::Vec;

use crate::{CrlMark, CrlScope, Freshness, Reason, ReasonSet, Revocation, Source, Status, WhyUnknown};

/// What lists together say of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct CrlVerdict {
    status: Status,
    speaks: Vec<usize>,
    seen: Vec<(CrlScope, CrlMark)>,
}

impl CrlVerdict {
    /// The status: good, revoked, or why neither is known.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The places of the lists that are about the certificate and were signed rightly, in the order of
    /// [`crate::CrlSet::add`]. One that newer ones replace, and a delta that changes none of the lists at hand, is among them
    /// only where it says that the certificate is revoked.
    #[must_use]
    pub fn speaks(&self) -> &[usize] {
        &self.speaks
    }

    /// How new these lists are, for [`crate::HighestSeen`]: of right signatures, of signers that are not in doubt, and none of
    /// the future.
    pub fn seen(&self) -> impl Iterator<Item = (CrlScope, CrlMark)> {
        self.seen.iter().cloned()
    }
}

/// What was found so far.
#[derive(Default)]
pub(super) struct Findings {
    covered: Option<ReasonSet>,
    freshness: Option<Freshness>,
    other: Option<Status>,
    revoked: Option<Status>,
    pub(super) speaks: Vec<usize>,
    pub(super) seen: Vec<(CrlScope, CrlMark)>,
}

impl Findings {
    /// A list is silent about the certificate.
    pub(super) fn silent(&mut self, reasons: ReasonSet, freshness: Freshness) {
        self.covered = Some(self.covered.unwrap_or(ReasonSet::NONE) | reasons);
        self.freshness = Some(self.freshness.map_or(freshness, |other| other.and(freshness)));
    }

    /// A list says that it is revoked; `stale` where the list is no longer fresh: then it may be on hold no longer.
    pub(super) fn revoked(&mut self, revocation: Revocation, stale: Option<Status>) {
        match stale {
            Some(stale) if revocation.reason() == Some(Reason::CertificateHold) => self.note(stale),
            _ => {
                let status = Status::Revoked(revocation);
                self.revoked = Some(self.revoked.map_or(status, |other| other.or(status)));
            }
        }
    }

    /// A list says neither.
    pub(super) fn note(&mut self, status: Status) {
        self.other = Some(self.other.map_or(status, |other| other.or(status)));
    }

    pub(super) fn verdict(mut self, nothing: WhyUnknown) -> CrlVerdict {
        self.speaks.sort_unstable();
        self.speaks.dedup();
        CrlVerdict { status: self.status(nothing), speaks: self.speaks, seen: self.seen }
    }

    fn status(&self, nothing: WhyUnknown) -> Status {
        if let Some(revoked) = self.revoked {
            return revoked;
        }
        match (self.covered, self.freshness, self.other) {
            (Some(covered), Some(freshness), _) if covered.is_all() => Status::Good(freshness),
            (_, _, Some(other)) => other,
            (Some(_), ..) => Status::Unknown(WhyUnknown::ReasonsNotCovered),
            _ => Status::Unknown(nothing),
        }
    }
}

pub(super) const CRL: Source = Source::Crl;
