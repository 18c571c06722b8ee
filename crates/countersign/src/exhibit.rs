//! One piece of evidence with where it was found, ready to be examined.

use alloc::{collections::BTreeMap, vec::Vec};

use countersign_digest::{Algorithm, HashProvider};
use countersign_oci::Candidate;

use crate::{
    BlobEvidence,
    finding::Place,
    untrusted::{Rejected, Untrusted},
};

/// A piece of evidence, as far as it could be read.
#[derive(Debug)]
pub(crate) struct Exhibit {
    pub(crate) place: Place,
    pub(crate) untrusted: Result<Untrusted, Rejected>,
    /// What it carries beside its signature.
    pub(crate) carried: Vec<&'static str>,
    /// Whether somebody says that it is what is asked for: an annotation, or whoever gave it.
    pub(crate) is_offered: bool,
}

impl Exhibit {
    pub(crate) fn of_candidate(candidate: &Candidate) -> Self {
        let place = Place {
            format: candidate.form_hint().into(),
            artifact: Some(candidate.artifact()),
            manifest: Some(candidate.manifest()),
        };
        let untrusted = Untrusted::of_candidate(candidate);
        Self::new(place, untrusted, candidate.annotations(), candidate.predicate_hint().is_some())
    }

    pub(crate) fn of_blob(evidence: &BlobEvidence, hasher: &dyn HashProvider) -> Self {
        let artifact = Some(hasher.hash(Algorithm::Sha256, evidence.bytes()));
        let place = Place { format: evidence.format(), artifact, manifest: None };
        Self::new(place, Untrusted::of_blob(evidence), &BTreeMap::new(), true)
    }

    fn new(
        place: Place,
        untrusted: Result<Untrusted, Rejected>,
        annotations: &BTreeMap<alloc::string::String, alloc::string::String>,
        is_offered: bool,
    ) -> Self {
        let carried = untrusted.as_ref().map(|untrusted| untrusted.carried(annotations)).unwrap_or_default();
        Self { place, untrusted, carried, is_offered }
    }

    /// The algorithms by which it names a blob.
    pub(crate) fn named_algorithms(&self, of_statement: bool) -> Vec<Algorithm> {
        let untrusted = self.untrusted.as_ref();
        untrusted.map(|untrusted| untrusted.named_algorithms(of_statement)).unwrap_or_default()
    }
}
