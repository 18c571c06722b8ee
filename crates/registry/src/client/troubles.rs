use std::sync::{Mutex, PoisonError};

use crate::ReadError;

/// How many are kept.
const KEPT: usize = 16;

/// A read that a session was told nothing more about than that it failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    what: String,
    error: ReadError,
}

impl Trouble {
    /// What was read: the address without a query, which holds no secret.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.what
    }

    /// What came of it.
    #[must_use]
    pub fn error(&self) -> &ReadError {
        &self.error
    }
}

/// The first of them.
#[derive(Debug, Default)]
pub(super) struct Troubles(Mutex<Vec<Trouble>>);

impl Troubles {
    pub(super) fn report(&self, what: String, error: ReadError) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT {
            kept.push(Trouble { what, error });
        }
    }

    pub(super) fn all(&self) -> Vec<Trouble> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
