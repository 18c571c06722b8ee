//! Attacks on every envelope of this crate, through its public interface only.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a broken fixture fails the test by panicking"
)]

mod attestation;
mod bundle;
mod confusion;
mod confusion_table;
mod detached;
mod draft;
mod dsse;
mod jws;
mod message;
mod mutants;
mod predicates;
mod real_vectors;
mod simple_signing;
mod statement;
mod support;
mod timestamps;
