//! Profiles: what certificates must be to serve a purpose, as tables.

mod builder;
mod check;
mod constants;
mod policy_inputs;
mod refusals;
mod requirements;

pub use builder::ProfileBuilder;
pub use policy_inputs::PolicyInputs;
pub use requirements::{
    AltNameForm, AltNameRule, AnyPurpose, CaRule, Clause, Criticality, EkuRule, KeyForm, KeyRule,
    KeyUsageRule, Presence, Requirements, SubjectRule,
};

use alloc::borrow::Cow;

use countersign_encoding::der::Oid;

use crate::{
    AlgorithmRules, Certificate, OidSet,
    rule::{MustsOnly, Violation},
};

/// Where in a path a certificate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// At the end: the certificate of the signer.
    Leaf,
    /// Between the leaf and the anchor.
    Intermediate,
    /// The anchor, where it is a certificate whose own limits count.
    Anchor,
}

impl Role {
    /// The role as a word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Leaf => "leaf",
            Self::Intermediate => "intermediate",
            Self::Anchor => "anchor",
        }
    }
}

/// Whether a leaf may be an anchor itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoneLeaf {
    /// It may not: being an anchor makes no path. A path from it to another anchor may be valid nevertheless.
    Refused,
    /// It may, where it is the very certificate of an anchor, byte by byte; it is looked at as a leaf.
    ByExactDer,
}

/// In which order the certificates of a message are a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// In any.
    Any,
    /// In the order given: each is issued by the next one, and the last one by itself.
    AsGiven,
}

/// Whether certificates must keep the rules of RFC 5280 §4, which path validation (§6) does not look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section4 {
    /// Every requirement, for every certificate of a path.
    Required,
    /// Not looked at.
    Unchecked,
}

/// What the certificates of a path must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub(crate) name: Cow<'static, str>,
    pub(crate) leaf: Requirements,
    pub(crate) intermediate: Requirements,
    pub(crate) anchor: Requirements,
    pub(crate) algorithms: AlgorithmRules,
    pub(crate) section4: Section4,
    /// Critical extensions that whoever asked processes.
    pub(crate) processed: OidSet,
    pub(crate) lone_leaf: LoneLeaf,
    pub(crate) order: Order,
    pub(crate) policies: PolicyInputs,
}

impl Profile {
    /// Every profile that this library knows.
    pub const ALL: &'static [&'static Self] = &[
        Self::NOTATION_CODE_SIGNING,
        Self::NOTATION_TIMESTAMPING,
        Self::RFC3161_TSA,
        Self::OCSP_RESPONDER,
        Self::CRL_ISSUER,
        Self::FULCIO_LEAF,
        Self::FULCIO_CA,
        Self::CODE_SIGNING,
        Self::RFC5280,
        Self::RFC5280_STRICT,
    ];

    /// The profile with a name, such as `notation-code-signing`.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().copied().find(|profile| profile.name == name)
    }

    /// A profile of the caller's own, which starts as [`Profile::RFC5280`].
    #[must_use]
    pub fn builder(name: impl Into<Cow<'static, str>>) -> ProfileBuilder {
        ProfileBuilder::new(name.into())
    }

    /// The same requirements for messages whose certificates stand in no order, as those of a CMS message do: they are put
    /// into one by the search.
    #[must_use]
    pub fn in_any_order(&self) -> Self {
        Self { order: Order::Any, ..self.clone() }
    }

    /// The same profile with other algorithms of signatures and keys.
    #[must_use]
    pub fn with_algorithms(&self, algorithms: AlgorithmRules) -> Self {
        Self { algorithms, ..self.clone() }
    }

    /// Says that a certificate may stand in a role.
    ///
    /// # Errors
    /// The first requirement that it breaks: of RFC 5280 §4 where the profile asks for that, of the role, or
    /// [`crate::Rule::ProfileCriticalExtension`].
    pub fn check(&self, role: Role, certificate: &Certificate<'_>) -> Result<(), Violation> {
        self.examine(role, certificate, &mut MustsOnly)
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a certificate must be in a role.
    #[must_use]
    pub const fn requirements(&self, role: Role) -> &Requirements {
        match role {
            Role::Leaf => &self.leaf,
            Role::Intermediate => &self.intermediate,
            Role::Anchor => &self.anchor,
        }
    }

    /// The algorithms of signatures and keys that are taken.
    #[must_use]
    pub const fn algorithms(&self) -> &AlgorithmRules {
        &self.algorithms
    }

    /// Whether a leaf may be an anchor itself.
    #[must_use]
    pub const fn lone_leaf(&self) -> LoneLeaf {
        self.lone_leaf
    }

    /// In which order the certificates of a message are a path.
    #[must_use]
    pub const fn order(&self) -> Order {
        self.order
    }

    /// What path validation is told about policies.
    #[must_use]
    pub const fn policies(&self) -> &PolicyInputs {
        &self.policies
    }

    /// Whether a critical extension is one that the caller processes: a path returns it and asks for an answer.
    #[must_use]
    pub fn processes(&self, extension: Oid<'_>) -> bool {
        self.processed.contains(extension)
    }
}
