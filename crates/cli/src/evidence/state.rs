//! The highest editions of revocation lists that were seen, in a file: one line each.

use std::{collections::BTreeMap, path::Path};

use countersign::revocation::list::{ListId, ListMark, Seen, VerifiedRevocationList};

use super::state_file::StateFile;
use crate::failure::Failure;

/// What was seen.
#[derive(Debug, Default)]
pub struct State {
    marks: BTreeMap<String, ListMark>,
    is_changed: bool,
    file: Option<StateFile>,
}

impl State {
    /// Reads the file, and keeps others out; where there is none nothing was seen yet.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let file = StateFile::hold("--revocation-list-state", path)?;
        let mut marks = BTreeMap::new();
        for line in file.read()?.lines() {
            let mark = ListMark::parse(line).map_err(|error| file.wrong().because(&error))?;
            if marks.insert(mark.list().to_string(), mark).is_some() {
                return Err(file.wrong());
            }
        }
        Ok(Self { marks, is_changed: false, file: Some(file) })
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

    /// Writes the file, where there is anything new.
    pub fn keep(self) -> Result<(), Failure> {
        let Some(file) = self.file.filter(|_| self.is_changed) else { return Ok(()) };
        file.write(&self.marks.values().map(|mark| format!("{mark}\n")).collect::<String>())
    }
}
