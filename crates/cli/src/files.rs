//! The files of a layout in a folder.

use std::{
    cell::RefCell,
    fs::File,
    io::{self, ErrorKind, Read as _},
    path::{Path, PathBuf},
};

use countersign::oci::{FileRead, LayoutFiles};

/// A folder that nothing is read outside of. Only plain files are read; a link that stays inside is followed.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// What was passed over, and why: the library sees only that it is not there.
    oddities: RefCell<Vec<String>>,
}

impl Folder {
    pub fn open(path: &Path) -> io::Result<Self> {
        let root = path.canonicalize()?;
        match root.is_dir() {
            true => Ok(Self { root, oddities: RefCell::default() }),
            false => Err(ErrorKind::NotADirectory.into()),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What was passed over since this was asked last.
    pub fn oddities(&self) -> Vec<String> {
        self.oddities.take()
    }

    /// Where a file is, links followed; none when that is outside.
    pub fn inside(&self, path: &str) -> io::Result<Option<PathBuf>> {
        let real = self.root.join(path).canonicalize()?;
        Ok(real.starts_with(&self.root).then_some(real))
    }

    fn passed_over(&self, path: &str, why: &str) -> FileRead {
        let mut oddities = self.oddities.borrow_mut();
        let oddity = format!("{path} {why}, and counts as missing");
        if oddities.len() < 16 && !oddities.contains(&oddity) {
            oddities.push(oddity);
        }
        FileRead::Absent
    }

    fn read_inside(&self, path: &str, limit: u64) -> io::Result<FileRead> {
        let Some(real) = self.inside(path)? else {
            return Ok(self.passed_over(path, "is a link that leads out of the layout"));
        };
        let file = open_plain(&real)?;
        let found = file.metadata()?;
        if !found.is_file() {
            return Ok(self.passed_over(path, "is no plain file"));
        }
        if found.len() > limit {
            return Ok(FileRead::TooLarge { actual: found.len() });
        }
        let mut bytes = Vec::new();
        // What the file system says of the length is no promise.
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(if length > limit { FileRead::TooLarge { actual: length } } else { FileRead::Bytes(bytes) })
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

impl LayoutFiles for Folder {
    fn read(&self, path: &str, limit: u64) -> FileRead {
        match self.read_inside(path, limit) {
            Ok(read) => read,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                FileRead::Absent
            }
            Err(error) => {
                self.oddities.borrow_mut().push(format!("{path} could not be read: {error}"));
                FileRead::Failed
            }
        }
    }
}
