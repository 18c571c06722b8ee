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
    whole,
};
use crate::{
    Certificate, LoneLeaf, Order, PathError, Resource, Role, Times, TrustAnchor, VerifiedPath, Violation,
    budget::{Exhausted, Left},
};

/// The valid paths, one after the other: each is sought when it is asked for, and all under one budget.
///
/// Whoever refuses a path, because a certificate of it was revoked, asks for the next. Where there is no valid path, the
/// only item is the most telling reason; where a limit is reached, that is the last item, whatever stood before it.
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
    name_comparisons: u32,
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
            name_comparisons: budget.name_comparisons,
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
        while let Some(candidate) = self.stack.next_candidate() {
            self.left.candidates.take().map_err(|exhausted| self.exhausted(exhausted))?;
            if let Some(path) = self.attempt(candidate)? {
                return Ok(Some(path));
            }
        }
        self.state = State::End;
        Ok(None)
    }

    fn attempt(&mut self, candidate: Candidate) -> Found<'a> {
        match candidate.place {
            Place::Anchor(at) => match self.builder.anchors.get(at) {
                Some(anchor) => self.attempt_anchor(anchor, candidate),
                None => Ok(None),
            },
            place => match self.certificate(place) {
                Some(certificate) => self.attempt_issuer(certificate, candidate).map(|()| None),
                None => Ok(None),
            },
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
        if let Err(refusal) = self.check_issuer(certificate, candidate.place) {
            self.refuse(candidate, refusal);
            return Ok(());
        }
        if self.is_signed_with(certificate.spki())? {
            self.push(certificate, candidate.place);
        }
        Ok(())
    }

    fn check_issuer(&mut self, certificate: &Certificate<'_>, place: Place) -> Result<(), PathError> {
        let at = self.stack.len();
        if u32::try_from(at).map_or(true, |at| at >= self.builder.budget.depth) {
            return Err(PathError::BudgetExhausted { at, what: Resource::Depth });
        }
        check_issuer(certificate, at, self.stack.cas(), self.times)?;
        self.profile_intermediate(certificate, place)
            .map_err(|violation| PathError::of_violation(at, certificate, violation))
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
        if let Err(refusal) = self.check_anchor(anchor) {
            self.refuse(candidate, refusal);
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

    fn refuse(&mut self, candidate: Candidate, refusal: PathError) {
        let other = candidate.score.is_other_key();
        self.reason.note(if other { Stage::OtherIssuer } else { Stage::Issuer }, refusal);
    }

    /// Whether the last certificate of the path is signed with a key; if not, the reason is noted.
    fn is_signed_with(&mut self, spki: &'x [u8]) -> Result<bool, PathError> {
        let Some(last) = self.stack.last() else { return Ok(false) };
        let signed = (last.place, last.certificate);
        let checked = self.signatures.check(&self.builder, signed, spki, &mut self.left.signatures);
        let Err(error) = checked.map_err(|exhausted| self.exhausted(exhausted))? else { return Ok(true) };
        let stage = if signatures::is_other_key(&error) { Stage::NoIssuer } else { Stage::Issuer };
        let at = self.stack.len().saturating_sub(1);
        self.reason.note(stage, signatures::refusal(at, error));
        Ok(false)
    }

    fn push(&mut self, certificate: &'x Certificate<'a>, place: Place) {
        let at = self.stack.len();
        let sources = Sources { builder: &self.builder, message: &self.message, times: self.times };
        let issuer_key = sources.issuer_key(place).unwrap_or_else(|| certificate.issuer().match_key());
        self.stack.push(certificate, place, issuer_key);
        if !sources.collect(&mut self.stack) {
            let issuer = certificate.issuer().der().into();
            self.reason.note(Stage::NoIssuer, PathError::UnknownIssuer { at, issuer });
        }
    }

    /// Judges the path as a whole.
    fn complete(&mut self, anchor: &'x TrustAnchor) -> Found<'a> {
        self.left.paths.take().map_err(|exhausted| self.exhausted(exhausted))?;
        let path = whole::counting(self.stack.steps.iter().map(|step| step.certificate as _), anchor);
        match whole::check(&self.builder, &path, anchor, &mut self.left.name_comparisons) {
            Ok(()) => {
                self.found = true;
                let certificates = self.stack.steps.iter().map(|step| step.certificate.clone()).collect();
                Ok(self.builder.proven(certificates, anchor, self.times))
            }
            Err(error @ PathError::BudgetExhausted { what: Resource::NameComparisons, .. }) => Err(error),
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
