use std::fs::File;
use std::path::Path;

use super::FolderError;

/// Keeps other writers out of a folder until it is dropped. Whoever does not ask is not kept out.
#[derive(Debug)]
pub(super) struct FolderLock {
    _folder: Option<File>,
}

impl FolderLock {
    /// Waits until no other has it.
    pub(super) fn take(folder: &Path) -> Result<Self, FolderError> {
        if cfg!(not(unix)) {
            return Ok(Self { _folder: None });
        }
        let file = File::open(folder).map_err(FolderError::at(folder))?;
        file.lock().map_err(FolderError::at(folder))?;
        Ok(Self { _folder: Some(file) })
    }
}
