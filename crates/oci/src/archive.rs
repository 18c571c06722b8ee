//! An image layout in a tar archive (`oci-archive`), read as a stream.
//!
//! ```text
//! archive   := entry* zero-block zero-block zero*
//! entry     := extension* header content padding        (blocks of 512 bytes; POSIX.1-1988 "ustar")
//! extension := pax header ("x") | GNU long name ("L") | GNU long link ("K")
//! ```
//!
//! No path of the archive is ever used as one: a name is compared with the names that a layout has, and kept or not.

mod compression;
mod error;
mod extension;
mod files;
mod header;
mod limits;
mod names;

use alloc::vec::Vec;

pub use error::ArchiveError;
use extension::Extensions;
pub use files::ArchiveFiles;
use header::{BLOCK, Block, EntryType, Header};
pub use limits::ArchiveLimits;
use names::Name;

/// The longest pax header or GNU long name, in bytes: the names of a layout have no more than 141 characters.
const MAX_EXTENSION: u64 = 64 * 1024;
/// The largest size that the octal digits of a header can say: 8 GiB less one.
const MAX_OCTAL_SIZE: u64 = 0o77_777_777_777;

/// Reads an archive that arrives in pieces of any size, and keeps the files of the layout in it.
///
/// Kept are `oci-layout`, `index.json` and `blobs/<algorithm>/<hex>` of supported algorithms, with or without `./` before
/// them, within the limits. Of a file that is longer than the limit for one file, or that begins as layers do (gzip,
/// Zstandard or tar), only name and length are kept: nothing that this crate reads begins so. All else is passed over.
///
/// Two readers of one archive must see the same files. So a name that occurs twice, a link or a device anywhere, a path that
/// only normalises to one of these names, and a size on which header and extension disagree are refused, and so is what
/// follows the end. Read are POSIX archives (ustar and pax) and GNU tar's; neither sparse files nor compressed archives, which
/// must be decompressed before.
///
/// ```
/// use countersign_oci::{ArchiveError, ArchiveReader};
///
/// let mut reader = ArchiveReader::new();
/// reader.push(&[0; 700])?;
/// reader.push(&[0; 324])?;
/// assert_eq!(reader.finish()?.names().count(), 0);
/// # Ok::<(), ArchiveError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ArchiveReader {
    limits: ArchiveLimits,
    /// A block of which only a part has arrived.
    partial: Vec<u8>,
    /// Where the next block begins, in bytes.
    at: u64,
    state: State,
    extensions: Extensions,
    entries: usize,
    kept_bytes: u64,
    files: ArchiveFiles,
    failed: Option<ArchiveError>,
}

/// What the next block is.
#[derive(Clone, Debug)]
enum State {
    Header,
    /// One block of zeros has been read.
    LoneZeroBlock,
    /// Content that is not looked at: so many bytes of it, padding included.
    Skip(u64),
    Extension(EntryType, Content),
    /// Content that is kept, unless its first block says otherwise.
    File(Name, Content),
    End,
}

/// Content of which a part has arrived.
#[derive(Clone, Debug)]
struct Content {
    size: u64,
    left: u64,
    bytes: Vec<u8>,
}

impl Content {
    const fn new(size: u64) -> Self {
        Self { size, left: size, bytes: Vec::new() }
    }

    fn take(&mut self, block: &Block) {
        let length = usize::try_from(self.left).map_or(BLOCK, |left| left.min(BLOCK));
        self.bytes.extend(block.iter().take(length));
        self.left = self.left.saturating_sub(BLOCK as u64);
    }

    fn is_first_block(&self) -> bool {
        self.bytes.len() <= BLOCK
    }
}

impl Default for ArchiveReader {
    fn default() -> Self {
        Self::new()
    }
}

impl ArchiveReader {
    /// A reader within the default limits.
    pub fn new() -> Self {
        Self::within(ArchiveLimits::default())
    }

    /// A reader within these limits.
    pub fn within(limits: ArchiveLimits) -> Self {
        Self {
            limits,
            partial: Vec::new(),
            at: 0,
            state: State::Header,
            extensions: Extensions::default(),
            entries: 0,
            kept_bytes: 0,
            files: ArchiveFiles::default(),
            failed: None,
        }
    }

    /// Takes the next bytes of the archive, as many as there are.
    ///
    /// # Errors
    /// An [`ArchiveError`]; after that the reader gives the same error for whatever follows.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), ArchiveError> {
        match &self.failed {
            Some(error) => Err(error.clone()),
            None => self.take(bytes).inspect_err(|error| self.failed = Some(error.clone())),
        }
    }

    /// The files, when the archive has come to its end.
    ///
    /// # Errors
    /// [`ArchiveError::Truncated`], or the error that [`ArchiveReader::push`] gave.
    pub fn finish(self) -> Result<ArchiveFiles, ArchiveError> {
        match (self.failed, self.state) {
            (Some(error), _) => Err(error),
            (None, State::End) => Ok(self.files),
            (None, _) => Err(compression::refusal(&self.partial, self.at)
                .unwrap_or(ArchiveError::Truncated { at: self.at })),
        }
    }

    fn take(&mut self, mut bytes: &[u8]) -> Result<(), ArchiveError> {
        while !bytes.is_empty() {
            let taken = match self.state {
                State::Skip(left) => self.skip(left, bytes),
                State::End => self.check_zeros(bytes)?,
                _ => self.fill(bytes)?,
            };
            bytes = bytes.get(taken..).unwrap_or_default();
        }
        Ok(())
    }

    /// Passes over content without looking at it, as much as there is; says how much.
    fn skip(&mut self, left: u64, bytes: &[u8]) -> usize {
        let taken = usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()));
        let length = u64::try_from(taken).unwrap_or(left);
        self.at = self.at.saturating_add(length);
        self.state = skipping(left.saturating_sub(length));
        taken
    }

    /// What follows the end: GNU tar fills up to a record with zeros.
    fn check_zeros(&mut self, bytes: &[u8]) -> Result<usize, ArchiveError> {
        match bytes.iter().all(|byte| *byte == 0) {
            true => Ok(bytes.len()),
            false => Err(ArchiveError::TrailingData { at: self.at }),
        }
    }

    /// Takes a part of a block; says how much.
    fn fill(&mut self, bytes: &[u8]) -> Result<usize, ArchiveError> {
        let taken = BLOCK.saturating_sub(self.partial.len()).min(bytes.len());
        self.partial.extend(bytes.iter().take(taken));
        if let Ok(block) = Block::try_from(self.partial.as_slice()) {
            self.partial.clear();
            self.take_block(&block)?;
            self.at = self.at.saturating_add(BLOCK as u64);
        }
        Ok(taken)
    }

    fn take_block(&mut self, block: &Block) -> Result<(), ArchiveError> {
        let is_zero = block.iter().all(|byte| *byte == 0);
        self.state = match core::mem::replace(&mut self.state, State::Header) {
            State::Header if is_zero && self.extensions.is_empty() => State::LoneZeroBlock,
            State::Header if is_zero => return Err(ArchiveError::ExtensionWithoutEntry { at: self.at }),
            State::Header => self.take_header(block)?,
            State::LoneZeroBlock if is_zero => State::End,
            State::LoneZeroBlock => return Err(ArchiveError::LoneZeroBlock { at: self.at }),
            State::Extension(entry, content) => self.take_extension(entry, content, block)?,
            State::File(name, content) => self.take_file(name, content, block)?,
            passed @ (State::Skip(_) | State::End) => passed,
        };
        Ok(())
    }

    fn take_header(&mut self, block: &Block) -> Result<State, ArchiveError> {
        if self.entries >= self.limits.max_entries() {
            return Err(ArchiveError::TooManyEntries { limit: self.limits.max_entries() });
        }
        self.entries += 1;
        let header = Header::parse(block, self.at)
            .map_err(|error| compression::refusal(block, self.at).unwrap_or(error))?;
        match header.entry {
            // Go takes a global header for an entry, and what stands before it for that entry's.
            EntryType::GlobalPax if !self.extensions.is_empty() => {
                Err(ArchiveError::ExtensionWithoutEntry { at: self.at })
            }
            EntryType::File | EntryType::Directory => self.begin_entry(&header),
            _ if header.size > MAX_EXTENSION => {
                Err(ArchiveError::ExtensionTooLong { at: self.at, limit: MAX_EXTENSION })
            }
            _ if header.size == 0 => Err(ArchiveError::Extension { at: self.at }),
            entry => Ok(State::Extension(entry, Content::new(header.size))),
        }
    }

    /// From the header of a file or a directory to what to do with its content.
    fn begin_entry(&mut self, header: &Header) -> Result<State, ArchiveError> {
        let extensions = core::mem::take(&mut self.extensions);
        let size = extensions.size_of(header, self.at)?;
        if header.entry == EntryType::Directory && size > 0 {
            return Err(ArchiveError::DirectoryWithContent { at: self.at });
        }
        let name = names::read(extensions.name().unwrap_or(&header.name), header.entry, self.at)?;
        let Some(name) = name else { return Ok(skipping(padded(size))) };
        let path = name.path();
        if header.entry == EntryType::Directory {
            return Err(ArchiveError::NotAFile { path });
        }
        if self.files.contains(&path) {
            return Err(ArchiveError::Duplicate { path });
        }
        if size > self.limits.max_file() {
            self.files.pass_over(path, size);
            return Ok(skipping(padded(size)));
        }
        if size == 0 {
            self.files.keep(path, Vec::new());
            return Ok(State::Header);
        }
        Ok(State::File(name, Content::new(size)))
    }

    fn take_extension(
        &mut self,
        entry: EntryType,
        mut content: Content,
        block: &Block,
    ) -> Result<State, ArchiveError> {
        content.take(block);
        if content.left > 0 {
            return Ok(State::Extension(entry, content));
        }
        self.extensions.add(entry, &content.bytes, self.at)?;
        Ok(State::Header)
    }

    fn take_file(&mut self, name: Name, mut content: Content, block: &Block) -> Result<State, ArchiveError> {
        content.take(block);
        if content.is_first_block() {
            if files::begins_as_layer(&content.bytes) {
                self.files.pass_over(name.path(), content.size);
                return Ok(skipping(padded(content.left)));
            }
            self.spend(content.size)?;
        }
        if content.left > 0 {
            return Ok(State::File(name, content));
        }
        self.files.keep(name.path(), content.bytes);
        Ok(State::Header)
    }

    /// Takes this many bytes off the budget for all files.
    fn spend(&mut self, size: u64) -> Result<(), ArchiveError> {
        let limit = self.limits.max_total();
        self.kept_bytes = self.kept_bytes.saturating_add(size);
        match self.kept_bytes <= limit {
            true => Ok(()),
            false => Err(ArchiveError::TooMuch { limit }),
        }
    }
}

fn skipping(left: u64) -> State {
    if left == 0 { State::Header } else { State::Skip(left) }
}

/// A length with the padding to whole blocks.
fn padded(size: u64) -> u64 {
    size.checked_next_multiple_of(BLOCK as u64).unwrap_or(u64::MAX)
}
