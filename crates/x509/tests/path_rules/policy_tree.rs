//! RFC 5280 §6.1 word by word, with the tree that grows exponentially: slow, and an oracle for small paths.

use std::collections::BTreeSet;

use countersign_x509::path_rules::PolicyFailureKind;

use super::policy_spec::{Number, PolicySpec};

const ANY: Number = 0;

/// The inputs of §6.1.1 (c), (e), (f), (g).
#[derive(Clone, Debug)]
pub struct TreeInputs {
    pub initial: Option<Vec<Number>>,
    pub explicit: bool,
    pub inhibit_mapping: bool,
    pub inhibit_any: bool,
}

struct Node {
    depth: usize,
    valid: Number,
    expected: BTreeSet<Number>,
    parent: usize,
}

/// A tree as a list; deleted nodes are `None`. The root is the first.
struct Tree(Vec<Option<Node>>);

impl Tree {
    fn at(&self, depth: usize) -> Vec<usize> {
        let nodes = self.0.iter().enumerate();
        nodes
            .filter(|(_, node)| node.as_ref().is_some_and(|node| node.depth == depth))
            .map(|(i, _)| i)
            .collect()
    }

    fn node(&self, index: usize) -> &Node {
        self.0[index].as_ref().unwrap()
    }

    fn add(&mut self, parent: usize, valid: Number, expected: BTreeSet<Number>) {
        let depth = self.node(parent).depth + 1;
        self.0.push(Some(Node { depth, valid, expected, parent }));
    }

    fn children(&self, index: usize) -> Vec<usize> {
        let depth = self.node(index).depth;
        self.at(depth + 1).into_iter().filter(|child| self.node(*child).parent == index).collect()
    }

    fn is_null(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// Deletes nodes of a depth above `depth` without children until there is none.
    fn prune(&mut self, depth: usize) {
        for level in (0..depth).rev() {
            for index in self.at(level) {
                if self.children(index).is_empty() {
                    self.0[index] = None;
                }
            }
        }
    }

    fn delete_with_descendants(&mut self, index: usize) {
        for child in self.children(index) {
            self.delete_with_descendants(child);
        }
        self.0[index] = None;
    }
}

fn only(policy: Number) -> BTreeSet<Number> {
    BTreeSet::from([policy])
}

/// What a path, from the anchor's side, is valid for; or the place from the leaf at which it fails.
pub fn validate(
    path: &[PolicySpec],
    inputs: &TreeInputs,
) -> Result<BTreeSet<Number>, (usize, PolicyFailureKind)> {
    let n = path.len();
    let never = u32::try_from(n).unwrap() + 1;
    let mut tree = Tree(vec![Some(Node { depth: 0, valid: ANY, expected: only(ANY), parent: 0 })]);
    let mut explicit = if inputs.explicit { 0 } else { never };
    let mut mapping = if inputs.inhibit_mapping { 0 } else { never };
    let mut any = if inputs.inhibit_any { 0 } else { never };
    for (index, certificate) in path.iter().enumerate() {
        let i = index + 1;
        match &certificate.policies {
            Some(policies) if !tree.is_null() => {
                process(&mut tree, i, policies, any > 0 || (i < n && certificate.self_issued));
            }
            _ => tree.0.iter_mut().for_each(|node| *node = None),
        }
        if explicit == 0 && tree.is_null() {
            return Err((n - i, PolicyFailureKind::NoValidPolicy));
        }
        if i == n {
            break;
        }
        map(&mut tree, i, &certificate.mappings, mapping > 0);
        if !certificate.self_issued {
            explicit = explicit.saturating_sub(1);
            mapping = mapping.saturating_sub(1);
            any = any.saturating_sub(1);
        }
        explicit = explicit.min(certificate.explicit.unwrap_or(never));
        mapping = mapping.min(certificate.inhibit_mapping.unwrap_or(never));
        any = any.min(certificate.inhibit_any.unwrap_or(never));
    }
    wrap_up(tree, n, path[n - 1].explicit, explicit, inputs)
}

/// §6.1.3 (d)
fn process(tree: &mut Tree, i: usize, policies: &[Number], any_counts: bool) {
    let parents = tree.at(i - 1);
    for policy in policies.iter().copied().filter(|policy| *policy != ANY) {
        let mut matched = false;
        for parent in &parents {
            if tree.node(*parent).expected.contains(&policy) {
                tree.add(*parent, policy, only(policy));
                matched = true;
            }
        }
        let any_parent = parents.iter().copied().find(|parent| tree.node(*parent).valid == ANY);
        if let (false, Some(parent)) = (matched, any_parent) {
            tree.add(parent, policy, only(policy));
        }
    }
    if policies.contains(&ANY) && any_counts {
        for parent in &parents {
            let children = tree.children(*parent);
            for policy in tree.node(*parent).expected.clone() {
                if !children.iter().any(|child| tree.node(*child).valid == policy) {
                    tree.add(*parent, policy, only(policy));
                }
            }
        }
    }
    tree.prune(i);
}

/// §6.1.4 (b)
fn map(tree: &mut Tree, i: usize, mappings: &[(Number, Number)], follow: bool) {
    let issuers: BTreeSet<Number> = mappings.iter().map(|(issuer, _)| *issuer).collect();
    for issuer in issuers {
        let subjects = mappings.iter().filter(|(from, _)| *from == issuer).map(|(_, to)| *to).collect();
        let valid = tree.at(i).into_iter().filter(|index| tree.node(*index).valid == issuer);
        let valid: Vec<usize> = valid.collect();
        if !follow {
            valid.iter().for_each(|index| tree.0[*index] = None);
            tree.prune(i);
        } else if valid.is_empty() {
            let any = tree.at(i).into_iter().find(|index| tree.node(*index).valid == ANY);
            if let Some(any) = any {
                let parent = tree.node(any).parent;
                tree.add(parent, issuer, subjects);
            }
        } else {
            for index in valid {
                tree.0[index].as_mut().unwrap().expected.clone_from(&subjects);
            }
        }
    }
}

/// §6.1.5 (a), (b), (g)
fn wrap_up(
    mut tree: Tree,
    n: usize,
    required: Option<u32>,
    explicit: u32,
    inputs: &TreeInputs,
) -> Result<BTreeSet<Number>, (usize, PolicyFailureKind)> {
    let explicit = if required == Some(0) { 0 } else { explicit.saturating_sub(1) };
    let was_null = tree.is_null();
    if let (false, Some(initial)) = (was_null, &inputs.initial) {
        intersect(&mut tree, n, initial);
    }
    if explicit == 0 && tree.is_null() {
        let kind =
            if was_null { PolicyFailureKind::NoValidPolicy } else { PolicyFailureKind::NoAcceptedPolicy };
        return Err((0, kind));
    }
    Ok(valid_policy_node_set(&tree, n).into_iter().map(|index| tree.node(index).valid).collect())
}

/// The nodes whose parent has `anyPolicy`; of those that have it themselves, only the deepest.
fn valid_policy_node_set(tree: &Tree, n: usize) -> Vec<usize> {
    let below: Vec<usize> = (1..=n).flat_map(|depth| tree.at(depth)).collect();
    let of_any = below.into_iter().filter(|index| tree.node(tree.node(*index).parent).valid == ANY);
    of_any.filter(|index| tree.node(*index).valid != ANY || tree.node(*index).depth == n).collect()
}

/// §6.1.5 (g) (iii)
fn intersect(tree: &mut Tree, n: usize, initial: &[Number]) {
    if initial.contains(&ANY) {
        return;
    }
    let set = valid_policy_node_set(tree, n);
    let named: BTreeSet<Number> = set.iter().map(|index| tree.node(*index).valid).collect();
    for index in set {
        let valid = tree.node(index).valid;
        if valid != ANY && !initial.contains(&valid) {
            tree.delete_with_descendants(index);
        }
    }
    let any = tree.at(n).into_iter().find(|index| tree.node(*index).valid == ANY);
    if let Some(any) = any {
        let parent = tree.node(any).parent;
        for policy in initial.iter().filter(|policy| !named.contains(policy)) {
            tree.add(parent, *policy, only(*policy));
        }
        tree.0[any] = None;
    }
    tree.prune(n);
}
