//! The built program, run as a user runs it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests fail by panicking, and their fixtures are ours"
)]

mod archive;
mod attest;
mod authority;
mod bad_input;
mod blob;
mod cache;
mod certificate;
mod certificate_verify;
mod certified;
mod crl_state;
mod demo;
mod foreign;
mod help;
mod inspect;
mod key_forms;
mod keys;
mod list;
mod list_state;
mod prepare;
mod program;
mod registry;
mod revocation;
mod revocation_at_times;
mod revocation_check_lists;
mod revocation_list;
mod revocation_servers;
mod schema;
mod sign;
mod timestamp_verbs;
#[cfg(unix)]
mod timestamps;
mod vectors;
mod verify;
