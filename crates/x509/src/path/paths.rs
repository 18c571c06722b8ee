//! The search: depth first, from the leaf up.

mod attempt;

use alloc::vec::Vec;
use core::fmt;

use super::{
    builder::PathBuilder,
    candidates::Place,
    issuer::{check_profile, check_times},
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
            message: Message::EMPTY,
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
        self.message = Message::new(self.leaf, self.chain);
        self.push(self.leaf, Place::Leaf);
        self.lone_leaf()
    }

    fn lone_leaf(&mut self) -> Found<'a> {
        let subject_key = self.stack.last().map(|leaf| leaf.subject_key);
        let find = |key| self.builder.anchors.find_certificate(key, self.leaf);
        let Some(anchor) = subject_key.and_then(find) else { return Ok(None) };
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

    /// Judges the path as a whole.
    fn complete(&mut self, anchor: &'x TrustAnchor) -> Found<'a> {
        self.left.paths.take().map_err(|exhausted| self.exhausted(exhausted))?;
        let path = whole::counting(self.stack.steps.iter().map(|step| step.certificate as _), anchor);
        match whole::check(&self.builder, (&path, whole::top(anchor)), anchor, &mut self.left.whole) {
            Ok(()) => {
                self.found = true;
                let certificates = self.stack.steps.iter().map(|step| step.certificate.clone()).collect();
                Ok(self.builder.proven((certificates, Vec::new()), &path, anchor, self.times))
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
        Some(self.reason.take().unwrap_or_else(|| PathError::unknown_issuer(0, self.leaf)))
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
