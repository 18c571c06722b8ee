//! Whether a path may be used.

use alloc::vec::Vec;

use countersign_time::UnixTime;
use countersign_x509::{Certificate, Times};

use super::{CertificateReport, Mode, Report, RevocationRules};
use crate::{Retroactivity, Revocation, Status, WhyUnknown};

/// A path of which nothing is known that forbids its use, as the rules asked: only [`Report::verdict`] makes one, and
/// [`NotRevoked::unasked`] where nothing was to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct NotRevoked {
    mode: Mode,
    good: usize,
    later: Vec<(usize, Revocation)>,
    open: Vec<(usize, Status)>,
    excused: Vec<usize>,
    fresh_until: Option<UnixTime>,
}

/// Why a path may not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RevocationRefusal {
    /// A certificate is revoked, and that counts for the times that are trusted.
    #[error("certificate {position} of the path is {revocation}")]
    Revoked {
        /// Its place, 0 for the leaf.
        position: usize,
        /// What is known of it.
        revocation: Revocation,
    },
    /// It is not known whether a certificate is revoked, and every one must be good.
    #[error("whether certificate {position} of the path is revoked: {status}")]
    NotKnown {
        /// Its place, 0 for the leaf.
        position: usize,
        /// What is known instead.
        status: Status,
    },
    /// There is no certificate below the anchor, so that nothing was checked.
    #[error(
        "the path has no certificate below its anchor: there is nothing of which revocation could be known"
    )]
    NothingChecked,
}

impl NotRevoked {
    /// Of a path whose revocation is not asked about ([`Mode::Off`]): nothing ran.
    pub fn unasked() -> Self {
        let (later, open, excused) = (Vec::new(), Vec::new(), Vec::new());
        Self { mode: Mode::Off, good: 0, later, open, excused, fresh_until: None }
    }

    /// What was asked; [`Mode::Off`]: nothing ran.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// How many certificates are known to be good.
    #[must_use]
    pub fn good(&self) -> usize {
        self.good
    }

    /// The certificates that were revoked, but only after the trusted times; 0 is the leaf.
    #[must_use]
    pub fn revoked_later(&self) -> &[(usize, Revocation)] {
        &self.later
    }

    /// The certificates of which nothing is known, and that passed because nothing need be; 0 is the leaf.
    pub fn open(&self) -> &[(usize, Status)] {
        &self.open
    }

    /// The certificates that live too short to be revoked and name no place to ask; 0 is the leaf.
    #[must_use]
    pub fn excused(&self) -> &[usize] {
        &self.excused
    }

    /// Until when the evidence is fresh: the earliest end of what was used. `None` where nothing was.
    #[must_use]
    pub fn fresh_until(&self) -> Option<UnixTime> {
        self.fresh_until
    }

    /// One certificate more, of which `until` is known.
    fn until(&mut self, until: UnixTime) {
        self.fresh_until = Some(self.fresh_until.map_or(until, |other| other.min(until)));
    }
}

pub(super) fn judge(
    report: &Report,
    rules: &RevocationRules,
    trusted: Option<Times>,
) -> Result<NotRevoked, RevocationRefusal> {
    if rules.mode() == Mode::Off {
        return Ok(NotRevoked::unasked());
    }
    if report.certificates.is_empty() {
        return Err(RevocationRefusal::NothingChecked);
    }
    // A revocation is told before anything that is merely not known.
    for (position, certificate) in report.certificates.iter().enumerate() {
        not_revoked(position, certificate, rules, trusted)?;
    }
    let mut verdict = NotRevoked { mode: rules.mode(), ..NotRevoked::unasked() };
    for (position, certificate) in report.certificates.iter().enumerate() {
        let above = report.certificates.iter().skip(position.saturating_add(1));
        let status = below(certificate.status, above, &report.signers);
        count(&mut verdict, (position, &certificate.certificate, status), rules, report.now)?;
    }
    // What a signer says is good as long as the signer is known to be.
    report.signers.iter().filter_map(CertificateReport::fresh_until).for_each(|until| verdict.until(until));
    Ok(verdict)
}

fn not_revoked(
    position: usize,
    certificate: &CertificateReport,
    rules: &RevocationRules,
    trusted: Option<Times>,
) -> Result<(), RevocationRefusal> {
    match certificate.status {
        Status::Revoked(revocation) if revocation.counts_at(trusted, rules.counted()) => {
            Err(RevocationRefusal::Revoked { position, revocation })
        }
        _ => Ok(()),
    }
}

/// What a CA that was revoked, if only after the trusted times, said from then on makes nothing good: from then on its key is
/// nobody's to vouch for. What it said before counts like what it signed before. The same is asked of what it said of those who
/// signed evidence.
fn below<'c>(
    status: Status,
    mut above: impl Iterator<Item = &'c CertificateReport>,
    signers: &[CertificateReport],
) -> Status {
    let Status::Good(freshness) = status else { return status };
    let of_signers = signers.iter().filter_map(|signer| match signer.status {
        Status::Good(freshness) => Some(freshness.newest()),
        _ => None,
    });
    let newest = of_signers.fold(freshness.newest(), UnixTime::max);
    let too_late = |above: &CertificateReport| match above.status {
        Status::Revoked(revocation) => {
            revocation.onset(Retroactivity::ByReason).is_none_or(|onset| onset <= newest)
        }
        _ => false,
    };
    if above.any(too_late) { Status::Unknown(WhyUnknown::IssuerRevoked) } else { status }
}

fn count(
    verdict: &mut NotRevoked,
    (position, certificate, status): (usize, &Certificate<'_>, Status),
    rules: &RevocationRules,
    now: UnixTime,
) -> Result<(), RevocationRefusal> {
    match status {
        Status::Good(freshness) => {
            verdict.good = verdict.good.saturating_add(1);
            verdict.until(freshness.until());
        }
        // A list that is issued later may tell an earlier date, or a graver reason: it is known as of now.
        Status::Revoked(revocation) => {
            verdict.later.push((position, revocation));
            verdict.until(now);
        }
        status if rules.excuses(certificate, &status) => verdict.excused.push(position),
        status if rules.mode() == Mode::IfAvailable => verdict.open.push((position, status)),
        status => return Err(RevocationRefusal::NotKnown { position, status }),
    }
    Ok(())
}
