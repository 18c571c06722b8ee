//! What a program believes, said once: the verifier.

use alloc::sync::Arc;

use countersign_crypto::CryptoProvider;
use countersign_digest::Digest;
use countersign_envelope::PredicateType;
use countersign_oci::LayoutError;
use countersign_time::UnixTime;

use crate::{
    AttestationVerification, BlobAttestationVerification, BlobEvidence, BlobVerification, ImageName,
    ManyVerification, Refusal, SubjectKind, Verification, VerifierBuilder, WantsSigner,
    asked::Asked,
    conclusion::{self, Context},
    configuration::Configuration,
    examine::Request,
    inquiry::Inquiry,
};

/// Verifies images, blobs and what is attested about them, by what was configured. Owns what it needs, clones in O(1),
/// and is `Send + Sync + 'static`: one verifier serves a whole program.
#[derive(Clone, Debug)]
pub struct Verifier {
    configuration: Arc<Configuration>,
}

impl Verifier {
    /// Begins a configuration over a provider. Nothing is trusted until it is named.
    pub fn builder(provider: impl CryptoProvider + 'static) -> VerifierBuilder<WantsSigner> {
        Self::builder_with(Arc::new(provider))
    }

    /// The same over a provider that is shared already.
    pub fn builder_with(provider: Arc<dyn CryptoProvider>) -> VerifierBuilder<WantsSigner> {
        VerifierBuilder::new(provider)
    }

    pub(crate) fn new(configuration: Configuration) -> Self {
        Self { configuration: Arc::new(configuration) }
    }

    /// Begins the verification of one image. `now` is the time of the verdict. The result is a
    /// [`Session`](countersign_oci::Session): whoever can read the image's repository drives it.
    pub fn verify(&self, image: ImageName, now: UnixTime) -> Verification {
        Verification::new(self.inquiry(Asked::signature(SubjectKind::Image), image, now))
    }

    /// Begins the verification of one image's attestations of a type. A signature is no attestation, and an attestation of
    /// another type is not what is asked for, whatever its annotations say.
    pub fn verify_attestation(
        &self,
        image: ImageName,
        predicate_type: PredicateType,
        now: UnixTime,
    ) -> AttestationVerification {
        let asked = Asked::attestation(SubjectKind::Image, predicate_type);
        Verification::new(self.inquiry(asked, image, now))
    }

    /// Begins the verification of many images of one repository or layout in one session. An image that is named twice is
    /// verified once.
    pub fn verify_many(
        &self,
        images: impl IntoIterator<Item = ImageName>,
        now: UnixTime,
    ) -> ManyVerification {
        ManyVerification::new(Arc::clone(&self.configuration), images, now)
    }

    /// Begins the verification of a blob by the signatures over it. Several count towards a threshold.
    pub fn verify_blob(
        &self,
        evidence: impl IntoIterator<Item = BlobEvidence>,
        now: UnixTime,
    ) -> BlobVerification {
        let asked = Asked::signature(SubjectKind::Blob);
        BlobVerification::new(Arc::clone(&self.configuration), asked, evidence, now)
    }

    /// Begins the verification of what is attested about a blob.
    pub fn verify_blob_attestation(
        &self,
        evidence: impl IntoIterator<Item = BlobEvidence>,
        predicate_type: PredicateType,
        now: UnixTime,
    ) -> BlobAttestationVerification {
        let asked = Asked::attestation(SubjectKind::Blob, predicate_type);
        BlobVerification::new(Arc::clone(&self.configuration), asked, evidence, now)
    }

    fn inquiry(&self, asked: Asked, image: ImageName, now: UnixTime) -> Inquiry {
        Inquiry::new(Arc::clone(&self.configuration), asked, image, now, 0)
    }

    /// The refusal for an image in a layout that cannot be read at all, so that its report is like any other.
    #[must_use]
    pub fn unreadable(&self, image: &ImageName, now: UnixTime, error: &LayoutError) -> Refusal {
        self.unreadable_for(&Asked::signature(SubjectKind::Image), image, now, error)
    }

    /// The same where an attestation was asked for.
    #[must_use]
    pub fn unreadable_attestation(
        &self,
        image: &ImageName,
        predicate_type: PredicateType,
        now: UnixTime,
        error: &LayoutError,
    ) -> Refusal {
        self.unreadable_for(&Asked::attestation(SubjectKind::Image, predicate_type), image, now, error)
    }

    fn unreadable_for(
        &self,
        asked: &Asked,
        image: &ImageName,
        now: UnixTime,
        error: &LayoutError,
    ) -> Refusal {
        let request = Request { configuration: &self.configuration, asked, now };
        conclusion::unreadable(Context { request, name: image.shown() }, error)
    }

    pub(crate) fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// The digest of the whole configuration: two verifiers with the same one decide alike.
    #[must_use]
    pub fn configuration_digest(&self) -> Digest {
        self.configuration.digest()
    }
}
