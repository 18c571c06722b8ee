//! What an untrusted value says about itself.

use core::fmt;

use countersign_encoding::text;

/// A value that nobody has verified. It can be shown; no verifier and no policy takes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed<T>(T);

impl<T> Claimed<T> {
    #[cfg(any(feature = "dsse", feature = "jws", feature = "message", feature = "simple-signing"))]
    pub(crate) fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for showing.
    #[must_use]
    pub fn claimed(&self) -> &T {
        &self.0
    }

    /// A part of the claim, still a claim.
    #[must_use]
    pub fn map<U>(self, part: impl FnOnce(T) -> U) -> Claimed<U> {
        Claimed(part(self.0))
    }
}

/// Shows the text with control and direction characters escaped, shortened to 256 characters.
impl<T: AsRef<str>> fmt::Display for Claimed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::escape(self.0.as_ref(), 256))
    }
}
