//! What is judged of a path as a whole, once its signatures are right.

use alloc::vec::Vec;

use super::{
    builder::{Answer, PathBuilder},
    constraints::{self, ConstraintFailure, ConstraintFailureKind},
    policy::{self, PathTop, PolicyFailure, PolicyFailureKind},
};
use crate::{Budget, Certificate, PathError, Resource, TrustAnchor};

/// Checks name constraints, policies and the critical extensions that are the caller's. The path is given leaf first; the
/// certificate of the anchor is its last one where it counts.
pub(super) fn check(
    builder: &PathBuilder<'_>,
    (path, top): (&[&Certificate<'_>], PathTop),
    anchor: &TrustAnchor,
    left: &mut WholeLeft,
) -> Result<(), PathError> {
    let is_part = anchor.limiting_certificate().is_some();
    let limits = if is_part { None } else { anchor.name_constraints() };
    constraints::check_path(path, limits, &mut left.name_comparisons)?;
    left.policies(builder, |nodes| policy::check(path, top, builder.profile.policies(), nodes))?;
    check_answers(builder, path)
}

/// What is left of the limits of what is judged of whole paths.
#[derive(Clone, Copy, Debug)]
pub(super) struct WholeLeft {
    name_comparisons: u32,
    policy_nodes: u32,
}

/// The graphs of all paths together get so many times the nodes of one.
const GRAPHS: u32 = 4;

impl WholeLeft {
    pub(super) const fn new(budget: &Budget) -> Self {
        Self {
            name_comparisons: budget.name_comparisons,
            policy_nodes: budget.policy_nodes.saturating_mul(GRAPHS),
        }
    }

    /// Whether a path could not be judged for want of what other paths took: there is nothing for the next one either.
    pub(super) fn is_spent(&self, error: &PathError) -> bool {
        match error {
            PathError::BudgetExhausted { what: Resource::NameComparisons, .. } => true,
            PathError::BudgetExhausted { what: Resource::PolicyNodes, .. } => self.policy_nodes == 0,
            _ => false,
        }
    }

    fn policies<E>(
        &mut self,
        builder: &PathBuilder<'_>,
        judge: impl FnOnce(&mut u32) -> Result<(), E>,
    ) -> Result<(), E> {
        let allowed = builder.budget.policy_nodes.min(self.policy_nodes);
        let mut nodes = allowed;
        let judged = judge(&mut nodes);
        self.policy_nodes = self.policy_nodes.saturating_sub(allowed.saturating_sub(nodes));
        judged
    }
}

/// What the last certificate is of those that count.
pub(crate) fn top(anchor: &TrustAnchor) -> PathTop {
    if anchor.limiting_certificate().is_some() { PathTop::Anchor } else { PathTop::Issued }
}

impl From<ConstraintFailure> for PathError {
    fn from(failure: ConstraintFailure) -> Self {
        let at = failure.at();
        match failure.kind() {
            ConstraintFailureKind::TooMany => Self::BudgetExhausted { at, what: Resource::NameComparisons },
            kind => Self::NameConstraint { at, form: failure.form(), kind },
        }
    }
}

impl From<PolicyFailure> for PathError {
    fn from(failure: PolicyFailure) -> Self {
        let at = failure.at();
        match failure.kind() {
            PolicyFailureKind::TooMany => Self::BudgetExhausted { at, what: Resource::PolicyNodes },
            kind => Self::Policy { at, kind },
        }
    }
}

/// Asks the caller about each critical extension that this library does not interpret: those that the profile does not
/// leave to the caller were refused before.
fn check_answers(builder: &PathBuilder<'_>, path: &[&Certificate<'_>]) -> Result<(), PathError> {
    for (at, certificate) in path.iter().enumerate() {
        for extension in certificate.unknown_critical_extensions() {
            let answer = builder.answering.map_or(Answer::Refused, |answer| answer(at, extension));
            if answer == Answer::Refused {
                let oid = extension.oid().as_bytes().into();
                return Err(PathError::UnansweredCriticalExtension { at, oid });
            }
        }
    }
    Ok(())
}

/// The certificates that count of a path: also the anchor's, where its own limits do and it is not the leaf itself.
pub(crate) fn counting<'x>(
    path: impl Iterator<Item = &'x Certificate<'x>>,
    anchor: &'x TrustAnchor,
) -> Vec<&'x Certificate<'x>> {
    let mut path: Vec<_> = path.collect();
    path.extend(anchor.limiting_certificate().filter(|own| path.last() != Some(own)));
    path
}
