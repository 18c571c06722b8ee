//! Why a text is not the JSON that is accepted here.

/// Why a text was refused. Offsets count bytes from the start of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// The text is longer than [`Limits::max_bytes`](super::Limits::max_bytes).
    #[error("JSON text of {actual} bytes exceeds the limit of {limit}")]
    TooLarge {
        /// The most bytes allowed.
        limit: usize,
        /// The length of the text in bytes.
        actual: usize,
    },
    /// Arrays and objects are nested deeper than [`Limits::max_depth`](super::Limits::max_depth).
    #[error("JSON is nested deeper than {limit} levels")]
    TooDeep {
        /// The most levels allowed.
        limit: usize,
    },
    /// There are more values and member names than [`Limits::max_values`](super::Limits::max_values).
    #[error("JSON holds more than {limit} values and member names")]
    TooManyValues {
        /// The most values and member names allowed.
        limit: usize,
    },
    /// The text is not UTF-8 (RFC 8259 §8.1).
    #[error("JSON is not UTF-8 at byte {offset}")]
    Utf8 {
        /// Where the first malformed sequence starts.
        offset: usize,
    },
    /// The text starts with a byte order mark (RFC 8259 §8.1).
    #[error("JSON starts with a byte order mark")]
    ByteOrderMark,
    /// A byte does not fit the grammar.
    #[error("JSON syntax error at byte {offset}")]
    Syntax {
        /// Where the byte stands.
        offset: usize,
    },
    /// The text ends inside a value, or holds none.
    #[error("JSON ends before its value does")]
    UnexpectedEnd,
    /// An object has two members of one name, compared after unescaping (RFC 8259 §4).
    #[error("JSON object repeats a member name at byte {offset}")]
    DuplicateMember {
        /// Where the later of the two names starts, at its quotation mark.
        offset: usize,
    },
    /// A `\u` escape names half of a surrogate pair (RFC 8259 §8.2).
    #[error("JSON string has an unpaired surrogate at byte {offset}")]
    LoneSurrogate {
        /// Where the escape starts, at its backslash.
        offset: usize,
    },
    /// Something other than whitespace follows the value.
    #[error("JSON value is followed by other text at byte {offset}")]
    TrailingBytes {
        /// Where it starts.
        offset: usize,
    },
}
