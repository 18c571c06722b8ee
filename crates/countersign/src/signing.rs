//! The signing of one image as a session: what is there already, and what is to be written.

use alloc::{boxed::Box, string::ToString, sync::Arc, vec::Vec};

use countersign_digest::{Descriptor, Digest};
use countersign_envelope::{
    COSIGN_SIGN_PREDICATE, Draft, DraftPayload, DraftSignError, Envelope, SignerDescription, SimpleSigning,
    Statement,
};
use countersign_need::{Answer, Need};
use countersign_oci::{
    ArtifactError, CosignTag, Fetched, ManifestAt, PlatformChoice, ReadId, ReadRequest, ResolveError,
    Resolved, Resolver, Session, SignatureArtifact, Step, cosign_tag,
};
use countersign_time::UnixTime;

use crate::{ImageName, SignOptions, SignatureFormat, Signer, WriteFormat, search::Search, wanted::Wanted};

/// What became of one manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignedManifest {
    /// It was signed; the artifact is to be written.
    New {
        /// What was signed.
        subject: Descriptor,
        /// What is to be written.
        artifact: Box<SignatureArtifact>,
    },
    /// An equal signature is there already: by the same key, in the same format, with the same annotations.
    AlreadySigned {
        /// What is signed.
        subject: Descriptor,
        /// The digest of the manifest that carries the signature.
        manifest: Digest,
    },
}

impl SignedManifest {
    /// What is to be written; nothing where an equal signature is there already.
    #[must_use]
    pub fn artifact(&self) -> Option<&SignatureArtifact> {
        match self {
            Self::New { artifact, .. } => Some(artifact),
            Self::AlreadySigned { .. } => None,
        }
    }

    /// What is signed.
    #[must_use]
    pub fn subject(&self) -> &Descriptor {
        match self {
            Self::New { subject, .. } | Self::AlreadySigned { subject, .. } => subject,
        }
    }
}

/// What signing comes to: one entry a manifest, the named one first.
pub type SigningResult = Result<Vec<SignedManifest>, Arc<SignImageError>>;

/// A signing in progress. It writes nothing itself: what is to be written is its result.
#[derive(Clone, Debug)]
#[must_use]
pub struct Signing {
    signer: Signer,
    options: SignOptions,
    now: UnixTime,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    Resolving(Box<Resolver>),
    Looking(Vec<Job>),
    Done(SigningResult),
}

/// One manifest to be signed.
#[derive(Clone, Debug)]
struct Job {
    subject: Descriptor,
    /// Looks for an equal signature; none where it would be signed anyway.
    search: Option<Search>,
    /// Reads what has the `.sig` tag now.
    existing: Option<Resolver>,
}

impl Signing {
    pub(crate) fn new(signer: Signer, image: ImageName, options: SignOptions, now: UnixTime) -> Self {
        let image = if options.recursive { image.platform(PlatformChoice::All) } else { image };
        let resolver = image.resolver(Arc::clone(&signer.provider) as _, 0);
        Self { signer, options, now, stage: Stage::Resolving(resolver.into()) }
    }

    fn advance(&mut self) {
        if let Stage::Resolving(resolver) = &self.stage
            && let Some(outcome) = resolver.outcome()
        {
            self.stage = match outcome {
                Ok(resolved) => Stage::Looking(self.jobs(&resolved)),
                Err(error) => Stage::Done(Err(SignImageError::Resolve(error).into())),
            };
        }
        if let Stage::Looking(jobs) = &self.stage
            && jobs.iter().all(|job| self.reads(job).is_empty())
        {
            let signed: Result<_, SignImageError> = jobs.iter().map(|job| self.finish(job)).collect();
            self.stage = Stage::Done(signed.map_err(Arc::new));
        }
    }

    fn jobs(&self, resolved: &Resolved) -> Vec<Job> {
        let mut subjects = alloc::vec![resolved.named().core()];
        if self.options.recursive {
            subjects.extend(resolved.children().iter().map(|child| child.core()));
        }
        // Two ranges of ids a job: one for the search, one for the tag.
        let places = (1u64..).map(|place| place << 33);
        places.zip(subjects).map(|(first_id, subject)| self.job(subject, first_id)).collect()
    }

    fn job(&self, subject: Descriptor, first_id: u64) -> Job {
        let search = (!self.options.again).then(|| {
            Search::new(self.signer.own.configuration(), Wanted::new(subject.digest(), None), first_id)
        });
        let existing = (self.options.format == WriteFormat::CosignLegacy).then(|| {
            let tag = ManifestAt::Tag(cosign_tag(&subject.digest(), CosignTag::Signature));
            let provider = Arc::clone(&self.signer.provider) as _;
            Resolver::new(provider, tag, None, PlatformChoice::Named, first_id | 1 << 32)
        });
        Job { subject, search, existing }
    }

    fn reads(&self, job: &Job) -> Vec<ReadRequest> {
        if self.equal_signature(job).is_some() {
            return Vec::new();
        }
        let searching = job.search.as_ref().map(Search::reads).unwrap_or_default();
        if searching.is_empty() {
            job.existing.as_ref().map(Resolver::reads).unwrap_or_default()
        } else {
            searching
        }
    }

    /// The manifest of a signature that this one would only repeat.
    fn equal_signature(&self, job: &Job) -> Option<Digest> {
        let format = match self.options.format {
            WriteFormat::Cosign => SignatureFormat::CosignBundle,
            WriteFormat::CosignLegacy => SignatureFormat::CosignLegacy,
        };
        let search = job.search.as_ref()?;
        let found = search.bound().iter().zip(search.accepted());
        found
            .filter(|(bound, _)| bound.annotations() == &self.options.annotations)
            .filter(|(_, accepted)| accepted.place().format() == format)
            .find_map(|(_, accepted)| accepted.place().manifest())
    }

    fn finish(&self, job: &Job) -> Result<SignedManifest, SignImageError> {
        let subject = job.subject.clone();
        if let Some(manifest) = self.equal_signature(job) {
            return Ok(SignedManifest::AlreadySigned { subject, manifest });
        }
        let existing = match job.existing.as_ref().and_then(Resolver::outcome) {
            None | Some(Err(ResolveError::Absent { .. })) => None,
            Some(Ok(resolved)) => Some(resolved.bytes().to_vec()),
            Some(Err(error)) => return Err(SignImageError::Existing(error)),
        };
        let artifact = self.artifact(&subject, existing.as_deref())?;
        // The key signs deterministically: a payload signed again under the tag is the very same layer.
        if existing.as_deref() == Some(artifact.manifest_bytes()) {
            let manifest = artifact.manifest().digest();
            return Ok(SignedManifest::AlreadySigned { subject, manifest });
        }
        let artifact = artifact.into();
        Ok(SignedManifest::New { subject, artifact })
    }

    fn artifact(
        &self,
        subject: &Descriptor,
        existing: Option<&[u8]>,
    ) -> Result<SignatureArtifact, SignImageError> {
        let provider = self.signer.provider.as_ref();
        let draft =
            Draft::new(self.payload(subject.digest()), &SignerDescription::of(self.signer.key.as_ref()));
        let created = self.now.truncated_to_seconds().to_string();
        Ok(match draft.sign(self.signer.key.as_ref(), provider)? {
            Envelope::SimpleSigning { payload, signature_base64 } => SignatureArtifact::simple_signing(
                provider,
                &subject.digest(),
                existing,
                &payload,
                &signature_base64,
            )?,
            Envelope::Bundle(bundle) => SignatureArtifact::bundle_referrer(
                provider,
                subject,
                &bundle,
                COSIGN_SIGN_PREDICATE,
                &created,
            )?,
            _ => return Err(SignImageError::UnknownEnvelope),
        })
    }

    fn payload(&self, digest: Digest) -> DraftPayload {
        let annotations = self.options.annotations.clone();
        match self.options.format {
            WriteFormat::Cosign => DraftPayload::Statement(Statement::cosign_signature(digest, annotations)),
            WriteFormat::CosignLegacy => {
                let reference = &self.options.docker_reference;
                DraftPayload::SimpleSigning(SimpleSigning::new(reference, digest, annotations))
            }
        }
    }
}

impl Session for Signing {
    type Need = Need;
    type Answer = Answer;
    type Output = SigningResult;

    fn step(&mut self) -> Step<Need, SigningResult> {
        self.advance();
        match &self.stage {
            Stage::Resolving(resolver) => Step::Read(resolver.reads()),
            Stage::Looking(jobs) => {
                let open = jobs.iter().map(|job| self.reads(job)).find(|reads| !reads.is_empty());
                Step::Read(open.unwrap_or_default())
            }
            Stage::Done(result) => Step::Done(result.clone()),
        }
    }

    fn answer(&mut self, id: ReadId, fetched: Fetched) {
        let configuration = self.signer.own.configuration();
        match &mut self.stage {
            Stage::Resolving(resolver) => {
                resolver.answer(id, fetched);
            }
            Stage::Looking(jobs) => {
                let asks = |reads: Vec<ReadRequest>| reads.iter().any(|request| request.id() == id);
                for job in jobs {
                    if let Some(search) = job.search.as_mut().filter(|search| asks(search.reads())) {
                        return search.answer(configuration, id, fetched);
                    }
                    if let Some(existing) = job.existing.as_mut().filter(|existing| asks(existing.reads())) {
                        existing.answer(id, fetched);
                        return;
                    }
                }
            }
            Stage::Done(_) => {}
        }
    }

    /// A key that is at hand needs nothing from elsewhere.
    fn fulfil(&mut self, _index: usize, _answer: Answer) {}
}

/// Why an image was not signed. Nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignImageError {
    /// The name stands for nothing that could be signed.
    #[error("the image cannot be signed: {0}")]
    Resolve(#[source] ResolveError),
    /// What has the `.sig` tag cannot be read, so nothing can be added to it without losing what is there.
    #[error("the signatures that are there already cannot be read: {0}")]
    Existing(#[source] ResolveError),
    /// The key failed, or its signature is not its own.
    #[error(transparent)]
    Sign(#[from] DraftSignError),
    /// The signature cannot be kept beside what is there.
    #[error("the signature cannot be stored: {0}")]
    Artifact(#[from] ArtifactError),
    /// An envelope of a kind that this crate does not store: a defect of the build.
    #[error("an envelope of an unknown kind was made")]
    UnknownEnvelope,
}
