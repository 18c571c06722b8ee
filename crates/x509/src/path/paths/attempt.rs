//! One step of the search: whether a candidate is the issuer of the last certificate of the path.

use countersign_crypto::SubjectPublicKey;

use super::{Found, Paths};
use crate::{
    AlgorithmRules, Certificate, PathError, Resource, Role, TrustAnchor, Violation,
    budget::Exhausted,
    path::{
        candidates::{Candidate, Place, Sources},
        issuer::{check_issuer, check_path_length, check_profile},
        reason::Stage,
        signatures::{self, ReadKey},
    },
};

impl<'x, 'a> Paths<'x, 'a> {
    /// What is in the path already does not come again.
    pub(super) fn attempt(&mut self, candidate: Candidate) -> Found<'a> {
        let key = self.stack.last().map_or(0, |last| last.issuer_key);
        if let Place::Anchor(at) = candidate.place {
            let anchor = self.builder.anchors.get(at);
            match anchor.filter(|anchor| !self.stack.contains(key, anchor.subject(), anchor.spki())) {
                Some(anchor) => self.attempt_anchor(anchor, candidate),
                None => Ok(None),
            }
        } else {
            let issuer = self.certificate(candidate.place);
            match issuer.filter(|issuer| !self.stack.contains(key, issuer.subject(), issuer.spki())) {
                Some(certificate) => self.attempt_issuer(certificate, candidate).map(|()| None),
                None => Ok(None),
            }
        }
    }

    fn certificate(&self, place: Place) -> Option<&'x Certificate<'a>> {
        match place {
            Place::Leaf => Some(self.leaf),
            Place::Message(at) => self.message.get(at),
            Place::Set(at) => self.builder.intermediates?.get(at),
            Place::Anchor(_) => None,
        }
    }

    /// Makes a certificate the end of the path, if it may be the issuer of the one before.
    fn attempt_issuer(
        &mut self,
        certificate: &'x Certificate<'a>,
        candidate: Candidate,
    ) -> Result<(), PathError> {
        self.stack.try_last();
        if let Err(refusal) = self.check_issuer(certificate) {
            self.reason.note(refused(candidate), refusal);
        } else if let Err(violation) = self.profile_intermediate(certificate, candidate.place) {
            let at = self.stack.len();
            let refusal = || PathError::of_violation(at, certificate, violation);
            self.reason.note_with(refused(candidate), at, refusal);
        } else if self.is_signed_with(certificate.spki(), |rules| rules.read_key(certificate.spki()))? {
            self.push(certificate, candidate.place);
        }
        Ok(())
    }

    fn check_issuer(&self, certificate: &Certificate<'_>) -> Result<(), PathError> {
        let at = self.stack.len();
        if u32::try_from(at).map_or(true, |at| at >= self.builder.budget.depth) {
            return Err(PathError::BudgetExhausted { at, what: Resource::Depth });
        }
        check_issuer(certificate, at, self.stack.cas(), self.times)
    }

    /// A profile may look at much of a certificate: it does so once, whichever paths lead there.
    fn profile_intermediate(&mut self, certificate: &Certificate<'_>, place: Place) -> Result<(), Violation> {
        if let Some((_, known)) = self.profiled.iter().find(|(profiled, _)| *profiled == place) {
            return *known;
        }
        let outcome = self.builder.profile.check(Role::Intermediate, certificate);
        self.profiled.push((place, outcome));
        outcome
    }

    /// Completes the path with an anchor, if it may be the issuer of the last certificate.
    fn attempt_anchor(&mut self, anchor: &'x TrustAnchor, candidate: Candidate) -> Found<'a> {
        self.stack.try_last();
        match self.check_anchor(anchor) {
            Ok(key) if self.is_signed_with(anchor.spki(), |_| Ok(key))? => self.complete(anchor),
            Ok(_) => Ok(None),
            Err(refusal) => {
                self.reason.note(refused(candidate), refusal);
                Ok(None)
            }
        }
    }

    /// The anchor's key, if the anchor may be the issuer of the last certificate.
    fn check_anchor(&self, anchor: &'x TrustAnchor) -> Result<SubjectPublicKey<'x>, PathError> {
        let at = self.stack.len();
        let key = anchor.usable_key(self.builder.rules());
        let key = key.map_err(|reason| PathError::AnchorUnusable { at, reason })?;
        if let Some(certificate) = anchor.limiting_certificate() {
            check_issuer(certificate, at, self.stack.cas(), self.times)?;
            check_profile(self.builder.profile, Role::Anchor, certificate, at)?;
        } else {
            check_path_length(anchor.path_len(), at, self.stack.cas())?;
        }
        Ok(key)
    }

    /// Whether the last certificate of the path is signed with a key; if not, the reason is noted.
    fn is_signed_with(
        &mut self,
        spki: &'x [u8],
        key: impl FnOnce(&AlgorithmRules) -> ReadKey<'x>,
    ) -> Result<bool, PathError> {
        let Some(last) = self.stack.last() else { return Ok(false) };
        let signed = (last.place, last.certificate);
        let at = self.stack.len().saturating_sub(1);
        let exhausted = |Exhausted(what)| PathError::BudgetExhausted { at, what };
        let key = || key(self.builder.rules());
        let checked = self.signatures.check(&self.builder, signed, (spki, key), &mut self.left.signatures);
        let Err(error) = checked.map_err(exhausted)? else { return Ok(true) };
        let stage = if signatures::is_other_key(error) { Stage::NoIssuer } else { Stage::Issuer };
        let place = signatures::place_of_refusal(at, error);
        self.reason.note_with(stage, place, || signatures::refusal(at, error.clone()));
        Ok(false)
    }

    pub(super) fn push(&mut self, certificate: &'x Certificate<'a>, place: Place) {
        let sources = Sources { builder: &self.builder, message: &self.message, times: self.times };
        // It was found by the key of the name that the one before has for its issuer.
        let before = self.stack.last().map(|last| last.issuer_key);
        let subject_key = before.unwrap_or_else(|| certificate.subject().match_key());
        let issuer_key = sources.issuer_key(place).unwrap_or_else(|| certificate.issuer().match_key());
        let collect = |step: &_, into: &mut _| sources.collect(step, into);
        self.stack.push((certificate, place), (subject_key, issuer_key), collect);
    }
}

/// How much is said by the refusal of a candidate.
fn refused(candidate: Candidate) -> Stage {
    if candidate.score.is_other_key() { Stage::OtherIssuer } else { Stage::Issuer }
}
