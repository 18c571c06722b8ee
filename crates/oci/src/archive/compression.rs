//! Compressed archives, which are told apart from what is no archive at all, so that the refusal can say what to do.

use super::ArchiveError;

/// What an archive begins with that was compressed as a whole.
const FORMATS: [(&str, &[u8]); 4] = [
    ("gzip", &[0x1f, 0x8b, 0x08]),
    ("Zstandard", &[0x28, 0xb5, 0x2f, 0xfd]),
    ("xz", &[0xfd, b'7', b'z', b'X', b'Z', 0]),
    ("bzip2", b"BZh"),
];

/// The refusal of an archive that begins so, when this is where it begins.
pub(super) fn refusal(bytes: &[u8], at: u64) -> Option<ArchiveError> {
    let mut formats = FORMATS.into_iter().filter(|(_, magic)| at == 0 && bytes.starts_with(magic));
    formats.next().map(|(format, _)| ArchiveError::Compressed { format })
}
