//! Writing into the folder of a layout: alone, and in an order in which nothing is named before it is there.

use std::error::Error;

use countersign::{encoding::text, oci::FileWrite};
use countersign_registry::{FolderFiles, FolderLock};

use crate::{durable, failure::Failure, files::Folder};

impl Folder {
    /// Keeps other signers out.
    pub fn lock(&self) -> Result<FolderLock, Failure> {
        let root = self.files().root();
        let shown = text::escape(&root.display().to_string(), 1024);
        let waiting = || eprintln!("waiting for another program that is signing in {shown}");
        let lock = FolderLock::take(root, waiting).map_err(|error| {
            Failure::usage(format!("the layout {} cannot be locked", root.display()))
                .because(&error)
                .next("get permission to read and write the folder, and sign again")
        })?;
        self.sweep();
        Ok(lock)
    }

    /// Removes what signers left that were killed; the lock says that none is at work.
    fn sweep(&self) {
        if cfg!(unix) {
            durable::sweep(self.files().root());
            for algorithm in ["sha256", "sha384", "sha512"] {
                if let Ok(Some(folder)) = self.files().inside(&format!("blobs/{algorithm}")) {
                    durable::sweep(&folder);
                }
            }
        }
    }

    /// Writes files in their order: what is named is there before it is named.
    pub fn write(&self, writes: &[FileWrite]) -> Result<(), Failure> {
        writes.iter().try_for_each(|write| {
            write_one(self.files(), write).map_err(|error| {
                let path = self.files().root().join(write.path());
                Failure::usage(format!("{} cannot be written", path.display()))
                    .because(&*error)
                    .next("nothing that was there is changed; make room or get permission, and sign again")
            })
        })
    }
}

fn write_one(files: &FolderFiles, write: &FileWrite) -> Result<(), Box<dyn Error>> {
    let path = files.place(write.path())?;
    // Beside the blobs a file that is none would stop tools that walk them.
    durable::replace_through(files.root(), &path, write.bytes())?;
    Ok(())
}
