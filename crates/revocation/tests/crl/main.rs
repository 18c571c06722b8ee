//! Certificate revocation lists: reading, who may sign them, what they are about, and what they say together.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of these tests"
)]

mod advisories;
mod ages;
mod attacks;
mod bytes;
#[cfg(feature = "legacy")]
mod corpora;
mod deltas;
mod indirect;
mod issuers;
mod lookups;
mod openssl;
mod reading;
mod scopes;
mod world;
