use std::collections::{BTreeMap, BTreeSet};

use countersign_digest::Digest;

use super::plan::Planned;

/// Every manifest that the root leads to, after all that it lists and before all that refers to it.
pub(super) fn order(manifests: &BTreeMap<Digest, Planned>, root: Digest) -> Vec<Digest> {
    let (mut order, mut seen) = (Vec::new(), BTreeSet::new());
    // A stack of its own: how deep it goes is for others to say.
    let mut stack = vec![Visit::Enter(root)];
    while let Some(visit) = stack.pop() {
        match visit {
            Visit::Enter(digest) if seen.insert(digest) => {
                let Some(planned) = manifests.get(&digest) else { continue };
                stack.extend(planned.referrers.iter().rev().copied().map(Visit::Enter));
                stack.push(Visit::Leave(digest));
                stack.extend(planned.children.iter().rev().copied().map(Visit::Enter));
            }
            Visit::Enter(_) => {}
            Visit::Leave(digest) => order.push(digest),
        }
    }
    order
}

enum Visit {
    Enter(Digest),
    Leave(Digest),
}
