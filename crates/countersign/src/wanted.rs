//! What a signature or attestation must be about.

use alloc::sync::Arc;

use countersign_digest::{Digest, HashProvider};
use countersign_envelope::Artifact;
use countersign_policy::{Subject, VerifiedPayload};

/// A manifest known by its digest, with its bytes where they were read and checked.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    digest: Digest,
    bytes: Option<Arc<[u8]>>,
}

impl Wanted {
    pub(crate) fn new(digest: Digest, bytes: Option<Arc<[u8]>>) -> Self {
        Self { digest, bytes }
    }

    pub(crate) fn digest(&self) -> Digest {
        self.digest
    }
}

/// What is to be bound to: a manifest, or a blob by all the digests of it that are known.
pub(crate) enum Target<'t> {
    Manifest(&'t Wanted),
    Blob { digest: Digest, others: &'t [Digest], artifact: Artifact<'t> },
}

impl Target<'_> {
    /// The subject to bind a payload to. The bytes of a manifest are hashed again only for a payload that gives several
    /// digests of one thing; hardly any does, and a verdict should cost its signature checks and little else.
    pub(crate) fn subject_for(&self, payload: &VerifiedPayload, hasher: &dyn HashProvider) -> Subject {
        match self {
            Self::Blob { digest, others, .. } => Subject::of_blob(*digest, others),
            Self::Manifest(wanted) => {
                let gives_several = payload.subjects().iter().any(|named| named.digests().len() > 1);
                let bytes = wanted.bytes.as_deref().filter(|_| gives_several);
                bytes
                    .and_then(|bytes| Subject::of_manifest(wanted.digest, bytes, hasher).ok())
                    .unwrap_or_else(|| Subject::of_digest(wanted.digest))
            }
        }
    }
}
