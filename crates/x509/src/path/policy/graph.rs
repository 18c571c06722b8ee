//! The valid policy graph (RFC 9618 §5), of which the deepest level is kept.
//!
//! Each node has the *roots* it descends from: the nodes whose parent has `anyPolicy`, which name what the path is valid for
//! in the words of its first certificate. A node that gets no child is no one's ancestor in the next level, so nothing has
//! to be deleted: what the graph of the specification still has at its end are the roots of its last level.

use alloc::{vec, vec::Vec};

use countersign_encoding::der::Oid;

use crate::{ANY_POLICY, CertificatePolicies, PolicyMappings};

/// The most mappings of one certificate.
const MAX_MAPPINGS: usize = 4096;
/// So many mappings cost as much as a node.
const MAPPINGS_A_NODE: usize = 64;

/// A limit was reached.
#[derive(Debug)]
pub(super) struct TooMany;

pub(super) struct Graph<'p> {
    /// Whether the deepest level has a node for `anyPolicy`.
    any: bool,
    /// The other nodes of the deepest level, sorted by policy.
    nodes: Vec<Node<'p>>,
    /// What the last certificate maps.
    mappings: Option<PolicyMappings<'p>>,
    roots: Vec<Oid<'p>>,
}

struct Node<'p> {
    policy: Oid<'p>,
    roots: Roots,
    /// Other policies are expected below than its own.
    mapped: bool,
}

/// A policy that a node expects in the next certificate, and the place of the node in its level.
type Expected<'p> = (Oid<'p>, usize);

impl<'p> Graph<'p> {
    pub(super) fn new() -> Self {
        Self { any: true, nodes: Vec::new(), mappings: None, roots: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.any && self.nodes.is_empty()
    }

    /// Goes one level down: RFC 9618 §5.2, steps (d) and (e).
    pub(super) fn descend(
        &mut self,
        policies: Option<CertificatePolicies<'p>>,
        any_counts: bool,
        nodes: &mut u32,
    ) -> Result<(), TooMany> {
        let Some(policies) = policies else {
            self.any = false;
            self.nodes.clear();
            return Ok(());
        };
        let expected = self.expected()?;
        let named = sorted(policies.map(|policy| policy.oid()), nodes)?;
        let any = any_counts && named.binary_search(&ANY_POLICY).is_ok();
        let mut next = self.named(&named, &expected);
        if any {
            next.extend(self.unnamed(&named, &expected, nodes)?);
        }
        next.sort_unstable_by_key(|node| node.policy);
        self.any &= any;
        self.nodes = next;
        Ok(())
    }

    /// Step (d) (1): a child of all nodes that expect the policy, or else of the node for `anyPolicy`.
    fn named(&mut self, named: &[Oid<'p>], expected: &[Expected<'p>]) -> Vec<Node<'p>> {
        let mut next = Vec::new();
        for policy in named.iter().copied().filter(|policy| *policy != ANY_POLICY) {
            let parents = parents(expected, policy);
            if !parents.is_empty() {
                next.push(self.child(policy, parents));
            } else if self.any {
                next.push(self.root(policy));
            }
        }
        next
    }

    /// Step (d) (2): what is expected and not named is there by `anyPolicy`.
    fn unnamed(
        &self,
        named: &[Oid<'p>],
        expected: &[Expected<'p>],
        nodes: &mut u32,
    ) -> Result<Vec<Node<'p>>, TooMany> {
        let mut next = Vec::new();
        for parents in expected.chunk_by(|one, other| one.0 == other.0) {
            let Some((policy, _)) = parents.first() else { continue };
            if named.binary_search(policy).is_err() {
                spend(nodes)?;
                next.push(self.child(*policy, parents));
            }
        }
        Ok(next)
    }

    /// What the nodes of the level expect, sorted by policy.
    fn expected(&mut self) -> Result<Vec<Expected<'p>>, TooMany> {
        let own = self.nodes.iter().enumerate().filter(|(_, node)| !node.mapped);
        let mut expected: Vec<_> = own.map(|(index, node)| (node.policy, index)).collect();
        let mappings = self.mappings.take().into_iter().flatten();
        expected.extend(
            mappings.filter_map(|(issuer, subject)| self.find(issuer).ok().map(|index| (subject, index))),
        );
        expected.sort_unstable();
        Ok(expected)
    }

    fn find(&self, policy: Oid<'_>) -> Result<usize, usize> {
        self.nodes.binary_search_by(|node| node.policy.as_bytes().cmp(policy.as_bytes()))
    }

    fn child(&self, policy: Oid<'p>, parents: &[Expected<'p>]) -> Node<'p> {
        let mut roots = Roots::default();
        for parent in parents.iter().filter_map(|(_, index)| self.nodes.get(*index)) {
            roots.join(&parent.roots);
        }
        Node { policy, roots, mapped: false }
    }

    fn root(&mut self, policy: Oid<'p>) -> Node<'p> {
        let roots = Roots::one(self.roots.len());
        self.roots.push(policy);
        Node { policy, roots, mapped: false }
    }

    /// Follows mappings: RFC 9618 §5.3, step (b) (1).
    pub(super) fn map(&mut self, mappings: PolicyMappings<'p>, nodes: &mut u32) -> Result<(), TooMany> {
        let mut issuers = issuers(mappings, nodes)?;
        issuers.retain(|issuer| match self.find(*issuer).ok().and_then(|index| self.nodes.get_mut(index)) {
            Some(node) => {
                node.mapped = true;
                false
            }
            None => self.any,
        });
        for issuer in issuers {
            spend(nodes)?;
            let root = self.root(issuer);
            self.nodes.push(Node { mapped: true, ..root });
        }
        self.nodes.sort_unstable_by_key(|node| node.policy);
        self.mappings = Some(mappings);
        Ok(())
    }

    /// Mapped policies are valid no more: step (b) (2).
    pub(super) fn unmap(&mut self, mappings: PolicyMappings<'p>, nodes: &mut u32) -> Result<(), TooMany> {
        let issuers = issuers(mappings, nodes)?;
        self.nodes.retain(|node| issuers.binary_search(&node.policy).is_err());
        Ok(())
    }

    /// Whether the path is valid for `anyPolicy`, and for which others, sorted: RFC 9618 §5.4, step (g).
    pub(super) fn authority_constrained(&self) -> (bool, Vec<Oid<'p>>) {
        let mut roots = Roots::default();
        for node in &self.nodes {
            roots.join(&node.roots);
        }
        let living = self.roots.iter().enumerate().filter(|(index, _)| roots.has(*index));
        let mut policies: Vec<_> = living.map(|(_, policy)| *policy).collect();
        policies.sort_unstable();
        policies.dedup();
        (self.any, policies)
    }
}

fn issuers<'p>(mappings: PolicyMappings<'p>, nodes: &mut u32) -> Result<Vec<Oid<'p>>, TooMany> {
    let mut issuers = Vec::new();
    for (issuer, _) in mappings {
        if issuers.len() == MAX_MAPPINGS {
            return Err(TooMany);
        }
        issuers.push(issuer);
        if issuers.len().is_multiple_of(MAPPINGS_A_NODE) {
            spend(nodes)?;
        }
    }
    issuers.sort_unstable();
    issuers.dedup();
    Ok(issuers)
}

/// Every policy that a certificate names counts as a node, whether it becomes one or not. None names one twice: that does
/// not parse (RFC 5280 §4.2.1.4).
fn sorted<'p>(policies: impl Iterator<Item = Oid<'p>>, nodes: &mut u32) -> Result<Vec<Oid<'p>>, TooMany> {
    let mut named = Vec::new();
    for policy in policies {
        spend(nodes)?;
        named.push(policy);
    }
    named.sort_unstable();
    Ok(named)
}

fn spend(nodes: &mut u32) -> Result<(), TooMany> {
    *nodes = nodes.checked_sub(1).ok_or(TooMany)?;
    Ok(())
}

/// The part of what is expected that names a policy.
fn parents<'e, 'p>(expected: &'e [Expected<'p>], policy: Oid<'p>) -> &'e [Expected<'p>] {
    let start = expected.partition_point(|(other, _)| *other < policy);
    let end = expected.partition_point(|(other, _)| *other <= policy);
    expected.get(start..end).unwrap_or_default()
}

/// A set of places in the list of roots.
#[derive(Clone, Default)]
struct Roots(Vec<u64>);

impl Roots {
    fn one(place: usize) -> Self {
        let mut words = vec![0; place / 64 + 1];
        if let Some(word) = words.last_mut() {
            *word = 1 << (place % 64);
        }
        Self(words)
    }

    fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    fn has(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word & (1 << (place % 64)) != 0)
    }
}
