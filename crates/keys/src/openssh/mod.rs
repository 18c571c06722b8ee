//! OpenSSH's keys: private ones (`PROTOCOL.key`) and lines with a public one (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4).

mod crt;
#[cfg(feature = "sealed-keys")]
mod encrypted;
mod error;
mod private;
mod public;
mod wire;

#[cfg(feature = "sealed-keys")]
pub use encrypted::OpenSshKey;
pub use error::OpenSshError;
pub(crate) use private::{OpenSshFile, read};
pub(crate) use public::read_line;

#[cfg(all(
    test,
    feature = "rustcrypto",
    feature = "sealed-keys",
    feature = "p384",
    feature = "p521",
    feature = "ed25519"
))]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot set itself up should stop"
)]
mod tests;
