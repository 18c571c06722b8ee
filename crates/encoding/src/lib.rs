//! Strict JSON, canonical JSON (JCS and OLPC), deterministic CBOR, DER, base64, hex and PEM for bytes that nobody vouches for.
//!
//! Every reader here accepts exactly one spelling of what it accepts: no duplicate member names, no lone surrogates, no
//! whitespace inside base64, no non-zero trailing bits, no second PEM block, no second length of a CBOR or DER item. Two programs
//! that both read a document with this crate cannot disagree about what it says, and a signature over the bytes is a
//! signature over the meaning.
//!
//! ```
//! # #[cfg(feature = "json")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use countersign_encoding::json::{self, JsonError, Limits};
//!
//! let limits = Limits::default();
//! let value = json::parse(br#"{"critical":{"type":"cosign container image signature"}}"#, &limits)?;
//! let payload = value.as_object().ok_or("not an object")?;
//! let critical = payload.required_object("critical")?;
//! assert_eq!(critical.required_str("type")?, "cosign container image signature");
//!
//! // The second spelling of the same name is not silently preferred, nor silently dropped.
//! let twice = json::parse(br#"{"a":1,"\u0061":2}"#, &limits);
//! assert_eq!(twice, Err(JsonError::DuplicateMember { offset: 7 }));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "json"))]
//! # fn main() {}
//! ```
//!
//! # What this crate does not do
//!
//! It knows no document: which members a manifest or an envelope must have is said by the crate of that format. It reads
//! whole documents held in memory and streams nothing. It does not map JSON to Rust types by derive, keeps no trivia
//! (whitespace, the escapes a string was written with), and offers no lenient mode. It performs no I/O.
//!
//! # Features
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `cbor` | no | [`cbor`] (RFC 8949, core deterministic encoding) |
//! | `der` | no | [`der`] (X.690, the distinguished encoding rules) |
//! | `json` | yes | [`json`] (RFC 8259, strict) and [`jcs`] (RFC 8785) |
//! | `olpc` | no | [`olpc`] (canonical JSON of TUF and in-toto); turns on `json` |
//! | `pem` | yes | [`pem`] (RFC 7468, one block) |
//!
//! [`base64`], [`hex`] and [`text`] are always present. The crate is `no_std` and needs `alloc`.
#![no_std]

extern crate alloc;

pub mod base64;
#[cfg(feature = "cbor")]
pub mod cbor;
#[cfg(feature = "der")]
pub mod der;
pub mod hex;
#[cfg(feature = "json")]
pub mod jcs;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "olpc")]
pub mod olpc;
#[cfg(feature = "pem")]
pub mod pem;
pub mod text;
