//! The crate as its users see it, attacked.
#![cfg(all(feature = "ed25519", feature = "p384", feature = "p521", feature = "rsa"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot set itself up should stop"
)]

mod allowed;
mod curves;
mod ed25519;
mod key_id;
mod malformed;
mod private_key;
mod properties;
mod provider;
mod pss_key;
mod rsa_key;
mod rsa_private;
mod rsa_signature;
mod rsa_support;
mod secrets;
mod spki;
mod support;
mod vectors;
mod wycheproof;
