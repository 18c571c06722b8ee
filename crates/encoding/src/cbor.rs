//! Strict CBOR (RFC 8949): the core deterministic encoding of §4.2.1, and nothing else.
//!
//! CBOR has many spellings of one value: lengths in more bytes than they need, strings in chunks, maps in any order. Here
//! every value has one. Refused are indefinite lengths, arguments that are not minimal, repeated and unsorted map keys,
//! text that is not UTF-8, and bytes after the item, at every depth. Other writers sort maps by older rules or not at all:
//! [`Limits::with_map_order`] says which order a document must have; a key twice is refused under all of them.
//!
//! ```
//! use countersign_encoding::cbor::{self, CborError, Limits, Map, Value};
//!
//! let protected = Value::from(Map::new().with(1_i64, -7_i64).with(3_i64, "text/plain"));
//! let bytes = protected.to_cbor();
//! assert_eq!(bytes, b"\xa2\x01\x26\x03\x6atext/plain");
//! assert_eq!(cbor::parse(&bytes, &Limits::default()), Ok(protected));
//!
//! // The length 1 in two bytes is the same value to most readers, and another message to the signer.
//! let padded = cbor::parse(b"\x58\x01\x00", &Limits::default());
//! assert_eq!(padded, Err(CborError::NotMinimal { offset: 0 }));
//! ```
//!
//! Left out, with an error of its own: floating-point numbers, simple values but `false`, `true` and `null`, and map keys
//! that are neither integers nor strings. COSE (RFC 9052) has none of them. Tags are kept and not interpreted.
//!
//! Strings borrow from the bytes. [`Reader`] gives the exact bytes of an item beside its value.

mod error;
mod integer;
mod key;
mod limits;
mod map;
mod read;
mod value;
mod write;

pub use error::CborError;
pub use integer::Integer;
pub use key::Key;
pub use limits::{Limits, MapOrder};
pub use map::Map;
pub use read::{Item, Reader, parse};
pub use value::{Kind, Value};
