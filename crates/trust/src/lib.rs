//! Trust roots of others, read strictly: the timestamp authorities of a Sigstore `trusted_root.json`.
#![no_std]

pub use countersign_time as time;
pub use countersign_x509 as x509;
