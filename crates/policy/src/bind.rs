//! The one function that ties a verified payload to the image or blob in hand.

use alloc::{collections::BTreeMap, string::String, sync::Arc, vec::Vec};

use countersign_crypto::{DigestAlgorithm, HashProvider, PublicKey, Scheme};
use countersign_digest::Digest;
use countersign_envelope::{COSIGN_SIGN_PREDICATE, PayloadKind, SignedSubject, VerifiedPayload};

use crate::{CertifiedIdentity, OtherKey, Requirement, Voucher};

/// The image or blob that a signature must be about.
#[derive(Clone, Debug)]
pub struct Subject {
    digest: Digest,
    others: Vec<Digest>,
    bytes: Option<Arc<[u8]>>,
}

impl Subject {
    /// An image known by its digest alone.
    #[must_use]
    pub fn of_digest(digest: Digest) -> Self {
        Self { digest, others: Vec::new(), bytes: None }
    }

    /// A blob that was hashed: `digest` names it in reports, and a payload may name it by any of `others` as well. All
    /// must be digests of the same bytes.
    #[must_use]
    pub fn of_blob(digest: Digest, others: &[Digest]) -> Self {
        Self { digest, others: others.into(), bytes: None }
    }

    /// An image whose manifest bytes are in hand, so that digests by other algorithms can be compared too.
    ///
    /// # Errors
    /// [`SubjectError`] unless the bytes have that digest.
    pub fn of_manifest(
        digest: Digest,
        bytes: &[u8],
        hasher: &dyn HashProvider,
    ) -> Result<Self, SubjectError> {
        if hasher.hash(digest.algorithm(), bytes) != digest {
            return Err(SubjectError);
        }
        Ok(Self { digest, others: Vec::new(), bytes: Some(bytes.into()) })
    }

    /// The digest that names the image or blob.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Whether a payload's subject is about this one: it gives one of the digests that are known.
    fn is_named_by(&self, named: &SignedSubject) -> bool {
        named.digests().iter().any(|digest| self.known().any(|known| known == *digest))
    }

    fn known(&self) -> impl Iterator<Item = Digest> {
        core::iter::once(self.digest).chain(self.others.iter().copied())
    }

    fn digest_by(&self, algorithm: DigestAlgorithm, hasher: &dyn HashProvider) -> Option<Digest> {
        self.known()
            .find(|known| known.algorithm() == algorithm)
            .or_else(|| Some(hasher.hash(algorithm, self.bytes.as_deref()?)))
    }
}

/// What a payload must be to count; everything else that the same key signed is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedPayload(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    ImageSignature,
    AnyStatement,
    /// Predicate types, compared byte for byte.
    Attestation(Arc<[String]>),
    BlobSignature,
}

impl ExpectedPayload {
    /// An image signature: simple signing, or a statement with Cosign's signature predicate. An attestation is none,
    /// whoever made it.
    #[must_use]
    pub const fn image_signature() -> Self {
        Self(Kind::ImageSignature)
    }

    pub(crate) const fn any_statement() -> Self {
        Self(Kind::AnyStatement)
    }

    /// A statement with one of these predicate types, compared byte for byte; an image signature is none, whatever is
    /// asked for. Without any type nothing is accepted.
    #[must_use]
    pub fn attestation(predicate_types: impl IntoIterator<Item = String>) -> Self {
        Self(Kind::Attestation(predicate_types.into_iter().collect()))
    }

    /// A signature over a blob itself.
    #[must_use]
    pub const fn blob_signature() -> Self {
        Self(Kind::BlobSignature)
    }

    fn allows(&self, payload: &VerifiedPayload) -> bool {
        let predicate = payload.predicate_type();
        match (&self.0, payload.kind()) {
            (Kind::ImageSignature | Kind::AnyStatement, PayloadKind::SimpleSigning)
            | (Kind::BlobSignature, PayloadKind::Message) => predicate.is_none(),
            (Kind::AnyStatement, PayloadKind::Statement) => predicate.is_some(),
            (Kind::ImageSignature, PayloadKind::Statement) => predicate == Some(COSIGN_SIGN_PREDICATE),
            (Kind::Attestation(types), PayloadKind::Statement) => predicate.is_some_and(|predicate| {
                predicate != COSIGN_SIGN_PREDICATE && types.iter().any(|wanted| wanted == predicate)
            }),
            _ => false,
        }
    }
}

/// A verified signature that is about the image or blob in hand.
#[derive(Clone, Debug)]
#[must_use]
pub struct BoundSignature {
    payload: VerifiedPayload,
    digest: Digest,
    annotations: BTreeMap<String, String>,
    vouchers: Vec<Voucher>,
}

impl BoundSignature {
    /// The same with a certificate of its signer.
    ///
    /// # Errors
    /// [`OtherKey`] unless the certificate is about the key that signed.
    pub fn vouched_for(mut self, voucher: Voucher) -> Result<Self, OtherKey> {
        if voucher.key() != self.signer() {
            return Err(OtherKey);
        }
        self.vouchers.push(voucher);
        Ok(self)
    }

    /// The certificates of its signer, each under another authority; none where a key alone is known.
    #[must_use]
    pub fn vouchers(&self) -> &[Voucher] {
        &self.vouchers
    }

    /// The same with those certificates alone that prove a principal: the others say nothing of why it counts.
    pub fn counting_by(mut self, requirement: &Requirement) -> Self {
        self.vouchers.retain(|voucher| requirement.believes(voucher));
        self
    }

    /// The same without certificates, as it counts once they have ended.
    pub fn by_key_alone(&self) -> Self {
        Self { vouchers: Vec::new(), ..self.clone() }
    }

    pub(crate) fn is_vouched_for(&self, identity: &CertifiedIdentity) -> bool {
        self.vouchers.iter().any(|voucher| voucher.proves(identity))
    }

    /// The digest that the signature covers.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What the signer wrote beside that digest. Where a payload names the digest twice, only what both say alike.
    #[must_use]
    pub fn annotations(&self) -> &BTreeMap<String, String> {
        &self.annotations
    }

    /// The verified payload.
    pub fn payload(&self) -> &VerifiedPayload {
        &self.payload
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
}

/// Ties `payload` to `subject`: it must be what is expected, name the subject's digest under its algorithm, and no
/// digest beside it may disagree with the subject.
///
/// # Errors
/// [`BindError`].
pub fn bind(
    payload: VerifiedPayload,
    subject: &Subject,
    expected: ExpectedPayload,
    hasher: &dyn HashProvider,
) -> Result<BoundSignature, BindError> {
    if !expected.allows(&payload) {
        return Err(BindError::PredicateType);
    }
    let mut annotations: Option<BTreeMap<String, String>> = None;
    for named in payload.subjects().iter().filter(|named| subject.is_named_by(named)) {
        check_every_digest(named, subject, hasher)?;
        match &mut annotations {
            None => annotations = Some(named.annotations().clone()),
            Some(agreed) => agreed.retain(|key, value| named.annotations().get(key) == Some(value)),
        }
    }
    let annotations = annotations.ok_or(BindError::OtherSubject)?;
    Ok(BoundSignature { payload, digest: subject.digest, annotations, vouchers: Vec::new() })
}

/// A subject that gives several digests claims all of them: each is recomputed, or the claim stands unchecked and is
/// refused.
fn check_every_digest(
    named: &SignedSubject,
    subject: &Subject,
    hasher: &dyn HashProvider,
) -> Result<(), BindError> {
    for digest in named.digests() {
        let algorithm = digest.algorithm();
        let actual = subject.digest_by(algorithm, hasher).ok_or(BindError::Uncomparable { algorithm })?;
        if actual != *digest {
            return Err(BindError::DigestsDisagree { algorithm });
        }
    }
    Ok(())
}

/// Why a verified payload is not about the image or blob in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BindError {
    /// The payload is of another kind than expected: an attestation where a signature is wanted, another attestation.
    #[error("what was signed is of another kind than is asked for")]
    PredicateType,
    /// The payload names other digests only.
    #[error("what was signed is about something else")]
    OtherSubject,
    /// The payload gives a second digest of the subject that is wrong.
    #[error("what was signed is right by one digest, and about something else by its {algorithm} digest")]
    DigestsDisagree {
        /// The algorithm of the digest that is wrong.
        algorithm: DigestAlgorithm,
    },
    /// The payload gives a second digest that is not among those known, and the bytes were not read.
    #[error("what was signed also gives a {algorithm} digest, which cannot be compared without the bytes")]
    Uncomparable {
        /// The algorithm of the digest.
        algorithm: DigestAlgorithm,
    },
}

/// The manifest bytes handed in do not have the digest that names the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the manifest's bytes do not have the digest that names the image")]
pub struct SubjectError;
