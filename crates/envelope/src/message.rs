//! Signatures over blobs, in the forms that Cosign writes: bare base64, its older blob bundle, and (elsewhere) the
//! Sigstore bundle. One check serves all three.

use alloc::vec::Vec;

use countersign_crypto::{DigestAlgorithm, PublicKey, Scheme, VerifyingKey};
use countersign_digest::Digest;

use crate::{SignatureError, SignedSubject, VerifiedPayload};

mod artifact;
mod detached;
mod form;
mod legacy;

pub use artifact::Artifact;
pub use detached::{DetachedSignature, DetachedSignatureError, write_detached_signature};
pub use form::SignedForm;
#[cfg(feature = "dsse")]
pub use legacy::LegacyStatementError;
pub use legacy::{LegacyBlobBundle, LegacyBlobBundleError, write_legacy_blob_bundle};

/// A signature over a blob that was verified.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedMessage {
    digests: Vec<Digest>,
    signer: PublicKey,
    scheme: Scheme,
}

impl VerifiedMessage {
    /// Verifies `signature` over `artifact`; where the envelope states a digest, that must be the artefact's.
    pub(crate) fn verify(
        keys: &[&dyn VerifyingKey],
        artifact: &Artifact<'_>,
        stated: Option<&Digest>,
        signature: &[u8],
    ) -> Result<Self, VerifyMessageError> {
        let (key, digests) = artifact.check(stated, signature, keys)?;
        Ok(Self { digests, signer: key.public_key().clone(), scheme: key.scheme() })
    }

    /// Digests of the blob: those that the caller gave, or else those that were computed, SHA-256 among them.
    #[must_use]
    pub fn digests(&self) -> &[Digest] {
        &self.digests
    }

    /// The key under which the signature verified.
    #[must_use]
    pub fn signer(&self) -> &PublicKey {
        &self.signer
    }

    /// The scheme with which it verified.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }
}

/// The blob as a payload with one subject, so that it is bound and counted as every other.
impl From<VerifiedMessage> for VerifiedPayload {
    fn from(message: VerifiedMessage) -> Self {
        let subject = SignedSubject::new(message.digests, None, None);
        Self::of_message(subject, message.signer, message.scheme)
    }
}

/// Why a signature over a blob was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyMessageError {
    /// The blob is what another format signs: the signature may have been made as one of that format.
    #[error("the blob is {form}; a signature over it need not have been made over a blob")]
    OtherFormat {
        /// What the blob is.
        form: SignedForm,
    },
    /// The envelope states a digest that is not the blob's.
    #[error("the signature was made over another blob: its {algorithm} digest differs")]
    DigestMismatch {
        /// The algorithm of the digest stated.
        algorithm: DigestAlgorithm,
    },
    /// The envelope states, or a key signs, a digest that the caller did not give.
    #[error("the {algorithm} digest of the blob is needed and was not given")]
    DigestUnavailable {
        /// The algorithm.
        algorithm: DigestAlgorithm,
    },
    /// A key needs the whole blob, and only digests were given.
    #[error("this key verifies whole messages; give the blob, not a digest")]
    NeedsWholeMessage,
    /// The signature was accepted under none of the keys.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

impl VerifyMessageError {
    /// Of two reasons the one that says more. A key that could not be tried says more than one that did not fit.
    fn most_telling(self, other: Self) -> Self {
        match (self, other) {
            (Self::Signature(one), Self::Signature(other)) => Self::Signature(one.most_telling(other)),
            (Self::Signature(_), other) => other,
            (Self::NeedsWholeMessage, _) | (_, Self::Signature(_)) => self,
            (_, other) => other,
        }
    }
}
