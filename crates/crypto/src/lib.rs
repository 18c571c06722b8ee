//! The only door to cryptography: public and private keys, signatures, and the table of what may verify what.
//!
//! A key and the format it is used in decide the algorithm; no message ever does. Everything that computes is
//! behind one trait, [`CryptoProvider`], handed in explicitly: there is no global and no feature that changes
//! behaviour. The provider of the RustCrypto crates stands under feature `rustcrypto`.
//!
//! ```
//! # #[cfg(feature = "rustcrypto")] {
//! use countersign_crypto::{
//!     CryptoProvider, Format, KeyType, Message, PrivateKey, Random, RandomError, RustCrypto, allowed_schemes,
//! };
//!
//! // Randomness is an argument; a real program reads it from its operating system.
//! let mut counter = 0u8;
//! let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
//!     out.iter_mut().for_each(|byte| { counter += 1; *byte = counter });
//!     Ok(())
//! };
//! let private = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
//! let scheme = allowed_schemes(KeyType::EcdsaP256, Format::CosignImage)[0];
//!
//! let signer = RustCrypto.signing_key(&private, scheme)?;
//! let signature = signer.sign(Message::Bytes(b"released"))?;
//!
//! let verifier = RustCrypto.verifying_key(signer.public_key(), scheme)?;
//! verifier.verify(Message::Bytes(b"released"), &signature)?;
//! assert!(verifier.verify(Message::Bytes(b"replaced"), &signature).is_err());
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What this crate does not do
//! It reads no key files (that is `countersign-keys`), holds no trust, draws no randomness of its own and never
//! picks an algorithm from what a message says. This version knows ECDSA on P-256 with SHA-256.
//!
//! | feature | what it adds |
//! |---|---|
//! | `rustcrypto` (default) | [`RustCrypto`], the provider over `p256` and `sha2` |
//! | `std` (default) | the `std` feature of the crates below; nothing here needs it |
#![no_std]
extern crate alloc;

mod algorithm;
mod message;
mod private_key;
mod provider;
mod public_key;
mod random;
#[cfg(feature = "rustcrypto")]
mod rustcrypto;
mod signing;
mod spki;
mod verifying;

pub use algorithm::{Format, KeyType, Scheme, SignatureAlgorithm, SignatureEncoding, allowed_schemes};
pub use countersign_digest::{Algorithm as DigestAlgorithm, Digest, HashProvider, Hasher};
pub use message::{Message, WrongDigest};
pub use private_key::{GenerateError, PrivateKey, PrivateKeyError};
pub use provider::{CryptoProvider, KeyUseError, PointError, ScalarError};
pub use public_key::{KeyId, KeyIdError, PublicKey};
pub use random::{Random, RandomError};
#[cfg(feature = "rustcrypto")]
pub use rustcrypto::RustCrypto;
pub use signing::{SignError, SigningKey};
pub use spki::PublicKeyError;
pub use verifying::{VerifyError, VerifyingKey};
