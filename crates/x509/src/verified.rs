//! Paths that were found valid.

use alloc::{borrow::Cow, vec::Vec};
use core::fmt;

use countersign_crypto::{CryptoProvider, PublicKey, PublicKeyError};
use countersign_time::UnixTime;

use crate::{
    AlgorithmRules, Certificate, Extension, PolicyInputs, Times, TrustAnchor, Weakening, key_secret,
    path::whole,
    path_rules::{PathTop, PolicyFailure, ValidPolicies, valid_policies},
};

/// A path from a leaf to an anchor that was found valid: only path validation makes one.
#[derive(Clone)]
#[must_use]
pub struct VerifiedPath<'a> {
    pub(crate) leaf: Certificate<'a>,
    /// From the leaf on.
    pub(crate) certificates: Vec<Certificate<'a>>,
    /// Of a chain whose order counts, the anchor's certificate and those above it.
    pub(crate) above: Vec<Certificate<'a>>,
    pub(crate) anchor: TrustAnchor,
    pub(crate) times: Times,
    pub(crate) valid_until: UnixTime,
    pub(crate) profile: Cow<'static, str>,
    pub(crate) rules: AlgorithmRules,
    pub(crate) inputs: PolicyInputs,
    pub(crate) policy_nodes: u32,
}

impl<'a> VerifiedPath<'a> {
    /// The certificates from the leaf on, without the anchor's: at least the leaf, which is the anchor's own where a
    /// profile allows that.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate<'a>] {
        &self.certificates
    }

    /// The leaf.
    #[must_use]
    pub fn leaf(&self) -> &Certificate<'a> {
        &self.leaf
    }

    /// The key of the leaf: the one that made the signatures that the path is for.
    ///
    /// # Errors
    /// [`PublicKeyError`] where the provider finds that the key's numbers are no key: only its form was looked at until now.
    pub fn leaf_key(&self, provider: &dyn CryptoProvider) -> Result<PublicKey, PublicKeyError> {
        PublicKey::from_spki_der_with(self.leaf.spki(), &self.rules.key_limits(), provider)
    }

    /// The keys above the leaf: those of the other certificates in their order, then the anchor's.
    ///
    /// # Errors
    /// As [`VerifiedPath::leaf_key`].
    pub fn authority_keys(&self, provider: &dyn CryptoProvider) -> Result<Vec<PublicKey>, PublicKeyError> {
        let above = self.certificates.iter().skip(1).map(Certificate::spki).chain([self.anchor.spki()]);
        let limits = self.rules.key_limits();
        above.map(|spki| PublicKey::from_spki_der_with(spki, &limits, provider)).collect()
    }

    /// Whether any key stands in both paths, anchors included: whoever has its secret speaks for both. However a key is
    /// encoded, it is the same.
    #[must_use]
    pub fn shares_key_with(&self, other: &VerifiedPath<'_>) -> bool {
        self.keys().any(|key| other.rests_on_key(key))
    }

    /// Whether a key stands in the path, the anchor's included, however either is encoded or restricted: whoever has its
    /// secret speaks for the path.
    #[must_use]
    pub fn rests_on_key(&self, spki: &[u8]) -> bool {
        let secret = key_secret::of(spki);
        self.keys().any(|key| key_secret::of(key) == secret)
    }

    /// The encoded keys, from the leaf's to the anchor's and those above it.
    fn keys(&self) -> impl Iterator<Item = &[u8]> {
        let certificates = self.certificates.iter().chain(&self.above);
        certificates.map(Certificate::spki).chain([self.anchor.spki()])
    }

    /// The anchor.
    #[must_use]
    pub fn anchor(&self) -> &TrustAnchor {
        &self.anchor
    }

    /// The policies that the path is valid for (RFC 5280 §6.1.6), of those that the profile accepts. Of a chain whose order
    /// counts, every certificate is looked at. They are computed here: whether the path is valid is known without.
    ///
    /// # Errors
    /// [`PolicyFailure`] where the limit of policy nodes is reached.
    pub fn policies(&self) -> Result<ValidPolicies, PolicyFailure> {
        let top = if self.above.is_empty() { whole::top(&self.anchor) } else { PathTop::Anchor };
        let path = self.counting();
        valid_policies(&path, top, &self.inputs, &mut { self.policy_nodes })
    }

    /// The critical extensions that the caller answered for, and the place of the certificate of each: behind the last
    /// certificate also those of the anchor where its own limits count, and those of every certificate of a chain whose order
    /// counts.
    pub fn critical_extensions(&self) -> impl Iterator<Item = (usize, Extension<'_>)> {
        self.counting().into_iter().enumerate().flat_map(|(at, certificate)| {
            certificate.unknown_critical_extensions().map(move |extension| (at, extension))
        })
    }

    /// The name of the profile that it keeps.
    #[must_use]
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// How the profile's algorithm rules were weakened; nothing for rules that were not.
    pub fn weakened(&self) -> impl Iterator<Item = Weakening> {
        self.rules.weakened()
    }

    /// The times at which it is valid.
    #[must_use]
    pub fn times(&self) -> Times {
        self.times
    }

    /// Until when every certificate that counts is valid: the anchor's too where its own limits do, and each of a chain whose
    /// order counts.
    #[must_use]
    pub fn valid_until(&self) -> UnixTime {
        self.valid_until
    }

    /// The certificates that were judged.
    fn counting(&self) -> Vec<&Certificate<'_>> {
        if self.above.is_empty() {
            return whole::counting(self.certificates.iter(), &self.anchor);
        }
        self.certificates.iter().chain(&self.above).map(|certificate| certificate as _).collect()
    }

    /// The same path with bytes of its own.
    pub fn to_owned(&self) -> VerifiedPath<'static> {
        let certificates: Vec<_> = self.certificates.iter().map(Certificate::to_owned).collect();
        VerifiedPath {
            // Its bytes are shared.
            leaf: certificates.first().cloned().unwrap_or_else(|| self.leaf.to_owned()),
            certificates,
            above: self.above.iter().map(Certificate::to_owned).collect(),
            anchor: self.anchor.clone(),
            times: self.times,
            valid_until: self.valid_until,
            profile: self.profile.clone(),
            rules: self.rules,
            inputs: self.inputs.clone(),
            policy_nodes: self.policy_nodes,
        }
    }
}

impl fmt::Debug for VerifiedPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifiedPath({} certificates)", self.certificates.len())
    }
}
