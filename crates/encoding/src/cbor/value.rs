//! The tree.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{Integer, Key, Map};

/// A CBOR data item, borrowing from the bytes it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// An integer: major types 0 and 1.
    Integer(Integer),
    /// A byte string: major type 2.
    Bytes(Cow<'a, [u8]>),
    /// A text string: major type 3.
    Text(Cow<'a, str>),
    /// An array: major type 4.
    Array(Vec<Value<'a>>),
    /// A map, its keys distinct: major type 5.
    Map(Map<'a>),
    /// A tag number and the item that it is put on, neither interpreted: major type 6.
    Tag(u64, Box<Value<'a>>),
    /// `false` or `true`: simple values 20 and 21.
    Bool(bool),
    /// `null`: simple value 22.
    Null,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// An integer.
    Integer,
    /// A byte string.
    Bytes,
    /// A text string.
    Text,
    /// An array.
    Array,
    /// A map.
    Map,
    /// A tagged item.
    Tag,
    /// A simple value or a floating-point number: major type 7.
    Simple,
}

impl Kind {
    /// The name of the kind, as RFC 8949 §3.1 calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Bytes => "byte string",
            Self::Text => "text string",
            Self::Array => "array",
            Self::Map => "map",
            Self::Tag => "tag",
            Self::Simple => "simple value",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl<'a> Value<'a> {
    /// A tagged item.
    #[must_use]
    pub fn tagged(number: u64, item: impl Into<Value<'a>>) -> Self {
        Self::Tag(number, Box::new(item.into()))
    }

    /// What this item is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Integer(_) => Kind::Integer,
            Self::Bytes(_) => Kind::Bytes,
            Self::Text(_) => Kind::Text,
            Self::Array(_) => Kind::Array,
            Self::Map(_) => Kind::Map,
            Self::Tag(..) => Kind::Tag,
            Self::Bool(_) | Self::Null => Kind::Simple,
        }
    }

    /// The integer, if this is one.
    #[must_use]
    pub const fn as_integer(&self) -> Option<Integer> {
        if let Self::Integer(integer) = self { Some(*integer) } else { None }
    }

    /// The integer, if this is one and fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_integer().and_then(Integer::as_i64)
    }

    /// The octets of a byte string.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// The text of a text string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The items of an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Value<'a>]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// The map, if this is one.
    #[must_use]
    pub const fn as_map(&self) -> Option<&Map<'a>> {
        if let Self::Map(map) = self { Some(map) } else { None }
    }

    /// The number of a tag and the item under it.
    #[must_use]
    pub fn as_tag(&self) -> Option<(u64, &Value<'a>)> {
        if let Self::Tag(number, item) = self { Some((*number, item)) } else { None }
    }

    /// The truth value of `false` or `true`.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(truth) = self { Some(*truth) } else { None }
    }

    /// Whether this is `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Copies what was borrowed, so that the source can go.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Integer(integer) => Value::Integer(integer),
            Self::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.into_owned())),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Array(items) => Value::Array(items.into_iter().map(Value::into_owned).collect()),
            Self::Map(map) => Value::Map(map.into_owned()),
            Self::Tag(number, item) => Value::tagged(number, item.into_owned()),
            Self::Bool(truth) => Value::Bool(truth),
            Self::Null => Value::Null,
        }
    }
}

impl<'a> From<Key<'a>> for Value<'a> {
    fn from(key: Key<'a>) -> Self {
        match key {
            Key::Integer(integer) => Self::Integer(integer),
            Key::Bytes(bytes) => Self::Bytes(bytes),
            Key::Text(text) => Self::Text(text),
        }
    }
}

impl From<u64> for Value<'_> {
    fn from(integer: u64) -> Self {
        Self::Integer(integer.into())
    }
}

impl From<i64> for Value<'_> {
    fn from(integer: i64) -> Self {
        Self::Integer(integer.into())
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(Cow::Borrowed(bytes))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<Vec<u8>> for Value<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Cow::Owned(bytes))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<bool> for Value<'_> {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl<'a> From<Vec<Value<'a>>> for Value<'a> {
    fn from(items: Vec<Value<'a>>) -> Self {
        Self::Array(items)
    }
}

impl<'a> From<Map<'a>> for Value<'a> {
    fn from(map: Map<'a>) -> Self {
        Self::Map(map)
    }
}
