//! Name constraints along a path (RFC 5280 §6.1.3 (b), (c), §6.1.4 (g)).
//!
//! The specification intersects permitted subtrees and unites excluded ones on the way down. To check every certificate
//! against every constraining CA above it is the same, and needs no intersection.

mod left;
mod names;
mod presented;
mod subtrees;

use alloc::vec::Vec;

use self::{
    left::Left,
    names::{Forms, Named, names},
    presented::Presented,
    subtrees::Constraining,
};
use crate::{Certificate, NameConstraints, NameForm};

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
/// `comparisons` is how many more pairs of a name and a subtree may be looked at. Long names count more than once; to read a
/// name or a subtree counts as half of a pair.
///
/// # Errors
/// [`ConstraintFailure`] for the first name that is not allowed.
pub fn check_path(
    path: &[&Certificate<'_>],
    anchor: Option<NameConstraints<'_>>,
    comparisons: &mut u32,
) -> Result<(), ConstraintFailure> {
    let mut search = Search { left: Left::new(comparisons), forms: Vec::new() };
    if let Some(constraints) = anchor {
        search.check_below(path, &constraints)?;
    }
    let mut below = path;
    while let Some((issuer, rest)) = below.split_last() {
        below = rest;
        if let Some(constraints) = issuer.name_constraints() {
            search.check_below(below, &constraints)?;
        }
    }
    Ok(())
}

/// What is known on the way down.
struct Search<'b> {
    left: Left<'b>,
    /// The forms of the names of each certificate, once they were asked for.
    forms: Vec<Option<Forms>>,
}

type Failed = (NameForm, ConstraintFailureKind);

impl Search<'_> {
    /// A CA that issues to its own name may do so under any constraint, unless the certificate is the leaf (§6.1.3 (b)).
    fn check_below(
        &mut self,
        below: &[&Certificate<'_>],
        constraints: &NameConstraints<'_>,
    ) -> Result<(), ConstraintFailure> {
        let failed = |at| move |(form, kind)| ConstraintFailure { at, form, kind };
        let last = below.len().saturating_sub(1);
        let constraining = Constraining::read(constraints, &mut self.left).map_err(failed(last))?;
        for (at, certificate) in below.iter().enumerate().rev() {
            if at == 0 || !certificate.is_self_issued() {
                let forms = self.forms(at, certificate).map_err(failed(at))?;
                if constraining.constrains(forms) {
                    check_certificate(certificate, &constraining, &mut self.left).map_err(failed(at))?;
                }
            }
        }
        Ok(())
    }

    fn forms(&mut self, at: usize, certificate: &Certificate<'_>) -> Result<Forms, Failed> {
        if let Some(Some(known)) = self.forms.get(at) {
            return Ok(*known);
        }
        let mut forms = Forms::default();
        for Named { name, .. } in names(certificate) {
            self.left.spend_on_reading().map_err(|kind| (name.form(), kind))?;
            forms.insert(name.form());
        }
        if self.forms.len() <= at {
            self.forms.resize(at.saturating_add(1), None);
        }
        if let Some(place) = self.forms.get_mut(at) {
            *place = Some(forms);
        }
        Ok(forms)
    }
}

fn check_certificate(
    certificate: &Certificate<'_>,
    constraining: &Constraining<'_>,
    left: &mut Left<'_>,
) -> Result<(), Failed> {
    let mut keys = Vec::new();
    for name in names(certificate) {
        check_name(&name, constraining, &mut keys, left).map_err(|kind| (name.name.form(), kind))?;
    }
    Ok(())
}

/// Every subtree is looked at, also where one has decided already: what the answer is must not depend on their order.
fn check_name(
    name: &Named<'_>,
    constraining: &Constraining<'_>,
    keys: &mut Vec<u64>,
    left: &mut Left<'_>,
) -> Result<(), ConstraintFailureKind> {
    left.spend_on_reading()?;
    let form = name.name.form();
    let (permitted, excluded) = (constraining.permitted(form), constraining.excluded(form));
    if permitted.is_empty() && excluded.is_empty() {
        return Ok(());
    }
    let name = Presented::read(name, keys, left)?;
    let (permitted, excluded) = (name.stand(permitted, left)?, name.stand(excluded, left)?);
    if excluded.inside || excluded.overlapping {
        return Err(ConstraintFailureKind::Excluded);
    }
    if permitted.same_form && !permitted.inside {
        return Err(ConstraintFailureKind::NotPermitted);
    }
    Ok(())
}
