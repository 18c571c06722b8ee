//! Places in the bytes of a token.

use countersign_encoding::der::{Element, Reader};

/// A part of the bytes of a token, so that a token that owns its bytes need not be parsed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// Tag, length and contents.
    pub(crate) fn element(element: &Element<'_>) -> Self {
        Self::of(element.offset(), element.bytes().len())
    }

    /// The contents.
    pub(crate) fn contents(element: &Element<'_>) -> Self {
        Self::of(element.contents_offset(), element.contents().len())
    }

    const fn of(start: usize, len: usize) -> Self {
        Self { start, end: start.saturating_add(len) }
    }

    /// The bytes at the place.
    pub(crate) fn slice(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// A reader over the bytes at the place, whose offsets are those in the token.
    pub(crate) fn reader(self, bytes: &[u8]) -> Reader<'_> {
        Reader::within(self.slice(bytes), self.start)
    }
}
