//! Authorities whose certificates say who signed.

use alloc::{
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use countersign_crypto::{CryptoProvider, DigestAlgorithm};
use countersign_policy::AuthorityId;
use countersign_x509::{
    Budget, Certificate, CertificateSet, PathBuilder, PathError, Profile, Times, TrustAnchor, TrustAnchors,
    VerifiedPath,
};

use crate::danger::Weakening;

/// An authority: the trust anchors that its certificates lead to, and what they must be. Clones in O(1).
///
/// The certificates between a signer's and an anchor come with the signature, or are given here.
#[derive(Clone, Debug)]
pub struct TrustedAuthority {
    anchors: TrustAnchors,
    intermediates: CertificateSet,
    profile: Arc<Profile>,
}

impl TrustedAuthority {
    /// The authority of these anchors, for code signing ([`Profile::CODE_SIGNING`]).
    #[must_use]
    pub fn new(anchors: TrustAnchors) -> Self {
        let profile = Arc::new(Profile::CODE_SIGNING.clone());
        Self { anchors, intermediates: CertificateSet::empty(), profile }
    }

    /// Uses these certificates besides those that come with a signature. None of them is trusted.
    #[must_use]
    pub fn with_intermediates(self, intermediates: CertificateSet) -> Self {
        Self { intermediates, ..self }
    }

    /// Asks of certificates what another profile says.
    #[must_use]
    pub fn with_profile(self, profile: Profile) -> Self {
        Self { profile: Arc::new(profile), ..self }
    }

    /// The digest of the anchors with their limits, each once and in any order, and of the profile. What else is at hand to
    /// build a path with makes no other authority: a signature could bring it along.
    pub(crate) fn id(&self, provider: &dyn CryptoProvider) -> AuthorityId {
        let digest_of = |bytes: &[u8]| provider.hash(DigestAlgorithm::Sha256, bytes);
        let mut parts: Vec<_> = self.anchors.iter().map(|anchor| digest_of(&describe(anchor))).collect();
        parts.sort_unstable();
        parts.dedup();
        parts.push(digest_of(alloc::format!("{:?}", self.profile).as_bytes()));
        let whole: Vec<u8> = parts.iter().flat_map(|digest| digest.as_bytes().iter().copied()).collect();
        AuthorityId::new(digest_of(&whole))
    }

    /// The first path from `leaf` to an anchor, with the certificates that came with the signature.
    pub(crate) fn path(
        &self,
        leaf: &Certificate<'_>,
        chain: &[Certificate<'_>],
        times: Times,
        provider: &dyn CryptoProvider,
    ) -> Result<VerifiedPath<'static>, PathError> {
        let builder = PathBuilder::new(provider, &self.anchors, &self.profile)
            .intermediates(&self.intermediates)
            .budget(BUDGET);
        builder.verify(leaf, chain, times).map(|path| path.to_owned())
    }

    /// The same authority with the certificates that another mention of it has at hand.
    pub(crate) fn and(&self, other: &Self) -> Self {
        let both = self.intermediates.iter().chain(other.intermediates.iter());
        self.clone().with_intermediates(CertificateSet::from_certificates(both.cloned()))
    }

    /// The digests of the certificates at hand, in the order of the certificates' bytes.
    pub(crate) fn intermediates(&self, provider: &dyn CryptoProvider) -> Vec<String> {
        let digest =
            |member: &Certificate<'_>| provider.hash(DigestAlgorithm::Sha256, member.der()).to_string();
        self.intermediates.iter().map(digest).collect()
    }

    /// How the algorithms of its certificates are weaker than any default.
    pub(crate) fn weakened(&self) -> impl Iterator<Item = Weakening> {
        self.profile.algorithms().weakened().map(Weakening::Certificates)
    }

    /// Whether a certificate may lead to both, as they have an anchor in common, however either limits it.
    pub(crate) fn shares_an_anchor_with(&self, other: &Self) -> bool {
        let is_same = |own: &TrustAnchor, one: &TrustAnchor| {
            own.spki() == one.spki() && own.subject().matches(&one.subject())
        };
        self.anchors.iter().any(|own| other.anchors.iter().any(|one| is_same(own, one)))
    }

    /// Whether there is no anchor, so that nothing could ever lead to one.
    pub(crate) fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }
}

/// A verification looks at many signatures, and each may bring certificates: an honest path has a few signatures.
const BUDGET: Budget = Budget::DEFAULT.with_signatures(32);

/// Everything that an anchor is: name, key, and what limits it. Each part is preceded by its length.
pub(crate) fn describe(anchor: &TrustAnchor) -> Vec<u8> {
    let limits = alloc::format!("{:?} {:?}", anchor.limits(), anchor.constraints());
    let certificate = anchor.certificate().map(Certificate::der).unwrap_or_default();
    let parts: [&[u8]; 4] = [anchor.subject().der(), anchor.spki(), certificate, limits.as_bytes()];
    let with_length = |part: &&[u8]| {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes();
        length.into_iter().chain(part.iter().copied()).collect::<Vec<u8>>()
    };
    parts.iter().flat_map(with_length).collect()
}
