//! The reader: recursive descent, bounded in depth and in items.
//!
//! ```text
//! item     = head [ content ]
//! head     = initial byte: 3 bits of major type, 5 bits of additional information; then its argument, big-endian
//! argument = the information itself (0..=23), or the next 1, 2, 4 or 8 bytes (24..=27)
//! ```

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use super::{CborError, Integer, Key, Limits, Map, MapOrder, Value};

mod head;
mod keys;

use head::{Head, Major};
use keys::Keys;

/// Reads exactly one item.
///
/// Strings borrow from `bytes`.
///
/// # Errors
///
/// [`CborError`]: the input exceeds a limit, is not well-formed, goes on after its item, is not in the deterministic
/// encoding with maps in the order asked for, or holds what is left out here.
pub fn parse<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Value<'a>, CborError> {
    let mut reader = Reader::new(bytes, limits)?;
    let item = reader.item()?;
    reader.finish()?;
    Ok(item.value)
}

/// Reads step by step, for formats that need the exact bytes of a part of them.
///
/// What is opened with [`tag`](Self::tag) and [`array`](Self::array) is the caller's to read on: that many items, then
/// [`finish`](Self::finish). Each opening counts as a level of depth for all that follows.
///
/// ```
/// use countersign_encoding::cbor::{Limits, Reader};
/// let mut reader = Reader::new(b"\xd2\x82\x41\xa0\xa1\x04\x42\x31\x31", &Limits::default())?;
/// assert_eq!((reader.tag()?, reader.array()?), (18, 2));
/// let protected = reader.item()?;
/// assert_eq!((protected.value().as_bytes(), protected.raw()), (Some(&b"\xa0"[..]), &b"\x41\xa0"[..]));
/// let unprotected = reader.item()?;
/// assert_eq!(unprotected.raw(), b"\xa1\x04\x42\x31\x31");
/// reader.finish()?;
/// # Ok::<(), countersign_encoding::cbor::CborError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
    depth: usize,
    max_depth: usize,
    max_items: usize,
    items_left: usize,
    order: MapOrder,
}

/// A value and the bytes it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    value: Value<'a>,
    raw: &'a [u8],
}

impl<'a> Item<'a> {
    /// The value.
    #[must_use]
    pub const fn value(&self) -> &Value<'a> {
        &self.value
    }

    /// The bytes of the item as they arrived, head included.
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// The value alone.
    #[must_use]
    pub fn into_value(self) -> Value<'a> {
        self.value
    }
}

impl<'a> Reader<'a> {
    /// Starts before the first byte.
    ///
    /// # Errors
    ///
    /// [`CborError::TooLarge`].
    pub const fn new(bytes: &'a [u8], limits: &Limits) -> Result<Self, CborError> {
        if bytes.len() > limits.max_bytes() {
            return Err(CborError::TooLarge { limit: limits.max_bytes(), actual: bytes.len() });
        }
        Ok(Self {
            bytes,
            position: 0,
            depth: 0,
            max_depth: limits.max_depth(),
            max_items: limits.max_items(),
            items_left: limits.max_items(),
            order: limits.map_order(),
        })
    }

    /// Takes a tag and gives its number; the item that it is put on comes next.
    ///
    /// # Errors
    ///
    /// [`CborError::WrongKind`] when the next item has no tag, which then is still to be read; and the errors of [`parse`],
    /// after which nothing more should be read.
    pub fn tag(&mut self) -> Result<u64, CborError> {
        let head = self.opening(Major::Tag)?;
        Ok(head.argument)
    }

    /// Takes the head of an array and gives the number of its items, which come next.
    ///
    /// # Errors
    ///
    /// [`CborError::WrongKind`] when the next item is no array, which then is still to be read; and the errors of
    /// [`parse`], after which nothing more should be read.
    pub fn array(&mut self) -> Result<usize, CborError> {
        let head = self.opening(Major::Array)?;
        self.promised(head, 1)
    }

    /// Reads the next item whole.
    ///
    /// # Errors
    ///
    /// As [`parse`], but for the end of the input.
    pub fn item(&mut self) -> Result<Item<'a>, CborError> {
        let start = self.position;
        let value = self.value()?;
        Ok(Item { value, raw: self.since(start)? })
    }

    /// Ends reading.
    ///
    /// # Errors
    ///
    /// [`CborError::TrailingBytes`] when something is left.
    pub const fn finish(self) -> Result<(), CborError> {
        if self.position < self.bytes.len() {
            return Err(CborError::TrailingBytes { offset: self.position });
        }
        Ok(())
    }

    fn opening(&mut self, major: Major) -> Result<Head, CborError> {
        let items_left = self.items_left;
        let head = self.head()?;
        if head.major != major {
            // A format whose tag is optional goes on with the item itself, which must not have lost its head.
            (self.position, self.items_left) = (head.offset, items_left);
            let (expected, actual) = (major.kind(), head.major.kind());
            return Err(CborError::WrongKind { offset: head.offset, expected, actual });
        }
        self.open()?;
        Ok(head)
    }

    fn value(&mut self) -> Result<Value<'a>, CborError> {
        let head = self.head()?;
        match head.major {
            Major::Unsigned => Ok(Value::Integer(Integer::unsigned(head.argument))),
            Major::Negative => Ok(Value::Integer(Integer::negative(head.argument))),
            Major::Bytes => self.content(head).map(|bytes| Value::Bytes(Cow::Borrowed(bytes))),
            Major::Text => self.text(head).map(|text| Value::Text(Cow::Borrowed(text))),
            Major::Simple => head.simple(),
            Major::Array => self.nested(|reader| reader.items(head)),
            Major::Map => self.nested(|reader| reader.map(head)),
            Major::Tag => self.nested(|reader| Ok(Value::Tag(head.argument, Box::new(reader.value()?)))),
        }
    }

    fn nested(
        &mut self,
        content: impl FnOnce(&mut Self) -> Result<Value<'a>, CborError>,
    ) -> Result<Value<'a>, CborError> {
        self.open()?;
        let value = content(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn open(&mut self) -> Result<(), CborError> {
        if self.depth >= self.max_depth {
            return Err(CborError::TooDeep { limit: self.max_depth });
        }
        self.depth += 1;
        Ok(())
    }

    fn items(&mut self, head: Head) -> Result<Value<'a>, CborError> {
        let count = self.promised(head, 1)?;
        let mut items = Vec::new();
        for _ in 0..count {
            items.push(self.value()?);
        }
        Ok(Value::Array(items))
    }

    fn map(&mut self, head: Head) -> Result<Value<'a>, CborError> {
        let count = self.promised(head, 2)?;
        let mut keys = Keys::new(self.order);
        let mut entries = Vec::new();
        for _ in 0..count {
            let offset = self.position;
            let key = self.key()?;
            keys.add(self.since(offset)?, offset)?;
            entries.push((key, self.value()?));
        }
        Ok(Value::Map(Map::from_distinct(entries)))
    }

    fn key(&mut self) -> Result<Key<'a>, CborError> {
        let head = self.head()?;
        match head.major {
            Major::Unsigned => Ok(Key::Integer(Integer::unsigned(head.argument))),
            Major::Negative => Ok(Key::Integer(Integer::negative(head.argument))),
            Major::Bytes => self.content(head).map(|bytes| Key::Bytes(Cow::Borrowed(bytes))),
            Major::Text => self.text(head).map(|text| Key::Text(Cow::Borrowed(text))),
            _ => Err(CborError::UnsupportedKey { offset: head.offset }),
        }
    }

    fn text(&mut self, head: Head) -> Result<&'a str, CborError> {
        let start = self.position;
        let content = self.content(head)?;
        core::str::from_utf8(content).map_err(|error| CborError::Utf8 { offset: start + error.valid_up_to() })
    }

    fn content(&mut self, head: Head) -> Result<&'a [u8], CborError> {
        let length = self.promised(head, 1)?;
        self.take(length)
    }

    /// The number of units that an item promises, each of at least `size` bytes: more than are left cannot come.
    fn promised(&self, head: Head, size: usize) -> Result<usize, CborError> {
        let count = usize::try_from(head.argument).map_err(|_| CborError::UnexpectedEnd)?;
        let left = self.bytes.len() - self.position;
        if count > left / size { Err(CborError::UnexpectedEnd) } else { Ok(count) }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], CborError> {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let (taken, _) = rest.split_at_checked(length).ok_or(CborError::UnexpectedEnd)?;
        self.position += length;
        Ok(taken)
    }

    fn since(&self, start: usize) -> Result<&'a [u8], CborError> {
        self.bytes.get(start..self.position).ok_or(CborError::UnexpectedEnd)
    }
}
