//! Certificate policies along a path (RFC 5280 §6.1, with the graph of RFC 9618 in place of the tree).
//!
//! The tree of RFC 5280 grows exponentially where certificates map policies to one another; the graph has each policy once
//! a level. Nothing is built where nothing can be refused: unless a certificate or the caller requires a policy, every path
//! is acceptable, and counters tell so without allocation.

mod graph;
mod steps;

pub use steps::PathTop;

use countersign_encoding::der::Oid;

use self::{
    graph::Graph,
    steps::{Mapping, Step, Steps},
};
use crate::{ANY_POLICY, Certificate, OidSet, PolicyInputs};

/// The policies that a path is valid for and the caller accepts: the user-constrained policies of RFC 9618 §5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidPolicies {
    any: bool,
    policies: OidSet,
}

impl ValidPolicies {
    /// Whether the path is valid for every policy there is, and the caller accepts every one.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.any
    }

    /// Whether the path is valid for a policy.
    #[must_use]
    pub fn contains(&self, policy: Oid<'_>) -> bool {
        self.any || self.policies.contains(policy)
    }

    /// The policies that are named.
    pub fn iter(&self) -> impl Iterator<Item = Oid<'_>> {
        self.policies.iter()
    }

    /// Whether there is no policy that the path is valid for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.any && self.policies.is_empty()
    }
}

/// Why the policies of a path are not acceptable, and at which certificate: 0 is the leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("certificate {at}: {kind}")]
pub struct PolicyFailure {
    at: usize,
    kind: PolicyFailureKind,
}

impl PolicyFailure {
    /// The place in the path, counted from the leaf.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// What is wrong there.
    #[must_use]
    pub fn kind(&self) -> PolicyFailureKind {
        self.kind
    }
}

/// What is wrong with the policies of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyFailureKind {
    /// A policy is required from here on, and the path down to here has none (RFC 5280 §6.1.3 (f)).
    #[error("a policy is required, and the path is valid for none")]
    NoValidPolicy,
    /// A policy is required, and the caller accepts none of those that the path is valid for (RFC 5280 §6.1.5).
    #[error("a policy is required, and the path is valid for none that is accepted")]
    NoAcceptedPolicy,
    /// The graph would have more nodes, or a certificate has more mappings, than the limit.
    #[error("more policies or mappings than the limit")]
    TooMany,
}

/// Checks the policies of a path, leaf first. The certificate of an anchor is a part of it where its own limits count.
/// Nothing is allocated where no policy is required.
///
/// `nodes` is how many nodes the graph may still get.
///
/// # Errors
/// [`PolicyFailure`]: where a policy is required and missing, and at the limit.
pub fn check<'p>(
    path: &[&'p Certificate<'p>],
    top: PathTop,
    inputs: &PolicyInputs,
    nodes: &mut u32,
) -> Result<(), PolicyFailure> {
    if Steps::new(path, top, inputs).any(|step| step.required) {
        valid(path, top, inputs, nodes)?;
    }
    Ok(())
}

/// The policies that a path is valid for; it is checked on the way, and the limit counts also where nothing is required.
///
/// # Errors
/// As [`check`].
pub fn valid<'p>(
    path: &[&'p Certificate<'p>],
    top: PathTop,
    inputs: &PolicyInputs,
    nodes: &mut u32,
) -> Result<ValidPolicies, PolicyFailure> {
    let mut graph = Graph::new();
    let mut required = false;
    for step in Steps::new(path, top, inputs) {
        let failed = |kind| PolicyFailure { at: step.at, kind };
        let too_many = |_| failed(PolicyFailureKind::TooMany);
        let policies = step.certificate.certificate_policies();
        if policies.is_some() || step.top == PathTop::Issued {
            graph.descend(policies, step.any_counts, nodes).map_err(too_many)?;
        }
        if step.required && graph.is_empty() {
            return Err(failed(PolicyFailureKind::NoValidPolicy));
        }
        map(&mut graph, &step, nodes).map_err(too_many)?;
        required = step.required;
    }
    let policies = intersection(&graph, inputs.initial());
    if required && policies.is_empty() {
        return Err(PolicyFailure { at: 0, kind: PolicyFailureKind::NoAcceptedPolicy });
    }
    Ok(policies)
}

/// RFC 5280 §6.1.4 (b); what (a) refuses, a mapping of `anyPolicy`, does not parse.
fn map<'p>(graph: &mut Graph<'p>, step: &Step<'p>, nodes: &mut u32) -> Result<(), graph::TooMany> {
    match (step.certificate.policy_mappings(), step.mapping) {
        (Some(mappings), Mapping::Followed) => graph.map(mappings, nodes),
        (Some(mappings), Mapping::Inhibited) => graph.unmap(mappings, nodes),
        (None, _) | (_, Mapping::Last) => Ok(()),
    }
}

/// RFC 5280 §6.1.5 (g).
fn intersection(graph: &Graph<'_>, initial: Option<&OidSet>) -> ValidPolicies {
    let (any, policies) = graph.authority_constrained();
    match initial.filter(|accepted| !accepted.contains(ANY_POLICY)) {
        None => ValidPolicies { any, policies: policies.into_iter().collect() },
        Some(accepted) => {
            let named = accepted.iter().filter(|policy| any || policies.contains(policy));
            ValidPolicies { any: false, policies: named.collect() }
        }
    }
}
