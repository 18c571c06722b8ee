//! Names, identities, and what one name is to one subtree.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of these tests stand outside of test functions"
)]

mod bypass;
mod corpora;
mod dns_name;
mod fulcio;
mod identity;
mod matching;
mod notation;
#[cfg(feature = "patterns")]
mod pattern;
mod properties;
mod subtree;
mod support;
mod text;
