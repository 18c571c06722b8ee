//! Maps: entries in source order, keys distinct.

use alloc::vec::Vec;

use super::{Key, Value};

/// A map whose keys are distinct, in the order of its source.
///
/// Equality is that of the entries in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map<'a> {
    entries: Vec<(Key<'a>, Value<'a>)>,
}

impl<'a> Map<'a> {
    /// A map without entries.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Takes entries as read; their keys must be distinct.
    pub(super) const fn from_distinct(entries: Vec<(Key<'a>, Value<'a>)>) -> Self {
        Self { entries }
    }

    /// Adds an entry at the end, or gives the entry of that key this value where it stands. Looks at every entry.
    #[must_use]
    pub fn with(mut self, key: impl Into<Key<'a>>, value: impl Into<Value<'a>>) -> Self {
        let (key, value) = (key.into(), value.into());
        match self.entries.iter_mut().find(|(own, _)| *own == key) {
            Some(entry) => entry.1 = value,
            None => self.entries.push((key, value)),
        }
        self
    }

    /// The value of that key. Looks at every entry.
    #[must_use]
    pub fn get<'k>(&self, key: impl Into<Key<'k>>) -> Option<&Value<'a>> {
        let key = key.into();
        self.entries.iter().find(|(own, _)| *own == key).map(|(_, value)| value)
    }

    /// Keys and values in source order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Key<'a>, &Value<'a>)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn into_owned(self) -> Map<'static> {
        let owned = |(key, value): (Key<'a>, Value<'a>)| (key.into_owned(), value.into_owned());
        Map { entries: self.entries.into_iter().map(owned).collect() }
    }
}
