//! Signature algorithms, the rules for them, and signatures.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot set itself up should stop"
)]

mod corpora;
mod identifiers;
mod pss;
#[cfg(feature = "legacy")]
mod retired;
mod rules;
mod support;
mod verify;
