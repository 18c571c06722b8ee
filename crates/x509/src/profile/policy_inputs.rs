//! What path validation is told about policies (RFC 5280 §6.1.1 (c), (e) to (g)).

use crate::OidSet;

/// What path validation is told about policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyInputs {
    initial: Option<OidSet>,
    explicit_required: bool,
    mapping_inhibited: bool,
    any_inhibited: bool,
}

impl PolicyInputs {
    /// Any policy will do, and none is required.
    pub const ANY: Self =
        Self { initial: None, explicit_required: false, mapping_inhibited: false, any_inhibited: false };

    /// `user-initial-policy-set` (§6.1.1 (c)): the policies that will do.
    #[must_use]
    pub fn with_initial(self, policies: OidSet) -> Self {
        Self { initial: Some(policies), ..self }
    }

    /// `initial-explicit-policy` (§6.1.1 (f)): the path must be valid for one of the policies.
    #[must_use]
    pub fn requiring_explicit(self) -> Self {
        Self { explicit_required: true, ..self }
    }

    /// `initial-policy-mapping-inhibit` (§6.1.1 (e)): no policy is mapped.
    #[must_use]
    pub fn inhibiting_mapping(self) -> Self {
        Self { mapping_inhibited: true, ..self }
    }

    /// `initial-any-policy-inhibit` (§6.1.1 (g)): `anyPolicy` stands for nothing.
    #[must_use]
    pub fn inhibiting_any(self) -> Self {
        Self { any_inhibited: true, ..self }
    }

    /// The policies that will do; without, any.
    #[must_use]
    pub const fn initial(&self) -> Option<&OidSet> {
        self.initial.as_ref()
    }

    /// Whether the path must be valid for a policy.
    #[must_use]
    pub const fn explicit_is_required(&self) -> bool {
        self.explicit_required
    }

    /// Whether no policy is mapped.
    #[must_use]
    pub const fn mapping_is_inhibited(&self) -> bool {
        self.mapping_inhibited
    }

    /// Whether `anyPolicy` stands for nothing.
    #[must_use]
    pub const fn any_is_inhibited(&self) -> bool {
        self.any_inhibited
    }
}
