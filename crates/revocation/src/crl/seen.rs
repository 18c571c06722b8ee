//! Against old lists that are shown again: what was seen is an argument and a result.

use alloc::{collections::BTreeMap, vec::Vec};

use countersign_digest::{Algorithm, Digest, HashProvider};
use countersign_time::UnixTime;

use super::{CertificateList, CrlNumber};

/// Which lists follow one another: those of one issuer and one scope by one key, complete or delta. A digest: a scope can be as long
/// as a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CrlScope(Digest);

impl CrlScope {
    /// The scope of a list by the holder of a key, a `SubjectPublicKeyInfo` in DER. Two keys of one name may be those of two
    /// authorities, or of one that keeps a list for each.
    #[must_use]
    pub fn of(list: &CertificateList<'_>, key: &[u8], hasher: &dyn HashProvider) -> Self {
        Self::of_kind(list.is_delta(), list, key, hasher)
    }

    /// That of the deltas which continue a complete list.
    pub(super) fn of_deltas(list: &CertificateList<'_>, key: &[u8], hasher: &dyn HashProvider) -> Self {
        Self::of_kind(true, list, key, hasher)
    }

    fn of_kind(is_delta: bool, list: &CertificateList<'_>, key: &[u8], hasher: &dyn HashProvider) -> Self {
        let mut bytes = Vec::from([u8::from(is_delta)]);
        // Key and name are DER, whose length says where they end.
        bytes.extend_from_slice(key);
        bytes.extend_from_slice(list.issuer().der());
        bytes.extend_from_slice(list.scope().unwrap_or_default());
        Self(hasher.hash(Algorithm::Sha256, &bytes))
    }

    /// The digest that stands for it, for whoever stores it.
    #[must_use]
    pub fn digest(&self) -> &Digest {
        &self.0
    }

    /// The scope that a digest stands for. One that was never a scope's stands for one that no list has.
    #[must_use]
    pub const fn from_digest(digest: Digest) -> Self {
        Self(digest)
    }
}

/// How new a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CrlMark {
    number: Option<CrlNumber>,
    this_update: UnixTime,
}

impl CrlMark {
    /// Of a number and a `thisUpdate`.
    #[must_use]
    pub const fn new(number: Option<CrlNumber>, this_update: UnixTime) -> Self {
        Self { number, this_update }
    }

    /// Of a list.
    #[must_use]
    pub fn of(list: &CertificateList<'_>) -> Self {
        Self::new(list.number(), list.this_update())
    }

    /// The number.
    #[must_use]
    pub const fn number(&self) -> Option<CrlNumber> {
        self.number
    }

    /// As of when the list speaks.
    #[must_use]
    pub const fn this_update(&self) -> UnixTime {
        self.this_update
    }

    /// Whether it is older than another one: by either of both.
    #[must_use]
    pub fn is_before(&self, other: &Self) -> bool {
        let lower = matches!((self.number, other.number), (Some(own), Some(seen)) if own < seen);
        lower || self.this_update < other.this_update
    }

    fn and(self, other: Self) -> Self {
        Self { number: self.number.max(other.number), this_update: self.this_update.max(other.this_update) }
    }
}

/// The newest lists that were seen. Nothing is kept here between calls: whoever stores it hands it in and takes what a
/// verdict adds to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HighestSeen {
    marks: BTreeMap<CrlScope, CrlMark>,
}

impl HighestSeen {
    /// Nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { marks: BTreeMap::new() }
    }

    /// The newest list of a scope.
    #[must_use]
    pub fn get(&self, scope: &CrlScope) -> Option<&CrlMark> {
        self.marks.get(scope)
    }

    /// Adds a list. What was seen never becomes older.
    pub fn add(&mut self, scope: CrlScope, mark: CrlMark) {
        self.marks.entry(scope).and_modify(|seen| *seen = seen.and(mark)).or_insert(mark);
    }

    /// Every scope and its newest list.
    pub fn iter(&self) -> impl Iterator<Item = (&CrlScope, &CrlMark)> {
        self.marks.iter()
    }
}

impl Extend<(CrlScope, CrlMark)> for HighestSeen {
    fn extend<I: IntoIterator<Item = (CrlScope, CrlMark)>>(&mut self, marks: I) {
        marks.into_iter().for_each(|(scope, mark)| self.add(scope, mark));
    }
}

impl FromIterator<(CrlScope, CrlMark)> for HighestSeen {
    fn from_iter<I: IntoIterator<Item = (CrlScope, CrlMark)>>(marks: I) -> Self {
        let mut seen = Self::new();
        seen.extend(marks);
        seen
    }
}
