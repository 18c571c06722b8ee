//! What is judged of a path as a whole, once its signatures are right.

use alloc::vec::Vec;

use super::{
    builder::{Answer, PathBuilder},
    constraints::{self, ConstraintFailure, ConstraintFailureKind},
    policy::{self, PathTop, PolicyFailure, PolicyFailureKind},
};
use crate::{Certificate, PathError, Resource, TrustAnchor};

/// Checks name constraints, policies and the critical extensions that are the caller's. The path is given leaf first; the
/// certificate of the anchor is its last one where it counts.
pub(super) fn check(
    builder: &PathBuilder<'_>,
    path: &[&Certificate<'_>],
    anchor: &TrustAnchor,
    comparisons: &mut u32,
) -> Result<(), PathError> {
    let top = top(anchor);
    let limits = if top == PathTop::Issued { anchor.name_constraints() } else { None };
    constraints::check_path(path, limits, comparisons)?;
    let mut nodes = builder.budget.policy_nodes;
    policy::check(path, top, builder.profile.policies(), &mut nodes)?;
    check_answers(builder, path)
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
        for extension in certificate.extensions() {
            if extension.is_critical() && extension.kind().is_none() {
                let answer = builder.answering.map_or(Answer::Refused, |answer| answer(at, extension));
                if answer == Answer::Refused {
                    let oid = extension.oid().as_bytes().into();
                    return Err(PathError::UnansweredCriticalExtension { at, oid });
                }
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
