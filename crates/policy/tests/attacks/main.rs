//! Attacks on the binding, the requirement and the count, through the public interface only.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken fixture fails the test by panicking"
)]

mod binding;
mod counting;
mod kinds;
mod requirement;
mod support;
