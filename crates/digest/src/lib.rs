//! Content digests by the OCI grammar, checked readers and the hashing of many blobs.
//!
//! A [`Digest`] is an algorithm and its output, always valid and compared in constant time. Whatever hashes stands
//! behind [`HashProvider`]; `Sha2` is the one that comes along.
//!
//! ```
//! use countersign_digest::{Algorithm, Digest};
//!
//! let digest = Digest::parse("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")?;
//! assert_eq!(digest.algorithm(), Algorithm::Sha256);
//! assert!(Digest::parse("sha256:E3B0").is_err());
//! # #[cfg(feature = "rustcrypto")] {
//! use countersign_digest::{HashProvider, Sha2};
//! assert_eq!(Sha2.hash(Algorithm::Sha256, b""), digest);
//! # }
//! # Ok::<(), countersign_digest::DigestError>(())
//! ```
//!
//! # What this crate does not do
//!
//! It knows no algorithm beyond the three that the OCI image specification registers. Broken ones make no [`Digest`]:
//! they stand apart, under a feature, for old signatures whose verifier asks for them by name. It opens no
//! file and no socket: readers are given to it. It starts threads only in `hash_many`. A digest says which bytes are
//! meant, not who made them: nothing here is a signature check.
//!
//! # Features
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `rustcrypto` | yes | `Sha2`, SHA-2 in pure Rust |
//! | `std` | yes | `CheckedReader` |
//! | `parallel` | no | `hash_many`, on all cores (needs `std`) |
//! | `legacy` | no | `LegacyHash`, SHA-1 and MD5 for old data that names them |
//! | `serde` | no | `Serialize` and `Deserialize` for [`Digest`] and [`Descriptor`], read by the same parsers |
#![no_std]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod algorithm;
mod check;
mod descriptor;
mod digest;
mod hasher;
#[cfg(feature = "legacy")]
mod legacy;
#[cfg(feature = "parallel")]
mod many;
mod multi;
#[cfg(feature = "std")]
mod reader;
#[cfg(feature = "rustcrypto")]
mod rustcrypto;
#[cfg(feature = "serde")]
mod serde;

pub use algorithm::Algorithm;
pub use check::{CheckError, check_bytes};
pub use descriptor::{Descriptor, MediaTypeError};
pub use digest::{Digest, DigestError};
pub use hasher::{HashProvider, Hasher};
#[cfg(feature = "legacy")]
pub use legacy::{LegacyHash, LegacyOutput};
#[cfg(feature = "parallel")]
pub use many::hash_many;
pub use multi::MultiHasher;
#[cfg(feature = "std")]
pub use reader::{CheckedReadError, CheckedReader};
#[cfg(feature = "rustcrypto")]
pub use rustcrypto::Sha2;
