//! The library as its users see it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "every file uses some of what is shared; tests and their helpers may panic"
)]

mod attacks;
mod attesting;
mod beliefs;
mod blob_attesting;
mod blobs;
mod certificate_attacks;
mod certificates;
mod certified_signers;
mod codes;
mod common;
mod evidence;
mod fetched;
mod flips;
mod lasting;
mod listed;
mod many;
mod pki;
mod remote;
mod requirements;
mod revoked;
#[path = "../../../cli/tests/cli/schema.rs"]
mod schema;
mod sessions;
mod signing;
mod timestamping;
mod timestamps;
mod trust;
mod trusted_roots;
mod unreadable;
mod vectors;
mod verdicts;
mod vouchers;
mod witnesses;
