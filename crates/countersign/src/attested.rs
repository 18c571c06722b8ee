//! Attestations that may be believed.

use alloc::{sync::Arc, vec::Vec};

use countersign_crypto::{PublicKey, Scheme};
use countersign_digest::Digest;
use countersign_envelope::{Statement, VerifiedPayload};

use crate::{Report, SignatureFormat, conclusion::Concluded, proof::Proof};

/// Attestations of the type that was asked for, about the image or blob that was named, by enough signers.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedAttestation {
    digest: Digest,
    report: Arc<Report>,
    statements: Vec<VerifiedStatement>,
}

impl VerifiedAttestation {
    /// The digest of what the statements are about: of an image the one to run, of a blob one of its digests.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Everything that the verdict rests on.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Every statement that was read and is acceptable, in the order in which they were found; never empty. Reading stops
    /// when the requirement is met, unless the verifier was told to read everything.
    pub fn statements(&self) -> &[VerifiedStatement] {
        &self.statements
    }
}

impl Proof for VerifiedAttestation {
    fn of(concluded: Concluded) -> Self {
        let found = concluded.found.iter();
        let statements = found
            .filter_map(|(bound, place)| VerifiedStatement::of(bound.payload(), place.format()))
            .collect();
        Self { digest: concluded.digest, report: concluded.report, statements }
    }
}

/// A statement whose signature was verified, of the type that was asked for, about what was named. That it is true is
/// the signer's word.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedStatement {
    payload: VerifiedPayload,
    statement: Statement,
    format: SignatureFormat,
}

impl VerifiedStatement {
    /// What was bound to an attestation is always a statement.
    fn of(payload: &VerifiedPayload, format: SignatureFormat) -> Option<Self> {
        Some(Self { payload: payload.clone(), statement: payload.statement()?.clone(), format })
    }

    /// The statement exactly as it was signed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.payload.bytes()
    }

    /// The statement.
    #[must_use]
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The type of its predicate, as it was signed: the type asked for, or a known alias of it.
    #[must_use]
    pub fn predicate_type(&self) -> &str {
        self.statement.predicate_type()
    }

    /// The key that signed.
    #[must_use]
    pub fn signer(&self) -> &PublicKey {
        self.payload.signer()
    }

    /// The scheme with which it verified.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.payload.scheme()
    }

    /// How it was kept.
    #[must_use]
    pub fn format(&self) -> SignatureFormat {
        self.format
    }
}
