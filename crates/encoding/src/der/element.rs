//! One element: tag, length and contents as they arrived.

use super::{Reader, Tag};

/// One element of an encoding. Its length was checked, its contents were not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) contents: &'a [u8],
    pub(super) tag: Tag,
    pub(super) end: usize,
}

impl<'a> Element<'a> {
    /// The tag.
    #[must_use]
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// Tag, length and contents.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The contents alone.
    #[must_use]
    pub fn contents(&self) -> &'a [u8] {
        self.contents
    }

    /// Where the element starts, counted from the start of the outermost input.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.end.saturating_sub(self.bytes.len())
    }

    /// Where the contents start, counted from the start of the outermost input.
    #[must_use]
    pub fn contents_offset(&self) -> usize {
        self.end.saturating_sub(self.contents.len())
    }

    /// A reader over the contents, whose offsets go on.
    #[must_use]
    pub fn reader(&self) -> Reader<'a> {
        Reader { rest: self.contents, end: self.end }
    }
}
