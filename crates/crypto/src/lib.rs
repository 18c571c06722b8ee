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
//! let scheme = allowed_schemes(private.public_key(), Format::CosignImage)[0];
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
//! # What is known
//!
//! | keys | image signatures | blob signatures | JWS |
//! |---|---|---|---|
//! | ECDSA P-256 | SHA-256, DER | SHA-256, DER | `ES256` |
//! | ECDSA P-384 | SHA-384, DER | SHA-384, DER | `ES384` |
//! | ECDSA P-521 | SHA-512, DER | SHA-512, DER | `ES512` |
//! | Ed25519 | pure; prehashed is read too | pure | `EdDSA` |
//! | RSA, verifying only | PKCS #1 v1.5, SHA-256 | PKCS #1 v1.5, SHA-256 | `PS256` to `PS512`, `RS256` to `RS512` |
//! | RSA under `id-RSASSA-PSS` | none | none | the `PS` of its parameters |
//!
//! That is [`allowed_schemes`]. Whoever names a [`Scheme`] can have more: a curve with another hash (FIPS 186-5 §6.4),
//! RSASSA-PSS with another length of salt (RFC 8017 §8.1), fixed or DER encoding of ECDSA. What is read is read strictly:
//! DER only, named curves only, integers in `1..n`, Ed25519 points canonical and not of small order, `S < L` (RFC 8032
//! §5.1.7), RSA keys by the rules of [`RsaKeyError`]. ECDSA is written with the lower `s` and read with either.
//! [`AllowedAlgorithms`] is for verifiers that accept less.
//!
//! # What this crate does not do
//! It reads no key files (that is `countersign-keys`), holds no trust, draws no randomness of its own and never
//! picks an algorithm from what a message says. The provider that comes along signs nothing with RSA keys, and none
//! generates them: a device, a service or another provider that signs stands behind [`SigningKey`]. There is no
//! RSASSA-PSS with two hashes. SHA-1 and MD5 have no [`Scheme`] and no [`VerifyingKey`]: what is left of them stands under
//! feature `legacy`, for old data whose reader names a [`RetiredAlgorithm`].
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `rustcrypto` (default) | [`RustCrypto`], the provider over `p256` and `sha2` |
//! | `p384`, `p521` (default) | these curves in the provider, over the crates of the same names |
//! | `ed25519` (default) | Ed25519 in the provider, over `ed25519-dalek` |
//! | `rsa` (default) | RSA in the provider: verification of its own over `crypto-bigint`, and checks of private keys |
//! | `legacy` | module `danger`: RSA keys of 1024 bits; one signature over SHA-1 or MD5, checked by name |
//! | `std` (default) | the `std` feature of the crates below; nothing here needs it |
//!
//! Types and encodings of keys are there in every build; a provider that lacks an algorithm answers `Unsupported`.
#![no_std]
extern crate alloc;

mod algorithm;
mod allowed;
pub mod bound;
#[cfg(feature = "legacy")]
pub mod danger;
mod message;
mod private_key;
mod provider;
mod public_key;
mod random;
mod roca;
mod rsa_key;
mod rsa_private;
mod rsa_pss;
#[cfg(feature = "rustcrypto")]
mod rustcrypto;
mod scheme;
mod signing;
mod spki;
pub mod strict;
mod subject_public_key;
mod table;
mod verifying;

pub use algorithm::{KeyType, RetiredAlgorithm, SignatureAlgorithm};
pub use allowed::{AlgorithmRefusal, AllowedAlgorithms};
pub use countersign_digest::{Algorithm as DigestAlgorithm, Digest, HashProvider, Hasher};
pub use message::{Message, MessageError, WrongDigest};
pub use private_key::{GenerateError, PrivateKey, PrivateKeyError};
pub use provider::{CryptoProvider, KeyUseError, PointError, ScalarError, VerifyWithError};
pub use public_key::{KeyId, KeyIdError, PublicKey};
pub use random::{Random, RandomError};
pub use rsa_key::{KeyLimits, RsaKeyError, RsaPssRestriction, RsaPublic};
pub use rsa_private::{RsaPrivateKeyError, RsaPrivateParts};
pub use rsa_pss::{PssParametersError, RsaPssParameters};
#[cfg(feature = "rustcrypto")]
pub use rustcrypto::RustCrypto;
pub use scheme::{Scheme, SignatureEncoding};
pub use signing::{SignError, SigningKey};
pub use spki::PublicKeyError;
pub use subject_public_key::SubjectPublicKey;
pub use table::{Format, allowed_schemes, allowed_schemes_of_type};
pub use verifying::{VerifyError, VerifyingKey};
