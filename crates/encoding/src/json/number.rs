//! Numbers as they were written.

use alloc::borrow::Cow;
use alloc::string::ToString;

/// A number, kept as the exact text of its source (RFC 8259 §6). `1` and `1.0` are different values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number<'a>(Cow<'a, str>);

impl<'a> Number<'a> {
    /// `text` must follow the grammar of RFC 8259 §6.
    pub(super) fn from_grammar(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// The text as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value of an integer literal, exactly: no sign, fraction or exponent, and within `u64`. `-0` is none.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    /// The value of an integer literal, exactly: no fraction or exponent, and within `i64`. `-0` is none.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        if self.0 == "-0" { None } else { self.0.parse().ok() }
    }

    /// The nearest double, as every JSON reader with only doubles sees it. None when the number is beyond their range.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// Whether the literal has neither fraction nor exponent.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        !self.0.contains(['.', 'e', 'E'])
    }

    pub(super) fn into_owned(self) -> Number<'static> {
        Number(Cow::Owned(self.0.into_owned()))
    }
}

impl From<u64> for Number<'_> {
    fn from(number: u64) -> Self {
        Self(Cow::Owned(number.to_string()))
    }
}

impl From<i64> for Number<'_> {
    fn from(number: i64) -> Self {
        Self(Cow::Owned(number.to_string()))
    }
}
