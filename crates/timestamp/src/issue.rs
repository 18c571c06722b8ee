//! Issues timestamps: the authority's side of RFC 3161. Performs no I/O, reads no clock, draws nothing.
//!
//! A [`TimestampAuthority`] is made of the certificate chain and the policies. [`TimestampAuthority::respond`] answers any
//! bytes with a response, a rejection among them, for a key at hand. Whoever keeps the key elsewhere, or gives out serial
//! numbers only where a token comes of them, takes the steps one by one: [`TimestampAuthority::read`] makes an
//! [`AcceptedRequest`], that a [`TokenDraft`], and a signature over [`TokenDraft::to_be_signed`] the response.
//!
//! Serial numbers and the time are arguments. No serial number may be given twice by one authority (RFC 3161 §2.4.2): that is
//! the caller's to see to.

mod accepted;
mod answer;
mod authority;
mod builder;
mod cms;
mod draft;
mod error;
mod rejection;
mod serial;
mod tst_info;

pub use accepted::AcceptedRequest;
pub use answer::TimestampAnswer;
pub use authority::TimestampAuthority;
pub use builder::{TimePrecision, TimestampAuthorityBuilder};
pub use draft::TokenDraft;
pub use error::{AuthorityError, TokenSignError};
pub use rejection::Rejection;
pub use serial::{TokenSerial, TokenSerialError};
