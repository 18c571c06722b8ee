//! Files that are there whole or not at all.

use std::{
    fs::{self, File, Permissions},
    io::{self, Write},
    path::Path,
};

use tempfile::{Builder, NamedTempFile};

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
    let folder = folder_of(path);
    let kept = fs::metadata(path).ok().map(|found| found.permissions());
    let file = written(folder, bytes, permissions(Readers::Everybody))?;
    if let Some(kept) = kept {
        file.as_file().set_permissions(kept)?;
    }
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// A temporary file in the folder; dropped before it is persisted, it is removed.
fn written(folder: &Path, bytes: &[u8], permissions: Option<Permissions>) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".countersign-");
    if let Some(permissions) = permissions {
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
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

fn folder_of(path: &Path) -> &Path {
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

/// Keeps other signers out of a folder until it is dropped. Whoever does not ask is not kept out.
#[derive(Debug)]
pub struct FolderLock {
    _folder: Option<File>,
}

impl FolderLock {
    /// Waits for the lock; says so through `waiting` when it does not have it at once.
    pub fn take(folder: &Path, waiting: impl FnOnce()) -> io::Result<Self> {
        if cfg!(not(unix)) {
            return Ok(Self { _folder: None });
        }
        let folder = File::open(folder)?;
        match folder.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                waiting();
                folder.lock()?;
            }
            Err(fs::TryLockError::Error(error)) => return Err(error),
        }
        Ok(Self { _folder: Some(folder) })
    }
}
