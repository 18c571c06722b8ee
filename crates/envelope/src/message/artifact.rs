//! The blob in hand, as far as the caller knows it.

use alloc::{borrow::Cow, vec::Vec};

use countersign_crypto::{DigestAlgorithm, HashProvider, Message, VerifyError, VerifyingKey};
use countersign_digest::Digest;

use super::{SignedForm, VerifyMessageError};
use crate::SignatureError;

/// What was signed, from the verifier's side: the whole blob, or digests of it that the caller computed. There is no
/// artefact without either: what is not in hand cannot be verified.
#[derive(Clone, Copy, Debug)]
pub struct Artifact<'a>(Known<'a>);

#[derive(Clone, Copy, Debug)]
enum Known<'a> {
    Bytes { bytes: &'a [u8], hasher: &'a dyn HashProvider },
    Digests { head: &'a [u8], digests: &'a [Digest] },
}

impl<'a> Artifact<'a> {
    /// The whole blob.
    #[must_use]
    pub fn bytes(bytes: &'a [u8], hasher: &'a dyn HashProvider) -> Self {
        Self(Known::Bytes { bytes, hasher })
    }

    /// A blob by its digests, one for each algorithm that its keys sign. No key can verify without the digest that it
    /// signs, and pure Ed25519 none at all. Whether the blob is what another format signs cannot be told from digests, so
    /// that a signature made in such a format is accepted here: use [`streamed`](Self::streamed) where the bytes pass by.
    #[must_use]
    pub fn digests(digests: &'a [Digest]) -> Self {
        Self(Known::Digests { head: &[], digests })
    }

    /// The same with the first bytes of the blob, more than [`SignedForm::HEAD_LEN`] of them or all: with them a blob is
    /// refused that is what another format signs.
    #[must_use]
    pub fn streamed(head: &'a [u8], digests: &'a [Digest]) -> Self {
        Self(Known::Digests { head, digests })
    }

    fn head(&self) -> &'a [u8] {
        match self.0 {
            Known::Bytes { bytes, .. } => bytes,
            Known::Digests { head, .. } => head,
        }
    }

    /// The digest by `algorithm`: computed, or the one that the caller gave.
    fn digest(&self, algorithm: DigestAlgorithm) -> Option<Digest> {
        match self.0 {
            Known::Bytes { bytes, hasher } => Some(hasher.hash(algorithm, bytes)),
            Known::Digests { digests, .. } => {
                digests.iter().find(|digest| digest.algorithm() == algorithm).copied()
            }
        }
    }

    /// The one check that every form of a blob signature goes through: the blob is not what another format signs, the
    /// digest that the form states is the blob's, and one of `keys` signed it.
    pub(super) fn check<'k>(
        &self,
        stated: Option<&Digest>,
        signature: &[u8],
        keys: &[&'k dyn VerifyingKey],
    ) -> Result<(&'k dyn VerifyingKey, Vec<Digest>), VerifyMessageError> {
        if let Some(form) = SignedForm::of(self.head()) {
            return Err(VerifyMessageError::OtherFormat { form });
        }
        let mut digests = Digests { artifact: self, known: Vec::new() };
        if let Some(stated) = stated
            && digests.get(stated.algorithm())? != *stated
        {
            return Err(VerifyMessageError::DigestMismatch { algorithm: stated.algorithm() });
        }
        let mut reason = VerifyMessageError::Signature(SignatureError::NoKeys);
        for key in keys {
            match digests.check(*key, signature) {
                Ok(()) => return Ok((*key, digests.into_known())),
                Err(error) => reason = reason.most_telling(error),
            }
        }
        Err(reason)
    }
}

/// Digests of the artefact, each computed once.
struct Digests<'v, 'a> {
    artifact: &'v Artifact<'a>,
    known: Vec<Digest>,
}

impl Digests<'_, '_> {
    fn get(&mut self, algorithm: DigestAlgorithm) -> Result<Digest, VerifyMessageError> {
        if let Some(known) = self.known.iter().find(|digest| digest.algorithm() == algorithm) {
            return Ok(*known);
        }
        let digest =
            self.artifact.digest(algorithm).ok_or(VerifyMessageError::DigestUnavailable { algorithm })?;
        self.known.push(digest);
        Ok(digest)
    }

    fn check(&mut self, key: &dyn VerifyingKey, signature: &[u8]) -> Result<(), VerifyMessageError> {
        let digest;
        let message = match (key.scheme().algorithm().digest_algorithm(), self.artifact.0) {
            (Some(algorithm), _) => {
                digest = self.get(algorithm)?;
                Message::Digest(&digest)
            }
            (None, Known::Bytes { bytes, .. }) => Message::Bytes(bytes),
            (None, Known::Digests { .. }) => return Err(VerifyMessageError::NeedsWholeMessage),
        };
        key.verify(message, signature).map_err(|error| match error {
            VerifyError::Malformed => SignatureError::Malformed.into(),
            VerifyError::NeedsWholeMessage => VerifyMessageError::NeedsWholeMessage,
            _ => SignatureError::Mismatch.into(),
        })
    }

    /// What is known of the artefact, for the report: all digests that the caller gave, or those that were needed and
    /// in any case SHA-256.
    fn into_known(mut self) -> Vec<Digest> {
        let all: Cow<'_, [Digest]> = match self.artifact.0 {
            Known::Digests { digests, .. } => Cow::Borrowed(digests),
            Known::Bytes { .. } => {
                let _ = self.get(DigestAlgorithm::Sha256);
                Cow::Borrowed(&self.known)
            }
        };
        all.into_owned()
    }
}
