use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

/// What came of reading a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileRead {
    /// The whole file.
    Bytes(Vec<u8>),
    /// There is no such file.
    Absent,
    /// The file is longer than the limit.
    TooLarge {
        /// Its length in bytes, as far as it is known.
        actual: u64,
    },
    /// The file could not be read.
    Failed,
}

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileWrite {
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
}

impl FileWrite {
    /// Its path within the layout, with `/` between the parts.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its whole content.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The files of a layout.
pub trait LayoutFiles {
    /// Reads a file within the layout: `oci-layout`, `index.json`, or `blobs/<algorithm>/<hex>` where both come from a parsed
    /// digest. No more than `limit` bytes may be read into memory, whatever the length that the file system reports.
    fn read(&self, path: &str, limit: u64) -> FileRead;
}

impl<F: LayoutFiles + ?Sized> LayoutFiles for &F {
    fn read(&self, path: &str, limit: u64) -> FileRead {
        (**self).read(path, limit)
    }
}

/// A layout in memory, by path.
impl LayoutFiles for BTreeMap<String, Vec<u8>> {
    fn read(&self, path: &str, limit: u64) -> FileRead {
        let Some(bytes) = self.get(path) else { return FileRead::Absent };
        match u64::try_from(bytes.len()) {
            Ok(length) if length <= limit => FileRead::Bytes(bytes.clone()),
            length => FileRead::TooLarge { actual: length.unwrap_or(u64::MAX) },
        }
    }
}
