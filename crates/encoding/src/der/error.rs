//! Why bytes are no DER.

use super::Tag;

/// Why bytes were refused, and where: the offset counts bytes from the start of the outermost input and names the first byte
/// of the element at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} (byte {offset})")]
pub struct DerError {
    pub(super) kind: DerErrorKind,
    pub(super) offset: usize,
}

impl DerError {
    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> DerErrorKind {
        self.kind
    }

    /// The first byte of the element at fault, counted from the start of the outermost input.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

/// What is wrong with an encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DerErrorKind {
    /// The bytes end inside an element, or where one is due.
    #[error("the encoding ends early")]
    Truncated,
    /// Bytes follow where nothing may.
    #[error("bytes follow the last element")]
    TrailingBytes,
    /// A length of the indefinite form (X.690 §10.1).
    #[error("a length is of the indefinite form")]
    IndefiniteLength,
    /// A length in more bytes than it needs (X.690 §10.1).
    #[error("a length is not of minimal form")]
    NonMinimalLength,
    /// A length of more than four bytes.
    #[error("a length has more than four bytes")]
    LengthTooLong,
    /// A tag of more than one byte (X.690 §8.1.2.4).
    #[error("a tag has more than one byte")]
    LongTag,
    /// An element of another type than the one due.
    #[error("{actual} where {expected} is due")]
    UnexpectedTag {
        /// The tag due.
        expected: Tag,
        /// The tag found.
        actual: Tag,
    },
    /// A `BOOLEAN` that is not one byte, `00` or `FF` (X.690 §11.1).
    #[error("a BOOLEAN is neither 00 nor FF")]
    Boolean,
    /// An `INTEGER` or `ENUMERATED` without contents, or in more bytes than it needs (X.690 §8.3.2).
    #[error("an INTEGER is not of minimal form")]
    Integer,
    /// A `BIT STRING` without its count of unused bits, with a wrong one, or with unused bits that are set (X.690 §8.6.2,
    /// §11.2.1).
    #[error("a BIT STRING's unused bits are not zero, or wrongly counted")]
    BitString,
    /// A list of named bits that ends in zeros (X.690 §11.2.2).
    #[error("a list of named bits ends in zeros")]
    NamedBits,
    /// A `NULL` with contents (X.690 §8.8.2).
    #[error("a NULL has contents")]
    Null,
    /// An `OBJECT IDENTIFIER` that is empty, ends inside an arc or has a padded one (X.690 §8.19.2).
    #[error("an OBJECT IDENTIFIER is empty, cut off or padded")]
    Oid,
    /// A value that equals its default is written out (X.690 §11.5).
    #[error("a default value is written out")]
    ExplicitDefault,
    /// The elements of a `SET OF` are not in ascending order (X.690 §11.6).
    #[error("the elements of a SET OF are not in order")]
    SetOrder,
    /// The contents of a string are not of its character set.
    #[error("a {tag} holds characters that it may not")]
    Characters {
        /// The type of the string.
        tag: Tag,
    },
}

impl DerErrorKind {
    /// An error of this kind at an offset; for readers of formats that find more than [`super::Reader`] looks for.
    #[must_use]
    pub fn at(self, offset: usize) -> DerError {
        DerError { kind: self, offset }
    }
}
