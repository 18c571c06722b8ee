//! One name of a certificate, held against the subtrees of a CA.

use alloc::vec::Vec;

use super::{
    ConstraintFailureKind,
    left::Left,
    names::{NamePlace, Named, size},
    subtrees::Subtree,
};
use crate::{
    Name, SubtreeMatch,
    name_constraints::{ReadBase, ReadName},
};

/// How a name stands to a list of subtrees.
#[derive(Default)]
pub(super) struct Standing {
    pub(super) same_form: bool,
    pub(super) inside: bool,
    pub(super) overlapping: bool,
}

/// A name that is held against subtrees.
pub(super) struct Presented<'c, 'k> {
    name: ReadName<'c>,
    place: NamePlace,
    size: usize,
    /// Of a directory name, the keys of its first parts.
    keys: &'k [u64],
    opaque: bool,
}

impl<'c, 'k> Presented<'c, 'k> {
    pub(super) fn read(
        named: &Named<'c>,
        keys: &'k mut Vec<u64>,
        left: &mut Left<'_>,
    ) -> Result<Self, ConstraintFailureKind> {
        let name = ReadName::of(&named.name);
        let mut opaque = false;
        keys.clear();
        if let ReadName::Directory(name) = &name {
            left.spend_on_keys(name.der().len())?;
            name.prefix_keys(keys);
            opaque = name.is_opaque();
        }
        Ok(Self { name, place: named.place, size: size(&named.name), keys, opaque })
    }

    pub(super) fn stand(
        &self,
        subtrees: &[Subtree<'_>],
        left: &mut Left<'_>,
    ) -> Result<Standing, ConstraintFailureKind> {
        let mut standing = Standing::default();
        for subtree in subtrees {
            left.spend_on_comparing(self.place, self.size.saturating_add(subtree.size))?;
            match self.compare(subtree, left)? {
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

    /// Directory names are compared part by part only where their keys do not tell them apart.
    fn compare(
        &self,
        subtree: &Subtree<'_>,
        left: &mut Left<'_>,
    ) -> Result<SubtreeMatch, ConstraintFailureKind> {
        if let (ReadName::Directory(name), ReadBase::Directory(base)) = (&self.name, &subtree.base) {
            let (parts, key) = subtree.key;
            if !self.opaque && !subtree.opaque && self.keys.get(parts) != Some(&key) {
                return Ok(SubtreeMatch::Outside);
            }
            if starts_with(name, base) {
                return Ok(SubtreeMatch::Inside);
            }
            left.spend_on_pairing(name.der().len().saturating_add(base.der().len()))?;
        }
        Ok(self.name.compare(&subtree.base))
    }
}

/// Whether the parts of the base stand at the front of the name, byte by byte.
fn starts_with(name: &Name<'_>, base: &Name<'_>) -> bool {
    let mut parts = name.rdns();
    base.rdns().all(|expected| parts.next().is_some_and(|part| part.der() == expected.der()))
}
