//! The certificates that came with a message.

use alloc::vec::Vec;

use crate::{Budget, Certificate, Resource, budget::Exhausted};

/// The keys of the names of one certificate.
struct Keys {
    /// Nothing where the very same certificate stands before it.
    subject: Option<u64>,
    issuer: u64,
}

/// The chain of a message as a search needs it.
pub(super) struct Message<'x, 'a> {
    certificates: &'x [Certificate<'a>],
    keys: Vec<Keys>,
    /// The key of the issuer of the leaf.
    leaf_issuer: u64,
}

impl<'x, 'a> Message<'x, 'a> {
    pub(super) const EMPTY: Self = Self { certificates: &[], keys: Vec::new(), leaf_issuer: 0 };

    /// In an ordered chain the issuer of one certificate is the subject of the next one, whose key is then known.
    pub(super) fn new(leaf: &'x Certificate<'a>, certificates: &'x [Certificate<'a>]) -> Self {
        let leaf_issuer = leaf.issuer().match_key();
        let mut below = (leaf.issuer(), leaf_issuer);
        let keys = |(at, certificate): (usize, &'x Certificate<'a>)| {
            let before = certificates.get(..at).unwrap_or_default();
            let name = certificate.subject();
            let (known, key) = below;
            let key = || if name.der() == known.der() { key } else { name.match_key() };
            let subject = (!before.contains(certificate)).then(key);
            let issuer = certificate.issuer().match_key();
            below = (certificate.issuer(), issuer);
            Keys { subject, issuer }
        };
        Self { certificates, keys: certificates.iter().enumerate().map(keys).collect(), leaf_issuer }
    }

    /// Whether the certificates are within the limits.
    pub(super) fn check(
        leaf: &Certificate<'_>,
        chain: &[Certificate<'_>],
        budget: &Budget,
    ) -> Result<(), Exhausted> {
        if u32::try_from(chain.len()).map_or(true, |count| count > budget.certificates) {
            return Err(Exhausted(Resource::Certificates));
        }
        let bytes = chain.iter().fold(leaf.der().len(), |sum, next| sum.saturating_add(next.der().len()));
        if u32::try_from(bytes).map_or(true, |bytes| bytes > budget.bytes) {
            return Err(Exhausted(Resource::Bytes));
        }
        Ok(())
    }

    pub(super) fn get(&self, at: u32) -> Option<&'x Certificate<'a>> {
        self.certificates.get(usize::try_from(at).ok()?)
    }

    /// The key of the issuer of the leaf.
    pub(super) const fn leaf_issuer(&self) -> u64 {
        self.leaf_issuer
    }

    /// The key of the issuer of one.
    pub(super) fn issuer_key(&self, at: u32) -> Option<u64> {
        self.keys.get(usize::try_from(at).ok()?).map(|keys| keys.issuer)
    }

    /// The certificates that may have a subject, each once, and their places.
    pub(super) fn find(&self, subject: u64) -> impl Iterator<Item = (u32, &'x Certificate<'a>)> {
        let entries = (0u32..).zip(self.certificates).zip(&self.keys);
        entries.filter(move |(_, keys)| keys.subject == Some(subject)).map(|(entry, _)| entry)
    }
}
