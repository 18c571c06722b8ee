//! The one function that ties a verified payload to the image in hand.

use alloc::{collections::BTreeMap, string::String, sync::Arc};

use countersign_crypto::{DigestAlgorithm, HashProvider, PublicKey, Scheme};
use countersign_digest::Digest;
use countersign_envelope::{COSIGN_SIGN_PREDICATE, PayloadKind, SignedSubject, VerifiedPayload};

/// The image that a signature must be about.
#[derive(Clone, Debug)]
pub struct Subject {
    digest: Digest,
    bytes: Option<Arc<[u8]>>,
}

impl Subject {
    /// An image known by its digest alone.
    #[must_use]
    pub fn of_digest(digest: Digest) -> Self {
        Self { digest, bytes: None }
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
        Ok(Self { digest, bytes: Some(bytes.into()) })
    }

    /// The digest that names the image.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

/// What a payload must be to count; everything else that the same key signed is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpectedPayload(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    ImageSignature,
    AnyStatement,
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

    fn allows(self, payload: &VerifiedPayload) -> bool {
        match (self.0, payload.kind(), payload.predicate_type()) {
            (_, PayloadKind::SimpleSigning, None) | (Kind::AnyStatement, PayloadKind::Statement, Some(_)) => {
                true
            }
            (Kind::ImageSignature, PayloadKind::Statement, predicate) => {
                predicate == Some(COSIGN_SIGN_PREDICATE)
            }
            _ => false,
        }
    }
}

/// A verified signature that is about the image in hand.
#[derive(Clone, Debug)]
#[must_use]
pub struct BoundSignature {
    payload: VerifiedPayload,
    digest: Digest,
    annotations: BTreeMap<String, String>,
}

impl BoundSignature {
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
    for named in payload.subjects().iter().filter(|named| named.digests().contains(&subject.digest)) {
        check_every_digest(named, subject, hasher)?;
        match &mut annotations {
            None => annotations = Some(named.annotations().clone()),
            Some(agreed) => agreed.retain(|key, value| named.annotations().get(key) == Some(value)),
        }
    }
    let annotations = annotations.ok_or(BindError::OtherSubject)?;
    Ok(BoundSignature { payload, digest: subject.digest, annotations })
}

/// A subject that gives several digests claims all of them: each is recomputed, or the claim stands unchecked and is
/// refused.
fn check_every_digest(
    named: &SignedSubject,
    subject: &Subject,
    hasher: &dyn HashProvider,
) -> Result<(), BindError> {
    for digest in named.digests() {
        let actual = if digest.algorithm() == subject.digest.algorithm() {
            subject.digest
        } else {
            let bytes = subject.bytes.as_deref();
            let bytes = bytes.ok_or(BindError::Uncomparable { algorithm: digest.algorithm() })?;
            hasher.hash(digest.algorithm(), bytes)
        };
        if actual != *digest {
            return Err(BindError::DigestsDisagree { algorithm: digest.algorithm() });
        }
    }
    Ok(())
}

/// Why a verified payload is not about the image in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BindError {
    /// The payload is of another kind than expected: an attestation where a signature is wanted.
    #[error("what was signed is a statement of another kind, not an image signature")]
    PredicateType,
    /// The payload names other digests only.
    #[error("what was signed is about another image")]
    OtherSubject,
    /// The payload gives a second digest of the subject that is wrong.
    #[error("what was signed names this image by one digest, and another by its {algorithm} digest")]
    DigestsDisagree {
        /// The algorithm of the digest that is wrong.
        algorithm: DigestAlgorithm,
    },
    /// The payload gives a second digest that cannot be recomputed because the manifest was not read.
    #[error("what was signed also gives a {algorithm} digest, which cannot be compared without the manifest")]
    Uncomparable {
        /// The algorithm of the digest.
        algorithm: DigestAlgorithm,
    },
}

/// The manifest bytes handed in do not have the digest that names the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the manifest's bytes do not have the digest that names the image")]
pub struct SubjectError;
