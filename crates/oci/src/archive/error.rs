use alloc::string::String;

use countersign_encoding::text::escape;

/// Why bytes are no archive of a layout that every reader would read alike. Places count bytes from the start of the archive.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The archive ends before its end is marked by two blocks of zeros.
    #[error("the archive ends at byte {at}, before its end is marked")]
    Truncated {
        /// Where the block begins that did not arrive whole.
        at: u64,
    },
    /// The whole archive is compressed.
    #[error("the archive is compressed with {format}, decompress it first")]
    Compressed {
        /// The format of compression, by its usual name.
        format: &'static str,
    },
    /// The checksum of a header is wrong, or what stands there is no tar header at all.
    #[error("no header of a tar archive at byte {at}")]
    Checksum {
        /// Where the header begins.
        at: u64,
    },
    /// A header is neither POSIX's nor GNU's.
    #[error("a header of another kind of archive at byte {at}")]
    Magic {
        /// Where the header begins.
        at: u64,
    },
    /// The size in a header is no number.
    #[error("a size that is no number at byte {at}")]
    Size {
        /// Where the header begins.
        at: u64,
    },
    /// A directory comes with content, by its header or by an extended one.
    #[error("a directory with content at byte {at}")]
    DirectoryWithContent {
        /// Where the header begins.
        at: u64,
    },
    /// A link, a device or a pipe; a layout has none, and what is unpacked through a link lands elsewhere.
    #[error("a link or a device at byte {at}")]
    LinkOrDevice {
        /// Where the header begins.
        at: u64,
    },
    /// A sparse file.
    #[error("a sparse file at byte {at}")]
    Sparse {
        /// Where the header begins.
        at: u64,
    },
    /// An entry of a type that is not read.
    #[error("an entry of type {flag:#04x} at byte {at}")]
    EntryType {
        /// Where the header begins.
        at: u64,
        /// The byte that says the type.
        flag: u8,
    },
    /// A pax header or a GNU long name is malformed.
    #[error("a malformed extended header at byte {at}")]
    Extension {
        /// Where it stands.
        at: u64,
    },
    /// A pax header or a GNU long name is longer than is read.
    #[error("an extended header of more than {limit} bytes at byte {at}")]
    ExtensionTooLong {
        /// Where it stands.
        at: u64,
        /// The most bytes that are read.
        limit: u64,
    },
    /// An entry has its name, its size or its pax header twice.
    #[error("a name or a size that is given twice at byte {at}")]
    ExtensionTwice {
        /// Where the second one stands.
        at: u64,
    },
    /// A global pax header gives one name or one size to all entries.
    #[error("a global header that names files at byte {at}")]
    GlobalOverride {
        /// Where it stands.
        at: u64,
    },
    /// A pax header or a GNU long name stands before no entry, but before a global header or the end.
    #[error("an extended header without an entry before byte {at}")]
    ExtensionWithoutEntry {
        /// Where the entry should begin.
        at: u64,
    },
    /// Header and pax header give different sizes.
    #[error("a size of {header} bytes in the header and of {extension} in the extended header at byte {at}")]
    SizesDisagree {
        /// Where the header begins.
        at: u64,
        /// The size in the header, in bytes.
        header: u64,
        /// The size in the pax header, in bytes.
        extension: u64,
    },
    /// A name is empty, absolute, has a part that is empty, `.` or `..`, or differs from a name of a layout in capital
    /// letters alone: what is unpacked may land where a file of the layout is. Or a GNU header has something where POSIX has
    /// the beginning of a long name, which some readers put before the name.
    #[error("a name that may be read as another at byte {at}")]
    Name {
        /// Where the header begins.
        at: u64,
    },
    /// A directory has the name of a file of the layout.
    #[error("{} is no file", escape(.path, 200))]
    NotAFile {
        /// The name.
        path: String,
    },
    /// A file of the layout is there twice.
    #[error("{} is there twice", escape(.path, 200))]
    Duplicate {
        /// The name.
        path: String,
    },
    /// A block of zeros with something else after it.
    #[error("a single block of zeros before byte {at}")]
    LoneZeroBlock {
        /// Where the block after it begins.
        at: u64,
    },
    /// Something other than zeros follows the end.
    #[error("more after the end of the archive at byte {at}")]
    TrailingData {
        /// Where the end is.
        at: u64,
    },
    /// There are more headers than are read.
    #[error("more than {limit} headers")]
    TooManyEntries {
        /// How many are read.
        limit: usize,
    },
    /// The files to be kept are more than fit the budget.
    #[error("files of more than {limit} bytes together")]
    TooMuch {
        /// The most bytes that are kept.
        limit: u64,
    },
}
