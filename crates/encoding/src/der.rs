//! The Distinguished Encoding Rules of ASN.1 (X.690 §8, §10, §11), read strictly and written.
//!
//! [`Reader`] walks over borrowed bytes and copies nothing. What it hands out is what arrived: a signature over the bytes
//! of an [`Element`] is checked over [`Element::bytes`], never over a re-encoding. Every value has one spelling: no
//! indefinite and no padded lengths, no padded integers, no truth other than `FF`, no set bits among unused ones, no padded
//! arcs. Tags are one byte; a reader of foreign data does not recurse here, so nesting has no limit to name.
//!
//! ```
//! use countersign_encoding::der::{DerErrorKind, Reader, Tag};
//!
//! // SEQUENCE { INTEGER 5, BOOLEAN TRUE }
//! let mut outer = Reader::new(&[0x30, 6, 0x02, 1, 5, 0x01, 1, 0xff]);
//! let mut fields = outer.sequence()?;
//! outer.finish()?;
//! assert_eq!(fields.integer()?.to_u64(), Some(5));
//! assert!(fields.boolean()?);
//! fields.finish()?;
//!
//! // BER allows any other truth, DER does not.
//! let error = Reader::new(&[0x01, 1, 0x01]).boolean().unwrap_err();
//! assert_eq!((error.kind(), error.offset()), (DerErrorKind::Boolean, 0));
//! # Ok::<(), countersign_encoding::der::DerError>(())
//! ```

mod element;
mod error;
mod oid;
mod reader;
mod tag;
mod value;
mod write;

pub use element::Element;
pub use error::{DerError, DerErrorKind};
pub use oid::{Oid, OidTextError, OwnedOid};
pub use reader::Reader;
pub use tag::Tag;
pub use value::{BitString, Integer};
pub use write::{unsigned_integer, write};
