use std::fs::{File, TryLockError};
use std::path::Path;

use super::FolderError;

/// Keeps other writers out of a folder until it is dropped. Whoever does not ask is not kept out.
#[derive(Debug)]
pub struct FolderLock {
    _folder: Option<File>,
}

impl FolderLock {
    /// Waits until no other has it, and calls `waiting` first where another does. On systems other than Unix nobody is kept
    /// out.
    ///
    /// # Errors
    /// [`FolderError::File`].
    pub fn take(folder: &Path, waiting: impl FnOnce()) -> Result<Self, FolderError> {
        if cfg!(not(unix)) {
            return Ok(Self { _folder: None });
        }
        let file = File::open(folder).map_err(FolderError::at(folder))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                waiting();
                file.lock().map_err(FolderError::at(folder))?;
            }
            Err(TryLockError::Error(error)) => return Err(FolderError::at(folder)(error)),
        }
        Ok(Self { _folder: Some(file) })
    }
}
