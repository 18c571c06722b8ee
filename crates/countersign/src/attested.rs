//! Attestations that may be believed.

use alloc::{sync::Arc, vec::Vec};

use countersign_crypto::{PublicKey, Scheme};
use countersign_digest::Digest;
use countersign_envelope::{Statement, VerifiedPayload};
use countersign_policy::BoundSignature;

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
    /// The digest of what was asked about: of an image the one for the platform asked for, or else what the name stands
    /// for; of a blob one of its digests. Whether anybody *signed* the image is another question.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Everything that the verdict rests on.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The statements that were read and are acceptable, by enough signers over one digest, in the order in which they were
    /// found; never empty. Reading stops when the requirement is met, unless the verifier was told to read everything.
    ///
    /// A threshold counts who attested something of the type; whether all of them said the same is for the reader to
    /// compare. Where several images were asked about, [`VerifiedStatement::covers`] says which one each is about.
    pub fn statements(&self) -> &[VerifiedStatement] {
        &self.statements
    }
}

impl Proof for VerifiedAttestation {
    fn of(concluded: Concluded) -> Self {
        let found = concluded.found.iter();
        let statements =
            found.filter_map(|one| VerifiedStatement::of(&one.bound, one.place.format())).collect();
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
    covers: Digest,
    format: SignatureFormat,
}

impl VerifiedStatement {
    /// What was bound to an attestation is always a statement.
    fn of(bound: &BoundSignature, format: SignatureFormat) -> Option<Self> {
        let (payload, covers) = (bound.payload().clone(), bound.digest());
        let statement = payload.statement()?.clone();
        Some(Self { payload, statement, covers, format })
    }

    /// The digest that it is about: the image's, that of an index that lists it, or the blob's.
    #[must_use]
    pub fn covers(&self) -> Digest {
        self.covers
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
