//! Tokens, requests and answers through the public API.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod accepted;
mod authorities;
mod certificates;
mod codes;
mod content;
mod corpora;
mod finish;
mod info;
mod mutations;
mod others;
mod pinned;
mod properties;
mod signer;
mod support;
mod times;
