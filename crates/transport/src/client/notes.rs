use std::{
    collections::BTreeSet,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Most notes that are kept; what leads to hosts is foreign.
const MAX_NOTES: usize = 64;

/// Something that a report has to say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Note {
    /// An answer led to this host, and because a proxy dialled, it was not checked that it is not a private one.
    DestinationUnchecked {
        /// `host` or `host:port`.
        host: String,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DestinationUnchecked { host } => {
                write!(f, "behind the proxy it was not checked that {host} is not on a private network")
            }
        }
    }
}

#[derive(Default)]
pub(super) struct Notes(Mutex<BTreeSet<Note>>);

impl Notes {
    pub(super) fn add(&self, note: Note) {
        let mut notes = self.lock();
        if notes.len() < MAX_NOTES {
            notes.insert(note);
        }
    }

    pub(super) fn all(&self) -> Vec<Note> {
        self.lock().iter().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<Note>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
