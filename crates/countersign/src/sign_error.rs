//! Why something was not signed.

use alloc::boxed::Box;

use countersign_crypto::SignError;
use countersign_digest::Digest;
use countersign_envelope::{
    AssembleError, DraftSignError, EnvelopeFormError, PredicateError, PredicateTypeError,
    SignatureBytesError, SignedForm, StatementError,
};
use countersign_oci::{ArtifactError, ResolveError};

use crate::{BlobTooLarge, SignerError, TimestampingError};

/// Why an image was not signed or attested. Nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignImageError {
    /// The name stands for nothing that could be signed.
    #[error("the image cannot be signed: {0}")]
    Resolve(#[source] ResolveError),
    /// What has the `.sig` or `.att` tag cannot be read, so nothing can be added to it without losing what is there.
    #[error("the signatures that are there already cannot be read: {0}")]
    Existing(#[source] ResolveError),
    /// The predicate is none of its type.
    #[error(transparent)]
    Predicate(#[from] PredicateError),
    /// No reader would take the statement that would be signed.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// The key failed, or its signature is not its own.
    #[error(transparent)]
    Sign(#[from] DraftSignError),
    /// The signature that was brought for a draft is not one of the drafted key over it.
    #[error(transparent)]
    Assemble(#[from] AssembleError),
    /// The draft is about another image than the one named.
    #[error("the draft is about {}, not about {}", .0.drafted, .0.named)]
    OtherImage(Box<OtherImage>),
    /// The draft is not one that this crate makes: it is about several things, or about none.
    #[error("the draft is not about one image")]
    ForeignDraft,
    /// The draft's attestation is of a type that is none.
    #[error("the draft: {0}")]
    PredicateType(#[from] PredicateTypeError),
    /// A draft is of one signature over one manifest; everything that an index lists cannot be signed by it.
    #[error("a draft is about one manifest; prepare one for each image of the index")]
    RecursiveDraft,
    /// The signature cannot be kept beside what is there.
    #[error("the signature cannot be stored: {0}")]
    Artifact(#[from] ArtifactError),
    /// The signature that was made cannot be had from its envelope: a defect of the build.
    #[error(transparent)]
    SignatureBytes(#[from] SignatureBytesError),
    /// The signature was not timestamped.
    #[error(transparent)]
    Timestamping(#[from] TimestampingError),
    /// Signatures of the drafted key could not be verified.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// A payload in a form that does not hold it: a defect of the build.
    #[error(transparent)]
    Form(#[from] EnvelopeFormError),
    /// An envelope of a kind that this crate does not store: a defect of the build.
    #[error("an envelope of an unknown kind was made")]
    UnknownEnvelope,
}

/// Two images that should have been one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherImage {
    /// The image that the draft is about.
    pub drafted: Digest,
    /// The image that was named.
    pub named: Digest,
}

/// Why a blob was not signed or attested.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignBlobError {
    /// The key cannot sign blobs, such as one that signs by Ed25519ph.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The key signs the whole message, and the blob is longer than what is kept.
    #[error(transparent)]
    TooLarge(#[from] BlobTooLarge),
    /// The blob is what another format signs: the signature would be one of that format too.
    #[error("the blob is {form}; a signature over it could be taken for another")]
    OtherFormat {
        /// What the blob is.
        form: SignedForm,
    },
    /// The key failed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The key's signature is not its own: a defective device.
    #[error("the key's signature does not verify: {0}")]
    Unverified(#[from] countersign_crypto::VerifyError),
    /// The predicate is none of its type.
    #[error(transparent)]
    Predicate(#[from] PredicateError),
    /// No reader would take the statement that would be signed.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// The key failed over the statement, or its signature is not its own.
    #[error(transparent)]
    Draft(#[from] DraftSignError),
    /// A payload in a form that does not hold it: a defect of the build.
    #[error(transparent)]
    Form(#[from] EnvelopeFormError),
    /// A digest or an envelope of a kind that this crate does not write: a defect of the build.
    #[error("an envelope of an unknown kind was made")]
    UnknownEnvelope,
}
