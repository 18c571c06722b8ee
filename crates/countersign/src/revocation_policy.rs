//! What must be known of the revocation of certificates, and from what.

use alloc::{format, string::ToString, sync::Arc, vec::Vec};

use countersign_crypto::{CryptoProvider, DigestAlgorithm};
use countersign_encoding::json::{Object, Value};
use countersign_revocation::{
    CrlLimits, FreshnessRules, Mode, Retroactivity, RevocationRules, SilentDelegates,
};

use countersign_x509::CertificateSet;

use crate::{CrlMemory, EvidenceCache};

/// What must be known of the revocation of certificates, those of signers and those of timestamping authorities, and the
/// evidence that is at hand. Nothing is fetched unless it is said.
#[derive(Clone, Debug)]
#[must_use]
pub struct RevocationPolicy {
    pub(crate) rules: RevocationRules,
    pub(crate) freshness: FreshnessRules,
    pub(crate) crl_limits: CrlLimits,
    pub(crate) silent_delegates: SilentDelegates,
    pub(crate) certificates: CertificateSet,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) fetching: Fetching,
    pub(crate) cache: Option<Arc<dyn EvidenceCache>>,
    pub(crate) memory: Option<Arc<dyn CrlMemory>>,
}

/// CRLs and OCSP answers that one verifier has at hand: half of what a checker takes, so that as much can be fetched.
pub(crate) const MAX_EVIDENCE: usize = 32;

/// A piece of evidence, in DER.
#[derive(Clone, Debug)]
pub(crate) enum Evidence {
    Crl(Arc<[u8]>),
    Ocsp(Arc<[u8]>),
}

impl Evidence {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Crl(bytes) | Self::Ocsp(bytes) => bytes,
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Crl(_) => "crl",
            Self::Ocsp(_) => "ocsp",
        }
    }
}

/// Whether what is missing is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fetching {
    Never,
    Allowed,
}

impl RevocationPolicy {
    /// Every certificate must be known not to be revoked.
    pub fn required() -> Self {
        Self::of(RevocationRules::REQUIRED)
    }

    /// What is known to be revoked is refused; what is not known passes, which reports list as a weakening: whoever can keep
    /// the evidence away can use a stolen key.
    pub fn if_available() -> Self {
        Self::of(RevocationRules::IF_AVAILABLE)
    }

    fn of(rules: RevocationRules) -> Self {
        let freshness = FreshnessRules::STRICT;
        let (crl_limits, silent_delegates) = (CrlLimits::DEFAULT, SilentDelegates::Checked);
        let certificates = CertificateSet::empty();
        let (evidence, fetching, cache, memory) = (Vec::new(), Fetching::Never, None, None);
        Self {
            rules,
            freshness,
            crl_limits,
            silent_delegates,
            certificates,
            evidence,
            fetching,
            cache,
            memory,
        }
    }

    /// Has this CRL at hand, in DER. One that cannot be read is passed over, unless nothing else speaks of a certificate.
    pub fn crl(mut self, der: impl Into<Arc<[u8]>>) -> Self {
        self.evidence.push(Evidence::Crl(der.into()));
        self
    }

    /// Has this OCSP response at hand, in DER.
    pub fn ocsp(mut self, der: impl Into<Arc<[u8]>>) -> Self {
        self.evidence.push(Evidence::Ocsp(der.into()));
        self
    }

    /// Has certificates at hand of those who sign evidence for an authority, where evidence does not bring them: another key of a
    /// CA that signs its lists, say. None of them is believed by that.
    pub fn certificates(self, certificates: CertificateSet) -> Self {
        Self { certificates, ..self }
    }

    /// Lets what is missing be fetched: it leaves a verification as needs
    /// ([`Step::Need`](countersign_oci::Step::Need)). Which hosts are asked is for certificates to say, so whoever fetches
    /// decides which may be.
    pub fn fetching(self) -> Self {
        Self { fetching: Fetching::Allowed, ..self }
    }

    /// Lets what was fetched be kept here, and looks here before it is fetched. No verdict depends on it.
    pub fn cache(self, cache: Arc<dyn EvidenceCache>) -> Self {
        Self { cache: Some(cache), ..self }
    }

    /// Keeps here how new the newest CRLs were, and believes of none that is older that it makes anything good. For verdicts of
    /// now: lists of an earlier time are older than what was seen since.
    pub fn crl_memory(self, memory: Arc<dyn CrlMemory>) -> Self {
        Self { memory: Some(memory), ..self }
    }

    /// How old evidence may be, and what it says of certificates that expired.
    pub fn freshness(self, freshness: FreshnessRules) -> Self {
        Self { freshness, ..self }
    }

    /// How large CRLs may be, those at hand and those that are fetched; 32 MiB unless it is said.
    pub fn crl_limits(self, crl_limits: CrlLimits) -> Self {
        Self { crl_limits, ..self }
    }

    /// What becomes of OCSP answers by delegates that name no way to learn whether they are revoked themselves. Taking them
    /// is listed as a weakening: a stolen key of such a delegate calls everything good until its certificate ends.
    pub fn silent_delegates(self, silent_delegates: SilentDelegates) -> Self {
        Self { silent_delegates, ..self }
    }

    /// Which revocations count for what was signed before them.
    pub fn retroactivity(self, retroactivity: Retroactivity) -> Self {
        Self { rules: self.rules.retroactivity(retroactivity), ..self }
    }

    /// Excuses certificates that live no longer than this and name no place to ask.
    pub fn short_lived(self, longest: core::time::Duration) -> Self {
        Self { rules: self.rules.short_lived(longest), ..self }
    }

    /// Everything of it that a verdict depends on.
    pub(crate) fn to_json(&self, provider: &dyn CryptoProvider) -> Value<'static> {
        let digest = |der: &[u8]| Value::from(provider.hash(DigestAlgorithm::Sha256, der).to_string());
        let evidence = self.evidence.iter().map(|one| {
            Value::from(Object::new().with("kind", one.name()).with("digest", digest(one.bytes())))
        });
        let certificates: Vec<_> = self.certificates.iter().map(|one| digest(one.der())).collect();
        let fetching = self.fetching == Fetching::Allowed;
        Value::from(
            Object::new()
                .with("mode", self.mode_name())
                .with("rules", format!("{:?} {:?}", self.rules, self.freshness))
                .with("crlLimits", format!("{:?}", self.crl_limits))
                .with("silentDelegates", format!("{:?}", self.silent_delegates))
                .with("crlMemory", self.memory.is_some())
                .with("certificates", certificates)
                .with("evidence", evidence.collect::<Vec<_>>())
                .with("fetching", fetching),
        )
    }

    fn mode_name(&self) -> &'static str {
        match self.rules.mode() {
            Mode::Required => "required",
            Mode::IfAvailable => "if-available",
            _ => "off",
        }
    }
}
