use std::fs::File;
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use countersign_oci::{FileRead, LayoutFiles};

use super::FolderError;

/// A folder that nothing is read or written outside of. Only plain files are read; a link that stays inside is followed.
#[derive(Clone, Debug)]
pub(super) struct Files {
    root: PathBuf,
}

impl Files {
    pub(super) fn open(path: &Path) -> Result<Self, FolderError> {
        let root = path.canonicalize().map_err(FolderError::at(path))?;
        match root.is_dir() {
            true => Ok(Self { root }),
            false => Err(FolderError::File { path: root, kind: ErrorKind::NotADirectory }),
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// A plain file, with its length; none when there is none, or a link leads out.
    pub(super) fn plain(&self, path: &str) -> io::Result<Option<(File, u64)>> {
        let opened = self.inside(path).and_then(|real| real.map(|real| open_plain(&real)).transpose());
        let file = match opened {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => None,
            other => other?,
        };
        let Some(file) = file else { return Ok(None) };
        let found = file.metadata()?;
        Ok(found.is_file().then_some((file, found.len())))
    }

    /// Where a file is, links followed; none when that is outside.
    fn inside(&self, path: &str) -> io::Result<Option<PathBuf>> {
        let real = self.root.join(path).canonicalize()?;
        Ok(real.starts_with(&self.root).then_some(real))
    }

    /// Makes the folder that a file lies in, none of it beyond a link that leads out, and says where the file is to be.
    pub(super) fn place(&self, path: &str) -> Result<PathBuf, FolderError> {
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

impl LayoutFiles for Files {
    fn read(&self, path: &str, limit: u64) -> FileRead {
        let read =
            self.plain(path).and_then(|found| found.map(|found| read_within(found, limit)).transpose());
        match read {
            Ok(Some(read)) => read,
            Ok(None) => FileRead::Absent,
            Err(_) => FileRead::Failed,
        }
    }
}

fn read_within((file, length): (File, u64), limit: u64) -> io::Result<FileRead> {
    if length > limit {
        return Ok(FileRead::TooLarge { actual: length });
    }
    let mut bytes = Vec::new();
    // What the file system says of the length is no promise.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    let actual = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    Ok(if actual > limit { FileRead::TooLarge { actual } } else { FileRead::Bytes(bytes) })
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
