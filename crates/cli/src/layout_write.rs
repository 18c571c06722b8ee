//! Writing into the folder of a layout: alone, and in an order in which nothing is named before it is there.

use std::io;

use countersign::{encoding::text, oci::FileWrite};

use crate::{
    durable::{self, FolderLock},
    failure::Failure,
    files::Folder,
};

impl Folder {
    /// Keeps other signers out.
    pub fn lock(&self) -> Result<FolderLock, Failure> {
        let root = self.root();
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
            durable::sweep(self.root());
            for algorithm in ["sha256", "sha384", "sha512"] {
                if let Ok(Some(folder)) = self.inside(&format!("blobs/{algorithm}")) {
                    durable::sweep(&folder);
                }
            }
        }
    }

    /// Writes files in their order: what is named is there before it is named.
    pub fn write(&self, writes: &[FileWrite]) -> Result<(), Failure> {
        writes.iter().try_for_each(|write| {
            self.write_one(write).map_err(|error| {
                let path = self.root().join(write.path());
                Failure::usage(format!("{} cannot be written", path.display()))
                    .because(&error)
                    .next("nothing that was there is changed; make room or get permission, and sign again")
            })
        })
    }

    fn write_one(&self, write: &FileWrite) -> io::Result<()> {
        let path = self.root().join(write.path());
        let (parent, _) = write.path().rsplit_once('/').unwrap_or(("", write.path()));
        self.make_inside(parent)?;
        match self.inside(parent)? {
            // Beside the blobs a file that is none would stop tools that walk them.
            Some(_) => durable::replace_through(self.root(), &path, write.bytes()),
            None => Err(io::Error::other("its folder is a link that leads out of the layout")),
        }
    }

    /// Makes the folders of a path, none of them beyond a link that leads out.
    fn make_inside(&self, path: &str) -> io::Result<()> {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for folder in ends.filter_map(|end| path.get(..end)) {
            match std::fs::create_dir(self.root().join(folder)) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
            if self.inside(folder)?.is_none() {
                return Err(io::Error::other("its folder is a link that leads out of the layout"));
            }
        }
        Ok(())
    }
}
