use std::ffi::OsString;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_digest::Sha2;
use countersign_oci::{FileRead, FileWrite, Layout, LayoutFiles as _};

use super::FolderError;
use super::durable::{self, Temporary};
use super::files::FolderFiles;
use super::lock::FolderLock;

const MARKER: &[u8] = br#"{"imageLayoutVersion":"1.0.0"}"#;
const EMPTY_INDEX: &[u8] =
    br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#;

/// An image layout in a folder, to copy from and to.
///
/// Files are read and written where they are called for: on an asynchronous runtime, that is a thread for waiting. A blob is
/// checked while it is written and renamed when it is whole; `index.json` is read, changed and renamed under a lock that
/// other programs of this project respect. Nothing is read or written outside of the folder, wherever links lead.
pub struct LayoutFolder {
    files: FolderFiles,
    layout: Mutex<Layout<FolderFiles>>,
}

impl LayoutFolder {
    /// A layout that is there.
    ///
    /// # Errors
    /// A [`FolderError`].
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        let files = FolderFiles::open(path)?;
        let layout = Mutex::new(open(&files)?);
        Ok(Self { files, layout })
    }

    /// A layout that is there, or an empty one where nothing is, or an empty folder.
    ///
    /// # Errors
    /// A [`FolderError`]; a folder that holds other things and no layout is one.
    pub fn open_or_create(path: &Path) -> Result<Self, FolderError> {
        std::fs::create_dir_all(path).map_err(FolderError::at(path))?;
        let files = FolderFiles::open(path)?;
        let _lock = FolderLock::take(files.root(), || {})?;
        if is_empty(&files)? {
            write(&files, "index.json", EMPTY_INDEX)?;
            write(&files, "oci-layout", MARKER)?;
        }
        Self::open(path)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.files.root()
    }

    pub(super) fn files(&self) -> &FolderFiles {
        &self.files
    }

    pub(super) fn layout(&self) -> MutexGuard<'_, Layout<FolderFiles>> {
        self.layout.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the layout as it is now: reads it again, writes what the change says, in that order.
    pub(super) fn change<E: From<FolderError>>(
        &self,
        change: impl FnOnce(&Layout<FolderFiles>) -> Result<Vec<FileWrite>, E>,
    ) -> Result<(), E> {
        let mut layout = self.layout();
        let _lock = FolderLock::take(self.files.root(), || {})?;
        let now = open(&self.files)?;
        for file in change(&now)? {
            let is_there = self.files.read(file.path(), u64::MAX) == FileRead::Bytes(file.bytes().to_vec());
            if !is_there {
                write(&self.files, file.path(), file.bytes())?;
            }
        }
        *layout = open(&self.files)?;
        Ok(())
    }
}

fn open(files: &FolderFiles) -> Result<Layout<FolderFiles>, FolderError> {
    Ok(Layout::open(files.clone(), Arc::new(Sha2))?)
}

/// Whether there is nothing but what an earlier attempt to make a layout may have left.
fn is_empty(files: &FolderFiles) -> Result<bool, FolderError> {
    durable::sweep(files.root());
    let entries = std::fs::read_dir(files.root()).map_err(FolderError::at(files.root()))?;
    let names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    let is_left = |name: &OsString| name == "index.json" || durable::is_temporary(name);
    Ok(names.iter().all(is_left) && files.read("index.json", 4096) != FileRead::Failed)
}

fn write(files: &FolderFiles, path: &str, bytes: &[u8]) -> Result<(), FolderError> {
    let place = files.place(path)?;
    let mut file = Temporary::begin(files.root())?;
    file.write(bytes)?;
    file.keep(&place)
}

impl fmt::Debug for LayoutFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LayoutFolder").field("path", &self.files.root()).finish_non_exhaustive()
    }
}
