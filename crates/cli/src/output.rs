//! Files that a verb writes beside what it was given.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    durable::{self, Readers},
    failure::Failure,
};

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was not there, or was replaced.
    New,
    /// The same bytes were there already.
    Same,
}

/// Writes a file whole. The same bytes are left as they are; others are kept unless they may be replaced.
pub fn write(path: &Path, bytes: &[u8], may_replace: bool) -> Result<Written, Failure> {
    match has_content(path, bytes) {
        Ok(Some(true)) => return Ok(Written::Same),
        Ok(Some(false)) if !may_replace => return Err(occupied(path)),
        Ok(Some(false)) => durable::replace(path, bytes),
        Ok(None) => match durable::create(path, bytes, Readers::Everybody) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(occupied(path)),
            other => other,
        },
        Err(error) => Err(error),
    }
    .map(|()| Written::New)
    .map_err(|error| unwritable(path, &error))
}

/// Whether the file has this content; `None` where there is no file.
fn has_content(path: &Path, bytes: &[u8]) -> io::Result<Option<bool>> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
        Ok(found) if !found.is_file() => Ok(Some(false)),
        Ok(found) if u64::try_from(bytes.len()).ok() != Some(found.len()) => Ok(Some(false)),
        Ok(_) => Ok(Some(fs::read(path)? == bytes)),
    }
}

fn occupied(path: &Path) -> Failure {
    Failure::usage(format!("{} is there already, with other content", path.display()))
        .next("add --again to replace it, or write elsewhere")
}

/// A file that cannot be written.
pub fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("{} cannot be written", path.display()))
        .because(error)
        .next("write into a folder that is there and that you may write to")
}

/// A path with more at its end.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(ending);
    PathBuf::from(beside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_are_left_and_others_kept_until_they_may_be_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        assert_eq!(write(&path, b"one", false).unwrap(), Written::New);
        assert_eq!(write(&path, b"one", false).unwrap(), Written::Same);
        assert!(write(&path, b"two", false).unwrap_err().what().contains("other content"));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(write(&path, b"two", true).unwrap(), Written::New);
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }
}
