//! The bytes of a blob as they stream by: digests in one pass, and the whole only where a key needs it.

use alloc::vec::Vec;

use countersign_crypto::CryptoProvider;
use countersign_digest::{Algorithm, Digest, MultiHasher};
use countersign_envelope::{Artifact, SignedForm};

/// How many bytes of a blob are kept in memory for a key that signs the whole message (pure Ed25519), unless it is said
/// otherwise: 512 MiB. No other key needs more than a digest, whatever the length.
pub const MAX_WHOLE_MESSAGE: u64 = 512 << 20;

/// A blob is longer than what is kept in memory, and no key can do with its digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the blob is longer than the {limit} bytes that are kept for a key that signs the whole message")]
pub struct BlobTooLarge {
    /// The limit, in bytes.
    pub limit: u64,
}

/// What is needed of a blob.
#[derive(Clone, Debug)]
pub(crate) struct BlobNeeds {
    /// Never empty; SHA-256 first where it is among them.
    pub(crate) algorithms: Vec<Algorithm>,
    /// Whether some key signs the whole message.
    pub(crate) whole: bool,
    /// Whether some key signs a digest, so that it can be gone on without the whole.
    pub(crate) digest_is_enough: bool,
    /// The most bytes that are kept.
    pub(crate) limit: u64,
}

impl BlobNeeds {
    /// Needs with these digests, and SHA-256 where there is none or the whole is kept: a report names the blob by it.
    pub(crate) fn new(named: impl IntoIterator<Item = Algorithm>, whole: bool, limit: u64) -> Self {
        let mut algorithms: Vec<Algorithm> = Vec::new();
        for algorithm in named {
            if !algorithms.contains(&algorithm) {
                algorithms.push(algorithm);
            }
        }
        if algorithms.is_empty() || (whole && !algorithms.contains(&Algorithm::Sha256)) {
            algorithms.push(Algorithm::Sha256);
        }
        algorithms.sort_unstable();
        Self { algorithms, whole, digest_is_enough: false, limit }
    }

    /// The same with digests that nothing was signed by, and lists may have.
    pub(crate) fn and(mut self, listed: &[Algorithm]) -> Self {
        self.algorithms.extend(listed);
        self.algorithms.sort_unstable();
        self.algorithms.dedup();
        self
    }
}

/// A blob that streams by. In constant memory, unless the whole is needed.
#[derive(Debug)]
pub(crate) struct BlobStream {
    hasher: MultiHasher,
    /// The first bytes, by which a blob is known that is what another format signs.
    head: Vec<u8>,
    whole: Whole,
    digest_is_enough: bool,
    limit: u64,
}

#[derive(Debug)]
enum Whole {
    NotKept,
    Kept(Vec<u8>),
    /// It was longer than the limit, and nothing else is enough.
    TooLong,
}

impl BlobStream {
    pub(crate) fn new(provider: &dyn CryptoProvider, needs: &BlobNeeds) -> Self {
        Self {
            hasher: MultiHasher::new(provider, &needs.algorithms),
            head: Vec::new(),
            whole: if needs.whole { Whole::Kept(Vec::new()) } else { Whole::NotKept },
            digest_is_enough: needs.digest_is_enough,
            limit: needs.limit,
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) -> Result<(), BlobTooLarge> {
        self.keep(bytes);
        // One byte more than is looked at, so that a longer blob is known for one.
        let room = (SignedForm::HEAD_LEN + 1).saturating_sub(self.head.len());
        self.head.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        self.hasher.update(bytes);
        self.check()
    }

    fn keep(&mut self, bytes: &[u8]) {
        let Whole::Kept(kept) = &mut self.whole else { return };
        let length = u64::try_from(kept.len().saturating_add(bytes.len())).unwrap_or(u64::MAX);
        if length <= self.limit {
            kept.extend_from_slice(bytes);
        } else {
            self.whole = if self.digest_is_enough { Whole::NotKept } else { Whole::TooLong };
        }
    }

    /// Whether what is needed of the blob is still to be had. Once it is not it never is: whoever passes over the error
    /// must not get an answer about the blob without the piece that was too much.
    pub(crate) fn check(&self) -> Result<(), BlobTooLarge> {
        match self.whole {
            Whole::TooLong => Err(BlobTooLarge { limit: self.limit }),
            Whole::Kept(_) | Whole::NotKept => Ok(()),
        }
    }

    pub(crate) fn finish(self) -> Blob {
        let whole = match self.whole {
            Whole::NotKept | Whole::TooLong => None,
            Whole::Kept(bytes) => Some(bytes),
        };
        Blob { digests: self.hasher.finish(), head: self.head, whole }
    }
}

/// What is known of a blob.
#[derive(Debug)]
pub(crate) struct Blob {
    pub(crate) digests: Vec<Digest>,
    head: Vec<u8>,
    pub(crate) whole: Option<Vec<u8>>,
}

impl Blob {
    /// A blob of which only digests are known; of several by one algorithm the first counts. Digests that nothing is
    /// compared with are passed over, so that no verdict names the blob by them.
    pub(crate) fn of_digests(given: &[Digest], needed: &[Algorithm]) -> Self {
        let mut digests: Vec<Digest> = Vec::new();
        for digest in given {
            if !digests.iter().any(|known| known.algorithm() == digest.algorithm()) {
                digests.push(*digest);
            }
        }
        let is_needed = |digest: &Digest| needed.contains(&digest.algorithm());
        if digests.iter().any(is_needed) {
            digests.retain(is_needed);
        }
        Self { digests, head: Vec::new(), whole: None }
    }

    /// The first bytes, or all.
    pub(crate) fn head(&self) -> &[u8] {
        self.whole.as_deref().unwrap_or(&self.head)
    }

    pub(crate) fn artifact<'b>(&'b self, provider: &'b dyn CryptoProvider) -> Artifact<'b> {
        match &self.whole {
            Some(bytes) => Artifact::bytes(bytes, provider),
            None => Artifact::streamed(&self.head, &self.digests),
        }
    }
}
