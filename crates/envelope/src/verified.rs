//! What a verified envelope says, in one shape for every format.

use alloc::{string::String, sync::Arc, vec::Vec};

use countersign_crypto::{PublicKey, Scheme};

use crate::SignedSubject;
#[cfg(feature = "dsse")]
use crate::Statement;

/// Which payload was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PayloadKind {
    /// Cosign's simple-signing JSON.
    SimpleSigning,
    /// An in-toto statement.
    Statement,
    /// A blob: the signature is over its bytes, and the payload is the blob itself, which is not kept.
    Message,
}

/// A payload whose signature was verified over the bytes that arrived. What it says is what the signer said; whether
/// it is about the artefact in hand is for the binding to tell.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedPayload {
    kind: PayloadKind,
    bytes: Arc<[u8]>,
    /// Of a payload that is no statement.
    subjects: Vec<SignedSubject>,
    #[cfg(feature = "dsse")]
    statement: Option<Arc<Statement>>,
    docker_reference: Option<String>,
    signer: PublicKey,
    scheme: Scheme,
}

impl VerifiedPayload {
    #[cfg(feature = "simple-signing")]
    pub(crate) fn of_simple_signing(
        bytes: &[u8],
        subject: SignedSubject,
        docker_reference: String,
        signer: &dyn countersign_crypto::VerifyingKey,
    ) -> Self {
        Self {
            kind: PayloadKind::SimpleSigning,
            bytes: bytes.into(),
            subjects: alloc::vec![subject],
            #[cfg(feature = "dsse")]
            statement: None,
            docker_reference: Some(docker_reference),
            signer: signer.public_key().clone(),
            scheme: signer.scheme(),
        }
    }

    #[cfg(feature = "dsse")]
    pub(crate) fn of_statement(
        bytes: Arc<[u8]>,
        statement: Statement,
        signer: PublicKey,
        scheme: Scheme,
    ) -> Self {
        Self {
            kind: PayloadKind::Statement,
            bytes,
            subjects: Vec::new(),
            statement: Some(Arc::new(statement)),
            docker_reference: None,
            signer,
            scheme,
        }
    }

    #[cfg(feature = "message")]
    pub(crate) fn of_message(subject: SignedSubject, signer: PublicKey, scheme: Scheme) -> Self {
        Self {
            kind: PayloadKind::Message,
            bytes: Arc::from([]),
            subjects: alloc::vec![subject],
            #[cfg(feature = "dsse")]
            statement: None,
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

    /// The payload exactly as it arrived and was verified; empty for a message, whose bytes the caller has.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the payload names; never empty.
    #[must_use]
    pub fn subjects(&self) -> &[SignedSubject] {
        #[cfg(feature = "dsse")]
        if let Some(statement) = &self.statement {
            return statement.subjects();
        }
        &self.subjects
    }

    /// The statement that was signed, read once from the verified bytes; none for the other kinds.
    #[cfg(feature = "dsse")]
    #[must_use]
    pub fn statement(&self) -> Option<&Statement> {
        self.statement.as_deref()
    }

    /// The predicate type of a statement; none for the other kinds.
    #[must_use]
    pub fn predicate_type(&self) -> Option<&str> {
        #[cfg(feature = "dsse")]
        if let Some(statement) = &self.statement {
            return Some(statement.predicate_type());
        }
        None
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
