//! The crate as its users see it, attacked.
//!
//! `tests/data/README.md` says who made the keys and how; the password of each is `countersign`.
#![cfg(all(
    feature = "rustcrypto",
    feature = "ed25519",
    feature = "p384",
    feature = "p521",
    feature = "rsa",
    feature = "sealed-keys",
    feature = "jwk",
    feature = "openssh"
))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot set itself up should stop"
)]

mod file;
mod forms;
mod jwk;
mod key_box;
mod live;
mod openssh;
mod openssl;
mod pbes2;
mod pkcs1;
mod pkcs8;
mod sealed;
mod sec1;
mod secrets;
mod support;
mod written;
