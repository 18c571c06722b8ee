//! How new the newest CRLs were, in a file: one line each, of scope (a digest), number (hexadecimal, or -) and time.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use countersign::{
    CrlMemory,
    digest::Digest,
    encoding::hex,
    revocation::{CrlMark, CrlNumber, CrlScope, HighestSeen},
    time::UnixTime,
};

use super::state_file::StateFile;
use crate::{
    console::{Aside, Console},
    failure::Failure,
};

const FLAG: &str = "--crl-state";

/// The file, and what it says.
#[derive(Debug)]
pub struct CrlState {
    path: PathBuf,
    seen: Mutex<HighestSeen>,
    aside: Aside,
}

impl CrlState {
    /// Reads the file; where there is none nothing was seen yet.
    pub fn open(path: &Path, console: &Console) -> Result<Self, Failure> {
        let seen = read(&StateFile::hold(FLAG, path)?)?;
        Ok(Self { path: path.to_owned(), seen: Mutex::new(seen), aside: console.aside() })
    }

    /// Adds to the file, which others may have written since.
    fn keep(&self, new: &HighestSeen) -> Result<(), Failure> {
        let file = StateFile::hold(FLAG, &self.path)?;
        let mut seen = read(&file)?;
        add(&mut seen, new);
        file.write(&seen.iter().map(line).collect::<String>())
    }
}

impl CrlMemory for CrlState {
    fn seen(&self) -> HighestSeen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What cannot be kept ends the program: whoever asked for it relies on it.
    fn take(&self, new: &HighestSeen) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut both = seen.clone();
        add(&mut both, new);
        if *seen == both {
            return;
        }
        match self.keep(new) {
            Ok(()) => *seen = both,
            Err(failure) => self.aside.fail(failure),
        }
    }
}

fn add(seen: &mut HighestSeen, new: &HighestSeen) {
    seen.extend(new.iter().map(|(scope, mark)| (*scope, *mark)));
}

fn line((scope, mark): (&CrlScope, &CrlMark)) -> String {
    let number = mark.number().map_or_else(|| "-".to_owned(), |number| hex::encode(number.magnitude()));
    // Of zero the magnitude has no digit.
    let number = if number.is_empty() { "00" } else { &number };
    format!("{} {number} {}\n", scope.digest(), mark.this_update())
}

fn read(file: &StateFile) -> Result<HighestSeen, Failure> {
    file.read()?.lines().map(|line| mark(line).ok_or_else(|| file.wrong())).collect()
}

fn mark(line: &str) -> Option<(CrlScope, CrlMark)> {
    let words: Vec<&str> = line.split(' ').collect();
    let [scope, number, time] = words.as_slice() else { return None };
    let scope = CrlScope::from_digest(Digest::parse(scope).ok()?);
    let number = match *number {
        "-" => None,
        digits => Some(CrlNumber::from_magnitude(&hex::decode(digits).ok()?)?),
    };
    Some((scope, CrlMark::new(number, UnixTime::parse_rfc3339(time).ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCOPE: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn what_is_written_is_what_was_seen() {
        for number in [None, Some(0), Some(1), Some(u64::MAX)] {
            let time = UnixTime::parse_rfc3339("2026-05-25T00:00:00Z").unwrap();
            let scope = CrlScope::from_digest(Digest::parse(SCOPE).unwrap());
            let seen = (scope, CrlMark::new(number.map(CrlNumber::from), time));
            let written = line((&seen.0, &seen.1));
            assert_eq!(mark(written.trim_end()), Some(seen), "{written}");
        }
    }

    #[test]
    fn what_is_no_mark_is_none() {
        let time = "2026-05-25T00:00:00Z";
        assert!(mark(&format!("{SCOPE} 01 {time}")).is_some());
        let long = "01".repeat(21);
        for line in [
            String::new(),
            SCOPE.to_owned(),
            format!("{SCOPE} 01"),
            format!("{SCOPE} 0 {time}"),
            format!("{SCOPE} 01 today"),
            format!("{SCOPE} 01 {time} more"),
            format!("sha256:00 01 {time}"),
            format!("{SCOPE} {long} {time}"),
        ] {
            assert_eq!(mark(&line), None, "{line}");
        }
    }
}
