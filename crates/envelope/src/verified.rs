//! What a verified envelope says, in one shape for every format.

use alloc::{collections::BTreeMap, string::String, sync::Arc, vec::Vec};

use countersign_crypto::{PublicKey, Scheme};
use countersign_digest::Digest;

/// Which payload was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PayloadKind {
    /// Cosign's simple-signing JSON.
    SimpleSigning,
    /// An in-toto statement.
    Statement,
}

/// One thing that a payload names: its digests, and what the signer wrote beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedSubject {
    digests: Vec<Digest>,
    annotations: BTreeMap<String, String>,
}

impl SignedSubject {
    #[cfg(any(feature = "dsse", feature = "simple-signing"))]
    pub(crate) fn new(digests: Vec<Digest>, annotations: BTreeMap<String, String>) -> Self {
        Self { digests, annotations }
    }

    /// The digests by algorithms that this version knows; all are of the same thing, if the signer spoke true.
    #[must_use]
    pub fn digests(&self) -> &[Digest] {
        &self.digests
    }

    /// The annotations whose values are text.
    #[must_use]
    pub fn annotations(&self) -> &BTreeMap<String, String> {
        &self.annotations
    }
}

/// A payload whose signature was verified over the bytes that arrived. What it says is what the signer said; whether
/// it is about the image in hand is for the binding to tell.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedPayload {
    kind: PayloadKind,
    bytes: Arc<[u8]>,
    subjects: Vec<SignedSubject>,
    predicate_type: Option<String>,
    docker_reference: Option<String>,
    signer: PublicKey,
    scheme: Scheme,
}

impl VerifiedPayload {
    #[cfg(feature = "simple-signing")]
    pub(crate) fn simple_signing(
        bytes: &[u8],
        subject: SignedSubject,
        docker_reference: String,
        signer: &dyn countersign_crypto::VerifyingKey,
    ) -> Self {
        Self {
            kind: PayloadKind::SimpleSigning,
            bytes: bytes.into(),
            subjects: alloc::vec![subject],
            predicate_type: None,
            docker_reference: Some(docker_reference),
            signer: signer.public_key().clone(),
            scheme: signer.scheme(),
        }
    }

    #[cfg(feature = "bundle")]
    pub(crate) fn statement(
        bytes: &[u8],
        statement: &crate::Statement,
        signer: PublicKey,
        scheme: Scheme,
    ) -> Self {
        Self {
            kind: PayloadKind::Statement,
            bytes: bytes.into(),
            subjects: statement.subjects().to_vec(),
            predicate_type: Some(statement.predicate_type().into()),
            docker_reference: None,
            signer,
            scheme,
        }
    }

    /// Which payload it is.
    #[must_use]
    pub fn kind(&self) -> PayloadKind {
        self.kind
    }

    /// The payload exactly as it arrived and was verified.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the payload names; never empty.
    #[must_use]
    pub fn subjects(&self) -> &[SignedSubject] {
        &self.subjects
    }

    /// The predicate type of a statement; none for simple signing.
    #[must_use]
    pub fn predicate_type(&self) -> Option<&str> {
        self.predicate_type.as_deref()
    }

    /// `critical.identity.docker-reference` of simple signing: what the signer called the image.
    #[must_use]
    pub fn docker_reference(&self) -> Option<&str> {
        self.docker_reference.as_deref()
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
