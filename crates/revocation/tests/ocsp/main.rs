//! OCSP through the public API.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod delegates;
mod forms;
mod freshness;

mod nonces;

mod requests;
mod support;
mod verdicts;
