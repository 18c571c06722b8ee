//! What a search for paths is given.

use alloc::vec::Vec;
use core::fmt;

use countersign_crypto::CryptoProvider;

use super::{ordered, paths::Paths};
use crate::{
    AlgorithmRules, Budget, Certificate, CertificateSet, Extension, PathError, Profile, Times, TrustAnchor,
    TrustAnchors, VerifiedPath,
};

/// What the caller says to a critical extension that it promised to process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It was processed, and the certificate may stand in the path.
    Accepted,
    /// The certificate must not stand in the path.
    Refused,
}

/// Finds paths from a leaf to one of the anchors, and validates them (RFC 5280 §6, RFC 4158).
///
/// ```
/// use countersign_crypto::RustCrypto;
/// use countersign_time::UnixTime;
/// use countersign_x509::{AnchorLimits, Certificate, PathBuilder, Profile, Times, TrustAnchors};
///
/// // A chain of three: root, intermediate, leaf. Bytes of your own stand here.
/// let chain = testkit::x509::Chain::with(7, 3, &[]);
/// let anchors = TrustAnchors::from_ders(&chain.anchors, AnchorLimits::OwnLimits);
/// let leaf = Certificate::from_der(&chain.leaf)?;
/// let message: Vec<_> =
///     chain.intermediates.iter().map(|der| Certificate::from_der(der)).collect::<Result<_, _>>()?;
/// let now = Times::at(UnixTime::from_seconds(testkit::x509::TIME)?);
///
/// let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::CODE_SIGNING);
/// let path = builder.verify(&leaf, &message, now)?;
/// assert_eq!(path.certificates().len(), 2);
///
/// // One who refuses a path, because a certificate of it was revoked, takes the next one.
/// let mut paths = builder.paths(&leaf, &message, now);
/// let accepted = paths.find(|path| path.as_ref().is_ok_and(|path| path.valid_until() > now.latest()));
/// assert!(accepted.is_some());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct PathBuilder<'s> {
    pub(crate) provider: &'s dyn CryptoProvider,
    pub(crate) anchors: &'s TrustAnchors,
    pub(crate) profile: &'s Profile,
    pub(crate) intermediates: Option<&'s CertificateSet>,
    pub(crate) budget: Budget,
    pub(crate) answering: Option<&'s Answering<'s>>,
}

type Answering<'s> = dyn Fn(usize, Extension<'_>) -> Answer + Sync + 's;

impl<'s> PathBuilder<'s> {
    /// A search with the default budget, without further intermediates.
    #[must_use]
    pub fn new(provider: &'s dyn CryptoProvider, anchors: &'s TrustAnchors, profile: &'s Profile) -> Self {
        Self { provider, anchors, profile, intermediates: None, budget: Budget::DEFAULT, answering: None }
    }

    /// Uses these certificates besides those of the message.
    #[must_use]
    pub fn intermediates(self, intermediates: &'s CertificateSet) -> Self {
        Self { intermediates: Some(intermediates), ..self }
    }

    /// Sets limits.
    #[must_use]
    pub fn budget(self, budget: Budget) -> Self {
        Self { budget, ..self }
    }

    /// Asks the caller what to say to critical extensions that the profile leaves to it, with the place of the
    /// certificate; for each path anew. Without this they are refused.
    ///
    /// The builder borrows the function: bind it by `let` before.
    #[must_use]
    pub fn answering(self, answering: &'s (dyn Fn(usize, Extension<'_>) -> Answer + Sync + 's)) -> Self {
        Self { answering: Some(answering), ..self }
    }

    /// Looks for paths from `leaf`, with the certificates of the message in `chain`: in any order, the leaf may be among
    /// them.
    pub fn paths<'x, 'a>(
        &self,
        leaf: &'x Certificate<'a>,
        chain: &'x [Certificate<'a>],
        times: impl Into<Times>,
    ) -> Paths<'x, 'a>
    where
        's: 'x,
    {
        Paths::new(*self, leaf, chain, times.into())
    }

    /// The first path.
    ///
    /// # Errors
    /// [`PathError`]: of all that was tried, the most telling reason why there is none.
    pub fn verify<'a>(
        &self,
        leaf: &Certificate<'a>,
        chain: &[Certificate<'a>],
        times: impl Into<Times>,
    ) -> Result<VerifiedPath<'a>, PathError> {
        let first = self.paths(leaf, chain, times).next();
        first.unwrap_or_else(|| Err(PathError::unknown_issuer(0, leaf)))
    }

    /// The path that a list is, which starts with the leaf: each certificate is issued by the next one.
    ///
    /// # Errors
    /// [`PathError`]: the first reason why it is none.
    pub fn verify_ordered<'a>(
        &self,
        chain: &[Certificate<'a>],
        times: impl Into<Times>,
    ) -> Result<VerifiedPath<'a>, PathError> {
        let Some((leaf, rest)) = chain.split_first() else {
            return Err(PathError::UnknownIssuer { at: 0, issuer: [].into() });
        };
        ordered::verify(self, leaf, rest, times.into())
    }

    pub(super) fn rules(&self) -> &'s AlgorithmRules {
        self.profile.algorithms()
    }

    /// The proof of a path that was found valid, out of its certificates, those above them, and all that count.
    pub(super) fn proven<'a>(
        &self,
        (certificates, above): (Vec<Certificate<'a>>, Vec<Certificate<'a>>),
        counting: &[&Certificate<'_>],
        anchor: &TrustAnchor,
        times: Times,
    ) -> Option<VerifiedPath<'a>> {
        let leaf = certificates.first()?.clone();
        let ends = counting.iter().map(|certificate| certificate.validity().not_after());
        let valid_until = ends.min()?;
        Some(VerifiedPath {
            leaf,
            certificates,
            above,
            anchor: anchor.clone(),
            times,
            valid_until,
            profile: self.profile.name.clone(),
            rules: *self.rules(),
            inputs: self.profile.policies().clone(),
            policy_nodes: self.budget.policy_nodes,
        })
    }
}

impl fmt::Debug for PathBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PathBuilder")
            .field("profile", &self.profile.name())
            .field("anchors", &self.anchors.len())
            .field("budget", &self.budget)
            .finish_non_exhaustive()
    }
}
