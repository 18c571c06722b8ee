//! Timestamps that outlive their authority: a token is renewed by another one over it, before what it rests on ends.
//!
//! This is the renewal of RFC 4998 §5, for one piece of evidence and without its trees of hashes: each further token is over
//! the evidence and every token before it, so that it renews their signatures and their hashes alike. The encoding is this
//! library's own, and no `EvidenceRecord` of RFC 4998.

mod error;
mod imprint;
mod record;
mod verify;

pub use error::{RecordParseError, RenewError, VerifyRecordError};
pub use record::EvidenceRecord;
pub use verify::{RenewedTimestamp, VerifiedRecord};
