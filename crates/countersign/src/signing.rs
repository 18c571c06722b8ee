//! The signing of one image as a session: what is there already, and what is to be written. Attesting is the same with
//! other content, and attaching a signature that was made elsewhere the same without a key.

use alloc::{boxed::Box, sync::Arc, vec::Vec};

use countersign_digest::{Descriptor, Digest};
use countersign_need::{Answer, Need};
use countersign_oci::{
    Fetched, PlatformChoice, ReadId, ReadRequest, Resolver, Session, SignatureArtifact, Step,
};

use crate::{
    ImageName, SignImageError,
    asked::Asked,
    examine::Request,
    timestamping::Awaited,
    work::{Begun, Job, Work},
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

/// A signing in progress. It writes nothing itself: what is to be written is its result.
#[derive(Clone, Debug)]
#[must_use]
pub struct Signing(Stage);

#[derive(Clone, Debug)]
enum Stage {
    Resolving(Box<Work>, Box<Resolver>),
    Looking(Box<Work>, Asked, Vec<Job>),
    /// Everything is signed; timestamps are awaited.
    Stamping(Box<Work>, Vec<(Job, Begun)>),
    Done(SigningResult),
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
            let begin = |job: &Job| Ok((job.clone(), work.begin(job)?));
            self.0 = match jobs.iter().map(begin).collect::<Result<_, SignImageError>>() {
                Ok(begun) => Stage::Stamping(work.clone(), begun),
                Err(error) => Stage::Done(Err(error.into())),
            };
        }
        if let Stage::Stamping(work, begun) = &self.0
            && awaited(begun).all(Awaited::is_complete)
        {
            let signed: Result<_, SignImageError> =
                begun.iter().map(|(job, begun)| work.finish(job, begun)).collect();
            self.0 = Stage::Done(signed.map_err(Arc::new));
        }
    }

    /// Takes an answer to the need at this place of all. One failure is the end: nothing is written
    /// without its timestamps.
    fn take(&mut self, index: usize, answer: Answer) -> Result<(), SignImageError> {
        let Stage::Stamping(work, begun) = &mut self.0 else { return Ok(()) };
        let mut before = 0usize;
        for (_, begun) in begun {
            let Begun::Made(_, awaited) = begun else { continue };
            let count = awaited.needs().len();
            if index < before.saturating_add(count) {
                let place = index.saturating_sub(before);
                return Ok(awaited.fulfil(place, answer, work.now, work.provider.as_ref())?);
            }
            before = before.saturating_add(count);
        }
        Ok(())
    }
}

fn awaited(begun: &[(Job, Begun)]) -> impl Iterator<Item = &Awaited> {
    begun.iter().filter_map(|(_, begun)| match begun {
        Begun::Made(_, awaited) => Some(awaited),
        Begun::AlreadySigned(_) => None,
    })
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
            Stage::Stamping(_, begun) => {
                Step::Need(awaited(begun).flat_map(Awaited::needs).cloned().collect())
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
                let request = Request { configuration: work.own.configuration(), asked, now: work.now };
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
            Stage::Stamping(..) | Stage::Done(_) => {}
        }
    }

    fn fulfil(&mut self, index: usize, answer: Answer) {
        if let Err(error) = self.take(index, answer) {
            self.0 = Stage::Done(Err(error.into()));
        }
    }
}
