//! Whom the caller believes about time.

use alloc::sync::Arc;
use core::{fmt, time::Duration};

use countersign_encoding::der::{Oid, OwnedOid};
use countersign_time::UnixTime;
use countersign_x509::{AnchorLimits, Certificate, CertificateSet, Profile, TrustAnchor, TrustAnchors};

/// The greatest difference of clocks that can be allowed for.
pub const MAX_CLOCK_SKEW: Duration = Duration::from_secs(300);

/// A timestamping authority that the caller believes, and within which bounds. Copies share what they hold.
///
/// ```
/// use countersign_timestamp::{
///     TrustedTsa,
///     x509::{AnchorLimits, Profile, TrustAnchors},
/// };
/// # let chain = testkit::x509::Chain::with(7, 2, &[]);
/// # let roots = chain.anchors;
/// // The roots of the authority, in DER.
/// let anchors = TrustAnchors::from_ders(&roots, AnchorLimits::OwnLimits);
/// let authority = TrustedTsa::new("tsa.example", anchors)?.profile(Profile::NOTATION_TIMESTAMPING);
/// assert_eq!(authority.id(), "tsa.example");
/// # Ok::<(), countersign_timestamp::TrustedTsaError>(())
/// ```
#[derive(Clone)]
pub struct TrustedTsa {
    id: Arc<str>,
    anchors: TrustAnchors,
    intermediates: CertificateSet,
    signer: Option<Certificate<'static>>,
    start: Option<UnixTime>,
    end: Option<UnixTime>,
    policies: Option<Arc<[OwnedOid]>>,
    profile: Arc<Profile>,
    skew: Duration,
}

/// Why nobody is believed by that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrustedTsaError {
    /// The authority has no name by which it could be told from others.
    #[error("a timestamping authority needs a name")]
    NoId,
    /// There is no usable anchor: every certificate would lead to it, or none.
    #[error("a timestamping authority needs a trust anchor")]
    NoAnchors,
    /// The window would end before it begins.
    #[error("the window in which the authority is believed ends before it begins")]
    WindowReversed,
    /// No policy would be accepted.
    #[error("an authority whose every policy is refused is not believed at all")]
    NoPolicies,
    /// More difference of clocks than can be allowed for.
    #[error("the clocks may differ by {} seconds at most", MAX_CLOCK_SKEW.as_secs())]
    Skew,
}

impl TrustedTsa {
    /// Believes signers whose certificates lead to one of these anchors, and are for timestamping by
    /// [`Profile::RFC3161_TSA`]. The id tells the authority from others where several are required.
    ///
    /// # Errors
    /// [`TrustedTsaError::NoId`] or [`TrustedTsaError::NoAnchors`].
    pub fn new(id: impl Into<Arc<str>>, anchors: TrustAnchors) -> Result<Self, TrustedTsaError> {
        let id = id.into();
        if id.is_empty() {
            return Err(TrustedTsaError::NoId);
        }
        if anchors.is_empty() {
            return Err(TrustedTsaError::NoAnchors);
        }
        Ok(Self {
            id,
            anchors,
            intermediates: CertificateSet::empty(),
            signer: None,
            start: None,
            end: None,
            policies: None,
            profile: Arc::new(Profile::RFC3161_TSA.clone()),
            skew: Duration::ZERO,
        })
    }

    /// Believes the holder of this one certificate, which needs no issuer: it is the anchor and the only signer, byte by byte,
    /// and no certificate below it is believed, nor another one of its name and key. It must be for timestamping by the
    /// profile, and valid at the time of the token. One that issued itself is believed so, as `timestamp serve` has it.
    ///
    /// # Errors
    /// [`TrustedTsaError::NoId`].
    pub fn pinned(id: impl Into<Arc<str>>, signer: &Certificate<'_>) -> Result<Self, TrustedTsaError> {
        let anchor = TrustAnchor::from_certificate(signer, AnchorLimits::OwnLimits);
        Ok(Self::new(id, TrustAnchors::new([anchor]))?.signer(signer))
    }

    /// Whether the holder of one certificate is believed, which is its own anchor: nobody above it could revoke it.
    #[must_use]
    pub fn is_pinned(&self) -> bool {
        let is_own = |signer: &Certificate<'_>| {
            let mut anchors = self.anchors().iter().filter_map(TrustAnchor::certificate);
            anchors.any(|anchor| anchor.der() == signer.der())
        };
        self.pinned_signer().is_some_and(is_own)
    }

    /// Uses these certificates besides those of the token: for the path, and for a signer whose certificate the token lacks.
    /// They are not believed by that.
    #[must_use]
    pub fn intermediates(self, intermediates: CertificateSet) -> Self {
        Self { intermediates, ..self }
    }

    /// Believes this one signer alone, whose certificate must be the same byte by byte, and valid by a path nevertheless.
    #[must_use]
    pub fn signer(self, certificate: &Certificate<'_>) -> Self {
        Self { signer: Some(certificate.to_owned()), ..self }
    }

    /// Believes it about times from `start` to `end`, both included, or without an end.
    ///
    /// # Errors
    /// [`TrustedTsaError::WindowReversed`].
    pub fn window(self, start: UnixTime, end: Option<UnixTime>) -> Result<Self, TrustedTsaError> {
        if end.is_some_and(|end| end < start) {
            return Err(TrustedTsaError::WindowReversed);
        }
        Ok(Self { start: Some(start), end, ..self })
    }

    /// Believes tokens of these policies alone. Without this the policy is not looked at.
    ///
    /// # Errors
    /// [`TrustedTsaError::NoPolicies`] for an empty list.
    pub fn policies<'o>(self, policies: impl IntoIterator<Item = Oid<'o>>) -> Result<Self, TrustedTsaError> {
        let policies: Arc<[OwnedOid]> = policies.into_iter().map(|policy| policy.to_owned()).collect();
        if policies.is_empty() {
            return Err(TrustedTsaError::NoPolicies);
        }
        Ok(Self { policies: Some(policies), ..self })
    }

    /// What the certificates of the path must be, and which algorithms are taken for their signatures and for the token's.
    /// The certificates of a token stand in no order, whatever the profile asks of other messages.
    #[must_use]
    pub fn profile(self, profile: &Profile) -> Self {
        Self { profile: Arc::new(profile.in_any_order()), ..self }
    }

    /// Accepts times that lie after the caller's by so much, because clocks differ. Without this none are.
    ///
    /// # Errors
    /// [`TrustedTsaError::Skew`] for more than [`MAX_CLOCK_SKEW`].
    pub fn clock_skew(self, skew: Duration) -> Result<Self, TrustedTsaError> {
        if skew > MAX_CLOCK_SKEW {
            return Err(TrustedTsaError::Skew);
        }
        Ok(Self { skew, ..self })
    }

    /// By what it is told from others.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn shared_id(&self) -> Arc<str> {
        self.id.clone()
    }

    /// The anchors.
    #[must_use]
    pub fn anchors(&self) -> &TrustAnchors {
        &self.anchors
    }

    /// The certificates that are used besides those of a token.
    #[must_use]
    pub fn further_certificates(&self) -> &CertificateSet {
        &self.intermediates
    }

    /// The one signer that is believed, where one is pinned.
    #[must_use]
    pub fn pinned_signer(&self) -> Option<&Certificate<'static>> {
        self.signer.as_ref()
    }

    /// From when on it is believed.
    #[must_use]
    pub fn start(&self) -> Option<UnixTime> {
        self.start
    }

    /// Until when it is believed.
    #[must_use]
    pub fn end(&self) -> Option<UnixTime> {
        self.end
    }

    /// The policies that are accepted; `None` where the policy is not looked at.
    #[must_use]
    pub fn accepted_policies(&self) -> Option<&[OwnedOid]> {
        self.policies.as_deref()
    }

    /// What the certificates of the path must be.
    #[must_use]
    pub fn path_profile(&self) -> &Profile {
        &self.profile
    }

    /// By how much a time may lie after the caller's.
    #[must_use]
    pub fn allowed_skew(&self) -> Duration {
        self.skew
    }

    /// Certificates that may be the signer's where the token lacks it.
    pub(crate) fn possible_signers(&self) -> impl Iterator<Item = &Certificate<'static>> {
        let anchors = self.anchors.iter().filter_map(|anchor| anchor.certificate());
        self.signer.iter().chain(self.intermediates.iter()).chain(anchors)
    }

    /// Whether a certificate may be that of the signer.
    pub(crate) fn admits_signer(&self, certificate: &Certificate<'_>) -> bool {
        self.signer.as_ref().is_none_or(|signer| signer.der() == certificate.der())
    }

    pub(crate) fn admits_policy(&self, policy: Oid<'_>) -> bool {
        self.policies.as_ref().is_none_or(|policies| policies.iter().any(|known| known.as_oid() == policy))
    }

    /// Whether the authority is believed about a time.
    pub(crate) fn admits_time(&self, time: UnixTime) -> bool {
        self.start.is_none_or(|start| start <= time) && self.end.is_none_or(|end| time <= end)
    }

    /// The latest time that is not in the future.
    pub(crate) fn latest_at(&self, now: UnixTime) -> UnixTime {
        now.checked_add(self.skew).unwrap_or(UnixTime::MAX)
    }
}

impl fmt::Debug for TrustedTsa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrustedTsa")
            .field("id", &self.id)
            .field("anchors", &self.anchors.len())
            .field("profile", &self.profile.name())
            .finish_non_exhaustive()
    }
}
