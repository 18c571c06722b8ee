//! The order of map keys, and that none comes twice.

use alloc::collections::BTreeSet;
use core::cmp::Ordering;

use crate::cbor::{CborError, MapOrder};

/// The keys of one map that were met, as encoded: with minimal lengths two encodings are equal where the keys are.
pub(super) enum Keys<'a> {
    /// In a strict order it is enough to know the last one.
    Sorted {
        order: fn(&[u8], &[u8]) -> Ordering,
        last: Option<&'a [u8]>,
    },
    Any(BTreeSet<&'a [u8]>),
}

impl<'a> Keys<'a> {
    pub(super) fn new(order: MapOrder) -> Self {
        match order {
            MapOrder::Bytewise => Self::Sorted { order: bytewise, last: None },
            MapOrder::LengthFirst => Self::Sorted { order: length_first, last: None },
            MapOrder::Any => Self::Any(BTreeSet::new()),
        }
    }

    pub(super) fn add(&mut self, key: &'a [u8], offset: usize) -> Result<(), CborError> {
        let ordering = match self {
            Self::Sorted { order, last } => last.replace(key).map_or(Ordering::Less, |last| order(last, key)),
            Self::Any(seen) => {
                if seen.insert(key) {
                    Ordering::Less
                } else {
                    Ordering::Equal
                }
            }
        };
        match ordering {
            Ordering::Less => Ok(()),
            Ordering::Equal => Err(CborError::DuplicateKey { offset }),
            Ordering::Greater => Err(CborError::UnsortedKey { offset }),
        }
    }
}

fn bytewise(a: &[u8], b: &[u8]) -> Ordering {
    a.cmp(b)
}

fn length_first(a: &[u8], b: &[u8]) -> Ordering {
    (a.len(), a).cmp(&(b.len(), b))
}
