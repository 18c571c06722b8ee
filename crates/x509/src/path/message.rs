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
}

impl<'x, 'a> Message<'x, 'a> {
    pub(super) fn new(certificates: &'x [Certificate<'a>]) -> Self {
        let key = |(at, certificate): (usize, &Certificate<'_>)| {
            let before = certificates.get(..at).unwrap_or_default();
            let subject = (!before.contains(certificate)).then(|| certificate.subject().match_key());
            Keys { subject, issuer: certificate.issuer().match_key() }
        };
        Self { certificates, keys: certificates.iter().enumerate().map(key).collect() }
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
