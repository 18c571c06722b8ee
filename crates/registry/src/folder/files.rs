use std::fs::File;
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use countersign_oci::{FileRead, LayoutFiles};

use super::FolderError;

/// The files of a layout in a folder. Nothing outside of it is read or written, wherever links lead; only plain files are read;
/// a link that stays inside is followed.
#[derive(Clone, Debug)]
pub struct FolderFiles {
    root: PathBuf,
}

/// What stands where a file of a layout is looked for.
#[derive(Debug)]
#[non_exhaustive]
pub enum FolderEntry {
    /// A plain file, and its length in bytes.
    File(File, u64),
    /// Nothing.
    Absent,
    /// A link that leads out of the folder.
    Outside,
    /// A folder, a pipe, a device.
    NotPlain,
}

impl FolderEntry {
    /// The content, up to a limit in bytes; whatever is no plain file of the folder counts as missing.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn read(self, limit: u64) -> io::Result<FileRead> {
        let Self::File(file, length) = self else { return Ok(FileRead::Absent) };
        if length > limit {
            return Ok(FileRead::TooLarge { actual: length });
        }
        let mut bytes = Vec::new();
        // What the file system says of the length is no promise.
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        let actual = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(if actual > limit { FileRead::TooLarge { actual } } else { FileRead::Bytes(bytes) })
    }
}

impl FolderFiles {
    /// A folder that is there.
    ///
    /// # Errors
    /// [`FolderError::File`].
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        let root = path.canonicalize().map_err(FolderError::at(path))?;
        match root.is_dir() {
            true => Ok(Self { root }),
            false => Err(FolderError::File { path: root, kind: ErrorKind::NotADirectory }),
        }
    }

    /// Where it is, links followed.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What stands at a path that is relative to the folder.
    ///
    /// # Errors
    /// What the operating system says, but that nothing is there.
    pub fn find(&self, path: &str) -> io::Result<FolderEntry> {
        match self.opened(path) {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                Ok(FolderEntry::Absent)
            }
            other => other,
        }
    }

    fn opened(&self, path: &str) -> io::Result<FolderEntry> {
        let Some(real) = self.inside(path)? else { return Ok(FolderEntry::Outside) };
        let file = open_plain(&real)?;
        let found = file.metadata()?;
        Ok(if found.is_file() { FolderEntry::File(file, found.len()) } else { FolderEntry::NotPlain })
    }

    /// Where a file or folder is, links followed; none when that is outside.
    ///
    /// # Errors
    /// What the operating system says, also that nothing is there.
    pub fn inside(&self, path: &str) -> io::Result<Option<PathBuf>> {
        let real = self.root.join(path).canonicalize()?;
        Ok(real.starts_with(&self.root).then_some(real))
    }

    /// Makes the folder that a file lies in, none of it beyond a link that leads out, and says where the file is to be.
    ///
    /// # Errors
    /// [`FolderError::File`], [`FolderError::Outside`].
    pub fn place(&self, path: &str) -> Result<PathBuf, FolderError> {
        let (parent, _) = path.rsplit_once('/').unwrap_or(("", path));
        let ends = parent.match_indices('/').map(|(at, _)| at).chain([parent.len()]);
        for part in ends.filter_map(|end| parent.get(..end)).filter(|part| !part.is_empty()) {
            let folder = self.root.join(part);
            match std::fs::create_dir(&folder) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                    return Err(FolderError::File { path: folder, kind: error.kind() });
                }
                _ => {}
            }
            if self.inside(part).map_err(FolderError::at(&folder))?.is_none() {
                return Err(FolderError::Outside { path: folder });
            }
        }
        Ok(self.root.join(path))
    }
}

impl LayoutFiles for FolderFiles {
    fn read(&self, path: &str, limit: u64) -> FileRead {
        self.find(path).and_then(|found| found.read(limit)).unwrap_or(FileRead::Failed)
    }
}

/// Opens without waiting for the other end of a pipe, and without following a link that was put there meanwhile.
#[cfg(unix)]
fn open_plain(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open_plain(path: &Path) -> io::Result<File> {
    File::open(path)
}
