//! The fast provider of cryptography: [`AwsLc`] is a `CryptoProvider` over AWS-LC, a library in C and assembly. It answers
//! every question as the provider of pure Rust does, and signs with RSA keys, which that one does not.
//!
//! ```
//! use countersign_aws_lc::AwsLc;
//! use countersign_crypto::{CryptoProvider, KeyType, Message, PrivateKey, Scheme};
//!
//! let private = PrivateKey::from_scalar(KeyType::EcdsaP256, &[0x42; 32], &AwsLc)?;
//! let signer = AwsLc.signing_key(&private, Scheme::ECDSA_P256_SHA256_DER)?;
//! let signature = signer.sign(Message::Bytes(b"released"))?;
//!
//! let verifier = AwsLc.verifying_key(signer.public_key(), Scheme::ECDSA_P256_SHA256_DER)?;
//! verifier.verify(Message::Bytes(b"released"), &signature)?;
//! assert!(verifier.verify(Message::Bytes(b"replaced"), &signature).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # One verdict
//!
//! AWS-LC reads more than this project does. What arrives is therefore read by the strict rules of
//! [`countersign_crypto::strict`] before AWS-LC sees it: DER, ranges and lengths of ECDSA and RSA signatures, canonical
//! points of Ed25519 that are on the curve and not of small order. The same suites, Wycheproof among them, run over both
//! providers.
//!
//! # Where it differs from the provider of pure Rust
//!
//! * ECDSA draws its nonces from the library's generator, so that two signatures over one message differ. The lower `s` is
//!   written. Ed25519 and PKCS #1 v1.5 are deterministic.
//! * No key takes the caller's randomness: `sign_hedged` answers `HedgingUnsupported`.
//! * RSA keys sign: PKCS #1 v1.5, and RSASSA-PSS with salts as long as the digest. Every length of salt is verified.
//! * Of an RSA private key whose numbers do not belong together it is not said which one is wrong.
//! * RSA keys below 2048 bits, which only `danger` lets through, verify by PKCS #1 v1.5 over SHA-256 and SHA-512 alone.
//! * Signatures over SHA-1 and MD5 are not verified at all: feature `legacy` of the crypto crate has none here.
//! * Ed25519ph is not in the library's interface: feature `ed25519ph` leaves it to the provider of pure Rust.
//!
//! # What this crate does not do
//!
//! It holds no trust and reads no keys: it computes. It claims no FIPS validation, which is one of a module in a build of its
//! own.
//!
//! # Building it
//!
//! A C compiler is needed, and on some targets CMake (see the documentation of `aws-lc-sys`). Nothing is fetched but crates.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `ed25519ph` (default) | Ed25519ph, by the provider of pure Rust, which is linked for it; without it, `Unsupported` |

mod curve;
mod ecdsa;
mod ed25519;
mod edwards;
mod hash;
mod input;
mod provider;
mod rsa;

pub use provider::AwsLc;
