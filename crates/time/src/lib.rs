//! Points in time and validity windows for signatures. Reads no clock.
//!
//! A [`UnixTime`] lies in the years 0 to 9999 of UTC, to the nanosecond, so every one can be written as RFC 3339 text
//! and as an ASN.1 `GeneralizedTime`. A [`Validity`] is a window of time, both ends included.
//!
//! ```
//! use countersign_time::{UnixTime, Validity};
//!
//! let not_before = UnixTime::from_utc_time(b"250101000000Z")?;
//! let not_after = UnixTime::from_generalized_time(b"20260101000000Z")?;
//! let validity = Validity::new(not_before, not_after).expect("the window is not inverted");
//!
//! let signed = UnixTime::parse_rfc3339("2025-06-01T14:00:00.5+02:00")?;
//! assert!(validity.contains(signed));
//! assert_eq!(signed.to_string(), "2025-06-01T12:00:00.5Z");
//! # Ok::<(), countersign_time::TimeError>(())
//! ```
//!
//! # What this crate does not do
//!
//! It does not know what time it is: the caller says so (with `std`, a `SystemTime` converts). It knows no time zones
//! beyond the offset in a text, no leap seconds (a 60th second is refused, as Unix time has no number for it), and no
//! calendar before year 0 or after 9999.
//!
//! # Features
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `std` | yes | `TryFrom<std::time::SystemTime>` for [`UnixTime`] |
//! | `serde` | no | `Serialize` and `Deserialize` for [`UnixTime`], as RFC 3339 text |
#![no_std]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod asn1;
mod civil;
mod error;
mod rfc3339;
#[cfg(feature = "serde")]
mod serde;
mod text;
mod unix_time;
mod validity;

pub use error::{TimeError, TimeField};
pub use unix_time::UnixTime;
pub use validity::{Validity, ValidityError};
