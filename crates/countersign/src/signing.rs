//! The signing of one image as a session: what is there already, and what is to be written. Attesting is the same with
//! other content, and attaching a signature that was made elsewhere the same without a key.

use alloc::{boxed::Box, string::ToString, sync::Arc, vec::Vec};

use countersign_crypto::{CryptoProvider, SigningKey};
use countersign_digest::{Descriptor, Digest};
use countersign_envelope::{Envelope, SignerDescription};
use countersign_need::{Answer, Need};
use countersign_oci::{
    Fetched, ManifestAt, PlatformChoice, ReadId, ReadRequest, ResolveError, Resolved, Resolver, Session,
    SignatureArtifact, Step, cosign_tag,
};
use countersign_time::UnixTime;

use crate::{
    ImageName, OtherImage, SignImageError, SignatureFormat, Verifier, WriteFormat, asked::Asked,
    content::Content, examine::Request, search::Search, wanted::Wanted,
};

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
    /// An equal signature is there already: by the same key, in the same format, with the same annotations; of
    /// attestations, with the same predicate.
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

/// What is to be done, said once.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    pub(crate) provider: Arc<dyn CryptoProvider>,
    /// Finds what the same key signed already.
    pub(crate) own: Verifier,
    pub(crate) maker: Maker,
    pub(crate) content: Content,
    pub(crate) format: WriteFormat,
    pub(crate) recursive: bool,
    pub(crate) again: bool,
    pub(crate) now: UnixTime,
}

/// Where the envelope comes from.
#[derive(Clone, Debug)]
pub(crate) enum Maker {
    Key(Arc<dyn SigningKey>),
    /// It was made and verified before, about this digest.
    Made(Digest, Arc<Envelope>),
}

/// A signing in progress. It writes nothing itself: what is to be written is its result.
#[derive(Clone, Debug)]
#[must_use]
pub struct Signing(Stage);

#[derive(Clone, Debug)]
enum Stage {
    Resolving(Box<Work>, Box<Resolver>),
    Looking(Box<Work>, Asked, Vec<Job>),
    Done(SigningResult),
}

/// One manifest to be signed.
#[derive(Clone, Debug)]
struct Job {
    subject: Descriptor,
    /// Looks for an equal signature; none where it would be signed anyway.
    search: Option<Search>,
    /// Reads what has the tag of the older form now.
    existing: Option<Resolver>,
}

impl Signing {
    pub(crate) fn new(image: ImageName, work: Result<Work, SignImageError>) -> Self {
        match work {
            Ok(work) => {
                let image = if work.recursive { image.platform(PlatformChoice::All) } else { image };
                let resolver = image.resolver(Arc::clone(&work.provider) as _, 0);
                Self(Stage::Resolving(work.into(), resolver.into()))
            }
            Err(error) => Self(Stage::Done(Err(error.into()))),
        }
    }

    fn advance(&mut self) {
        if let Stage::Resolving(work, resolver) = &self.0
            && let Some(outcome) = resolver.outcome()
        {
            let jobs = outcome.map_err(SignImageError::Resolve).and_then(|resolved| work.jobs(&resolved));
            self.0 = match jobs {
                Ok(jobs) => Stage::Looking(work.clone(), work.content.asked(), jobs),
                Err(error) => Stage::Done(Err(error.into())),
            };
        }
        if let Stage::Looking(work, _, jobs) = &self.0
            && jobs.iter().all(|job| work.reads(job).is_empty())
        {
            let signed: Result<_, SignImageError> = jobs.iter().map(|job| work.finish(job)).collect();
            self.0 = Stage::Done(signed.map_err(Arc::new));
        }
    }
}

impl Work {
    fn jobs(&self, resolved: &Resolved) -> Result<Vec<Job>, SignImageError> {
        let named = resolved.named().core();
        if let Maker::Made(drafted, _) = self.maker
            && drafted != named.digest()
        {
            return Err(SignImageError::OtherImage(Box::new(OtherImage { drafted, named: named.digest() })));
        }
        let mut subjects = alloc::vec![named];
        if self.recursive {
            subjects.extend(resolved.children().iter().map(|child| child.core()));
        }
        // Two ranges of ids a job: one for the search, one for the tag.
        let places = (1u64..).map(|place| place << 33);
        Ok(places.zip(subjects).map(|(first_id, subject)| self.job(subject, first_id)).collect())
    }

    fn job(&self, subject: Descriptor, first_id: u64) -> Job {
        let search = (!self.again).then(|| {
            let asked = self.content.asked();
            let request = Request { configuration: self.own.configuration(), asked: &asked };
            Search::new(request, Wanted::new(subject.digest(), None), first_id)
        });
        let existing = (self.format == WriteFormat::CosignLegacy).then(|| {
            let (tag, _) = self.content.legacy_form();
            let tag = ManifestAt::Tag(cosign_tag(&subject.digest(), tag));
            let provider = Arc::clone(&self.provider) as _;
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
        let format = match self.format {
            WriteFormat::Cosign => SignatureFormat::CosignBundle,
            WriteFormat::CosignLegacy => self.content.legacy_form().1,
        };
        let mut found = job.search.as_ref()?.findings().counting();
        found.find_map(|(bound, accepted)| {
            let place = accepted.place();
            let is_equal = place.format() == format && self.content.is_said_by(bound);
            place.manifest().filter(|_| is_equal)
        })
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
        let envelope = self.envelope(subject.digest())?;
        let artifact = self.artifact(&subject, &envelope, existing.as_deref())?;
        // The key signs deterministically: a payload signed again under the tag is the very same layer.
        if existing.as_deref() == Some(artifact.manifest_bytes()) {
            let manifest = artifact.manifest().digest();
            return Ok(SignedManifest::AlreadySigned { subject, manifest });
        }
        let artifact = artifact.into();
        Ok(SignedManifest::New { subject, artifact })
    }

    fn envelope(&self, digest: Digest) -> Result<Arc<Envelope>, SignImageError> {
        match &self.maker {
            Maker::Made(_, envelope) => Ok(Arc::clone(envelope)),
            Maker::Key(key) => {
                let draft = self.content.draft(digest, self.format, &SignerDescription::of(key.as_ref()))?;
                Ok(Arc::new(draft.sign(key.as_ref(), self.provider.as_ref())?))
            }
        }
    }

    fn artifact(
        &self,
        subject: &Descriptor,
        envelope: &Envelope,
        existing: Option<&[u8]>,
    ) -> Result<SignatureArtifact, SignImageError> {
        let provider = self.provider.as_ref();
        let predicate_type = self.content.predicate_uri();
        let created = self.now.truncated_to_seconds().to_string();
        Ok(match envelope {
            Envelope::SimpleSigning { payload, signature_base64 } => SignatureArtifact::simple_signing(
                provider,
                &subject.digest(),
                existing,
                payload,
                signature_base64,
            )?,
            Envelope::Bundle(bundle) => {
                SignatureArtifact::bundle_referrer(provider, subject, bundle, predicate_type, &created)?
            }
            Envelope::Dsse(envelope) => SignatureArtifact::attestation_layer(
                provider,
                &subject.digest(),
                existing,
                envelope,
                predicate_type,
            )?,
            _ => return Err(SignImageError::UnknownEnvelope),
        })
    }
}

impl Session for Signing {
    type Need = Need;
    type Answer = Answer;
    type Output = SigningResult;

    fn step(&mut self) -> Step<Need, SigningResult> {
        self.advance();
        match &self.0 {
            Stage::Resolving(_, resolver) => Step::Read(resolver.reads()),
            Stage::Looking(work, _, jobs) => {
                let open = jobs.iter().map(|job| work.reads(job)).find(|reads| !reads.is_empty());
                Step::Read(open.unwrap_or_default())
            }
            Stage::Done(result) => Step::Done(result.clone()),
        }
    }

    fn answer(&mut self, id: ReadId, fetched: Fetched) {
        match &mut self.0 {
            Stage::Resolving(_, resolver) => {
                resolver.answer(id, fetched);
            }
            Stage::Looking(work, asked, jobs) => {
                let request = Request { configuration: work.own.configuration(), asked };
                let asks = |reads: Vec<ReadRequest>| reads.iter().any(|request| request.id() == id);
                for job in jobs {
                    if let Some(search) = job.search.as_mut().filter(|search| asks(search.reads())) {
                        return search.answer(request, id, fetched);
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
