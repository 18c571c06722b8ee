use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::{FileRead, LayoutFiles};

/// The files of a layout that an [`ArchiveReader`](crate::ArchiveReader) kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArchiveFiles {
    files: BTreeMap<String, Kept>,
}

/// What was kept of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kept {
    Bytes(Vec<u8>),
    /// Only how long it is.
    Length(u64),
}

impl ArchiveFiles {
    /// The files that the archive has, sorted, whether their content was kept or not.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub(super) fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    pub(super) fn keep(&mut self, path: String, bytes: Vec<u8>) {
        self.files.insert(path, Kept::Bytes(bytes));
    }

    pub(super) fn pass_over(&mut self, path: String, length: u64) {
        self.files.insert(path, Kept::Length(length));
    }
}

impl LayoutFiles for ArchiveFiles {
    /// A file of which only the length was kept is too large, whatever the limit.
    fn read(&self, path: &str, limit: u64) -> FileRead {
        match self.files.get(path) {
            None => FileRead::Absent,
            Some(Kept::Length(actual)) => FileRead::TooLarge { actual: *actual },
            Some(Kept::Bytes(bytes)) => match u64::try_from(bytes.len()) {
                Ok(length) if length <= limit => FileRead::Bytes(bytes.clone()),
                length => FileRead::TooLarge { actual: length.unwrap_or(u64::MAX) },
            },
        }
    }
}

/// Whether a file begins as a layer does: gzip (RFC 1952 §2.3.1), Zstandard (RFC 8878 §3.1.1) or tar.
pub(super) fn begins_as_layer(bytes: &[u8]) -> bool {
    let is_tar = bytes.get(257..262).is_some_and(|magic| magic == b"ustar");
    bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || is_tar
}
