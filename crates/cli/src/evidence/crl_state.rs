//! How new the newest CRLs were, in a file: one line each, of scope (Base64url), number (hexadecimal, or -) and time.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use countersign::{
    CrlMemory,
    encoding::{base64, hex},
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

    fn take(&self, new: &HighestSeen) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let before = seen.clone();
        add(&mut seen, new);
        if *seen != before
            && let Err(error) = self.keep(new)
        {
            self.aside.warn(format!("{}: which CRLs were seen is not kept", error.what()));
        }
    }
}

fn add(seen: &mut HighestSeen, new: &HighestSeen) {
    seen.extend(new.iter().map(|(scope, mark)| (scope.clone(), *mark)));
}

fn line((scope, mark): (&CrlScope, &CrlMark)) -> String {
    let number = mark.number().map_or_else(|| "-".to_owned(), |number| hex::encode(number.magnitude()));
    // Of zero the magnitude has no digit.
    let number = if number.is_empty() { "00" } else { &number };
    format!("{} {number} {}\n", base64::encode_url(scope.as_bytes()), mark.this_update())
}

fn read(file: &StateFile) -> Result<HighestSeen, Failure> {
    file.read()?.lines().map(|line| mark(line).ok_or_else(|| file.wrong())).collect()
}

fn mark(line: &str) -> Option<(CrlScope, CrlMark)> {
    let words: Vec<&str> = line.split(' ').collect();
    let [scope, number, time] = words.as_slice() else { return None };
    let scope = CrlScope::from_bytes(&base64::decode_url(scope.as_bytes()).ok()?);
    let number = match *number {
        "-" => None,
        digits => Some(CrlNumber::from_magnitude(&hex::decode(digits).ok()?)?),
    };
    Some((scope, CrlMark::new(number, UnixTime::parse_rfc3339(time).ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_was_seen() {
        for number in [None, Some(0), Some(1), Some(u64::MAX)] {
            let time = UnixTime::parse_rfc3339("2026-05-25T00:00:00Z").unwrap();
            let seen = (CrlScope::from_bytes(&[0, 0xff]), CrlMark::new(number.map(CrlNumber::from), time));
            let written = line((&seen.0, &seen.1));
            assert_eq!(mark(written.trim_end()), Some(seen), "{written}");
        }
    }

    #[test]
    fn what_is_no_mark_is_none() {
        assert!(mark("AP8 01 2026-05-25T00:00:00Z").is_some());
        let long = format!("AP8 {} 2026-05-25T00:00:00Z", "01".repeat(21));
        for line in [
            "",
            "AP8",
            "AP8 01",
            "AP8 0 2026-05-25T00:00:00Z",
            "AP8 01 today",
            "? 01 2026-05-25T00:00:00Z",
            &long,
        ] {
            assert_eq!(mark(line), None, "{line}");
        }
    }
}
