//! What is known of a path.

use alloc::vec::Vec;

use countersign_time::UnixTime;
use countersign_x509::{Times, Weakening};

use super::{CertificateReport, EvidenceReport, NotRevoked, RevocationRefusal, RevocationRules, verdict};
use crate::HighestSeen;

/// What is known of each certificate of a path, and what became of each piece of evidence. It is no verdict: what is asked of
/// the path decides.
#[derive(Clone, Debug)]
#[must_use]
pub struct Report {
    pub(super) now: UnixTime,
    pub(super) certificates: Vec<CertificateReport>,
    pub(super) signers: Vec<CertificateReport>,
    pub(super) evidence: Vec<EvidenceReport>,
    pub(super) seen: HighestSeen,
    pub(super) weakened: Vec<Weakening>,
}

impl Report {
    /// The time at which evidence was judged.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        self.now
    }

    /// The certificates of the path below its anchor, from the leaf on. The anchor is believed without proof: nobody above it
    /// could revoke it.
    #[must_use]
    pub fn certificates(&self) -> &[CertificateReport] {
        &self.certificates
    }

    /// The certificates of those who signed evidence without having issued the certificate that it is about: they count only
    /// if they are good themselves.
    #[must_use]
    pub fn signers(&self) -> &[CertificateReport] {
        &self.signers
    }

    /// Every piece of evidence, in the order in which it came, and what became of it.
    #[must_use]
    pub fn evidence(&self) -> &[EvidenceReport] {
        &self.evidence
    }

    /// How new the lists are that were signed rightly, by CAs of the path or by signers that are not in doubt: for whoever keeps
    /// it, to be handed to [`super::RevocationChecker::seen`] the next time.
    #[must_use]
    pub fn seen(&self) -> &HighestSeen {
        &self.seen
    }

    /// How the rules for algorithms of evidence were weakened.
    pub fn weakened(&self) -> impl Iterator<Item = Weakening> {
        self.weakened.iter().copied()
    }

    /// Whether the path may be used for what was done at `trusted`: times that someone other than the signer vouches for, or
    /// `None` where nobody does.
    ///
    /// # Errors
    /// [`RevocationRefusal`].
    pub fn verdict(
        &self,
        rules: &RevocationRules,
        trusted: Option<Times>,
    ) -> Result<NotRevoked, RevocationRefusal> {
        verdict::judge(self, rules, trusted)
    }
}
