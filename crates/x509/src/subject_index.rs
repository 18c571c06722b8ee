//! Finds the members of a list by their subjects.

use alloc::{boxed::Box, vec::Vec};

use crate::Name;

/// The places of a list's members, sorted by a key of the subject that is equal for names that match.
#[derive(Clone, Debug, Default)]
pub(crate) struct SubjectIndex {
    entries: Box<[(u64, u32)]>,
}

impl SubjectIndex {
    pub(crate) fn new<'n>(subjects: impl Iterator<Item = Name<'n>>) -> Self {
        let mut entries: Vec<(u64, u32)> =
            (0u32..).zip(subjects).map(|(at, name)| (name.match_key(), at)).collect();
        entries.sort_unstable();
        Self { entries: entries.into() }
    }

    /// The places of the members whose subject has that key: the caller compares the names themselves.
    pub(crate) fn find(&self, key: u64) -> impl Iterator<Item = u32> {
        let start = self.entries.partition_point(|(entry, _)| *entry < key);
        let rest = self.entries.get(start..).unwrap_or_default();
        rest.iter().take_while(move |(entry, _)| *entry == key).map(|(_, at)| *at)
    }
}
