//! Path building and validation, by the public interface.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod advisories;
mod anchors;
mod boringssl;
mod building;
mod chains;
#[path = "../support/corpus.rs"]
mod corpus;
mod errors;
mod every_path;
mod keys;
mod limbo;
mod notation;
mod ordered;
mod orders;
mod pkits;
mod refusals;
mod worst_cases;
mod worst_messages;
mod x509test;
