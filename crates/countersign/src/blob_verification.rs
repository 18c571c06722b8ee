//! The verification of a blob that streams by.

use alloc::{string::String, sync::Arc, vec::Vec};
use core::marker::PhantomData;

use countersign_crypto::PublicKey;
use countersign_digest::{Algorithm, Digest};
use countersign_time::UnixTime;

use crate::{
    BlobEvidence, BlobJudgement, BlobTooLarge, Refusal, Report, VerifiedAttestation,
    asked::Asked,
    blob_stream::{Blob, BlobNeeds, BlobStream},
    conclusion::Concluded,
    configuration::Configuration,
    examine::Request,
    exhibit::Exhibit,
    proof::Proof,
};

/// The verification of a blob in progress: give it the bytes, in pieces of any length, and finish.
///
/// Digests are made in one pass, by the algorithms that the keys sign with and that the evidence names, in constant memory.
/// A key that signs the whole message (pure Ed25519) makes it keep the bytes, up to the limit of the
/// [`VerifierBuilder`](crate::VerifierBuilder::max_whole_message).
#[derive(Debug)]
#[must_use]
pub struct BlobVerification<V = VerifiedBlob> {
    configuration: Arc<Configuration>,
    asked: Asked,
    exhibits: Vec<Exhibit>,
    name: String,
    now: UnixTime,
    needs: BlobNeeds,
    stream: BlobStream,
    proof: PhantomData<V>,
}

/// The verification of a blob's attestations in progress.
pub type BlobAttestationVerification = BlobVerification<VerifiedAttestation>;

impl<V: Proof> BlobVerification<V> {
    pub(crate) fn new(
        configuration: Arc<Configuration>,
        asked: Asked,
        evidence: impl IntoIterator<Item = BlobEvidence>,
        now: UnixTime,
    ) -> Self {
        let provider = Arc::clone(configuration.provider());
        let request = Request { configuration: &configuration, asked: &asked, now };
        let exhibits: Vec<_> = evidence.into_iter().map(|one| Exhibit::of_blob(request, &one)).collect();
        let needs = needs(&configuration, &asked, &exhibits).and(configuration.listed_algorithms());
        let stream = BlobStream::new(provider.as_ref(), &needs);
        let name = "blob".into();
        Self { configuration, asked, exhibits, name, now, needs, stream, proof: PhantomData }
    }

    /// How reports call the blob; `blob` unless it is said.
    pub fn named(mut self, name: &str) -> Self {
        self.name = name.into();
        self
    }

    /// The digests that are made of the blob, and that [`BlobVerification::finish_digests`] needs.
    #[must_use]
    pub fn algorithms(&self) -> &[Algorithm] {
        &self.needs.algorithms
    }

    /// Whether some key can only verify over the whole blob, so that its bytes are kept in memory.
    #[must_use]
    pub fn needs_whole_message(&self) -> bool {
        self.needs.whole
    }

    /// Takes more bytes.
    ///
    /// # Errors
    /// [`BlobTooLarge`] when every key needs the whole blob, and it is longer than the limit. Where some key can do with a
    /// digest, it is gone on with that. Whoever finishes in spite of the error is refused, with
    /// [`Code::NeedsWholeMessage`](crate::Code::NeedsWholeMessage).
    pub fn update(&mut self, bytes: &[u8]) -> Result<(), BlobTooLarge> {
        self.stream.update(bytes)
    }

    /// The verdict over the bytes that were given, by what is at hand: nothing is fetched.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn finish(self) -> Result<V, Refusal> {
        self.judgement().finish()
    }

    /// The same as a session, which asks for what is missing where the verifier lets it
    /// ([`RevocationPolicy::fetching`](crate::RevocationPolicy::fetching)).
    pub fn judgement(self) -> BlobJudgement<V> {
        let Self { configuration, asked, exhibits, name, now, stream, .. } = self;
        BlobJudgement::new(configuration, asked, (name, now), exhibits, &stream.finish())
    }

    /// The verdict over a blob of which only digests are known, all of the same bytes: that they are is the caller's word.
    /// Bytes that were given before do not count; of several digests by one algorithm the first does, and of those by
    /// algorithms that are not [needed](BlobVerification::algorithms) none. A revocation list is asked about those that are
    /// given, and about no other.
    ///
    /// A digest does not show what the blob is. Where it is what the same key signs in another format, such as the payload
    /// of an image signature, that signature is accepted here as one of the blob; give the bytes where they are at hand.
    ///
    /// # Errors
    /// [`Refusal`]: with [`Code::NeedsWholeMessage`](crate::Code::NeedsWholeMessage) where the signature can only be
    /// verified over the bytes, with [`Code::DigestUnavailable`](crate::Code::DigestUnavailable) where a digest is missing.
    pub fn finish_digests(self, digests: &[Digest]) -> Result<V, Refusal> {
        let blob = Blob::of_digests(digests, &self.needs.algorithms);
        let Self { configuration, asked, exhibits, name, now, .. } = self;
        BlobJudgement::new(configuration, asked, (name, now), exhibits, &blob).finish()
    }
}

/// Which digests are needed, and whether the whole blob is.
fn needs(configuration: &Configuration, asked: &Asked, exhibits: &[Exhibit]) -> BlobNeeds {
    let of_statement = !asked.is_message();
    let named = exhibits.iter().flat_map(|exhibit| exhibit.named_algorithms(of_statement));
    if of_statement {
        return BlobNeeds::new(named, false, configuration.max_whole_message());
    }
    let keys = configuration.keys(asked.format());
    let believed = keys.iter().map(|key| key.scheme().algorithm().digest_algorithm());
    let signed: Vec<_> = believed.chain(exhibits.iter().flat_map(Exhibit::certified_digests)).collect();
    let algorithms = named.chain(signed.iter().flatten().copied());
    let whole = signed.contains(&None);
    let needs = BlobNeeds::new(algorithms, whole, configuration.max_whole_message());
    BlobNeeds { digest_is_enough: signed.iter().any(Option::is_some), ..needs }
}

/// A blob that met the requirement.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedBlob {
    digests: Vec<Digest>,
    signers: Vec<PublicKey>,
    report: Arc<Report>,
}

impl VerifiedBlob {
    /// The digests by which the blob is known, made of its bytes or as they were given; never empty.
    #[must_use]
    pub fn digests(&self) -> &[Digest] {
        &self.digests
    }

    /// The keys that signed and count, each once and in the order in which they were found; never empty.
    #[must_use]
    pub fn signers(&self) -> &[PublicKey] {
        &self.signers
    }

    /// Everything that the verdict rests on.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

impl Proof for VerifiedBlob {
    fn of(concluded: Concluded) -> Self {
        let (mut signers, mut digests): (Vec<PublicKey>, Vec<Digest>) = Default::default();
        for bound in concluded.found.iter().map(|one| &one.bound) {
            if !signers.iter().any(|known| known.id() == bound.signer().id()) {
                signers.push(bound.signer().clone());
            }
            for digest in bound.payload().subjects().iter().flat_map(|subject| subject.digests()) {
                if !digests.contains(digest) {
                    digests.push(*digest);
                }
            }
        }
        Self { digests, signers, report: concluded.report }
    }
}
