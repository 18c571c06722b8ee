//! Times that were proven.

use alloc::{boxed::Box, sync::Arc};
use core::fmt;

use countersign_crypto::Digest;
use countersign_encoding::der::{Oid, OwnedOid};
use countersign_time::UnixTime;
use countersign_x509::{Times, VerifiedPath, Weakening};

use crate::{Accuracy, Nonce};

/// Proof that something existed at a time, by an authority that the caller believes: only verification makes one.
///
/// It says nothing about revocation: whoever asks, asks about [`VerifiedTimestamp::path`], at [`VerifiedTimestamp::times`]. Of these
/// only the authority's own word is known: a compromise of its keys, or a revocation without a reason, counts whatever they are
/// (RFC 3161 §4; `Retroactivity::Witness` of `countersign-revocation`).
#[derive(Clone)]
#[must_use]
pub struct VerifiedTimestamp {
    pub(crate) times: Times,
    pub(crate) gen_time: UnixTime,
    pub(crate) accuracy: Option<Accuracy>,
    pub(crate) policy: OwnedOid,
    pub(crate) serial: Box<[u8]>,
    pub(crate) nonce: Option<Nonce>,
    pub(crate) imprint: Digest,
    pub(crate) path: VerifiedPath<'static>,
    pub(crate) authority: Arc<str>,
}

impl VerifiedTimestamp {
    /// The earliest time that the token can mean: `genTime` less its accuracy.
    #[must_use]
    pub fn earliest(&self) -> UnixTime {
        self.times.earliest()
    }

    /// The latest time that the token can mean: `genTime` and its accuracy.
    #[must_use]
    pub fn latest(&self) -> UnixTime {
        self.times.latest()
    }

    /// Both of these: what a certificate is held against.
    #[must_use]
    pub fn times(&self) -> Times {
        self.times
    }

    /// `genTime`, which may have a fraction of a second.
    #[must_use]
    pub fn gen_time(&self) -> UnixTime {
        self.gen_time
    }

    /// The accuracy that the token states.
    #[must_use]
    pub fn accuracy(&self) -> Option<Accuracy> {
        self.accuracy
    }

    /// The policy under which it was issued.
    #[must_use]
    pub fn policy(&self) -> Oid<'_> {
        self.policy.as_oid()
    }

    /// The serial number: the contents of the INTEGER.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// The nonce of the request that it answers.
    #[must_use]
    pub fn nonce(&self) -> Option<Nonce> {
        self.nonce
    }

    /// The digest of what existed.
    #[must_use]
    pub fn imprint(&self) -> &Digest {
        &self.imprint
    }

    /// The path of the signer, which is valid at [`VerifiedTimestamp::times`].
    pub fn path(&self) -> &VerifiedPath<'static> {
        &self.path
    }

    /// The id of the authority that is believed.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// How the rules for algorithms were weakened under which it was verified.
    pub fn weakened(&self) -> impl Iterator<Item = Weakening> {
        self.path.weakened()
    }

    /// Whether another authority made the other one: another id, and a path that shares no key with this one's, from the
    /// signer's to the anchor's. Whoever has the secret of one key, a CA's that both stand below too, is one authority.
    #[must_use]
    pub fn is_independent_of(&self, other: &Self) -> bool {
        self.authority != other.authority && !self.path.shares_key_with(&other.path)
    }
}

impl fmt::Debug for VerifiedTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedTimestamp")
            .field("gen_time", &self.gen_time)
            .field("accuracy", &self.accuracy)
            .field("authority", &self.authority)
            .finish_non_exhaustive()
    }
}
