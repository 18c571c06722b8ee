//! Signs container images and proves who signed them: the library that other tools embed.
//!
//! It reads and writes what Cosign writes and reads. It opens no socket and no file, reads no clock and draws no
//! randomness: those are arguments, so it embeds anywhere and every answer can be repeated.
//!
//! ```
//! # use std::{collections::BTreeMap, sync::Arc};
//! # use countersign::{digest::{Algorithm, HashProvider}, crypto::RandomError};
//! use countersign::{ImageName, SignOptions, Signer, Verifier};
//! use countersign::{crypto::{KeyType, PrivateKey, RustCrypto}, oci::Layout, time::UnixTime};
//!
//! # // An image layout in memory: one manifest without layers.
//! # let config = b"{}".to_vec();
//! # let hash = |bytes: &[u8]| RustCrypto.hash(Algorithm::Sha256, bytes);
//! # let manifest = format!(r#"{{"schemaVersion":2,"config":{{"mediaType":"application/vnd.oci.image.config.v1+json",
//! #   "digest":"{}","size":2}},"layers":[]}}"#, hash(&config)).into_bytes();
//! # let index = format!(r#"{{"schemaVersion":2,"manifests":[{{"mediaType":"application/vnd.oci.image.manifest.v1+json",
//! #   "digest":"{}","size":{},"annotations":{{"org.opencontainers.image.ref.name":"v1"}}}}]}}"#,
//! #   hash(&manifest), manifest.len());
//! # let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::from([
//! #     ("oci-layout".into(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec()),
//! #     ("index.json".into(), index.into_bytes()),
//! #     (format!("blobs/sha256/{}", hash(&config).hex()), config),
//! #     (format!("blobs/sha256/{}", hash(&manifest).hex()), manifest),
//! # ]);
//! # let mut counter = 0u8;
//! # let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
//! #     out.iter_mut().for_each(|byte| { counter = counter.wrapping_add(1); *byte = counter });
//! #     Ok(())
//! # };
//! let now = UnixTime::parse_rfc3339("2026-11-24T15:00:00Z")?;
//! let key = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
//! let signer = Signer::from_private_key(RustCrypto, &key)?;
//! let verifier = Verifier::builder(RustCrypto).key(key.public_key().clone()).build()?;
//!
//! let layout = Layout::open(files.clone(), Arc::new(RustCrypto))?;           // any store; here a map of files
//! let signed = layout.drive(signer.sign(ImageName::tag("v1"), SignOptions::new(), now))??;
//! for write in layout.attach(signed[0].artifact().ok_or("signed already")?)? {
//!     files.insert(write.path().into(), write.bytes().into());
//! }
//!
//! let layout = Layout::open(files, Arc::new(RustCrypto))?;
//! let image = layout.drive(verifier.verify(ImageName::tag("v1"), now))??;    // or a `Refusal` that says why
//! println!("run {}", image.digest());
//! # assert_eq!(image.report().accepted().len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A [`Verifier`] says once what is believed: keys, or named signers with a threshold over *distinct* ones, required
//! annotations, your own checks. [`Verifier::verify`] gives a [`Verification`], a
//! [`Session`](countersign_oci::Session): it says what to read next and takes the answers in any order, so a layout, a
//! registry client or your own store can drive it. It ends in a [`VerifiedImage`], the only value that yields the digest to
//! run, or in a [`Refusal`]: untrusted, absent, unreachable and malformed are different answers. Either carries the whole
//! [`Report`], as text and as JSON, with stable [`Code`]s.
//!
//! # What this crate does not do
//! It has no default trust, and nothing but the [`danger`] module weakens a check. This version verifies signatures by
//! ECDSA P-256 keys, in Sigstore bundles and in simple signing; certificates, timestamps and log entries that a signature
//! carries are reported as not checked. It pulls and pushes nothing.
//!
//! | feature | what it adds |
//! |---|---|
//! | `rustcrypto` (default) | [`crypto::RustCrypto`], the provider in pure Rust |
//! | `sealed-keys` (default) | Cosign's encrypted key files in [`keys`] |
//! | `std` (default) | readers that check what they read, and conversions from the system's clock |
//! | `parallel` | hashing of many blobs on all cores |
//! | `serde` | digests, descriptors, references and times as serde values |
#![no_std]
#![allow(
    clippy::result_large_err,
    reason = "a refusal carries its whole report; it is made once a verification"
)]
extern crate alloc;

/// The example of the project's front page, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct FrontPage;

mod code;
mod conclusion;
mod configuration;
pub mod danger;
mod examine;
mod finding;
mod image_name;
mod report;
mod report_json;
mod search;
mod searching;
mod signer;
mod signing;
mod verdict;
mod verification;
mod verifier;
mod wanted;

pub use code::{Class, Code};
pub use configuration::ConfigurationError;
pub use finding::{AcceptedSignature, IgnoredAttachment, Place, RefusedSignature, SignatureFormat};
pub use image_name::ImageName;
pub use report::{Report, TOOL, TargetReport, VerdictKind};
pub use report_json::VERDICT_SCHEMA;
pub use signer::{SignOptions, Signer, SignerError, WriteFormat};
pub use signing::{SignImageError, SignedManifest, Signing, SigningResult};
pub use verdict::{Refusal, VerifiedImage};
pub use verification::{Verdict, Verification};
pub use verifier::{Ready, Verifier, VerifierBuilder, WantsSigner};

pub use countersign_crypto as crypto;
pub use countersign_digest as digest;
pub use countersign_encoding as encoding;
pub use countersign_envelope as envelope;
pub use countersign_keys as keys;
pub use countersign_need as need;
pub use countersign_oci as oci;
pub use countersign_policy as policy;
pub use countersign_time as time;
