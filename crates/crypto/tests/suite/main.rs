//! The crate as its users see it, attacked.
#![cfg(all(feature = "ed25519", feature = "p384", feature = "p521", feature = "rsa"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot set itself up should stop"
)]

/// Which provider the suites run over; another crate includes them for its own.
use countersign_crypto::RustCrypto as Provider;

/// Whether ECDSA signs by RFC 6979.
const DETERMINISTIC: bool = true;
/// Whether the caller's randomness is mixed into signatures.
const HEDGES: bool = true;
/// Whether RSA keys sign.
const SIGNS_RSA: bool = false;
/// Whether it is said which number of an RSA private key is wrong.
const NAMES_NUMBERS: bool = true;

mod allowed;
mod curves;
mod ed25519;
mod key_id;
mod malformed;
mod private_key;
mod properties;
mod provider;
mod pss_key;
#[cfg(feature = "legacy")]
mod retired;
mod rsa_key;
mod rsa_private;
mod rsa_signature;
mod rsa_support;
mod secrets;
mod spki;
mod subject_public_key;
mod support;
mod vectors;
mod wycheproof;
