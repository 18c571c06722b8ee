//! A file of what was seen, a line each, which a program holds alone while it reads and writes it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use countersign::encoding::text;
use countersign_registry::FolderLock;

use crate::{
    durable::{self, Readers},
    failure::Failure,
    input::read_if_there,
};

/// The longest file that is read, in bytes: a CA may publish its CRL in thousands of parts, each with a line.
const MAX_LEN: u64 = 16 << 20;

/// The file, which no other program changes as long as this is there: else the one that wrote last could write an older state.
#[derive(Debug)]
pub struct StateFile {
    flag: &'static str,
    path: PathBuf,
    _lock: FolderLock,
}

impl StateFile {
    /// Waits for others, and keeps them out.
    pub fn hold(flag: &'static str, path: &Path) -> Result<Self, Failure> {
        let path = itself(flag, path)?;
        let lock = lock(flag, &path)?;
        Ok(Self { flag, path, _lock: lock })
    }

    /// What it says; nothing where there is none.
    pub fn read(&self) -> Result<String, Failure> {
        let bytes = read_if_there(self.flag, &self.path, MAX_LEN)?.unwrap_or_default();
        String::from_utf8(bytes).map_err(|_| self.wrong())
    }

    /// It is another file.
    pub fn wrong(&self) -> Failure {
        Failure::usage(format!("{} {} is no record of what was seen", self.flag, self.path.display()))
            .next("restore it; to begin anew name another file, and believe what comes next without it")
    }

    /// Writes the file whole: an interrupted write leaves the old one.
    pub fn write(&self, text: &str) -> Result<(), Failure> {
        if u64::try_from(text.len()).is_ok_and(|length| length > MAX_LEN) {
            return Err(Failure::usage(format!("{} {} is full", self.flag, self.path.display()))
                .next("begin anew with another file, and believe what comes next without it"));
        }
        let written = match durable::create(&self.path, text.as_bytes(), Readers::Everybody) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                durable::replace(&self.path, text.as_bytes())
            }
            other => other,
        };
        written.map_err(|error| crate::output::unwritable(&self.path, &error))
    }
}

/// The file that a link leads to: a link that is replaced by a file would part those who name either.
fn itself(flag: &str, path: &Path) -> Result<PathBuf, Failure> {
    if !fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) {
        return Ok(path.to_owned());
    }
    fs::canonicalize(path).map_err(|error| {
        Failure::usage(format!("{flag} {} is a link that leads nowhere", path.display()))
            .because(&error)
            .next("name the file itself")
    })
}

/// The lock is on the folder: the file itself is replaced by another one.
fn lock(flag: &str, path: &Path) -> Result<FolderLock, Failure> {
    let folder = durable::folder_of(path);
    let waiting = || {
        let shown = text::escape(&path.display().to_string(), 1024);
        eprintln!("waiting for another program that keeps what it has seen in {shown}");
    };
    FolderLock::take(folder, waiting).map_err(|error| {
        Failure::usage(format!("{flag} {} cannot be locked", path.display()))
            .because(&error)
            .next("name a file in a folder that is there and may be read")
    })
}
