//! What lists together say of a certificate (RFC 5280 §6.3.3).

mod combine;
mod points;
mod set;
mod signer;
mod verdict;

pub use set::CrlSet;
pub use verdict::CrlVerdict;

use core::fmt;

use countersign_crypto::CryptoProvider;
use countersign_time::UnixTime;
use countersign_x509::{CertificateSet, Profile, TrustAnchors, VerifiedPath};

use crate::{FreshnessRules, HighestSeen, SignerCheck};

/// Judges certificates by revocation lists, as RFC 5280 §6.3.3 says.
///
/// A list counts for a certificate if it is about it (§6.3.3 (b)), is signed by a key of the issuer that it must be of, and
/// is fresh. That key is one of the certificate's own path, or one that a certificate at hand gives to the same name: with a
/// path to the same anchor by the profile, and under the same authority above. Of lists of one issuer, scope and key the
/// newest counts. A certificate is good if lists for every reason are silent about it; it is revoked if one list that counts
/// says so, also one that is no longer fresh, unless it is only on hold there.
///
/// # What is stricter than §6.3.3
/// A list is asked also where others have told about every reason. A delta takes an entry off its base only where that put
/// the certificate on hold. What an older list, or a delta of another list than those at hand, says to be revoked stays so,
/// unless it was on hold there. A list that was issued after the certificate of its signer had expired makes nothing good.
/// Nobody vouches for its own key: a list signed by the key of the certificate in question, or by a
/// key that this one certified, is not taken. A certificate of version 1 or 2 is neither a user's nor a CA's to lists of one
/// of these.
///
/// ```
/// use countersign_revocation::{CertificateList, CrlChecker, CrlError, CrlLimits, CrlSet, FreshnessRules, Status};
/// use countersign_revocation::{crypto::RustCrypto, time::UnixTime, x509::VerifiedPath};
///
/// /// Whether lists say that no certificate of a path is revoked.
/// fn all_good(path: &VerifiedPath<'_>, lists: &[Vec<u8>], now: UnixTime) -> Result<bool, CrlError> {
///     let mut set = CrlSet::new();
///     for list in lists {
///         set.add(CertificateList::from_der(list, CrlLimits::DEFAULT)?);
///     }
///     let checker = CrlChecker::new(&RustCrypto, now).freshness(FreshnessRules::STRICT);
///     let mut places = 0..path.certificates().len();
///     Ok(places.all(|at| matches!(checker.status(path, at, &mut set).status(), Status::Good(_))))
/// }
/// ```
#[derive(Clone, Copy)]
pub struct CrlChecker<'s> {
    provider: &'s dyn CryptoProvider,
    now: UnixTime,
    profile: &'s Profile,
    freshness: FreshnessRules,
    certificates: Option<&'s CertificateSet>,
    believed: Option<&'s TrustAnchors>,
    seen: Option<&'s HighestSeen>,
    signers: Option<&'s SignerCheck<'s>>,
    is_signer: bool,
}

impl<'s> CrlChecker<'s> {
    /// Judges at a time, by [`Profile::CRL_ISSUER`] and [`FreshnessRules::STRICT`].
    #[must_use]
    pub fn new(provider: &'s dyn CryptoProvider, now: UnixTime) -> Self {
        Self {
            provider,
            now,
            profile: Profile::CRL_ISSUER,
            freshness: FreshnessRules::STRICT,
            certificates: None,
            believed: None,
            seen: None,
            signers: None,
            is_signer: false,
        }
    }

    /// What the certificates of issuers of lists must be, and by which algorithms lists may be signed.
    #[must_use]
    pub fn profile(self, profile: &'s Profile) -> Self {
        Self { profile, ..self }
    }

    /// How old lists may be.
    #[must_use]
    pub fn freshness(self, freshness: FreshnessRules) -> Self {
        Self { freshness, ..self }
    }

    /// Certificates that issuers of lists may have, and those above them. Nothing of it is believed.
    #[must_use]
    pub fn certificates(self, certificates: &'s CertificateSet) -> Self {
        Self { certificates: Some(certificates), ..self }
    }

    /// Keys that the caller itself believes to sign the lists of their name, besides those that a path leads to.
    #[must_use]
    pub fn crl_issuers(self, believed: &'s TrustAnchors) -> Self {
        Self { believed: Some(believed), ..self }
    }

    /// The newest lists that were seen before: older ones are refused.
    #[must_use]
    pub fn seen(self, seen: &'s HighestSeen) -> Self {
        Self { seen: Some(seen), ..self }
    }

    /// Who says whether an issuer of lists is itself revoked, where it is none of the CAs of the path. Without, that is not
    /// known, and such lists make nothing good.
    #[must_use]
    pub fn signers(self, signers: &'s SignerCheck<'s>) -> Self {
        Self { signers: Some(signers), ..self }
    }

    /// The certificates in question are those of signers of lists, which may be on a list of their own: a CA that names
    /// one as the issuer of the list that it is itself on has decided so.
    #[must_use]
    pub(crate) fn of_signers(self) -> Self {
        Self { is_signer: true, ..self }
    }

    /// The status of the certificate at a place of [`VerifiedPath::certificates`]: 0 is the leaf. A place without a
    /// certificate is [`crate::WhyUnknown::NoEvidence`].
    pub fn status(&self, path: &VerifiedPath<'_>, at: usize, lists: &mut CrlSet<'_>) -> CrlVerdict {
        combine::judge(self, path, at, lists)
    }
}

impl fmt::Debug for CrlChecker<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CrlChecker").field("now", &self.now).field("profile", &self.profile.name()).finish()
    }
}
