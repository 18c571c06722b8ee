//! Private and public key files: SubjectPublicKeyInfo, PKCS#8 and the Cosign key box, read and written.
//!
//! ```
//! # #[cfg(all(feature = "rustcrypto", feature = "sealed-keys"))] {
//! use countersign_crypto::{KeyType, PrivateKey, RandomError, RustCrypto};
//! use countersign_keys::{KeyFile, Password, SealedKey};
//!
//! # let mut counter = 0u8;
//! # let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
//! #     out.iter_mut().for_each(|byte| { counter = counter.wrapping_add(1); *byte = counter });
//! #     Ok(())
//! # };
//! let key = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
//! let password = Password::new(b"correct horse".to_vec());
//! let file = SealedKey::seal(&key, &password, &mut random)?.to_pem();
//!
//! let KeyFile::Sealed(sealed) = KeyFile::parse(file.as_bytes(), &RustCrypto)? else { unreachable!() };
//! let opened = sealed.open(&password, &RustCrypto)?;
//! assert_eq!(opened.public_key(), key.public_key());
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What this crate does not do
//! It opens no file, asks for no password and draws no randomness: bytes, passwords and a `Random` are arguments.
//! This version reads ECDSA P-256 keys as SubjectPublicKeyInfo, PKCS#8 (versions 1 and 2, not encrypted) and the
//! Cosign key box.
//!
//! | feature | what it adds |
//! |---|---|
//! | `sealed-keys` (default) | [`SealedKey`]: scrypt, XSalsa20-Poly1305 |
//! | `rustcrypto` (default) | the provider of `countersign-crypto`, for the example above |
//! | `std` (default) | the `std` feature of the crates below; nothing here needs it |
#![no_std]
extern crate alloc;

mod file;
#[cfg(feature = "sealed-keys")]
mod password;
mod pkcs8;
mod public;
#[cfg(feature = "sealed-keys")]
mod sealed;
mod secret;
#[cfg(feature = "sealed-keys")]
mod secretbox;

pub use countersign_crypto::{CryptoProvider, KeyId, KeyType, PrivateKey, PublicKey, Random};
pub use file::{KeyFile, KeyFileError, KeyForm};
#[cfg(feature = "sealed-keys")]
pub use password::Password;
pub use pkcs8::{Pkcs8Error, Pkcs8WriteError, read_pkcs8_der, write_pkcs8_der, write_pkcs8_pem};
pub use public::write_public_pem;
#[cfg(feature = "sealed-keys")]
pub use sealed::{OpenError, SealError, SealedKey, SealedKeyError};
pub use secret::{SecretBytes, SecretText};
