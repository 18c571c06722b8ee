//! How old evidence may be.

use core::time::Duration;

use countersign_time::UnixTime;

use crate::{Source, Status, WhyUnknown};

/// How fresh an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Freshness {
    this_update: UnixTime,
    until: UnixTime,
    /// Of several that are needed together, as of when the newest speaks.
    newest: UnixTime,
}

impl Freshness {
    /// As of when the answer is right (`thisUpdate`).
    #[must_use]
    pub fn this_update(&self) -> UnixTime {
        self.this_update
    }

    /// The last moment at which it is fresh enough.
    #[must_use]
    pub fn until(&self) -> UnixTime {
        self.until
    }

    /// Of two answers that are both needed: as of the earlier, until the first of them is stale.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            this_update: self.this_update.min(other.this_update),
            until: self.until.min(other.until),
            newest: self.newest.max(other.newest),
        }
    }

    /// As of when the newest of all that it takes speaks.
    pub(crate) fn newest(&self) -> UnixTime {
        self.newest
    }

    /// The same answer, fresh until `until` at most.
    pub(crate) fn at_most(self, until: UnixTime) -> Self {
        Self { until: self.until.min(until), ..self }
    }
}

/// What becomes of the entries of certificates that expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExpiredCertificates {
    /// A CA may drop them, one scheduled list after the certificate expired (RFC 5280 §3.3), unless its evidence says
    /// itself how long it keeps them.
    Dropped,
    /// The CA is known to keep them for ever.
    Kept,
}

/// How old evidence may be, and what it says of certificates that expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FreshnessRules {
    max_age: Option<Duration>,
    expired: ExpiredCertificates,
    skew: Duration,
}

/// What evidence tells of itself that decides whether it still knows of a certificate that expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Memory {
    /// As of when it speaks.
    pub(crate) this_update: UnixTime,
    /// Of a CRL, when the next one is due: the list after the expiry must still hold the entry.
    pub(crate) next_list: Option<UnixTime>,
    /// Since when entries of expired certificates are kept (`expiredCertsOnCRL`, `archiveCutoff`).
    pub(crate) kept_since: Option<UnixTime>,
}

impl FreshnessRules {
    /// Evidence holds until the next one is due, and is stale if it does not say when that is; entries of expired
    /// certificates may be dropped.
    pub const STRICT: Self =
        Self { max_age: None, expired: ExpiredCertificates::Dropped, skew: Duration::ZERO };

    /// How far the clock of whoever issues evidence may be ahead where [`FreshnessRules::fetching`] is said.
    pub const FETCHING: Duration = Duration::from_secs(60);

    /// Evidence is also stale from `max_age` after its `thisUpdate` on; what does not say when the next one is due holds so
    /// long.
    #[must_use]
    pub const fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// Takes evidence that is up to a minute ([`FreshnessRules::FETCHING`]) younger than the time of the verdict: what is
    /// fetched while a verdict is made was issued after it was begun, by another clock.
    #[must_use]
    pub const fn fetching(mut self) -> Self {
        self.skew = Self::FETCHING;
        self
    }

    /// What the CA does with the entries of certificates that expired.
    #[must_use]
    pub const fn expired_certificates(mut self, expired: ExpiredCertificates) -> Self {
        self.expired = expired;
        self
    }

    /// How fresh evidence is at `now`.
    ///
    /// # Errors
    /// [`WhyUnknown::NotYet`] for evidence of the future, [`Status::Stale`] from the moment after `next_update`, or after
    /// the greatest age, on.
    pub fn judge(
        &self,
        by: Source,
        this_update: UnixTime,
        next_update: Option<UnixTime>,
        now: UnixTime,
    ) -> Result<Freshness, Status> {
        if self.is_future(this_update, now) {
            return Err(Status::Unknown(WhyUnknown::NotYet { by, this_update }));
        }
        match self.until(this_update, next_update) {
            Some(until) if now <= until => Ok(Freshness { this_update, until, newest: this_update }),
            since => Err(Status::Stale { by, since }),
        }
    }

    /// Whether something was issued after the time of the verdict.
    pub(crate) fn is_future(&self, issued: UnixTime, now: UnixTime) -> bool {
        now.checked_add(self.skew).unwrap_or(UnixTime::MAX) < issued
    }

    /// The last moment at which evidence is fresh.
    fn until(&self, this_update: UnixTime, next_update: Option<UnixTime>) -> Option<UnixTime> {
        let aged = self.max_age.map(|age| this_update.checked_add(age).unwrap_or(UnixTime::MAX));
        match (aged, next_update) {
            (Some(aged), Some(next)) => Some(aged.min(next)),
            (one, other) => one.or(other),
        }
    }

    /// Whether evidence that is silent about a certificate, or calls it good, says by that that it was not revoked: it may
    /// have forgotten one that expired. What calls it revoked always counts.
    pub(crate) fn remembers(&self, not_after: UnixTime, memory: &Memory) -> bool {
        self.expired == ExpiredCertificates::Kept
            || memory.this_update <= not_after
            || memory.kept_since.is_some_and(|since| since <= not_after)
            || memory.next_list.is_some_and(|next| previous(memory.this_update, next) <= not_after.seconds())
    }
}

/// When the list before was due, if lists are issued at even intervals: in seconds since 1970.
fn previous(this_update: UnixTime, next_update: UnixTime) -> i64 {
    let interval = next_update.seconds().saturating_sub(this_update.seconds());
    this_update.seconds().saturating_sub(interval)
}
