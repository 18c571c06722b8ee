//! The search: depth first, from the leaf up.

use alloc::vec::Vec;
use core::fmt;

use super::{
    builder::PathBuilder,
    candidates::{Candidate, Place, Sources},
    issuer::{check_issuer, check_path_length, check_profile, check_times},
    message::Message,
    ordered,
    reason::{Reason, Stage},
    signatures::{self, Signatures},
    stack::Stack,
    whole::{self, WholeLeft},
};
use crate::{
    Certificate, LoneLeaf, Order, PathError, Resource, Role, Times, TrustAnchor, VerifiedPath, Violation,
    budget::{Exhausted, Left},
};

/// The valid paths, one after the other: each is sought when it is asked for, and all under one budget.
///
/// Whoever refuses a path, because a certificate of it was revoked, asks for the next. Where there is no valid path, the
/// only item is the most telling reason; where a limit is reached, that is the last item, whatever stood before it. No path
/// comes twice.
#[must_use]
pub struct Paths<'x, 'a> {
    builder: PathBuilder<'x>,
    leaf: &'x Certificate<'a>,
    chain: &'x [Certificate<'a>],
    times: Times,
    state: State,
    found: bool,
    message: Message<'x, 'a>,
    stack: Stack<'x, 'a>,
    signatures: Signatures<'x>,
    /// What the profile says of each intermediate that was looked at.
    profiled: Vec<(Place, Result<(), Violation>)>,
    reason: Reason,
    left: Limits,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Start,
    Search,
    End,
}

/// What is left of the limits.
struct Limits {
    candidates: Left,
    signatures: Left,
    paths: Left,
    whole: WholeLeft,
}

/// What one step of the search comes to: a path, or nothing; an error ends the search.
type Found<'a> = Result<Option<VerifiedPath<'a>>, PathError>;

impl<'x, 'a> Paths<'x, 'a> {
    pub(super) fn new(
        builder: PathBuilder<'x>,
        leaf: &'x Certificate<'a>,
        chain: &'x [Certificate<'a>],
        times: Times,
    ) -> Self {
        let budget = builder.budget;
        let left = Limits {
            candidates: Left::new(budget.candidates, Resource::Candidates),
            signatures: Left::new(budget.signatures, Resource::Signatures),
            paths: Left::new(budget.paths, Resource::Paths),
            whole: WholeLeft::new(&budget),
        };
        Self {
            builder,
            leaf,
            chain,
            times,
            state: State::Start,
            found: false,
            message: Message::new(&[]),
            stack: Stack::new(),
            signatures: Signatures::default(),
            profiled: Vec::new(),
            reason: Reason::default(),
            left,
        }
    }

    /// What has to be right whatever the path, and the path of a leaf that is an anchor itself.
    fn start(&mut self) -> Found<'a> {
        let within = Message::check(self.leaf, self.chain, &self.builder.budget);
        within.map_err(|exhausted| self.exhausted(exhausted))?;
        if self.builder.profile.order() == Order::AsGiven {
            self.state = State::End;
            return ordered::verify(&self.builder, self.leaf, self.chain, self.times).map(Some);
        }
        self.state = State::Search;
        check_times(self.leaf, 0, self.times)?;
        check_profile(self.builder.profile, Role::Leaf, self.leaf, 0)?;
        signatures::check_key(&self.builder, self.leaf, 0)?;
        self.message = Message::new(self.chain);
        self.push(self.leaf, Place::Leaf);
        self.lone_leaf()
    }

    fn lone_leaf(&mut self) -> Found<'a> {
        let Some(anchor) = self.builder.anchors.find_certificate(self.leaf) else { return Ok(None) };
        match self.builder.profile.lone_leaf() {
            LoneLeaf::ByExactDer => self.complete(anchor),
            LoneLeaf::Refused => {
                self.reason.note(Stage::Path, PathError::LeafIsAnchor { at: 0 });
                Ok(None)
            }
        }
    }

    /// Goes on until there is a path or nothing more to try.
    fn search(&mut self) -> Found<'a> {
        while self.stack.len() > 0 {
            let Some(candidate) = self.stack.next_candidate() else {
                self.leave();
                continue;
            };
            self.left.candidates.take().map_err(|exhausted| self.exhausted(exhausted))?;
            if let Some(path) = self.attempt(candidate)? {
                return Ok(Some(path));
            }
        }
        self.state = State::End;
        Ok(None)
    }

    /// Goes back one certificate.
    fn leave(&mut self) {
        if let Some(certificate) = self.stack.pop() {
            self.reason.note_unknown(self.stack.len(), certificate);
        }
    }

    /// What is in the path already does not come again.
    fn attempt(&mut self, candidate: Candidate) -> Found<'a> {
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
        } else if self.is_signed_with(certificate.spki())? {
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
        if let Err(refusal) = self.check_anchor(anchor) {
            self.reason.note(refused(candidate), refusal);
            return Ok(None);
        }
        if self.is_signed_with(anchor.spki())? { self.complete(anchor) } else { Ok(None) }
    }

    fn check_anchor(&self, anchor: &TrustAnchor) -> Result<(), PathError> {
        let at = self.stack.len();
        anchor.usable(self.builder.rules()).map_err(|reason| PathError::AnchorUnusable { at, reason })?;
        let Some(certificate) = anchor.limiting_certificate() else {
            return check_path_length(anchor.path_len(), at, self.stack.cas());
        };
        check_issuer(certificate, at, self.stack.cas(), self.times)?;
        check_profile(self.builder.profile, Role::Anchor, certificate, at)
    }

    /// Whether the last certificate of the path is signed with a key; if not, the reason is noted.
    fn is_signed_with(&mut self, spki: &'x [u8]) -> Result<bool, PathError> {
        let Some(last) = self.stack.last() else { return Ok(false) };
        let signed = (last.place, last.certificate);
        let at = self.stack.len().saturating_sub(1);
        let exhausted = |Exhausted(what)| PathError::BudgetExhausted { at, what };
        let checked = self.signatures.check(&self.builder, signed, spki, &mut self.left.signatures);
        let Err(error) = checked.map_err(exhausted)? else { return Ok(true) };
        let stage = if signatures::is_other_key(error) { Stage::NoIssuer } else { Stage::Issuer };
        let place = signatures::place_of_refusal(at, error);
        self.reason.note_with(stage, place, || signatures::refusal(at, error.clone()));
        Ok(false)
    }

    fn push(&mut self, certificate: &'x Certificate<'a>, place: Place) {
        let sources = Sources { builder: &self.builder, message: &self.message, times: self.times };
        // It was found by the key of the name that the one before has for its issuer.
        let before = self.stack.last().map(|last| last.issuer_key);
        let subject_key = before.unwrap_or_else(|| certificate.subject().match_key());
        let issuer_key = sources.issuer_key(place).unwrap_or_else(|| certificate.issuer().match_key());
        let collect = |step: &_, into: &mut _| sources.collect(step, into);
        self.stack.push((certificate, place), (subject_key, issuer_key), collect);
    }

    /// Judges the path as a whole.
    fn complete(&mut self, anchor: &'x TrustAnchor) -> Found<'a> {
        self.left.paths.take().map_err(|exhausted| self.exhausted(exhausted))?;
        let path = whole::counting(self.stack.steps.iter().map(|step| step.certificate as _), anchor);
        match whole::check(&self.builder, &path, anchor, &mut self.left.whole) {
            Ok(()) => {
                self.found = true;
                let certificates = self.stack.steps.iter().map(|step| step.certificate.clone()).collect();
                Ok(self.builder.proven(certificates, anchor, self.times))
            }
            Err(error) if self.left.whole.is_spent(&error) => Err(error),
            Err(error) => {
                self.reason.note(Stage::Path, error);
                Ok(None)
            }
        }
    }

    fn exhausted(&self, Exhausted(what): Exhausted) -> PathError {
        PathError::BudgetExhausted { at: self.stack.len().saturating_sub(1), what }
    }

    /// Why there is no path, once there is nothing more to try.
    fn conclusion(&mut self) -> Option<PathError> {
        if self.found {
            return None;
        }
        let unknown = || PathError::UnknownIssuer { at: 0, issuer: self.leaf.issuer().der().into() };
        Some(self.reason.take().unwrap_or_else(unknown))
    }
}

/// How much is said by the refusal of a candidate.
fn refused(candidate: Candidate) -> Stage {
    if candidate.score.is_other_key() { Stage::OtherIssuer } else { Stage::Issuer }
}

impl<'a> Iterator for Paths<'_, 'a> {
    type Item = Result<VerifiedPath<'a>, PathError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let outcome = match self.state {
                State::Start => self.start(),
                State::Search => self.search(),
                State::End => return None,
            };
            match outcome {
                Ok(Some(path)) => return Some(Ok(path)),
                Ok(None) if self.state == State::End => return self.conclusion().map(Err),
                Ok(None) => {}
                Err(error) => {
                    self.state = State::End;
                    return Some(Err(error));
                }
            }
        }
    }
}

impl fmt::Debug for Paths<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path: Vec<_> = self.stack.steps.iter().map(|step| step.place).collect();
        f.debug_struct("Paths").field("state", &self.state).field("path", &path).finish_non_exhaustive()
    }
}
