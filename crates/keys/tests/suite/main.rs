//! The crate as its users see it, attacked.
//!
//! `tests/data` holds key pairs that Cosign 3.1.3 made for the test of this crate; the password of each box is
//! `countersign`. They sign nothing else.
#![cfg(all(feature = "rustcrypto", feature = "sealed-keys"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot set itself up should stop"
)]

mod file;
mod key_box;
mod openssl;
mod pkcs8;
mod sealed;
mod secrets;
mod support;
