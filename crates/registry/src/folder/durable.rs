//! Files that are there whole or not at all.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, SystemTime};

use tempfile::{Builder, NamedTempFile};

use super::FolderError;

/// How the names of temporary files begin. Not as those of signers do, who remove what signers left: blobs are written without
/// the lock that signers hold.
const PREFIX: &str = ".incoming-countersign-";

/// A temporary file in the folder of a layout; dropped before it is kept, it is removed. Beside the blobs a file that is none
/// would stop tools that walk them.
#[derive(Debug)]
pub(super) struct Temporary(NamedTempFile);

impl Temporary {
    pub(super) fn begin(root: &Path) -> Result<Self, FolderError> {
        let mut builder = Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        builder.tempfile_in(root).map(Self).map_err(FolderError::at(root))
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), FolderError> {
        self.0.as_file_mut().write_all(bytes).map_err(FolderError::at(self.0.path()))
    }

    /// Puts it in the place of whatever is there. Readers see the old content or the new one, nothing between, and what is
    /// there afterwards is there after a loss of power too.
    pub(super) fn keep(self, path: &Path) -> Result<(), FolderError> {
        self.0.as_file().sync_all().map_err(FolderError::at(path))?;
        if let Ok(kept) = fs::metadata(path) {
            self.0.as_file().set_permissions(kept.permissions()).map_err(FolderError::at(path))?;
        }
        self.0.persist(path).map_err(|error| FolderError::at(path)(error.error))?;
        sync_folder(path.parent().unwrap_or(path)).map_err(FolderError::at(path))
    }
}

/// A temporary file that nobody wrote to for so long is nobody's any more.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// Removes the temporary files that processes left which did not live to rename them. Blobs are written without a lock: one
/// that was written to lately may be about to be renamed.
pub(super) fn sweep(folder: &Path) {
    // What cannot be removed is only in the way of tidiness.
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if is_temporary(&entry.file_name())
            && entry.metadata().is_ok_and(|found| found.is_file() && is_abandoned(&found))
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether this is what a temporary file is called.
pub(super) fn is_temporary(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(PREFIX.as_bytes())
}

fn is_abandoned(found: &Metadata) -> bool {
    let age = found.modified().ok().and_then(|written| SystemTime::now().duration_since(written).ok());
    age.is_some_and(|age| age > ABANDONED)
}

/// The name of a file is durable once its folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}
