//! What a caller asks of a path's revocation.

use core::time::Duration;

use countersign_time::UnixTime;
use countersign_x509::{Certificate, OCSP};

use crate::{Retroactivity, Status, WhyUnknown};

/// What must be known of a path's certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// Every certificate is good, or was revoked only after the trusted times. Whoever blocks the evidence blocks the path.
    Required,
    /// What is known to be revoked is refused; what is not known passes, and is listed. Whoever can block the evidence can
    /// use a stolen key.
    IfAvailable,
    /// Nothing is asked.
    Off,
}

/// What becomes of OCSP answers by a delegate whose certificate names no way to learn whether it is revoked: neither
/// `id-pkix-ocsp-nocheck`, nor a responder, nor a list. RFC 6960 §4.2.2.2.1 leaves that to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SilentDelegates {
    /// It must be known to be good by evidence at hand, as any other delegate.
    Checked,
    /// It counts unless evidence at hand speaks against it.
    Taken,
}

/// What must be known of a path's certificates, and which revocations count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RevocationRules {
    mode: Mode,
    retroactivity: Retroactivity,
    short_lived: Option<Duration>,
}

impl RevocationRules {
    /// [`Mode::Required`]; revocations count by their reason, and no certificate is excused.
    pub const REQUIRED: Self = Self::of(Mode::Required);
    /// [`Mode::IfAvailable`]; revocations count by their reason.
    pub const IF_AVAILABLE: Self = Self::of(Mode::IfAvailable);
    /// [`Mode::Off`].
    pub const OFF: Self = Self::of(Mode::Off);

    const fn of(mode: Mode) -> Self {
        Self { mode, retroactivity: Retroactivity::ByReason, short_lived: None }
    }

    /// Which revocations count for what was done before them.
    #[must_use]
    pub const fn retroactivity(self, retroactivity: Retroactivity) -> Self {
        Self { retroactivity, ..self }
    }

    /// Excuses certificates that name no place to ask, and from whose first moment to their last no more than `longest`
    /// passes: they end before a revocation would be known (compare RFC 9608). Others that name no place are
    /// refused where every certificate must be good, and so are those of which something is known: that the responder does not
    /// know them, or what is too old by now.
    #[must_use]
    pub const fn short_lived(self, longest: Duration) -> Self {
        Self { short_lived: Some(longest), ..self }
    }

    /// What must be known.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Which revocations count for what was done before them.
    #[must_use]
    pub fn counted(&self) -> Retroactivity {
        self.retroactivity
    }

    /// Whether nothing need be known of a certificate: it lives too short, says nowhere that anybody knows, and nobody does.
    pub(crate) fn excuses(&self, certificate: &Certificate<'_>, status: &Status) -> bool {
        let ends = |longest| {
            let validity = certificate.validity();
            let last = validity.not_before().checked_add(longest).unwrap_or(UnixTime::MAX);
            validity.not_after() <= last
        };
        let known = matches!(
            status,
            Status::Revoked(_) | Status::Stale { .. } | Status::Unknown(WhyUnknown::Responder)
        );
        !known && !names_a_place(certificate) && self.short_lived.is_some_and(ends)
    }
}

/// Whether a certificate says where its status is told: anywhere, also where nothing can be fetched from.
pub(crate) fn names_a_place(certificate: &Certificate<'_>) -> bool {
    let mut access = certificate.authority_info_access().into_iter().flatten();
    certificate.crl_distribution_points().is_some()
        || certificate.freshest_crl().is_some()
        || access.any(|(method, _)| method == OCSP)
}
