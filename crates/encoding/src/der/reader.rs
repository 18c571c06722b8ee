//! A cursor over encoded elements.

use super::{BitString, DerError, DerErrorKind, Element, Integer, Oid, Tag};

/// A cursor over the elements in a slice. It is cheap to copy: a copy reads the same elements again.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub(super) rest: &'a [u8],
    /// The offset behind the last byte of `rest` in the outermost input.
    pub(super) end: usize,
}

impl<'a> Reader<'a> {
    /// A reader over an outermost input.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, end: bytes.len() }
    }

    /// A reader over a part of an outermost input that starts at `offset` in it, so that errors name the place there.
    #[must_use]
    pub const fn within(part: &'a [u8], offset: usize) -> Self {
        Self { rest: part, end: offset.saturating_add(part.len()) }
    }

    /// The place of the next element, counted from the start of the outermost input.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.end.saturating_sub(self.rest.len())
    }

    /// The bytes that were not read yet.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether everything was read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The tag of the next element, without reading it.
    #[must_use]
    pub fn peek(&self) -> Option<Tag> {
        self.rest.first().map(|byte| Tag::from_byte(*byte))
    }

    /// An error at the place of the next element.
    #[must_use]
    pub const fn error(&self, kind: DerErrorKind) -> DerError {
        DerError { kind, offset: self.offset() }
    }

    /// Reads one element of any type.
    ///
    /// # Errors
    /// [`DerErrorKind::Truncated`] also where none is left; `LongTag`, `IndefiniteLength`, `NonMinimalLength`,
    /// `LengthTooLong`.
    #[inline]
    pub fn element(&mut self) -> Result<Element<'a>, DerError> {
        let (tag, length, header) = header(self.rest).map_err(|kind| self.error(kind))?;
        let total = header.saturating_add(length);
        let Some((bytes, rest)) = self.rest.split_at_checked(total) else {
            return Err(self.error(DerErrorKind::Truncated));
        };
        let contents = bytes.get(header..).unwrap_or_default();
        self.rest = rest;
        Ok(Element { bytes, contents, tag, end: self.offset() })
    }

    /// Reads one element of the given type.
    ///
    /// # Errors
    /// [`DerErrorKind::UnexpectedTag`] for another type, which then is not read; otherwise as [`Reader::element`].
    #[inline]
    pub fn expect(&mut self, expected: Tag) -> Result<Element<'a>, DerError> {
        match self.peek() {
            Some(actual) if actual != expected => {
                Err(self.error(DerErrorKind::UnexpectedTag { expected, actual }))
            }
            _ => self.element(),
        }
    }

    /// Reads one element of the given type if the next one is of it.
    ///
    /// # Errors
    /// As [`Reader::element`].
    #[inline]
    pub fn optional(&mut self, tag: Tag) -> Result<Option<Element<'a>>, DerError> {
        if self.peek() == Some(tag) { self.element().map(Some) } else { Ok(None) }
    }

    /// Says that everything was read.
    ///
    /// # Errors
    /// [`DerErrorKind::TrailingBytes`] where that is not so.
    pub const fn finish(&self) -> Result<(), DerError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.error(DerErrorKind::TrailingBytes)) }
    }

    /// Reads a `SEQUENCE` and gives a reader over its elements.
    ///
    /// # Errors
    /// As [`Reader::expect`].
    #[inline]
    pub fn sequence(&mut self) -> Result<Self, DerError> {
        Ok(self.expect(Tag::SEQUENCE)?.reader())
    }

    /// Reads a `SET` or `SET OF` and gives a reader over its elements, whose order was not looked at.
    ///
    /// # Errors
    /// As [`Reader::expect`].
    pub fn set(&mut self) -> Result<Self, DerError> {
        Ok(self.expect(Tag::SET)?.reader())
    }

    /// Reads a `BOOLEAN`.
    ///
    /// # Errors
    /// [`DerErrorKind::Boolean`], or as [`Reader::expect`].
    pub fn boolean(&mut self) -> Result<bool, DerError> {
        let element = self.expect(Tag::BOOLEAN)?;
        match element.contents {
            [0x00] => Ok(false),
            [0xff] => Ok(true),
            _ => Err(DerErrorKind::Boolean.at(element.offset())),
        }
    }

    /// Reads a `BOOLEAN DEFAULT FALSE`.
    ///
    /// # Errors
    /// [`DerErrorKind::ExplicitDefault`] where `FALSE` is written out, or as [`Reader::boolean`].
    pub fn default_false(&mut self) -> Result<bool, DerError> {
        let before = *self;
        if self.peek() != Some(Tag::BOOLEAN) {
            return Ok(false);
        }
        if self.boolean()? { Ok(true) } else { Err(before.error(DerErrorKind::ExplicitDefault)) }
    }

    /// Reads an `INTEGER`.
    ///
    /// # Errors
    /// [`DerErrorKind::Integer`], or as [`Reader::expect`].
    pub fn integer(&mut self) -> Result<Integer<'a>, DerError> {
        Integer::of(&self.expect(Tag::INTEGER)?)
    }

    /// Reads a `BIT STRING`.
    ///
    /// # Errors
    /// [`DerErrorKind::BitString`], or as [`Reader::expect`].
    pub fn bit_string(&mut self) -> Result<BitString<'a>, DerError> {
        BitString::of(&self.expect(Tag::BIT_STRING)?)
    }

    /// Reads an `OCTET STRING`.
    ///
    /// # Errors
    /// As [`Reader::expect`].
    pub fn octet_string(&mut self) -> Result<&'a [u8], DerError> {
        Ok(self.expect(Tag::OCTET_STRING)?.contents)
    }

    /// Reads an `OBJECT IDENTIFIER`.
    ///
    /// # Errors
    /// [`DerErrorKind::Oid`], or as [`Reader::expect`].
    pub fn oid(&mut self) -> Result<Oid<'a>, DerError> {
        Oid::of(&self.expect(Tag::OBJECT_IDENTIFIER)?)
    }

    /// Reads a `NULL`.
    ///
    /// # Errors
    /// [`DerErrorKind::Null`], or as [`Reader::expect`].
    pub fn null(&mut self) -> Result<(), DerError> {
        let element = self.expect(Tag::NULL)?;
        if element.contents.is_empty() { Ok(()) } else { Err(DerErrorKind::Null.at(element.offset())) }
    }
}

/// Tag, length of the contents and length of the header (X.690 §8.1.3, §10.1).
#[inline]
fn header(bytes: &[u8]) -> Result<(Tag, usize, usize), DerErrorKind> {
    let [tag, first, after @ ..] = bytes else { return Err(DerErrorKind::Truncated) };
    let tag = Tag::from_byte(*tag);
    if tag.is_long() {
        return Err(DerErrorKind::LongTag);
    }
    match first {
        0..=0x7f => Ok((tag, usize::from(*first), 2)),
        0x80 => Err(DerErrorKind::IndefiniteLength),
        0x81..=0x84 => {
            let octets = usize::from(*first & 0x7f);
            let length = after.get(..octets).ok_or(DerErrorKind::Truncated)?;
            Ok((tag, long_length(length)?, octets.saturating_add(2)))
        }
        _ => Err(DerErrorKind::LengthTooLong),
    }
}

fn long_length(octets: &[u8]) -> Result<usize, DerErrorKind> {
    let length = octets.iter().fold(0u32, |length, octet| (length << 8) | u32::from(*octet));
    if octets.first() == Some(&0) || length < 0x80 {
        return Err(DerErrorKind::NonMinimalLength);
    }
    usize::try_from(length).map_err(|_| DerErrorKind::LengthTooLong)
}
