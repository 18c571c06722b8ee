//! The parts of path validation that look at no signature (RFC 5280 §6.1).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod corpora;
#[path = "../support/corpus.rs"]
mod corpus;
mod name_spec;
mod names;
mod policies;
mod policy_spec;
mod policy_tree;
mod unsigned;
