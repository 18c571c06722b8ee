//! Trust roots of others, read strictly: the timestamp authorities of a Sigstore `trusted_root.json`.
//!
//! ```
//! use countersign_trust::{AuthorityError, TrustedRoot, time::UnixTime};
//!
//! let root = TrustedRoot::parse(
//!     br#"{"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
//!          "timestampAuthorities": [{"uri": "https://timestamp.example", "certChain": {"certificates": []},
//!                                    "validFor": {"start": "2025-04-08T06:59:43Z"}}]}"#,
//! )?;
//! // Whom you could believe, and since when; `countersign-timestamp` verifies under one of them.
//! for authority in root.timestamp_authorities() {
//!     let _believed = authority.valid_for().contains(UnixTime::from_seconds(1_750_000_000)?);
//! }
//! // An authority that cannot be read is believed in nothing, and says why.
//! let unusable = root.unusable().first().ok_or("there is one")?;
//! assert_eq!((unusable.position(), unusable.error()), (0, &AuthorityError::NoCertificates));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What counts
//! A document is read whole or refused: members that the format does not have, members given twice or in both spellings of
//! protobuf JSON, values of another type, another media type. Of an authority's certificates the last alone is an anchor, be
//! it self-signed or not; the first, where it is no CA, is the authority's own; what is between them are intermediates. No
//! signature is verified here: whoever verifies a timestamp builds the path.
//!
//! # What this crate does not do
//! It fetches nothing, verifies nothing, and believes nobody: a trusted root is as good as where it came from. Transparency
//! logs, certificate-transparency logs and certificate authorities are read for their shape, counted
//! ([`TrustedRoot::uninterpreted`]) and otherwise left alone; nothing here makes a trust anchor of them.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `std` (default) | the `std` feature of the crates below; nothing here needs it |
#![no_std]
extern crate alloc;

mod authority;
mod error;
mod root;
mod shape;
mod window;

pub use authority::{AuthoritySubject, TimestampAuthorityEntry};
pub use error::{AuthorityError, TrustedRootError, UnusableAuthority, WindowEnd};
pub use root::{TrustedRoot, TrustedRootVersion, Uninterpreted};
pub use window::ValidFor;

pub use countersign_time as time;
pub use countersign_x509 as x509;
