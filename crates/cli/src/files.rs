//! The files of a layout in a folder, and what was odd about them.

use std::{cell::RefCell, io, path::Path};

use countersign::oci::{FileRead, LayoutFiles};
use countersign_registry::{FolderEntry, FolderError, FolderFiles};

/// The files of a layout in a folder.
#[derive(Debug)]
pub struct Folder {
    files: FolderFiles,
    /// What was passed over, and why: the library sees only that it is not there.
    oddities: RefCell<Vec<String>>,
}

impl Folder {
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        Ok(Self { files: FolderFiles::open(path)?, oddities: RefCell::default() })
    }

    pub fn files(&self) -> &FolderFiles {
        &self.files
    }

    /// What was passed over since this was asked last.
    pub fn oddities(&self) -> Vec<String> {
        self.oddities.take()
    }

    fn passed_over(&self, path: &str, why: &str) {
        let mut oddities = self.oddities.borrow_mut();
        let oddity = format!("{path} {why}, and counts as missing");
        if oddities.len() < 16 && !oddities.contains(&oddity) {
            oddities.push(oddity);
        }
    }

    fn read_inside(&self, path: &str, limit: u64) -> io::Result<FileRead> {
        let found = self.files.find(path)?;
        match &found {
            FolderEntry::Outside => self.passed_over(path, "is a link that leads out of the layout"),
            FolderEntry::NotPlain => self.passed_over(path, "is no plain file"),
            _ => {}
        }
        found.read(limit)
    }
}

impl LayoutFiles for Folder {
    fn read(&self, path: &str, limit: u64) -> FileRead {
        self.read_inside(path, limit).unwrap_or_else(|error| {
            self.oddities.borrow_mut().push(format!("{path} could not be read: {error}"));
            FileRead::Failed
        })
    }
}
