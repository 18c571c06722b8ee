//! The built program, run as a user runs it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests fail by panicking, and their fixtures are ours"
)]

mod bad_input;
mod demo;
mod foreign;
mod help;
mod keys;
mod list;
mod program;
mod schema;
mod sign;
mod vectors;
mod verify;
