//! Map keys.

use alloc::borrow::Cow;
use alloc::string::String;

use super::Integer;

/// What a map is looked up by: an integer or a string, as COSE labels are (RFC 9052 §1.5).
///
/// Comparison is [`MapOrder::Bytewise`](super::MapOrder::Bytewise).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Key<'a> {
    /// An integer.
    Integer(Integer),
    /// A byte string.
    Bytes(Cow<'a, [u8]>),
    /// A text string.
    Text(Cow<'a, str>),
}

impl<'a> Key<'a> {
    /// The integer, if this is one and fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        if let Self::Integer(integer) = self { integer.as_i64() } else { None }
    }

    /// The text, if this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Copies what was borrowed, so that the source can go.
    #[must_use]
    pub fn into_owned(self) -> Key<'static> {
        match self {
            Self::Integer(integer) => Key::Integer(integer),
            Self::Bytes(bytes) => Key::Bytes(Cow::Owned(bytes.into_owned())),
            Self::Text(text) => Key::Text(Cow::Owned(text.into_owned())),
        }
    }

    /// The major type, the argument and the content that write it.
    pub(super) fn encoding(&self) -> (u8, u64, &[u8]) {
        match self {
            Self::Integer(integer) => {
                let (major, argument) = integer.encoding();
                (major, argument, &[])
            }
            Self::Bytes(bytes) => (2, bytes.len() as u64, bytes),
            Self::Text(text) => (3, text.len() as u64, text.as_bytes()),
        }
    }
}

/// Arguments of minimal length compare as their bytes do: a longer one is greater and begins with a greater byte.
impl Ord for Key<'_> {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.encoding().cmp(&other.encoding())
    }
}

impl PartialOrd for Key<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl From<Integer> for Key<'_> {
    fn from(integer: Integer) -> Self {
        Self::Integer(integer)
    }
}

impl From<u64> for Key<'_> {
    fn from(integer: u64) -> Self {
        Self::Integer(integer.into())
    }
}

impl From<i64> for Key<'_> {
    fn from(integer: i64) -> Self {
        Self::Integer(integer.into())
    }
}

impl<'a> From<&'a [u8]> for Key<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(Cow::Borrowed(bytes))
    }
}

impl<'a> From<&'a str> for Key<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Key<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}
