//! The crate as its users see it, attacked.
#![cfg(feature = "rustcrypto")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot set itself up should stop"
)]

mod key_id;
mod malformed;
mod private_key;
mod properties;
mod provider;
mod secrets;
mod spki;
mod support;
mod vectors;
mod wycheproof;
