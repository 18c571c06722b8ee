//! What is asked: whether one certificate is revoked, and by what evidence about it is judged.

use core::fmt;

use alloc::vec::Vec;

use countersign_crypto::CryptoProvider;
use countersign_time::UnixTime;
use countersign_x509::{
    AlgorithmRules, Certificate, CertificateSet, Name, TrustAnchor, TrustAnchors, VerifiedPath,
};

use crate::{FreshnessRules, Source, Status, WhyUnknown};

/// An issuer of certificates and lists, as its certificate or an anchor gives its name and key.
#[derive(Clone, Copy, Debug)]
pub struct Issuer<'q> {
    name: Name<'q>,
    spki: &'q [u8],
    certificate: Option<&'q Certificate<'q>>,
}

impl<'q> Issuer<'q> {
    /// An issuer whose certificate is on the path.
    #[must_use]
    pub fn from_certificate(certificate: &'q Certificate<'q>) -> Self {
        Self { name: certificate.subject(), spki: certificate.spki(), certificate: Some(certificate) }
    }

    /// An anchor as issuer.
    #[must_use]
    pub fn from_anchor(anchor: &'q TrustAnchor) -> Self {
        Self { name: anchor.subject(), spki: anchor.spki(), certificate: anchor.certificate() }
    }

    /// The issuer of the certificate at a place of a path: the certificate above it, or the anchor.
    #[must_use]
    pub fn on(path: &'q VerifiedPath<'q>, at: usize) -> Self {
        let above = at.checked_add(1).and_then(|above| path.certificates().get(above));
        above.map_or_else(|| Self::from_anchor(path.anchor()), Self::from_certificate)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> Name<'q> {
        self.name
    }

    /// Its encoded SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki(&self) -> &'q [u8] {
        self.spki
    }

    /// Its certificate; an anchor may have none.
    #[must_use]
    pub fn certificate(&self) -> Option<&'q Certificate<'q>> {
        self.certificate
    }
}

/// Asked about a path of certificates to whoever signed evidence, where that is not the issuer of the certificate in question
/// itself: `Ok` if none of them is revoked, else the status that evidence of this signer then has.
pub type SignerCheck<'q> = dyn Fn(Source, &VerifiedPath<'_>) -> Result<(), Status> + 'q;

/// Whether one certificate is revoked: which, who issued it, and by what evidence about it is judged.
#[derive(Clone, Copy)]
pub struct Question<'q> {
    certificate: &'q Certificate<'q>,
    issuer: Issuer<'q>,
    anchors: &'q TrustAnchors,
    helpers: &'q CertificateSet,
    now: UnixTime,
    freshness: FreshnessRules,
    algorithms: AlgorithmRules,
    signers: Option<&'q SignerCheck<'q>>,
    provider: &'q dyn CryptoProvider,
}

impl<'q> Question<'q> {
    /// A question at `now`. Whoever signs evidence and is not `issuer` must have a path to one of `anchors`: give the anchor
    /// of the certificate's own path, and no other (RFC 5280 §6.3.3 (f)).
    #[must_use]
    pub fn new(
        certificate: &'q Certificate<'q>,
        issuer: Issuer<'q>,
        anchors: &'q TrustAnchors,
        helpers: &'q CertificateSet,
        now: UnixTime,
        provider: &'q dyn CryptoProvider,
    ) -> Self {
        let (freshness, algorithms) = (FreshnessRules::STRICT, AlgorithmRules::DEFAULT);
        Self { certificate, issuer, anchors, helpers, now, freshness, algorithms, signers: None, provider }
    }

    /// How old evidence may be.
    #[must_use]
    pub fn freshness(self, freshness: FreshnessRules) -> Self {
        Self { freshness, ..self }
    }

    /// By which algorithms evidence may be signed.
    #[must_use]
    pub fn algorithms(self, algorithms: AlgorithmRules) -> Self {
        Self { algorithms, ..self }
    }

    /// Who says whether a signer of evidence is itself revoked. Without, that is not known, and evidence of anybody but the
    /// issuer makes nothing good.
    #[must_use]
    pub fn signers(self, signers: &'q SignerCheck<'q>) -> Self {
        Self { signers: Some(signers), ..self }
    }

    /// The certificate in question.
    #[must_use]
    pub fn certificate(&self) -> &'q Certificate<'q> {
        self.certificate
    }

    /// Its issuer.
    #[must_use]
    pub fn issuer(&self) -> Issuer<'q> {
        self.issuer
    }

    /// To which anchors the path of another signer must lead.
    #[must_use]
    pub fn anchors(&self) -> &'q TrustAnchors {
        self.anchors
    }

    /// Certificates that may be those of signers, or stand on the paths to them.
    #[must_use]
    pub fn helpers(&self) -> &'q CertificateSet {
        self.helpers
    }

    /// The time at which evidence must be fresh.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        self.now
    }

    /// How old evidence may be.
    #[must_use]
    pub fn freshness_rules(&self) -> FreshnessRules {
        self.freshness
    }

    /// By which algorithms evidence may be signed.
    #[must_use]
    pub fn algorithm_rules(&self) -> AlgorithmRules {
        self.algorithms
    }

    /// Who checks signatures.
    #[must_use]
    pub fn provider(&self) -> &'q dyn CryptoProvider {
        self.provider
    }

    /// Whether what a signer says to be good is so: not if it may itself be revoked. What it says to be revoked counts
    /// without this being asked, so that nobody can hide a revocation by another one.
    ///
    /// # Errors
    /// The status that the evidence then has; [`WhyUnknown::SignerUnchecked`] where nobody was named who knows.
    pub fn check_signer(&self, by: Source, signer: &VerifiedPath<'_>) -> Result<(), Status> {
        check_signer(self.signers, by, signer)
    }
}

/// What a caller says of a signer, if one was named who knows.
pub(crate) fn check_signer(
    signers: Option<&SignerCheck<'_>>,
    by: Source,
    signer: &VerifiedPath<'_>,
) -> Result<(), Status> {
    signers.map_or(Err(Status::Unknown(WhyUnknown::SignerUnchecked { by })), |check| check(by, signer))
}

impl fmt::Debug for Question<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("certificate", self.certificate).field("now", &self.now).finish()
    }
}

/// The answer to a question, and what of the evidence gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Judged {
    /// What is known.
    pub status: Status,
    /// The places of what speaks of the certificate, in the list of evidence that was given: all else is foreign to it.
    pub speaks: Vec<usize>,
}
