//! The path that a search is looking at.

use alloc::vec::Vec;

use super::candidates::{Candidate, Place};
use crate::{Certificate, Name};

/// One certificate of the path, and which of its possible issuers is next.
#[derive(Clone, Copy)]
pub(super) struct Step<'x, 'a> {
    pub(super) certificate: &'x Certificate<'a>,
    pub(super) place: Place,
    /// The keys of its names.
    pub(super) subject_key: u64,
    pub(super) issuer_key: u64,
    /// CAs from above the leaf up to this one that are not self-issued (RFC 5280 §6.1.4 (l)).
    cas: u32,
    next: usize,
    end: usize,
    /// Whether any of its candidates was looked at.
    tried: bool,
}

/// The path from the leaf on. The candidates of a certificate are looked for once a search, whichever paths lead to it.
pub(super) struct Stack<'x, 'a> {
    pub(super) steps: Vec<Step<'x, 'a>>,
    candidates: Vec<Candidate>,
    lists: Vec<List>,
}

/// The candidates of the certificate at a place, the likeliest first.
struct List {
    of: Place,
    start: usize,
    end: usize,
}

impl<'x, 'a> Stack<'x, 'a> {
    pub(super) const fn new() -> Self {
        Self { steps: Vec::new(), candidates: Vec::new(), lists: Vec::new() }
    }

    /// How many certificates there are: the place of the next one.
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    pub(super) fn last(&self) -> Option<&Step<'x, 'a>> {
        self.steps.last()
    }

    /// CAs above the leaf that are not self-issued.
    pub(super) fn cas(&self) -> u32 {
        self.last().map_or(0, |step| step.cas)
    }

    /// Adds a certificate by the keys of its names. `collect` appends its candidates, if they are not known yet.
    pub(super) fn push(
        &mut self,
        (certificate, place): (&'x Certificate<'a>, Place),
        (subject_key, issuer_key): (u64, u64),
        collect: impl FnOnce(&Step<'x, 'a>, &mut Vec<Candidate>),
    ) {
        let counts = !self.steps.is_empty() && !certificate.is_self_issued();
        let cas = self.cas().saturating_add(u32::from(counts));
        let mut step =
            Step { certificate, place, subject_key, issuer_key, cas, next: 0, end: 0, tried: false };
        (step.next, step.end) = self.list(&step, collect);
        self.steps.push(step);
    }

    fn list(
        &mut self,
        step: &Step<'x, 'a>,
        collect: impl FnOnce(&Step<'x, 'a>, &mut Vec<Candidate>),
    ) -> (usize, usize) {
        if let Some(known) = self.lists.iter().find(|list| list.of == step.place) {
            return (known.start, known.end);
        }
        let start = self.candidates.len();
        collect(step, &mut self.candidates);
        if let Some(new) = self.candidates.get_mut(start..) {
            new.sort_by_key(|candidate| candidate.score);
        }
        let end = self.candidates.len();
        self.lists.push(List { of: step.place, start, end });
        (start, end)
    }

    /// The next candidate of the last certificate.
    pub(super) fn next_candidate(&mut self) -> Option<Candidate> {
        let last = self.steps.last_mut().filter(|last| last.next < last.end)?;
        let candidate = self.candidates.get(last.next).copied();
        last.next = last.next.saturating_add(1);
        candidate
    }

    /// A candidate of the last certificate is looked at.
    pub(super) fn try_last(&mut self) {
        if let Some(last) = self.steps.last_mut() {
            last.tried = true;
        }
    }

    /// Takes the last certificate away; says which it is, if it had no candidate.
    pub(super) fn pop(&mut self) -> Option<&'x Certificate<'a>> {
        self.steps.pop().filter(|last| !last.tried).map(|last| last.certificate)
    }

    /// Whether a name with a key is in the path: it would be a loop to go there again (RFC 4158 §2.4.2).
    pub(super) fn contains(&self, subject_key: u64, subject: Name<'_>, spki: &[u8]) -> bool {
        self.steps.iter().any(|step| {
            step.subject_key == subject_key
                && step.certificate.spki() == spki
                && step.certificate.subject().is_same(&subject)
        })
    }
}
