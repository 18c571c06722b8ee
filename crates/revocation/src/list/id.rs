//! Which list, and which edition of it.

use alloc::string::String;
use core::{fmt, str::FromStr};

/// The name of a list, so that one list is not taken for another that the same keys sign.
///
/// ```text
/// id = (a–z / 0–9) *127(a–z / 0–9 / "." / "_" / "-" / "/")
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListId(String);

impl ListId {
    /// The longest id, in bytes.
    pub const MAX_LEN: usize = 128;

    /// Reads an id.
    ///
    /// # Errors
    /// [`ListIdError`].
    pub fn parse(text: &str) -> Result<Self, ListIdError> {
        if text.is_empty() || text.len() > Self::MAX_LEN {
            return Err(ListIdError::Length { actual: text.len() });
        }
        match text.bytes().enumerate().position(|(at, byte)| !is_allowed(at, byte)) {
            Some(offset) => Err(ListIdError::Character { offset }),
            None => Ok(Self(text.into())),
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_allowed(at: usize, byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || (at > 0 && b"._-/".contains(&byte))
}

impl fmt::Display for ListId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ListId {
    type Err = ListIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// Why a text is no id of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ListIdError {
    /// It is empty or too long.
    #[error("the id of a list has 1 to {} characters, not {actual}", ListId::MAX_LEN)]
    Length {
        /// Its length in bytes.
        actual: usize,
    },
    /// It has a character that none has, or begins with punctuation.
    #[error(
        "the id of a list is of small letters, digits, '.', '_', '-' and '/', and begins with a letter or digit: \
         see byte {offset}"
    )]
    Character {
        /// Where the character stands, in bytes.
        offset: usize,
    },
}

/// The number of an edition: each edition of a list has a higher one than the one before.
///
/// It lies between 1 and 2⁵³ − 1, so that every JSON reader sees it exactly (RFC 7493 §2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListNumber(u64);

impl ListNumber {
    /// The first edition.
    pub const FIRST: Self = Self(1);
    /// The last possible edition.
    pub const MAX: Self = Self((1 << 53) - 1);

    /// The number, if it is one that an edition has.
    #[must_use]
    pub const fn new(number: u64) -> Option<Self> {
        if number >= Self::FIRST.0 && number <= Self::MAX.0 { Some(Self(number)) } else { None }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The number of the next edition; `None` behind the last possible one.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        Self::new(self.0.saturating_add(1))
    }
}

impl fmt::Display for ListNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
