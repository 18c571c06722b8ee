//! Why bytes are not the CBOR that is accepted here.

use super::Kind;

/// Why bytes were refused. Offsets count bytes from the start of the input and name the first byte of the item at fault,
/// unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CborError {
    /// The input is longer than [`Limits::max_bytes`](super::Limits::max_bytes).
    #[error("CBOR of {actual} bytes exceeds the limit of {limit}")]
    TooLarge {
        /// The most bytes allowed.
        limit: usize,
        /// The length of the input in bytes.
        actual: usize,
    },
    /// Arrays, maps and tags are nested deeper than [`Limits::max_depth`](super::Limits::max_depth).
    #[error("CBOR is nested deeper than {limit} levels")]
    TooDeep {
        /// The most levels allowed.
        limit: usize,
    },
    /// There are more items than [`Limits::max_items`](super::Limits::max_items).
    #[error("CBOR holds more than {limit} items")]
    TooManyItems {
        /// The most items allowed, map keys and tags counted.
        limit: usize,
    },
    /// The input ends inside an item, holds none, or is shorter than a length in it promises.
    #[error("CBOR ends before its item does")]
    UnexpectedEnd,
    /// Bytes follow the item.
    #[error("CBOR item is followed by other bytes at byte {offset}")]
    TrailingBytes {
        /// Where they start.
        offset: usize,
    },
    /// An integer, a length or a tag number stands in more bytes than it needs (RFC 8949 §4.2.1).
    #[error("CBOR argument at byte {offset} is not of minimal length")]
    NotMinimal {
        /// Where the item starts.
        offset: usize,
    },
    /// A string, an array or a map is of indefinite length (RFC 8949 §3.2, against §4.2.1).
    #[error("CBOR item at byte {offset} is of indefinite length")]
    IndefiniteLength {
        /// Where the item starts.
        offset: usize,
    },
    /// A "break" stands where an item is due (RFC 8949 §3.2.1).
    #[error("CBOR has a break at byte {offset}, where an item is due")]
    UnexpectedBreak {
        /// Where the break stands.
        offset: usize,
    },
    /// The additional information is reserved: 28 to 30, or 31 with an integer or a tag (RFC 8949 §3).
    #[error("CBOR item at byte {offset} has reserved additional information")]
    ReservedInformation {
        /// Where the item starts.
        offset: usize,
    },
    /// A simple value below 32 stands in two bytes, which is not well-formed (RFC 8949 §3.3).
    #[error("CBOR simple value at byte {offset} is not well-formed")]
    MalformedSimple {
        /// Where the item starts.
        offset: usize,
    },
    /// A simple value is none of `false`, `true` and `null`.
    #[error("CBOR simple value {value} at byte {offset} is not supported")]
    UnsupportedSimple {
        /// Where the item starts.
        offset: usize,
        /// The number of the simple value; 23 is `undefined`.
        value: u8,
    },
    /// A floating-point number of any width.
    #[error("CBOR floating-point number at byte {offset} is not supported")]
    Float {
        /// Where the item starts.
        offset: usize,
    },
    /// A text string is not UTF-8 (RFC 8949 §3.1).
    #[error("CBOR text is not UTF-8 at byte {offset}")]
    Utf8 {
        /// Where the first malformed sequence starts.
        offset: usize,
    },
    /// A map key is neither an integer nor a string.
    #[error("CBOR map key at byte {offset} is neither integer nor string")]
    UnsupportedKey {
        /// Where the key starts.
        offset: usize,
    },
    /// A map has a key twice (RFC 8949 §5.6).
    #[error("CBOR map repeats a key at byte {offset}")]
    DuplicateKey {
        /// Where the later of the two keys starts.
        offset: usize,
    },
    /// A map key stands after one that [`Limits::map_order`](super::Limits::map_order) puts behind it.
    #[error("CBOR map key at byte {offset} is out of order")]
    UnsortedKey {
        /// Where the later of the two keys starts.
        offset: usize,
    },
    /// [`Reader::array`](super::Reader::array) or [`Reader::tag`](super::Reader::tag) met an item of another kind.
    #[error("CBOR item at byte {offset} is of type {actual}, expected {expected}")]
    WrongKind {
        /// Where the item starts.
        offset: usize,
        /// What was asked for.
        expected: Kind,
        /// What is there.
        actual: Kind,
    },
}
