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

/// Writes a file whole. The same bytes are left as they are; others are kept unless they may be replaced. Devices, pipes
/// and links are never replaced: the name of a new file would take their place.
pub fn write(path: &Path, bytes: &[u8], may_replace: bool) -> Result<Written, Failure> {
    if path == Path::new("-") {
        return Err(Failure::usage("- is no file to write to")
            .next("name a file, or ./- for one of that name; what is made of standard input is printed"));
    }
    match has_content(path, bytes) {
        Ok(Some(false) | None) if is_irregular(path) => return Err(irregular(path)),
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

fn is_irregular(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| !found.is_file())
}

fn irregular(path: &Path) -> Failure {
    Failure::usage(format!("{} is there already, is no regular file, and is not replaced", path.display()))
        .next("write elsewhere, or name the file that a link leads to")
}

/// Refuses outputs that would take the place of what the verb reads, or of each other.
pub fn refuse_overlap(outputs: &[&Path], inputs: &[&Path]) -> Result<(), Failure> {
    let read: Vec<PathBuf> = inputs.iter().map(|input| place_of(input)).collect();
    let mut taken = Vec::new();
    for output in outputs {
        let place = place_of(output);
        let why = match (read.contains(&place), taken.contains(&place)) {
            (true, _) => "is read, and would be overwritten",
            (_, true) => "is named for two things to write",
            _ => {
                taken.push(place);
                continue;
            }
        };
        return Err(Failure::usage(format!("{} {why}", output.display())).next("write elsewhere"));
    }
    Ok(())
}

/// Where a path leads, whether there is a file already or not.
fn place_of(path: &Path) -> PathBuf {
    let beside_folder = || Some(fs::canonicalize(durable::folder_of(path)).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(beside_folder).unwrap_or_else(|| path.to_owned())
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

    #[test]
    fn what_is_read_and_what_is_written_are_told_apart_by_where_they_lie() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("blob"), "").unwrap();
        fs::create_dir(at("sub")).unwrap();
        let refuse = |outputs: &[&str]| {
            let outputs: Vec<PathBuf> = outputs.iter().map(|name| at(name)).collect();
            let outputs: Vec<&Path> = outputs.iter().map(PathBuf::as_path).collect();
            refuse_overlap(&outputs, &[&at("blob")]).map_err(|failure| failure.what().to_owned())
        };
        assert_eq!(refuse(&["new", "other"]), Ok(()));
        assert!(refuse(&["new", "sub/../blob"]).unwrap_err().contains("is read"));
        assert!(refuse(&["new", "sub/../new"]).unwrap_err().contains("two things"));
    }
}
