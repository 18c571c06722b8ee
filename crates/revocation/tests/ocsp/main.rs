//! OCSP through the public API.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod delegates;
mod forms;
mod freshness;
mod mutants;
mod nonces;
mod openssl;
mod questions;
mod requests;
mod support;
#[cfg(feature = "legacy")]
mod vectors;
mod verdicts;
