//! Files that are there whole or not at all, in one folder and within bounds.

use std::{
    ffi::OsStr,
    fs::{self, DirBuilder, File},
    io::{self, ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use tempfile::Builder;

use super::{CacheError, CacheLimits, CacheOperation, Damage, Miss};

/// How the names of files begin that are being written.
const PREFIX: &str = ".incoming-countersign-";
/// A file that nobody wrote to for so long is nobody's any more.
const ABANDONED: Duration = Duration::from_secs(60 * 60);
/// The most files of a folder that are looked at.
const MAX_FILES: usize = 1 << 16;

/// A folder whose files are entries of a cache: 64 hexadecimal digits in lower case. It is made when something is kept.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    path: PathBuf,
    limits: CacheLimits,
}

impl Folder {
    pub(super) fn new(path: PathBuf, limits: CacheLimits) -> Self {
        Self { path, limits }
    }

    /// The content of a file, which is removed where it is no plain file or too large.
    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>, Miss> {
        let path = self.path.join(name);
        let found = match self.check() {
            Ok(()) => read(&path, self.limits.entry_bytes()),
            Err(CacheError::File { kind: ErrorKind::NotFound, .. }) => return Err(Miss::Absent),
            Err(error) => return Err(error.into()),
        };
        match found {
            Ok(Ok(bytes)) => Ok(bytes),
            Ok(Err(damage)) => Err(self.discard(name, Miss::Discarded(damage))),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(Miss::Absent),
            Err(error) => Err(CacheError::of(CacheOperation::Read, path, &error).into()),
        }
    }

    /// Removes a file that is of no use any more, and says why nothing was found.
    pub(super) fn discard(&self, name: &str, why: Miss) -> Miss {
        self.remove(name).map_or_else(Miss::Failed, |()| why)
    }

    /// Removes a file, if it is there.
    pub(super) fn remove(&self, name: &str) -> Result<(), CacheError> {
        match self.check() {
            Err(CacheError::File { kind: ErrorKind::NotFound, .. }) => return Ok(()),
            checked => checked?,
        }
        let path = self.path.join(name);
        remove(&path).map_err(|error| CacheError::of(CacheOperation::Remove, path, &error))
    }

    /// Writes a file in the place of whatever is there. Readers see the old content or the new one, nothing between, and what is
    /// there afterwards is there after a loss of power too.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), CacheError> {
        let (limit, actual) = (self.limits.entry_bytes(), bytes.len() as u64);
        if actual > limit {
            return Err(CacheError::TooLarge { limit, actual });
        }
        self.make()?;
        self.make_room(name, actual)?;
        let path = self.path.join(name);
        self.replace(&path, bytes).map_err(|error| CacheError::of(CacheOperation::Write, path, &error))
    }

    /// The temporary file is in the folder itself: no rename leads from one file system to another.
    fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut builder = Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600));
        let mut file = builder.tempfile_in(&self.path)?;
        file.as_file_mut().write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        sync_folder(&self.path)
    }

    fn make(&self) -> Result<(), CacheError> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        // What is there already is judged next.
        if let Err(error) = builder.create(&self.path)
            && error.kind() != ErrorKind::AlreadyExists
        {
            return Err(CacheError::of(CacheOperation::Open, &self.path, &error));
        }
        self.check()
    }

    /// The folder itself is no link: where it leads could change from one file to the next.
    fn check(&self) -> Result<(), CacheError> {
        let found = fs::symlink_metadata(&self.path);
        let found = found.map_err(|error| CacheError::of(CacheOperation::Open, &self.path, &error))?;
        if found.is_dir() { Ok(()) } else { Err(CacheError::NotAFolder { path: self.path.clone() }) }
    }

    /// Removes what was written first until another file fits.
    fn make_room(&self, name: &str, bytes: u64) -> Result<(), CacheError> {
        let mut entries = self.entries()?;
        entries.retain(|entry| entry.path.file_name() != Some(OsStr::new(name)));
        entries.sort_by_key(|entry| entry.written);
        let mut total = entries.iter().map(|entry| entry.bytes).fold(bytes, u64::saturating_add);
        let mut count = entries.len().saturating_add(1);
        for entry in entries {
            if total <= self.limits.bytes() && count <= self.limits.entries() {
                break;
            }
            remove(&entry.path)
                .map_err(|error| CacheError::of(CacheOperation::Remove, &entry.path, &error))?;
            total = total.saturating_sub(entry.bytes);
            count = count.saturating_sub(1);
        }
        Ok(())
    }

    /// The entries; what writers left that did not live to finish is removed on the way.
    fn entries(&self) -> Result<Vec<Entry>, CacheError> {
        let listed = fs::read_dir(&self.path);
        let listed = listed.map_err(|error| CacheError::of(CacheOperation::Read, &self.path, &error))?;
        let mut entries = Vec::new();
        for file in listed.take(MAX_FILES).flatten() {
            // Of a link, this is about the link.
            let Ok(found) = file.metadata() else { continue };
            let (name, written) = (file.file_name(), found.modified().unwrap_or(SystemTime::UNIX_EPOCH));
            if is_entry(&name) {
                entries.push(Entry { path: file.path(), bytes: found.len(), written });
            } else if is_abandoned(&name, written) {
                // What cannot be removed is only in the way of tidiness.
                let _ = fs::remove_file(file.path());
            }
        }
        Ok(entries)
    }
}

struct Entry {
    path: PathBuf,
    bytes: u64,
    written: SystemTime,
}

fn is_entry(name: &OsStr) -> bool {
    let digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let name = name.as_encoded_bytes();
    name.len() == 64 && name.iter().all(digit)
}

fn is_abandoned(name: &OsStr, written: SystemTime) -> bool {
    let age = SystemTime::now().duration_since(written).unwrap_or_default();
    name.as_encoded_bytes().starts_with(PREFIX.as_bytes()) && age > ABANDONED
}

/// Removes a file or a link, or an empty folder that stands in the place of one; that nothing is there is no error.
fn remove(path: &Path) -> io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn read(path: &Path, limit: u64) -> io::Result<Result<Vec<u8>, Damage>> {
    let Some(file) = open_plain(path)? else { return Ok(Err(Damage::NotPlain)) };
    let found = file.metadata()?;
    if !found.is_file() {
        return Ok(Err(Damage::NotPlain));
    }
    let mut bytes = Vec::new();
    // What the file system says of the length is no promise.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(if bytes.len() as u64 > limit { Err(Damage::TooLarge) } else { Ok(bytes) })
}

/// Opens without waiting for the other end of a pipe; a link is not followed, and none is opened.
#[cfg(unix)]
fn open_plain(path: &Path) -> io::Result<Option<File>> {
    use rustix::{
        fs::{Mode, OFlags, open},
        io::Errno,
    };
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    match open(path, flags, Mode::empty()) {
        Ok(file) => Ok(Some(File::from(file))),
        // A link, a socket.
        Err(Errno::LOOP | Errno::NXIO) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(unix))]
fn open_plain(path: &Path) -> io::Result<Option<File>> {
    let found = fs::symlink_metadata(path)?;
    if found.is_file() { File::open(path).map(Some) } else { Ok(None) }
}

/// The name of a file is durable once its folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
