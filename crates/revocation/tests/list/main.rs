//! Signed revocation lists, by the public interface.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a broken fixture fails the test by panicking"
)]

mod authority;
mod bytes;
mod certificates;
mod draft;
mod envelope;
mod format;
mod generated;
mod lookups;
mod numbers;
mod page;
mod support;
mod threshold;
mod times;
