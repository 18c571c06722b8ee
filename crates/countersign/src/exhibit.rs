//! One piece of evidence with where it was found, ready to be examined.

use alloc::{collections::BTreeMap, vec::Vec};

use countersign_digest::Algorithm;
use countersign_oci::Candidate;

use crate::{
    BlobEvidence,
    certified::Certified,
    examine::Request,
    finding::Place,
    untrusted::{Rejected, Untrusted},
};

/// A piece of evidence, as far as it could be read.
#[derive(Debug)]
pub(crate) struct Exhibit {
    pub(crate) place: Place,
    pub(crate) untrusted: Result<Untrusted, Rejected>,
    /// The certificate that it presents, as it was judged; none where it presents none, or nobody is believed by one.
    pub(crate) certified: Option<Result<Certified, Rejected>>,
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
        Self::new(request, place, untrusted, candidate.annotations(), candidate.predicate_hint().is_some())
    }

    pub(crate) fn of_blob(request: Request<'_>, evidence: &BlobEvidence) -> Self {
        let hasher = request.configuration.provider();
        let artifact = Some(hasher.hash(Algorithm::Sha256, evidence.bytes()));
        let place = Place { format: evidence.format(), artifact, manifest: None };
        Self::new(request, place, Untrusted::of_blob(evidence), &BTreeMap::new(), true)
    }

    fn new(
        request: Request<'_>,
        place: Place,
        untrusted: Result<Untrusted, Rejected>,
        annotations: &BTreeMap<alloc::string::String, alloc::string::String>,
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
        let certified = presented.map(|presented| Certified::judge(request, &presented?));
        Self { place, untrusted, certified, carried, is_offered }
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
