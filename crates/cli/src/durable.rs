//! Files that are there whole or not at all.

use std::{
    fs::{self, File, Permissions},
    io::{self, Write},
    path::Path,
};

use tempfile::{Builder, NamedTempFile};

/// How the names of temporary files begin.
const PREFIX: &str = ".countersign-";

/// Who may read a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Its owner.
    Owner,
    /// Whoever the umask lets.
    Everybody,
}

/// Writes a file that must not be there yet, whatever else happens meanwhile.
pub fn create(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let folder = folder_of(path);
    let file = written(folder, bytes, permissions(readers))?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Writes a file in the place of whatever is there. Readers see the old content or the new one, nothing between.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_through(folder_of(path), path, bytes)
}

/// The same, with the temporary file in another folder: one where nobody minds it, should this process not live to rename it.
pub fn replace_through(staging: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let kept = fs::metadata(path).ok().map(|found| found.permissions());
    let file = written(staging, bytes, permissions(Readers::Everybody))?;
    if let Some(kept) = kept {
        file.as_file().set_permissions(kept)?;
    }
    let folder = folder_of(path);
    match file.persist(path) {
        Ok(_) => sync_folder(folder),
        // Another file system is mounted there.
        Err(error) if error.error.kind() == io::ErrorKind::CrossesDevices && staging != folder => {
            replace(path, bytes)
        }
        Err(error) => Err(error.error),
    }
}

/// Removes the temporary files that processes left which did not live to rename them. Only for a folder that is locked:
/// elsewhere one may be about to be renamed.
pub fn sweep(folder: &Path) {
    // What cannot be removed is only in the way of tidiness.
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_temporary = entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes());
        if is_temporary && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A temporary file in the folder; dropped before it is persisted, it is removed.
fn written(folder: &Path, bytes: &[u8], permissions: Option<Permissions>) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX);
    if let Some(permissions) = permissions {
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(folder).map_err(without_path)?;
    file.as_file_mut().write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// The name of a temporary file means nothing to whoever reads the error.
fn without_path(error: io::Error) -> io::Error {
    let text = error.to_string();
    match text.split_once(" at path \"") {
        Some((reason, _)) => io::Error::new(error.kind(), reason),
        None => error,
    }
}

#[cfg(unix)]
fn permissions(readers: Readers) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(Permissions::from_mode(match readers {
        Readers::Owner => 0o600,
        Readers::Everybody => 0o666,
    }))
}

#[cfg(not(unix))]
fn permissions(_readers: Readers) -> Option<Permissions> {
    None
}

/// The folder that a file lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The name of a file is durable once its folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_file_lies_in_the_staging_folder_and_its_name_is_in_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let error = replace_through(&folder.path().join("missing"), &path, b"x").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert!(!error.to_string().contains(PREFIX), "{error}");
        replace_through(folder.path(), &path, b"x").unwrap();
        assert_eq!(fs::read(path).unwrap(), b"x");
    }

    #[test]
    fn sweeping_removes_temporary_files_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".countersign-a1B2c3"), "").unwrap();
        fs::create_dir(folder.path().join(".countersign-folder")).unwrap();
        fs::write(folder.path().join("index.json"), "").unwrap();
        sweep(folder.path());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
