//! Serial numbers that are never given twice, whatever happens to the process.
//!
//! The file says which numbers may have been given: all below the one in it. A block is taken off durably before the first
//! number of it is given, so that a process that is killed wastes numbers and repeats none.
//!
//! A serial number is the count (8 octets), followed by octets drawn when the server started (8 octets). The count alone is
//! unique while the file lives; the others keep numbers apart where somebody has put back an older file, or lost it.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use countersign_timestamp::issue::TokenSerial;

use crate::{ambient, durable, failure::Failure, output};

/// How many numbers are taken off at a time.
const BLOCK: u64 = 16_384;
/// The longest file that is one.
const MAX_LEN: u64 = 256;
const MAGIC: &str = "countersign-serials 1";
/// The first number of a new file. Zero would be no serial number.
const FIRST: u64 = 1;

/// The file of serial numbers, which no other process uses as long as this is there.
#[derive(Debug)]
pub struct SerialFile {
    path: PathBuf,
    _lock: File,
    run: [u8; 8],
    state: Mutex<State>,
}

/// Numbers that may be given: from `next` on, and less than `end`, which the file says.
#[derive(Clone, Copy, Debug)]
struct State {
    next: u64,
    end: u64,
}

impl SerialFile {
    /// Opens the file, or begins one, and keeps others out. Nothing is taken off yet.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let lock = lock(path)?;
        let next = read(path)?;
        let mut run = [0; 8];
        ambient::random(&mut run)
            .map_err(|error| Failure::usage("no randomness can be had").because(&error))?;
        Ok(Self { path: path.to_owned(), _lock: lock, run, state: Mutex::new(State { next, end: next }) })
    }

    /// The first number that was not taken off yet.
    pub fn next_reserved(&self) -> u64 {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).end
    }

    /// A number that was not given yet and never will be again.
    pub fn next(&self) -> io::Result<TokenSerial> {
        let number = self.take()?;
        let octets = [number.to_be_bytes(), self.run].concat();
        TokenSerial::from_be_bytes(&octets).map_err(io::Error::other)
    }

    fn take(&self) -> io::Result<u64> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.next == state.end {
            let end = state.end.checked_add(BLOCK).ok_or_else(|| io::Error::other("no numbers are left"))?;
            durable::replace(&self.path, written(end).as_bytes())?;
            state.end = end;
        }
        let number = state.next;
        state.next = number.saturating_add(1);
        Ok(number)
    }
}

/// The lock is on a file beside it: the file itself is replaced by another one with each block.
fn lock(path: &Path) -> Result<File, Failure> {
    let beside = output::beside(path, ".lock");
    let unusable = |error: &io::Error| output::unwritable(&beside, error);
    let file = File::options().create(true).truncate(false).write(true).open(&beside);
    let file = file.map_err(|error| unusable(&error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::Error(error)) => Err(unusable(&error)),
        Err(TryLockError::WouldBlock) => {
            Err(Failure::usage(format!("another server uses the serial file {}", path.display()))
                .next("stop it, or give each server a serial file, a key and a certificate of its own"))
        }
    }
}

/// The first number that was not taken off. A file that is there and says nothing is never begun anew.
fn read(path: &Path) -> Result<u64, Failure> {
    let unusable = || Failure::usage(format!("{} is no file of serial numbers", path.display()));
    let broken = || {
        unusable().next(
            "put back what was there, with a number above all that were given; or name a file that is not there",
        )
    };
    let found = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(FIRST),
        Err(error) => return Err(unusable().because(&error)),
        Ok(found) => found,
    };
    if !found.is_file() || found.len() > MAX_LEN {
        return Err(broken());
    }
    let text = fs::read_to_string(path).map_err(|error| unusable().because(&error))?;
    parsed(&text).ok_or_else(broken)
}

fn parsed(text: &str) -> Option<u64> {
    let number = text.strip_prefix(MAGIC)?.strip_prefix("\nnext ")?.strip_suffix('\n')?;
    let next = number.parse().ok().filter(|next| *next >= FIRST)?;
    // One spelling alone: what differs was not written by this program.
    (written(next) == text).then_some(next)
}

fn written(next: u64) -> String {
    format!("{MAGIC}\nnext {next}\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The count in a serial number.
    fn count(serial: TokenSerial) -> u64 {
        let octets = serial.as_bytes();
        octets[..octets.len() - 8].iter().fold(0, |count, octet| (count << 8) | u64::from(*octet))
    }

    #[test]
    fn numbers_go_on_where_the_process_before_could_have_given_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("serials");
        let mut given = BTreeSet::new();
        for round in 0..50 {
            let serials = SerialFile::open(&path).unwrap();
            for _ in 0..round % 7 {
                assert!(given.insert(count(serials.next().unwrap())));
            }
        }
        assert_eq!(given.len(), (0..50).map(|round| round % 7).sum::<usize>());
    }

    #[test]
    fn a_block_is_in_the_file_before_a_number_of_it_is_given() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("serials");
        let serials = SerialFile::open(&path).unwrap();
        assert!(!path.exists(), "nothing was given");
        for _ in 0..=BLOCK {
            let given = count(serials.next().unwrap());
            assert!(given < parsed(&fs::read_to_string(&path).unwrap()).unwrap());
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), written(1 + 2 * BLOCK));
    }

    #[test]
    fn two_servers_do_not_share_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("serials");
        let first = SerialFile::open(&path).unwrap();
        assert!(SerialFile::open(&path).unwrap_err().what().contains("another server"));
        drop(first);
        assert!(SerialFile::open(&path).is_ok());
    }

    #[test]
    fn a_file_that_says_nothing_is_not_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("serials");
        for text in ["", "7\n", "countersign-serials 1\nnext 0\n", "countersign-serials 1\nnext 07\n"] {
            fs::write(&path, text).unwrap();
            let failure = SerialFile::open(&path).unwrap_err();
            assert!(failure.what().contains("is no file of serial numbers"), "{text:?}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        fs::write(&path, written(u64::MAX - 5)).unwrap();
        let serials = SerialFile::open(&path).unwrap();
        assert!(serials.next().is_err(), "no block is left");
        assert_eq!(fs::read_to_string(&path).unwrap(), written(u64::MAX - 5));
    }

    #[test]
    fn nothing_is_given_where_the_file_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sub/serials");
        fs::create_dir(folder.path().join("sub")).unwrap();
        let serials = SerialFile::open(&path).unwrap();
        fs::remove_dir_all(folder.path().join("sub")).unwrap();
        assert!(serials.next().is_err());
        fs::create_dir(folder.path().join("sub")).unwrap();
        assert_eq!(count(serials.next().unwrap()), FIRST, "and it goes on once it can");
    }
}
