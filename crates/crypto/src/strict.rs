//! What every provider reads by the same rules, so that a signature gets one verdict whatever computes it. For those who
//! implement [`CryptoProvider`](crate::CryptoProvider) over a library that reads more leniently.

mod ecdsa;
mod ed25519;

pub use ecdsa::EcdsaSignature;
pub use ed25519::{check_ed25519_point, check_ed25519_signature};
