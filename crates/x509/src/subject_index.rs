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
            (0u32..).zip(subjects).map(|(at, name)| (match_key(name), at)).collect();
        entries.sort_unstable();
        Self { entries: entries.into() }
    }

    /// The places of the members whose subject may be that name: the caller compares the names themselves.
    pub(crate) fn find(&self, name: Name<'_>) -> impl Iterator<Item = u32> {
        let key = match_key(name);
        let start = self.entries.partition_point(|(entry, _)| *entry < key);
        let rest = self.entries.get(start..).unwrap_or_default();
        rest.iter().take_while(move |(entry, _)| *entry == key).map(|(_, at)| *at)
    }
}

/// FNV-1a of the encoded name.
fn match_key(name: Name<'_>) -> u64 {
    name.der()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
