//! Numbers as they were written.

use alloc::string::{String, ToString};
use core::fmt;

/// The longest text that is kept in place: that of every `u64` and `i64`, without making a value larger than a string does.
const SHORT: usize = 22;

/// A number, kept as the exact text of its source (RFC 8259 §6). `1` and `1.0` are different values.
#[derive(Clone)]
pub struct Number<'a>(Text<'a>);

#[derive(Clone)]
enum Text<'a> {
    Borrowed(&'a str),
    /// As many bytes as the first field says; a number is ASCII. Owning a document of many numbers is not as many
    /// allocations.
    Short(u8, [u8; SHORT]),
    Long(String),
}

impl<'a> Number<'a> {
    /// `text` must follow the grammar of RFC 8259 §6.
    pub(super) fn from_grammar(text: &'a str) -> Self {
        Self(Text::Borrowed(text))
    }

    /// The text as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Text::Borrowed(text) => text,
            Text::Short(length, bytes) => {
                let text = bytes.get(..usize::from(*length)).unwrap_or_default();
                core::str::from_utf8(text).unwrap_or_default()
            }
            Text::Long(text) => text,
        }
    }

    /// The value of an integer literal, exactly: no sign, fraction or exponent, and within `u64`. `-0` is none.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_str().parse().ok()
    }

    /// The value of an integer literal, exactly: no fraction or exponent, and within `i64`. `-0` is none.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        if self.as_str() == "-0" { None } else { self.as_str().parse().ok() }
    }

    /// The nearest double, as every JSON reader with only doubles sees it. None when the number is beyond their range.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.as_str().parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// Whether the literal has neither fraction nor exponent.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        !self.as_str().contains(['.', 'e', 'E'])
    }

    pub(super) fn into_owned(self) -> Number<'static> {
        match self.0 {
            Text::Borrowed(text) => Number::copied(text),
            Text::Short(length, bytes) => Number(Text::Short(length, bytes)),
            Text::Long(text) => Number(Text::Long(text)),
        }
    }

    fn copied(text: &str) -> Self {
        let mut short = [0; SHORT];
        match (short.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(text.as_bytes());
                Self(Text::Short(length, short))
            }
            _ => Self(Text::Long(text.into())),
        }
    }
}

impl PartialEq for Number<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Number<'_> {}

impl fmt::Debug for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Number").field(&self.as_str()).finish()
    }
}

impl From<u64> for Number<'_> {
    fn from(number: u64) -> Self {
        Self::copied(&number.to_string())
    }
}

impl From<i64> for Number<'_> {
    fn from(number: i64) -> Self {
        Self::copied(&number.to_string())
    }
}
