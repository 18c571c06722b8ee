//! The highest editions of revocation lists that were seen, in a file: one line each.

use std::{collections::BTreeMap, fs::File, io, path::Path};

use countersign::revocation::list::{ListId, ListMark, Seen, VerifiedRevocationList};

use crate::{
    durable::{self, Readers},
    failure::Failure,
    input::read_if_there,
    output::{beside, unwritable},
};

/// The longest file that is read, in bytes.
const MAX_LEN: u64 = 1 << 20;

/// What was seen.
#[derive(Debug, Default)]
pub struct State {
    marks: BTreeMap<String, ListMark>,
    /// Held until it is dropped: of two runs at once neither writes over what the other saw.
    _lock: Option<File>,
}

impl State {
    /// Reads the file, and keeps others out until it is written; where there is none nothing was seen yet.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let lock = lock(&beside(path, ".lock"))?;
        let bytes = read_if_there("--revocation-list-state", path, MAX_LEN)?.unwrap_or_default();
        let wrong = || {
            Failure::usage(format!("{} is no record of revocation lists", path.display()))
                .next("restore it; to begin anew name another file, and believe the next list without it")
        };
        let text = String::from_utf8(bytes).map_err(|_| wrong())?;
        let mut marks = BTreeMap::new();
        for line in text.lines() {
            let mark = ListMark::parse(line).map_err(|error| wrong().because(&error))?;
            if marks.insert(mark.list().to_string(), mark).is_some() {
                return Err(wrong());
            }
        }
        Ok(Self { marks, _lock: Some(lock) })
    }

    /// What was seen of a list.
    pub fn seen(&self, list: &ListId) -> Seen {
        self.marks.get(&list.to_string()).map_or(Seen::Nothing, |mark| Seen::Mark(mark.clone()))
    }

    /// Takes what was believed.
    pub fn take(&mut self, list: &VerifiedRevocationList) {
        self.marks.insert(list.mark().list().to_string(), list.mark().clone());
    }

    /// Writes the file whole: an interrupted write leaves the old one.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let text: String = self.marks.values().map(|mark| format!("{mark}\n")).collect();
        let written = match durable::create(path, text.as_bytes(), Readers::Everybody) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                durable::replace(path, text.as_bytes())
            }
            other => other,
        };
        written.map_err(|error| unwritable(path, &error))
    }
}

/// A file that one process at a time has locked.
fn lock(path: &Path) -> Result<File, Failure> {
    let lock = File::create(path).and_then(|file| file.lock().map(|()| file));
    lock.map_err(|error| unwritable(path, &error))
}
