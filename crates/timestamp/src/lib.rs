//! RFC 3161 timestamps: tokens are verified against the authorities that a caller names, requested, renewed and issued.
#![no_std]
extern crate alloc;

#[cfg(feature = "issue")]
pub mod issue;

pub use countersign_crypto as crypto;
pub use countersign_digest as digest;
pub use countersign_encoding as encoding;
pub use countersign_need as need;
pub use countersign_time as time;
pub use countersign_x509 as x509;
