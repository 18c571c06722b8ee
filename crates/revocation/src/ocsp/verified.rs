//! Answers that were found believable.

use countersign_time::UnixTime;
use countersign_x509::{AlgorithmRules, Certificate, Weakening};

use super::extensions::NO_CHECK;
use crate::{Freshness, Revocation, Source, Status, WhyUnknown, WhyUntrusted};

/// Who signed an answer (RFC 6960 §4.2.2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "one of them per answer, on the stack")]
pub enum Responder<'a> {
    /// The key that issued the certificate that was asked about.
    Issuer,
    /// The holder of a certificate that this key issued for that.
    Delegate(Certificate<'a>),
}

/// What a believable answer says of one certificate: only [`super::OcspVerifier`] makes one.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedOcsp<'a> {
    pub(super) standing: Standing,
    pub(super) produced_at: UnixTime,
    pub(super) this_update: UnixTime,
    pub(super) next_update: Option<UnixTime>,
    pub(super) responder: Responder<'a>,
    pub(super) signer: Signer,
    pub(super) algorithms: AlgorithmRules,
}

/// What is said, once it is clear that it counts now.
#[derive(Clone, Copy, Debug)]
pub(super) enum Standing {
    Good(Freshness),
    /// Good, but of a time at which the certificate, which had expired, may have been forgotten.
    Forgotten,
    Revoked(Revocation),
    Unknown,
}

/// Whether a delegate may itself be revoked.
#[derive(Clone, Copy, Debug)]
pub(super) enum Signer {
    /// It is the issuer itself, exempt (RFC 6960 §4.2.2.2.1), or was checked.
    Sound,
    Unchecked,
    Judged(Status),
}

impl Signer {
    pub(super) fn of(responder: &Responder<'_>) -> Self {
        match responder {
            Responder::Delegate(certificate) if !certificate.has(NO_CHECK) => Self::Unchecked,
            _ => Self::Sound,
        }
    }
}

impl<'a> VerifiedOcsp<'a> {
    /// What is known of the certificate.
    ///
    /// A delegate that may itself be revoked makes nothing good: see [`VerifiedOcsp::unchecked_responder`]. What it says to be
    /// revoked is revoked, so that nobody hides a revocation by another one.
    pub fn status(&self) -> Status {
        let by = Source::Ocsp;
        match (self.standing, self.signer) {
            (Standing::Revoked(revocation), _) => Status::Revoked(revocation),
            (Standing::Unknown, _) => Status::Unknown(WhyUnknown::Responder),
            (Standing::Forgotten, _) => Status::Unknown(WhyUnknown::ExpiredBeforeList { by }),
            (Standing::Good(_), Signer::Unchecked) => Status::Unknown(WhyUnknown::SignerUnchecked { by }),
            (Standing::Good(_), Signer::Judged(status)) => status,
            (Standing::Good(freshness), Signer::Sound) => Status::Good(freshness),
        }
    }

    /// Who signed it.
    #[must_use]
    pub fn responder(&self) -> &Responder<'a> {
        &self.responder
    }

    /// The certificate of a delegate whose own status must be known: it is not marked as exempt (`id-pkix-ocsp-nocheck`,
    /// RFC 6960 §4.2.2.2.1), and was not checked yet.
    #[must_use]
    pub fn unchecked_responder(&self) -> Option<&Certificate<'a>> {
        match (&self.responder, self.signer) {
            (Responder::Delegate(certificate), Signer::Unchecked) => Some(certificate),
            _ => None,
        }
    }

    /// Has the certificate of an unchecked delegate checked: by a CRL of the same issuer, or by an answer of another
    /// responder. Where it is good, this answer is no longer fresh than that; anything else takes what this one calls good
    /// away.
    pub fn check_responder(mut self, check: impl FnOnce(&Certificate<'_>) -> Status) -> Self {
        let Some(status) = self.unchecked_responder().map(check) else { return self };
        self.signer = match (status, self.standing) {
            (Status::Good(signer), Standing::Good(freshness)) => {
                self.standing = Standing::Good(freshness.and(signer));
                Signer::Sound
            }
            (Status::Good(_), _) => Signer::Sound,
            (Status::Revoked(_), _) => {
                let (by, why) = (Source::Ocsp, WhyUntrusted::SignerRevoked);
                Signer::Judged(Status::Untrusted { by, why })
            }
            (Status::Unknown(_), _) => Signer::Unchecked,
            (status, _) => Signer::Judged(status),
        };
        self
    }

    /// Whether it is good if its signer is sound.
    pub(super) fn is_good(&self) -> bool {
        matches!(self.standing, Standing::Good(_))
    }

    /// The same, whose delegate has this status, which is the answer's unless it is good.
    pub(super) fn with_signer(mut self, judged: Result<(), Status>) -> Self {
        self.signer = judged.map_or_else(Signer::Judged, |()| Signer::Sound);
        self
    }

    /// When it was signed.
    #[must_use]
    pub fn produced_at(&self) -> UnixTime {
        self.produced_at
    }

    /// As of when it is right.
    #[must_use]
    pub fn this_update(&self) -> UnixTime {
        self.this_update
    }

    /// When newer information is due at the latest.
    #[must_use]
    pub fn next_update(&self) -> Option<UnixTime> {
        self.next_update
    }

    /// How the rules for algorithms were weakened.
    pub fn weakened(&self) -> impl Iterator<Item = Weakening> {
        self.algorithms.weakened()
    }
}
