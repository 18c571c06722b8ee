//! The path that a search is looking at.

use alloc::vec::Vec;

use super::candidates::{Candidate, Place};
use crate::Certificate;

/// One certificate of the path, and which of its possible issuers is next.
#[derive(Clone, Copy)]
pub(super) struct Step<'x, 'a> {
    pub(super) certificate: &'x Certificate<'a>,
    pub(super) place: Place,
    /// The key of its issuer's name.
    pub(super) issuer_key: u64,
    /// CAs from above the leaf up to this one that are not self-issued (RFC 5280 §6.1.4 (l)).
    pub(super) cas: u32,
    /// Where its candidates start.
    start: usize,
    next: usize,
}

/// The path from the leaf on. The candidates of all its certificates stand in one list, those of the last one at its end.
pub(super) struct Stack<'x, 'a> {
    pub(super) steps: Vec<Step<'x, 'a>>,
    pub(super) candidates: Vec<Candidate>,
}

impl<'x, 'a> Stack<'x, 'a> {
    pub(super) const fn new() -> Self {
        Self { steps: Vec::new(), candidates: Vec::new() }
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

    /// Adds a certificate, whose candidates are appended to the list next.
    pub(super) fn push(&mut self, certificate: &'x Certificate<'a>, place: Place, issuer_key: u64) {
        let counts = !self.steps.is_empty() && !certificate.issuer().is_same(&certificate.subject());
        let cas = self.cas().saturating_add(u32::from(counts));
        let start = self.candidates.len();
        self.steps.push(Step { certificate, place, issuer_key, cas, start, next: start });
    }

    /// The next candidate of the last certificate that still has one; the certificates behind it are taken away.
    pub(super) fn next_candidate(&mut self) -> Option<Candidate> {
        loop {
            let last = self.steps.last_mut()?;
            if let Some(candidate) = self.candidates.get(last.next) {
                last.next = last.next.saturating_add(1);
                return Some(*candidate);
            }
            self.candidates.truncate(last.start);
            self.steps.pop();
        }
    }
}
