//! Profiles of the caller's own.

use alloc::borrow::Cow;

use super::{LoneLeaf, Order, PolicyInputs, Profile, Requirements, Section4};
use crate::{AlgorithmRules, OidSet};

/// Builds a profile of the caller's own. It starts as [`Profile::RFC5280`].
///
/// ```
/// use countersign_x509::{AnyPurpose, Clause, EkuRule, OidSet, Profile, Requirements, purpose};
///
/// let server_auth = || OidSet::table(&[purpose::SERVER_AUTH]);
/// let profile = Profile::builder("tls-server")
///     .leaf(Requirements::NONE.with_extended_key_usage(Clause::new("ours", EkuRule::required(server_auth()))))
///     .issuers(Requirements::ISSUER.with_extended_key_usage(Clause::new(
///         "ours",
///         EkuRule::if_present(server_auth()).with_any(AnyPurpose::Counts),
///     )))
///     .build();
/// assert_eq!(profile.name(), "tls-server");
/// ```
#[derive(Clone, Debug)]
pub struct ProfileBuilder {
    profile: Profile,
}

impl ProfileBuilder {
    pub(super) fn new(name: Cow<'static, str>) -> Self {
        Self { profile: Profile { name, ..Profile::RFC5280.clone() } }
    }

    /// What the leaf must be.
    #[must_use]
    pub fn leaf(mut self, requirements: Requirements) -> Self {
        self.profile.leaf = requirements;
        self
    }

    /// What the certificates between leaf and anchor must be. A path is valid only if they are CAs besides
    /// (RFC 5280 §6.1.4 (k)).
    #[must_use]
    pub fn intermediates(mut self, requirements: Requirements) -> Self {
        self.profile.intermediate = requirements;
        self
    }

    /// What an anchor must be that is a certificate whose own limits count.
    #[must_use]
    pub fn anchors(mut self, requirements: Requirements) -> Self {
        self.profile.anchor = requirements;
        self
    }

    /// What intermediates and such anchors must be.
    #[must_use]
    pub fn issuers(self, requirements: Requirements) -> Self {
        self.anchors(requirements.clone()).intermediates(requirements)
    }

    /// The algorithms of signatures and keys that are taken. Without this [`AlgorithmRules::DEFAULT`].
    #[must_use]
    pub fn algorithms(mut self, rules: AlgorithmRules) -> Self {
        self.profile.algorithms = rules;
        self
    }

    /// Every certificate of a path must keep the requirements of RFC 5280 §4.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.profile.section4 = Section4::Required;
        self
    }

    /// Critical extensions that the caller processes: a path returns them and asks for an answer.
    #[must_use]
    pub fn processing(mut self, extensions: OidSet) -> Self {
        self.profile.processed = extensions;
        self
    }

    /// Whether a leaf may be an anchor itself. Without this it may not.
    #[must_use]
    pub fn lone_leaf(mut self, rule: LoneLeaf) -> Self {
        self.profile.lone_leaf = rule;
        self
    }

    /// In which order the certificates of a message are a path. Without this in any.
    #[must_use]
    pub fn order(mut self, order: Order) -> Self {
        self.profile.order = order;
        self
    }

    /// What path validation is told about policies.
    #[must_use]
    pub fn policies(mut self, inputs: PolicyInputs) -> Self {
        self.profile.policies = inputs;
        self
    }

    /// The profile.
    #[must_use]
    pub fn build(self) -> Profile {
        self.profile
    }
}
