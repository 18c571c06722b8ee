//! What is to be signed of an image, and what becomes of each manifest.

use alloc::{boxed::Box, string::ToString, sync::Arc, vec::Vec};

use countersign_crypto::{CryptoProvider, SigningKey};
use countersign_digest::{Descriptor, Digest};
use countersign_envelope::{Envelope, SignerDescription, write_timestamp_note};
use countersign_oci::{
    ManifestAt, PlatformChoice, ReadRequest, ResolveError, Resolved, Resolver, SignatureArtifact,
    TaggedLayer, cosign_tag,
};
use countersign_time::UnixTime;

use crate::{
    AcceptedSignature, OtherImage, SignImageError, SignatureFormat, SignedManifest, Timestamping, Verifier,
    WriteFormat,
    content::Content,
    examine::Request,
    search::Search,
    timestamping::{Awaited, TimestampingError, with_timestamps},
    wanted::Wanted,
};

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
    pub(crate) timestamping: Arc<[Timestamping]>,
    pub(crate) now: UnixTime,
}

/// Where the envelope comes from.
#[derive(Clone, Debug)]
pub(crate) enum Maker {
    Key(Arc<dyn SigningKey>),
    /// It was made and verified before, about this digest.
    Made(Digest, Arc<Envelope>),
}

/// One manifest to be signed.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) subject: Descriptor,
    /// Looks for an equal signature; none where it would be signed anyway.
    pub(crate) search: Option<Search>,
    /// Reads what has the tag of the older form now.
    pub(crate) existing: Option<Resolver>,
}

/// What became of one manifest as far as nobody else need be asked.
#[derive(Clone, Debug)]
pub(crate) enum Begun {
    AlreadySigned(SignedManifest),
    /// The envelope, and the timestamps that are awaited for it.
    Made(Arc<Envelope>, Awaited),
}

impl Work {
    pub(crate) fn jobs(&self, resolved: &Resolved) -> Result<Vec<Job>, SignImageError> {
        let named = resolved.to_run().core();
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
            let request = Request { configuration: self.own.configuration(), asked: &asked, now: self.now };
            Search::new(request, Wanted::new(subject.digest(), None), first_id)
        });
        let existing = (self.format == WriteFormat::CosignLegacy).then(|| {
            let (tag, _) = self.content.legacy_form();
            let tag = ManifestAt::Tag(cosign_tag(&subject.digest(), tag));
            let provider = Arc::clone(&self.provider) as _;
            Resolver::new(provider, tag, None, PlatformChoice::Named, first_id | 1 << 32).of_attachment()
        });
        Job { subject, search, existing }
    }

    pub(crate) fn reads(&self, job: &Job) -> Vec<ReadRequest> {
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
            place.manifest().filter(|_| is_equal && self.is_timestamped_enough(accepted))
        })
    }

    /// What lacks a timestamp of one of the authorities is not equal to what will have it.
    fn is_timestamped_enough(&self, accepted: &AcceptedSignature) -> bool {
        let times = accepted.times();
        self.timestamping.iter().all(|wanted| times.iter().any(|time| wanted.is_called(time.authority())))
    }

    /// Signs, unless it is signed already.
    pub(crate) fn begin(&self, job: &Job) -> Result<Begun, SignImageError> {
        if let Some(manifest) = self.equal_signature(job) {
            let subject = job.subject.clone();
            return Ok(Begun::AlreadySigned(SignedManifest::AlreadySigned { subject, manifest }));
        }
        let envelope = self.envelope(job.subject.digest())?;
        let imprinted =
            if self.timestamping.is_empty() { Vec::new() } else { envelope.timestamped_bytes()? };
        let awaited = Awaited::new(&imprinted, &self.timestamping, self.provider.as_ref())?;
        Ok(Begun::Made(envelope, awaited))
    }

    /// Puts the timestamps in and the whole into an artifact.
    pub(crate) fn finish(&self, job: &Job, begun: &Begun) -> Result<SignedManifest, SignImageError> {
        let (envelope, awaited) = match begun {
            Begun::AlreadySigned(signed) => return Ok(signed.clone()),
            Begun::Made(envelope, awaited) => (envelope, awaited),
        };
        let subject = job.subject.clone();
        let existing = match job.existing.as_ref().and_then(Resolver::outcome) {
            None | Some(Err(ResolveError::Absent { .. })) => None,
            Some(Ok(resolved)) => Some(resolved.bytes().to_vec()),
            Some(Err(error)) => return Err(SignImageError::Existing(error)),
        };
        let artifact = self.artifact(&subject, envelope, awaited, existing.as_deref())?;
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
        awaited: &Awaited,
        existing: Option<&[u8]>,
    ) -> Result<SignatureArtifact, SignImageError> {
        let provider = self.provider.as_ref();
        let predicate_type = self.content.predicate_uri();
        let layer = match envelope {
            Envelope::SimpleSigning { payload, signature_base64 } => {
                TaggedLayer::simple_signing(payload, signature_base64)
            }
            Envelope::Dsse(envelope) => TaggedLayer::attestation(envelope, predicate_type),
            Envelope::Bundle(bundle) => {
                let bundle = with_timestamps(bundle, awaited).map_err(TimestampingError::from)?;
                let created = self.now.truncated_to_seconds().to_string();
                let artifact =
                    SignatureArtifact::bundle_referrer(provider, subject, &bundle, predicate_type, &created);
                return Ok(artifact?);
            }
            _ => return Err(SignImageError::UnknownEnvelope),
        };
        // Options with more than one were refused before anything was signed.
        let note = awaited.responses().next().map(write_timestamp_note);
        let layer = note.as_deref().map_or(layer, |note| layer.timestamped(note));
        Ok(SignatureArtifact::under_tag(provider, &subject.digest(), existing, &layer)?)
    }
}
