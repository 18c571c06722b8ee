//! The subtrees of one CA, read once for all certificates below it.

use alloc::vec::Vec;

use super::{Failed, left::Left, names::Forms};
use crate::{GeneralName, NameConstraints, NameForm, Subtrees, name_constraints::ReadBase};

/// What one CA permits and excludes.
pub(super) struct Constraining<'c> {
    permitted: Vec<Subtree<'c>>,
    excluded: Vec<Subtree<'c>>,
    forms: Forms,
}

/// One subtree.
pub(super) struct Subtree<'c> {
    form: NameForm,
    pub(super) base: ReadBase<'c>,
    /// How many bytes are compared.
    pub(super) size: usize,
    /// Of a directory name, how many parts it has, and their key.
    pub(super) key: (usize, u64),
    /// What the key says of other names does not hold.
    pub(super) opaque: bool,
}

impl<'c> Constraining<'c> {
    pub(super) fn read(constraints: &NameConstraints<'c>, left: &mut Left<'_>) -> Result<Self, Failed> {
        let permitted = read(constraints.permitted(), left)?;
        let excluded = read(constraints.excluded(), left)?;
        let forms = permitted.iter().chain(&excluded).map(|subtree| subtree.form).collect();
        Ok(Self { permitted, excluded, forms })
    }

    /// Whether there is a subtree of one of these forms.
    pub(super) fn constrains(&self, forms: Forms) -> bool {
        self.forms.meets(forms)
    }

    pub(super) fn permitted(&self, form: NameForm) -> &[Subtree<'c>] {
        of_form(&self.permitted, form)
    }

    pub(super) fn excluded(&self, form: NameForm) -> &[Subtree<'c>] {
        of_form(&self.excluded, form)
    }
}

/// Sorted by form.
fn read<'c>(list: Option<Subtrees<'c>>, left: &mut Left<'_>) -> Result<Vec<Subtree<'c>>, Failed> {
    let mut subtrees = Vec::new();
    for base in list.into_iter().flatten() {
        subtrees.push(subtree(&base, left).map_err(|kind| (base.form(), kind))?);
    }
    subtrees.sort_unstable_by_key(|subtree| subtree.form);
    Ok(subtrees)
}

fn subtree<'c>(
    base: &GeneralName<'c>,
    left: &mut Left<'_>,
) -> Result<Subtree<'c>, super::ConstraintFailureKind> {
    left.spend_on_reading()?;
    let (form, size) = (base.form(), super::names::size(base));
    let mut subtree = Subtree { form, base: ReadBase::of(base), size, key: (0, 0), opaque: false };
    if let GeneralName::Directory(name) = base {
        left.spend_on_keys(name.der().len())?;
        (subtree.key, subtree.opaque) = (name.prefix_key(), name.is_opaque());
    }
    Ok(subtree)
}

fn of_form<'s, 'c>(subtrees: &'s [Subtree<'c>], form: NameForm) -> &'s [Subtree<'c>] {
    let start = subtrees.partition_point(|subtree| subtree.form < form);
    let end = subtrees.partition_point(|subtree| subtree.form <= form);
    subtrees.get(start..end).unwrap_or_default()
}
