//! One piece of evidence with where it was found, ready to be examined.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use countersign_digest::Algorithm;
use countersign_oci::Candidate;

use crate::{
    BlobEvidence,
    certified::Certified,
    examine::Request,
    finding::Place,
    stamped::{Stamped, Tokens},
    untrusted::{Rejected, Untrusted},
};

/// A piece of evidence, as far as it could be read.
#[derive(Debug)]
pub(crate) struct Exhibit {
    pub(crate) place: Place,
    pub(crate) untrusted: Result<Untrusted, Rejected>,
    /// The certificate that it presents, as it was judged; none where it presents none, or nobody is believed by one.
    pub(crate) certified: Option<Result<Certified, Rejected>>,
    /// The timestamps that it carries, as far as they could be read.
    pub(crate) tokens: Result<Tokens, Rejected>,
    /// The same as they were judged, where that had to be known for the certificate.
    pub(crate) stamped: Option<Result<Stamped, Rejected>>,
    /// What it carries beside its signature.
    pub(crate) carried: Vec<&'static str>,
    /// Whether somebody says that it is what is asked for: an annotation, or whoever gave it.
    pub(crate) is_offered: bool,
}

impl Exhibit {
    pub(crate) fn of_candidate(request: Request<'_>, candidate: &Candidate) -> Self {
        let place = Place {
            format: candidate.form_hint().into(),
            artifact: Some(candidate.artifact()),
            manifest: Some(candidate.manifest()),
        };
        let untrusted = Untrusted::of_candidate(candidate);
        let kept = (candidate.annotations(), candidate.bytes());
        Self::new(request, place, untrusted, kept, candidate.predicate_hint().is_some())
    }

    pub(crate) fn of_blob(request: Request<'_>, evidence: &BlobEvidence) -> Self {
        let hasher = request.configuration.provider();
        let artifact = Some(hasher.hash(Algorithm::Sha256, evidence.bytes()));
        let place = Place { format: evidence.format(), artifact, manifest: None };
        Self::new(request, place, Untrusted::of_blob(evidence), (&BTreeMap::new(), evidence.bytes()), true)
    }

    fn new(
        request: Request<'_>,
        place: Place,
        untrusted: Result<Untrusted, Rejected>,
        (annotations, bytes): (&BTreeMap<String, String>, &[u8]),
        is_offered: bool,
    ) -> Self {
        let carried = untrusted.as_ref().map(|untrusted| untrusted.carried(annotations)).unwrap_or_default();
        // For what says that it is something else no path is looked for.
        let is_asked = |untrusted: &Untrusted| {
            let claimed = if is_offered { None } else { untrusted.claimed_predicate_type() };
            claimed.is_none_or(|one| request.asked.is_of_type(&one, request.configuration))
        };
        let presented = untrusted.as_ref().ok().filter(|_| request.configuration.believes_certificates());
        let presented = presented.filter(|untrusted| is_asked(untrusted));
        let presented = presented.and_then(|untrusted| untrusted.presented(annotations));
        let tokens = untrusted.as_ref().map_err(Clone::clone);
        let tokens = tokens.and_then(|untrusted| untrusted.tokens(annotations, bytes));
        let stamped = presented.is_some().then(|| Stamped::judge(request, &tokens));
        let certified = presented.zip(stamped.as_ref()).map(|(presented, stamped)| {
            let times = stamped.as_ref().map_err(Clone::clone)?.times(request.now);
            Certified::judge(request, &presented?, times)
        });
        Self { place, untrusted, certified, tokens, stamped, carried, is_offered }
    }

    /// The digests that the key of its certificate signs, where it presents a valid one; none stands for the whole message.
    pub(crate) fn certified_digests(&self) -> Vec<Option<Algorithm>> {
        let keys = self.certified.as_ref().and_then(|certified| certified.as_ref().ok()).map(Certified::keys);
        keys.iter().flatten().map(|key| key.scheme().algorithm().digest_algorithm()).collect()
    }

    /// The algorithms by which it names a blob.
    pub(crate) fn named_algorithms(&self, of_statement: bool) -> Vec<Algorithm> {
        let untrusted = self.untrusted.as_ref();
        untrusted.map(|untrusted| untrusted.named_algorithms(of_statement)).unwrap_or_default()
    }
}
