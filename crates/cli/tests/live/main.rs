//! What this command writes, Cosign v3.1.3 verifies; what Cosign writes, this command verifies. Images and attestations go
//! through real registries; keys are also those of OpenSSL and OpenSSH.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod attestations;
mod bench;
mod blobs;
mod certificates;
mod concurrent;
#[cfg(unix)]
mod crossing;
mod images;
mod keys;
mod registries;
mod site;
#[cfg(unix)]
mod timestamps;
