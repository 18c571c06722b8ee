//! A revocation, and whether it counts for what was done before it.

use core::fmt;

use countersign_time::UnixTime;
use countersign_x509::Times;

use crate::Reason;

/// What says something about the status of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Source {
    /// A certificate revocation list, with its delta if there is one (RFC 5280 §5).
    Crl,
    /// An answer of an OCSP responder (RFC 6960).
    Ocsp,
    /// A signed revocation list of this crate.
    List,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Crl => "CRL",
            Self::Ocsp => "OCSP answer",
            Self::List => "revocation list",
        })
    }
}

/// What is known of a revocation: who says so, from when on, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revocation {
    source: Source,
    date: UnixTime,
    reason: Option<Reason>,
    invalidity_date: Option<UnixTime>,
    /// Whether this or another one of the same certificate, which counts for less, tells of a compromise.
    is_compromise: bool,
}

/// Whether a revocation counts for what was done before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Retroactivity {
    /// A compromise of a key counts backwards, as far as a signed invalidity date goes or without limit; every other
    /// revocation counts from its date on.
    ByReason,
    /// As [`Self::ByReason`], for a witness: somebody who alone says when something was done, as an authority that timestamps.
    /// Whoever has its key can say any time, so that a compromise counts for all that it ever said, whatever invalidity date is
    /// told, and so does a revocation without a reason (RFC 3161 §4).
    Witness,
    /// Every revocation counts for all that was ever done.
    All,
}

impl Retroactivity {
    /// The same for a witness.
    #[must_use]
    pub const fn for_witness(self) -> Self {
        match self {
            Self::ByReason | Self::Witness => Self::Witness,
            Self::All => Self::All,
        }
    }
}

impl Revocation {
    /// A revocation as of `date`. `None` for [`Reason::RemoveFromCrl`], which says that a certificate is *no longer* on a
    /// list (RFC 5280 §5.3.1): whoever reads it where a revocation stands must decide what to make of that.
    #[must_use]
    pub fn new(
        source: Source,
        date: UnixTime,
        reason: Option<Reason>,
        invalidity_date: Option<UnixTime>,
    ) -> Option<Self> {
        let is_compromise = reason.is_some_and(Reason::is_compromise);
        let revocation = Self { source, date, reason, invalidity_date, is_compromise };
        (reason != Some(Reason::RemoveFromCrl)).then_some(revocation)
    }

    /// The same where another revocation of the same certificate counts for less. That it tells of a compromise is kept, which to a
    /// witness matters whenever it was.
    pub(crate) fn beside(self, other: &Self) -> Self {
        self.compromised(other.is_compromise)
    }

    /// The same where it is told elsewhere whether there was a compromise.
    pub(crate) fn compromised(self, elsewhere: bool) -> Self {
        Self { is_compromise: self.is_compromise || elsewhere, ..self }
    }

    /// What says so.
    #[must_use]
    pub fn source(&self) -> Source {
        self.source
    }

    /// When it was revoked (`revocationDate`, `revocationTime`).
    #[must_use]
    pub fn date(&self) -> UnixTime {
        self.date
    }

    /// Why, where that is told.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        self.reason
    }

    /// Since when the key is known or suspected to be in foreign hands, or the certificate to be invalid otherwise
    /// (RFC 5280 §5.3.2), where that is told.
    #[must_use]
    pub fn invalidity_date(&self) -> Option<UnixTime> {
        self.invalidity_date
    }

    /// From when on it counts; `None`: for all that was ever done.
    ///
    /// That is the date of revocation or the invalidity date, whichever is earlier. A compromise without an invalidity
    /// date has no such moment: the key may have been stolen at any time before anybody noticed. Of a witness
    /// ([`Retroactivity::Witness`]) neither has one with, nor a revocation without a reason.
    #[must_use]
    pub fn onset(&self, retroactivity: Retroactivity) -> Option<UnixTime> {
        let earliest = self.invalidity_date.map_or(self.date, |invalid| invalid.min(self.date));
        let unbounded = match retroactivity {
            Retroactivity::ByReason => {
                self.reason.is_some_and(Reason::is_compromise) && self.invalidity_date.is_none()
            }
            Retroactivity::Witness => self.is_compromise || self.reason.is_none(),
            Retroactivity::All => true,
        };
        (!unbounded).then_some(earliest)
    }

    /// Whether it counts for what was done at `trusted`: the times that someone other than the signer vouches for.
    /// Without any, it counts, as the signer may have chosen the time that is told.
    ///
    /// Of several times the latest decides: what was done may have been done as late as then.
    #[must_use]
    pub fn counts_at(&self, trusted: Option<Times>, retroactivity: Retroactivity) -> bool {
        match (trusted, self.onset(retroactivity)) {
            (Some(times), Some(onset)) => onset <= times.latest(),
            _ => true,
        }
    }
}

impl fmt::Display for Revocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "revoked at {}", self.date)?;
        if let Some(reason) = self.reason {
            write!(f, " ({reason})")?;
        }
        if let Some(invalid) = self.invalidity_date {
            write!(f, ", invalid since {invalid}")?;
        }
        write!(f, ", says a{} {}", if self.source == Source::Ocsp { "n" } else { "" }, self.source)
    }
}
