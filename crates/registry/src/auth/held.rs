//! Tokens that are kept, and how registries want to know who asks.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use countersign_transport::{Authorization, Origin, Realm};

use super::scope::Scopes;

/// The most tokens, and the most registries, that are remembered. The oldest go first.
const KEPT: usize = 256;

/// Something to show to a registry. Two with one number are the same.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(super) authorization: Authorization,
    pub(super) number: u64,
    /// Whether it was given for credentials, or is them.
    pub(super) is_personal: bool,
}

impl Grant {
    pub(crate) fn authorization(&self) -> &Authorization {
        &self.authorization
    }

    pub(crate) fn is_personal(&self) -> bool {
        self.is_personal
    }
}

/// What a registry asks for.
#[derive(Clone, Debug)]
pub(super) enum Asked {
    Basic,
    Bearer { realm: Box<Realm>, service: Option<String> },
}

#[derive(Debug)]
struct Held {
    origin: Origin,
    repository: String,
    scopes: Scopes,
    until: Instant,
    grant: Grant,
}

/// All that is remembered.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    tokens: Vec<Held>,
    asked: Vec<(Origin, String, Asked)>,
    numbers: u64,
}

impl Memory {
    /// A token for at least this, that can still be used.
    pub(super) fn token(&self, origin: &Origin, repository: &str, needed: &Scopes) -> Option<Grant> {
        let mut remembered = self.lock();
        let now = Instant::now();
        remembered.tokens.retain(|held| held.until > now);
        let is_fit = |held: &&Held| {
            held.origin == *origin && held.repository == repository && held.scopes.cover(needed)
        };
        remembered.tokens.iter().find(is_fit).map(|held| held.grant.clone())
    }

    pub(super) fn keep_token(
        &self,
        (origin, repository): (&Origin, &str),
        scopes: Scopes,
        until: Instant,
        grant: Grant,
    ) {
        let held = Held { origin: origin.clone(), repository: repository.to_owned(), scopes, until, grant };
        push(&mut self.lock().tokens, held);
    }

    /// Forgets a token that a registry did not accept.
    pub(super) fn drop_token(&self, grant: &Grant) {
        self.lock().tokens.retain(|held| held.grant.number != grant.number);
    }

    /// How a registry asked last, for this repository.
    pub(super) fn asked(&self, origin: &Origin, repository: &str) -> Option<Asked> {
        let remembered = self.lock();
        let mut all = remembered.asked.iter();
        all.find(|(known, name, _)| known == origin && name == repository).map(|(.., asked)| asked.clone())
    }

    pub(super) fn keep_asked(&self, origin: &Origin, repository: &str, asked: Asked) {
        let mut remembered = self.lock();
        remembered.asked.retain(|(known, name, _)| known != origin || name != repository);
        push(&mut remembered.asked, (origin.clone(), repository.to_owned(), asked));
    }

    /// A number that no other grant has.
    pub(super) fn next_number(&self) -> u64 {
        let mut remembered = self.lock();
        remembered.numbers = remembered.numbers.wrapping_add(1);
        remembered.numbers
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn push<T>(kept: &mut Vec<T>, next: T) {
    if kept.len() >= KEPT {
        kept.remove(0);
    }
    kept.push(next);
}
