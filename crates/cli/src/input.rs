//! Files that a verb is given: small ones read whole within a limit, blobs read through.

use std::{
    fmt::Display,
    fs::File,
    io::{self, ErrorKind, Read},
    path::Path,
};

use crate::{failure::Failure, progress::Progress};

/// How much of a blob is in memory at a time, in bytes.
const PIECE: usize = 256 * 1024;

/// `FILE`, or `-` for standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    File(String),
    Standard,
}

impl Input {
    pub fn parse(text: &str) -> Self {
        match text {
            "-" => Self::Standard,
            file => Self::File(file.to_owned()),
        }
    }

    /// What it is called in reports and errors.
    pub fn name(&self) -> &str {
        match self {
            Self::File(file) => file,
            Self::Standard => "-",
        }
    }

    /// The path of the file; none for standard input.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(file) => Some(Path::new(file)),
            Self::Standard => None,
        }
    }

    /// The last part of the file's name, which is what a statement calls it.
    pub fn file_name(&self) -> Option<String> {
        Some(self.path()?.file_name()?.to_string_lossy().into_owned())
    }

    /// All of it, which may be no longer than the limit, in bytes.
    pub fn read(&self, what: &str, limit: u64) -> Result<Vec<u8>, Failure> {
        match self {
            Self::File(file) => read_file(what, Path::new(file), limit),
            Self::Standard => whole(read_within(io::stdin().lock(), limit), what, self.name(), limit),
        }
    }

    /// Hands all of it on in pieces.
    pub fn pieces<E>(
        &self,
        mut take: impl FnMut(&[u8]) -> Result<(), E>,
        failed: impl FnOnce(E) -> Failure,
    ) -> Result<(), Failure> {
        let read = match self {
            Self::File(file) => File::open(file).and_then(|file| {
                let found = file.metadata()?;
                let length = found.is_file().then_some(found.len());
                each_piece(file, length, &mut take)
            }),
            Self::Standard => each_piece(io::stdin().lock(), None, &mut take),
        };
        read.map_err(|error| unreadable("the file", self.name(), &error))?.map_err(failed)
    }
}

/// All of a file, which may be no longer than the limit, in bytes. Its path may be no text.
pub fn read_file(what: &str, path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    whole(File::open(path).and_then(|file| read_within(file, limit)), what, path.display(), limit)
}

/// The same for a file that belongs to the blob; `None` where there is none of that name.
pub fn read_if_there(what: &str, path: &Path, limit: u64) -> Result<Option<Vec<u8>>, Failure> {
    match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        file => whole(file.and_then(|file| read_within(file, limit)), what, path.display(), limit).map(Some),
    }
}

fn whole(
    read: io::Result<Option<Vec<u8>>>,
    what: &str,
    name: impl Display,
    limit: u64,
) -> Result<Vec<u8>, Failure> {
    let name = name.to_string();
    let bytes = read.map_err(|error| unreadable(what, &name, &error))?;
    bytes.ok_or_else(|| too_long(what, &name, limit))
}

fn read_within(from: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    from.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(u64::try_from(bytes.len()).is_ok_and(|length| length <= limit).then_some(bytes))
}

fn each_piece<E>(
    mut from: impl Read,
    length: Option<u64>,
    take: &mut impl FnMut(&[u8]) -> Result<(), E>,
) -> io::Result<Result<(), E>> {
    let mut progress = Progress::of(length);
    let mut buffer = vec![0; PIECE];
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => return Ok(Ok(())),
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if let Err(error) = take(buffer.get(..read).unwrap_or_default()) {
            return Ok(Err(error));
        }
        progress.advance(u64::try_from(read).unwrap_or(u64::MAX));
    }
}

fn unreadable(what: &str, name: &str, error: &io::Error) -> Failure {
    Failure::usage(format!("{what} {name} cannot be read"))
        .because(error)
        .next("check the path, and give a file that you may read")
}

fn too_long(what: &str, name: &str, limit: u64) -> Failure {
    Failure::usage(format!("{what} {name} is longer than {limit} bytes"))
        .next("give the right file; nothing longer is read")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_to_its_limit_and_no_further() {
        assert_eq!(read_within(&b"abc"[..], 3).unwrap().as_deref(), Some(&b"abc"[..]));
        assert_eq!(read_within(&b"abcd"[..], 3).unwrap(), None);
    }

    #[test]
    fn pieces_are_the_whole_in_order_and_stop_where_they_are_not_taken() {
        let content: Vec<u8> = (0..PIECE * 2 + 7).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let mut taken = Vec::new();
        let mut keep = |piece: &[u8]| -> Result<(), ()> {
            taken.extend_from_slice(piece);
            Ok(())
        };
        each_piece(&content[..], None, &mut keep).unwrap().unwrap();
        assert_eq!(taken, content);
        let mut refuse = |_: &[u8]| Err("full");
        assert_eq!(each_piece(&content[..], None, &mut refuse).unwrap(), Err("full"));
    }
}
