//! Counting distinct principals.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use countersign_digest::Digest;
use countersign_encoding::text;

use crate::{BoundSignature, PredicateRefusal, Principal, Requirement, distinct::Distinct};

/// A count in progress: signatures go in one by one, in any order. Signatures of different images are counted apart:
/// those of one never help another to its threshold.
#[derive(Clone, Debug)]
pub struct Tally<'r> {
    requirement: &'r Requirement,
    met: BTreeMap<Digest, Distinct>,
}

/// What a signature did to the count.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Counted {
    /// The first acceptable signature of this image by this principal.
    New {
        /// The principal's name.
        principal: String,
    },
    /// Acceptable, but this principal counts already for this image.
    Again {
        /// The principal's name.
        principal: String,
    },
}

impl Counted {
    /// The principal's name.
    #[must_use]
    pub fn principal(&self) -> &str {
        match self {
            Self::New { principal } | Self::Again { principal } => principal,
        }
    }
}

/// Whether the requirement is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// Enough distinct principals signed one image.
    Met,
    /// Not enough did.
    NotMet {
        /// Distinct principals found; of several images, for the one that has most.
        found: usize,
        /// Distinct principals required.
        required: usize,
    },
}

impl<'r> Tally<'r> {
    /// An empty count: nothing is met.
    #[must_use]
    pub fn new(requirement: &'r Requirement) -> Self {
        Self { requirement, met: BTreeMap::new() }
    }

    /// Judges one signature and counts its principal if it is acceptable.
    ///
    /// # Errors
    /// [`CandidateRefusal`] says which part of the requirement it fails.
    pub fn add(&mut self, signature: &BoundSignature) -> Result<Counted, CandidateRefusal> {
        let proven: Vec<(usize, &Principal)> = self.proven_by(signature).collect();
        let (_, principal) = proven.first().ok_or_else(|| CandidateRefusal::unknown(signature))?;
        check_annotations(self.requirement, signature)?;
        check_predicates(self.requirement, signature)?;
        let principal = principal.name().into();
        let met = self.met.entry(signature.digest()).or_default();
        let is_new = met.add(signature.signer().id(), proven.into_iter().map(|(index, _)| index));
        Ok(if is_new { Counted::New { principal } } else { Counted::Again { principal } })
    }

    /// The principals that a signature speaks for, in the order of the requirement.
    fn proven_by(&self, signature: &BoundSignature) -> impl Iterator<Item = (usize, &'r Principal)> {
        let principals = self.requirement.principals().iter().enumerate();
        principals.filter(|(_, principal)| principal.is_proven_by(signature))
    }

    /// Whether the requirement is met for one image by what was counted so far. More signatures never change a `Met`.
    pub fn outcome(&self) -> Outcome {
        let found = self.met.values().map(Distinct::count).max().unwrap_or(0);
        let required = self.requirement.threshold().get();
        if found >= required { Outcome::Met } else { Outcome::NotMet { found, required } }
    }
}

fn check_annotations(requirement: &Requirement, signature: &BoundSignature) -> Result<(), CandidateRefusal> {
    for (key, value) in requirement.annotations() {
        match signature.annotations().get(key) {
            Some(found) if found == value => {}
            Some(found) => {
                return Err(CandidateRefusal::AnnotationValue {
                    key: key.clone(),
                    found: text::escape(found, 64),
                });
            }
            None => return Err(CandidateRefusal::AnnotationMissing { key: key.clone() }),
        }
    }
    Ok(())
}

fn check_predicates(requirement: &Requirement, signature: &BoundSignature) -> Result<(), CandidateRefusal> {
    for predicate in requirement.predicates() {
        predicate
            .check(signature)
            .map_err(|reason| CandidateRefusal::Predicate { name: predicate.name().into(), reason })?;
    }
    Ok(())
}

/// The decision over a whole set, one reason a candidate, in the order given.
#[derive(Clone, Debug)]
#[must_use]
pub struct Decision {
    outcome: Outcome,
    reasons: Vec<Result<Counted, CandidateRefusal>>,
}

impl Decision {
    /// Decides over all candidates at once.
    pub fn over(requirement: &Requirement, candidates: &[BoundSignature]) -> Self {
        let mut tally = Tally::new(requirement);
        let reasons = candidates.iter().map(|candidate| tally.add(candidate)).collect();
        Self { outcome: tally.outcome(), reasons }
    }

    /// Whether the requirement is met.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// One reason for each candidate, in the order in which they were given.
    pub fn reasons(&self) -> &[Result<Counted, CandidateRefusal>] {
        &self.reasons
    }
}

/// Why a verified and bound signature does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CandidateRefusal {
    /// Its key belongs to no principal.
    #[error("the signer is none of the principals")]
    UnknownSigner,
    /// Its certificate names nobody who is a principal.
    #[error("the certificate names {found}, who is none of the principals")]
    OtherIdentity {
        /// Whom it names, escaped and shortened.
        found: String,
    },
    /// A required annotation is not there.
    #[error("the signature lacks the annotation \"{key}\"")]
    AnnotationMissing {
        /// The annotation required.
        key: String,
    },
    /// A required annotation has another value.
    #[error("the signature's annotation \"{key}\" is \"{found}\"")]
    AnnotationValue {
        /// The annotation required.
        key: String,
        /// What it says, escaped and shortened.
        found: String,
    },
    /// A check of the embedder's refused it.
    #[error("the check \"{name}\" refuses it: {reason}")]
    Predicate {
        /// The check.
        name: String,
        /// Its reason.
        #[source]
        reason: PredicateRefusal,
    },
}

/// The longest list of names in a reason, in characters.
const MAX_NAMES: usize = 256;

impl CandidateRefusal {
    /// Nobody is proven by a signature.
    fn unknown(signature: &BoundSignature) -> Self {
        let Some(voucher) = signature.vouchers().first() else { return Self::UnknownSigner };
        let names: Vec<String> = voucher.path().leaf().identities().map(|name| name.to_string()).collect();
        Self::OtherIdentity { found: text::escape(&names.join(", "), MAX_NAMES) }
    }
}
