//! JSON Web Keys (RFC 7517): ECDSA and RSA (RFC 7518 §6), Ed25519 (RFC 8037).

mod algorithm;
mod error;
mod members;
mod read;
mod write;

pub use error::JwkError;
pub use read::Jwk;
pub use write::{jwk_thumbprint, write_public_jwk, write_public_jwk_with_id};
