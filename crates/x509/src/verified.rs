//! Paths that were found valid.

use alloc::vec::Vec;
use core::fmt;

use countersign_time::{UnixTime, Validity};

use crate::{Certificate, Times, TrustAnchor};

/// A path from a leaf to an anchor that was found valid: only path validation makes one.
#[derive(Clone)]
#[must_use]
pub struct VerifiedPath<'a> {
    pub(crate) leaf: Certificate<'a>,
    /// From the leaf on.
    pub(crate) certificates: Vec<Certificate<'a>>,
    pub(crate) anchor: TrustAnchor,
    pub(crate) times: Times,
}

impl<'a> VerifiedPath<'a> {
    /// The certificates from the leaf on, without the anchor's: at least the leaf, which is the anchor's own where a
    /// profile allows that.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate<'a>] {
        &self.certificates
    }

    /// The leaf.
    #[must_use]
    pub fn leaf(&self) -> &Certificate<'a> {
        &self.leaf
    }

    /// The anchor.
    #[must_use]
    pub fn anchor(&self) -> &TrustAnchor {
        &self.anchor
    }

    /// The times at which it is valid.
    #[must_use]
    pub fn times(&self) -> Times {
        self.times
    }

    /// Until when every certificate of it is valid, the anchor's too where its own limits count.
    #[must_use]
    pub fn valid_until(&self) -> UnixTime {
        let ends = self.validities().map(|validity| validity.not_after());
        ends.min().unwrap_or(self.times.latest())
    }

    fn validities(&self) -> impl Iterator<Item = Validity> {
        self.certificates.iter().chain(self.anchor.limiting_certificate()).map(Certificate::validity)
    }

    /// The same path with bytes of its own.
    pub fn to_owned(&self) -> VerifiedPath<'static> {
        VerifiedPath {
            leaf: self.leaf.to_owned(),
            certificates: self.certificates.iter().map(Certificate::to_owned).collect(),
            anchor: self.anchor.clone(),
            times: self.times,
        }
    }
}

impl fmt::Debug for VerifiedPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifiedPath({} certificates)", self.certificates.len())
    }
}
