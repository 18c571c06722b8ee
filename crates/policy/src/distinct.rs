//! How many principals can each be given a key of their own.

use alloc::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    vec::Vec,
};

use countersign_crypto::KeyId;

/// Which principals each key spoke for, and who counts by which key.
///
/// One key may speak for several principals: it is believed as a key, and a certificate names its holder, or a certificate
/// names several. It still counts once. So a principal counts only with a key of its own, and of all ways to deal out the
/// keys the best one counts: neither the order of signatures nor one that is found besides ever takes a principal away.
#[derive(Clone, Debug, Default)]
pub(crate) struct Distinct {
    speaks_for: BTreeMap<KeyId, BTreeSet<usize>>,
    principal_of: BTreeMap<KeyId, usize>,
    key_of: BTreeMap<usize, KeyId>,
}

impl Distinct {
    /// Takes what a key spoke for. Whether one more principal counts now.
    pub(crate) fn add(&mut self, key: KeyId, principals: impl IntoIterator<Item = usize>) -> bool {
        self.speaks_for.entry(key).or_default().extend(principals);
        // What the key speaks for now may make room for one that found none before.
        let idle: Vec<KeyId> =
            self.speaks_for.keys().filter(|key| !self.principal_of.contains_key(key)).copied().collect();
        idle.into_iter().any(|key| self.place(key))
    }

    pub(crate) fn count(&self) -> usize {
        self.key_of.len()
    }

    /// Finds a principal for a key, moving other keys on where that makes room (an augmenting path, breadth first).
    fn place(&mut self, start: KeyId) -> bool {
        let mut reached: BTreeMap<usize, KeyId> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(key) = queue.pop_front() {
            for principal in self.speaks_for.get(&key).into_iter().flatten() {
                if reached.contains_key(principal) {
                    continue;
                }
                reached.insert(*principal, key);
                match self.key_of.get(principal) {
                    Some(holder) => queue.push_back(*holder),
                    None => {
                        self.deal(start, *principal, &reached);
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Gives each key on the way back the principal that was reached through it.
    fn deal(&mut self, start: KeyId, free: usize, reached: &BTreeMap<usize, KeyId>) {
        let mut principal = free;
        while let Some(key) = reached.get(&principal).copied() {
            let before = self.principal_of.insert(key, principal);
            self.key_of.insert(principal, key);
            match before {
                Some(before) if key != start => principal = before,
                _ => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "the numbers of tests are small")]

    use alloc::{format, vec};

    use proptest::prelude::*;

    use super::*;

    fn key(number: usize) -> KeyId {
        KeyId::parse(&format!("SHA256:{number:064x}")).unwrap()
    }

    fn count(edges: &[(usize, usize)]) -> usize {
        let mut distinct = Distinct::default();
        for (from, to) in edges {
            distinct.add(key(*from), [*to]);
        }
        distinct.count()
    }

    #[test]
    fn one_key_counts_once_whomever_it_speaks_for() {
        assert_eq!(count(&[(1, 0), (1, 1), (1, 2)]), 1);
    }

    #[test]
    fn a_key_makes_room_for_another() {
        // Key 1 may be either; key 2 only the first.
        assert_eq!(count(&[(1, 0), (1, 1), (2, 0)]), 2);
        assert_eq!(count(&[(2, 0), (1, 0), (1, 1)]), 2);
    }

    #[test]
    fn two_keys_of_one_principal_count_once() {
        assert_eq!(count(&[(1, 0), (2, 0)]), 1);
    }

    /// The largest number of pairs, by trying every way.
    fn by_trying(edges: &[(usize, usize)], keys: usize, taken: u32) -> usize {
        let Some(key) = keys.checked_sub(1) else { return 0 };
        let principals = edges.iter().filter(|(from, to)| *from == key && taken & (1 << to) == 0);
        let with = principals.map(|(_, to)| 1 + by_trying(edges, key, taken | 1 << to));
        with.chain([by_trying(edges, key, taken)]).max().unwrap()
    }

    proptest! {
        #[test]
        fn what_counts_is_the_best_way_to_deal_out_the_keys_in_any_order(
            edges in prop::collection::vec((0usize..6, 0usize..6), 0..16),
            order in any::<prop::sample::Index>(),
        ) {
            let best = by_trying(&edges, 6, 0);
            prop_assert_eq!(count(&edges), best);
            let mut turned = edges.clone();
            if !turned.is_empty() {
                turned.rotate_left(order.index(edges.len()));
            }
            prop_assert_eq!(count(&turned), best);
            turned.extend(vec![(5, 5)]);
            prop_assert!(count(&turned) >= best);
        }
    }
}
