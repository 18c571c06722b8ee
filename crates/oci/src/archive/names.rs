//! The names of a layout's files (image-spec `image-layout.md`).

use alloc::format;
use alloc::string::String;

use countersign_digest::Digest;

use super::ArchiveError;
use super::header::EntryType;
use crate::layout::{INDEX_FILE, MARKER_FILE, blob_path};

/// The name of a file that a layout has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Marker,
    Index,
    Blob(Digest),
}

impl Name {
    /// The path, made anew: never the bytes of the archive.
    pub(super) fn path(&self) -> String {
        match self {
            Self::Marker => MARKER_FILE.into(),
            Self::Index => INDEX_FILE.into(),
            Self::Blob(digest) => blob_path(digest),
        }
    }

    fn of(text: &str) -> Option<Self> {
        match text {
            MARKER_FILE => Some(Self::Marker),
            INDEX_FILE => Some(Self::Index),
            _ => {
                let (algorithm, hex) = text.strip_prefix("blobs/")?.split_once('/')?;
                Digest::parse(&format!("{algorithm}:{hex}")).ok().map(Self::Blob)
            }
        }
    }
}

/// The file of a layout that this name names, if it names one. `./` before it and, for a directory, `/` after it are
/// allowed.
pub(super) fn read(raw: &[u8], entry: EntryType, at: u64) -> Result<Option<Name>, ArchiveError> {
    let is_directory = entry == EntryType::Directory;
    if is_directory && [b".".as_slice(), b"./"].contains(&raw) {
        return Ok(None);
    }
    let name = raw.strip_prefix(b"./").unwrap_or(raw);
    let name = name.strip_suffix(b"/").filter(|_| is_directory).unwrap_or(name);
    let is_plain = |part: &[u8]| ![b"".as_slice(), b".", b".."].contains(&part) && !part.contains(&0);
    if !name.split(|byte| *byte == b'/').all(is_plain) {
        return Err(ArchiveError::Name { at });
    }
    let Ok(text) = core::str::from_utf8(name) else { return Ok(None) };
    match Name::of(text) {
        None if Name::of(&text.to_ascii_lowercase()).is_some() => Err(ArchiveError::Name { at }),
        found => Ok(found),
    }
}
