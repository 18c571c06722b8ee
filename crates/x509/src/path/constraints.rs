//! Name constraints along a path (RFC 5280 §6.1.3 (b), (c), §6.1.4 (g)).
//!
//! The specification intersects permitted subtrees and unites excluded ones on the way down. To check every certificate
//! against every constraining CA above it is the same, and needs no intersection.

mod left;
mod names;

use alloc::vec::Vec;

use self::{
    left::Left,
    names::{Forms, Named, names},
};
use crate::{Certificate, GeneralName, NameConstraints, NameForm, SubtreeMatch, Subtrees, subtree_match};

/// A name that the constraints of a CA above do not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("certificate {at}, {form}: {kind}")]
pub struct ConstraintFailure {
    at: usize,
    form: NameForm,
    kind: ConstraintFailureKind,
}

impl ConstraintFailure {
    /// The place in the path of the certificate with the name, counted from the leaf.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// The form of the name.
    #[must_use]
    pub fn form(&self) -> NameForm {
        self.form
    }

    /// What is wrong with it.
    #[must_use]
    pub fn kind(&self) -> ConstraintFailureKind {
        self.kind
    }
}

/// How a name meets constraints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ConstraintFailureKind {
    /// There are permitted subtrees of its form, and it is in none.
    #[error("a name in no permitted subtree")]
    NotPermitted,
    /// It is in an excluded subtree.
    #[error("a name in an excluded subtree")]
    Excluded,
    /// Names of its form are constrained, and cannot be compared.
    #[error("a constraint on names of a form that is not interpreted")]
    Unsupported,
    /// The name or a subtree of its form is malformed.
    #[error("a malformed name or subtree")]
    Malformed,
    /// There are more names and subtrees to compare than the limit.
    #[error("more names and subtrees than the limit")]
    TooMany,
}

/// Checks every name of a path, leaf first, against the constraints of every CA above it and of the anchor. The certificate
/// of an anchor is a part of the path where its own limits count.
///
/// `comparisons` is how many more pairs of a name and a subtree may be looked at. Long names count more than once.
///
/// # Errors
/// [`ConstraintFailure`] for the first name that is not allowed.
pub fn check_path(
    path: &[&Certificate<'_>],
    anchor: Option<NameConstraints<'_>>,
    comparisons: &mut u32,
) -> Result<(), ConstraintFailure> {
    let mut left = Left::new(comparisons);
    if let Some(constraints) = anchor {
        check_below(path, &constraints, &mut left)?;
    }
    let mut below = path;
    while let Some((issuer, rest)) = below.split_last() {
        below = rest;
        if let Some(constraints) = issuer.name_constraints() {
            check_below(below, &constraints, &mut left)?;
        }
    }
    Ok(())
}

/// A CA that issues to its own name may do so under any constraint, unless the certificate is the leaf (§6.1.3 (b)).
fn check_below(
    below: &[&Certificate<'_>],
    constraints: &NameConstraints<'_>,
    left: &mut Left<'_>,
) -> Result<(), ConstraintFailure> {
    for (at, certificate) in below.iter().enumerate().rev() {
        if at == 0 || !certificate.is_self_issued() {
            check_certificate(certificate, constraints, left).map_err(|(form, kind)| ConstraintFailure {
                at,
                form,
                kind,
            })?;
        }
    }
    Ok(())
}

type Failed = (NameForm, ConstraintFailureKind);

fn check_certificate(
    certificate: &Certificate<'_>,
    constraints: &NameConstraints<'_>,
    left: &mut Left<'_>,
) -> Result<(), Failed> {
    let mut forms = Forms::default();
    for Named { name, .. } in names(certificate) {
        left.spend_on_reading().map_err(|kind| (name.form(), kind))?;
        forms.insert(name.form());
    }
    let permitted = subtrees(constraints.permitted(), forms, left)?;
    let excluded = subtrees(constraints.excluded(), forms, left)?;
    let constrained: Forms = permitted.iter().chain(&excluded).map(GeneralName::form).collect();
    for name in names(certificate).filter(|name| constrained.contains(name.name.form())) {
        check_name(&name, &permitted, &excluded, left).map_err(|kind| (name.name.form(), kind))?;
    }
    Ok(())
}

/// The bases of those subtrees that say something of names of these forms.
fn subtrees<'a>(
    list: Option<Subtrees<'a>>,
    forms: Forms,
    left: &mut Left<'_>,
) -> Result<Vec<GeneralName<'a>>, Failed> {
    let mut bases = Vec::new();
    for base in list.into_iter().flatten() {
        left.spend_on_reading().map_err(|kind| (base.form(), kind))?;
        if forms.contains(base.form()) {
            bases.push(base);
        }
    }
    Ok(bases)
}

/// Every subtree is looked at, also where one has decided already: what the answer is must not depend on their order.
fn check_name(
    name: &Named<'_>,
    permitted: &[GeneralName<'_>],
    excluded: &[GeneralName<'_>],
    left: &mut Left<'_>,
) -> Result<(), ConstraintFailureKind> {
    let permitted = compare(name, permitted, left)?;
    let excluded = compare(name, excluded, left)?;
    if excluded.inside || excluded.overlapping {
        return Err(ConstraintFailureKind::Excluded);
    }
    if permitted.same_form && !permitted.inside {
        return Err(ConstraintFailureKind::NotPermitted);
    }
    Ok(())
}

/// How a name stands to a list of subtrees.
#[derive(Default)]
struct Standing {
    same_form: bool,
    inside: bool,
    overlapping: bool,
}

fn compare(
    name: &Named<'_>,
    bases: &[GeneralName<'_>],
    left: &mut Left<'_>,
) -> Result<Standing, ConstraintFailureKind> {
    let mut standing = Standing::default();
    for base in bases {
        left.spend_on_comparing(name, base)?;
        match subtree_match(&name.name, base) {
            SubtreeMatch::OtherForm => continue,
            SubtreeMatch::Unsupported => return Err(ConstraintFailureKind::Unsupported),
            SubtreeMatch::Malformed => return Err(ConstraintFailureKind::Malformed),
            SubtreeMatch::Inside => standing.inside = true,
            SubtreeMatch::Overlapping => standing.overlapping = true,
            SubtreeMatch::Outside => {}
        }
        standing.same_form = true;
    }
    Ok(standing)
}
