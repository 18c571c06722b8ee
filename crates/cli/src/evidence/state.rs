//! The highest editions of revocation lists that were seen, in a file: one line each.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use countersign::{
    encoding::text,
    revocation::list::{ListId, ListMark, Seen, VerifiedRevocationList},
};
use countersign_registry::FolderLock;

use crate::{
    durable::{self, Readers},
    failure::Failure,
    input::read_if_there,
};

/// The longest file that is read, in bytes.
const MAX_LEN: u64 = 1 << 20;

/// What was seen.
#[derive(Debug, Default)]
pub struct State {
    marks: BTreeMap<String, ListMark>,
    is_changed: bool,
    kept: Option<Kept>,
}

/// The file, which no other program changes as long as this is there: else the one that wrote last could write a lower number.
#[derive(Debug)]
struct Kept {
    path: PathBuf,
    _lock: FolderLock,
}

impl State {
    /// Reads the file, and keeps others out; where there is none nothing was seen yet.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let kept = Kept { path: path.to_owned(), _lock: lock(path)? };
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
        Ok(Self { marks, is_changed: false, kept: Some(kept) })
    }

    /// What was seen of a list.
    pub fn seen(&self, list: &ListId) -> Seen {
        self.marks.get(list.as_str()).map_or(Seen::Nothing, |mark| Seen::Mark(mark.clone()))
    }

    /// Whether lists were seen, and this one was not among them.
    pub fn is_of_others(&self, list: &ListId) -> bool {
        !self.marks.is_empty() && !self.marks.contains_key(list.as_str())
    }

    /// Takes what was believed.
    pub fn take(&mut self, list: &VerifiedRevocationList) {
        let mark = list.mark();
        let before = self.marks.insert(mark.list().to_string(), mark.clone());
        self.is_changed |= before.as_ref() != Some(mark);
    }

    /// Writes the file whole, where there is anything new: an interrupted write leaves the old one.
    pub fn keep(self) -> Result<(), Failure> {
        let Some(kept) = self.kept.filter(|_| self.is_changed) else { return Ok(()) };
        let text: String = self.marks.values().map(|mark| format!("{mark}\n")).collect();
        let written = match durable::create(&kept.path, text.as_bytes(), Readers::Everybody) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                durable::replace(&kept.path, text.as_bytes())
            }
            other => other,
        };
        written.map_err(|error| crate::output::unwritable(&kept.path, &error))
    }
}

/// The lock is on the folder: the file itself is replaced by another one.
fn lock(path: &Path) -> Result<FolderLock, Failure> {
    let folder = durable::folder_of(path);
    let waiting = || {
        let shown = text::escape(&path.display().to_string(), 1024);
        eprintln!("waiting for another program that keeps what it has seen in {shown}");
    };
    FolderLock::take(folder, waiting).map_err(|error| {
        Failure::usage(format!("--revocation-list-state {} cannot be locked", path.display()))
            .because(&error)
            .next("name a file in a folder that is there and may be read")
    })
}
