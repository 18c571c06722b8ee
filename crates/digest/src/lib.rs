//! Content digests by the OCI grammar, checked readers and the hashing of many blobs.
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
#![no_std]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod algorithm;
mod check;
mod descriptor;
mod digest;
mod hasher;
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
#[cfg(feature = "parallel")]
pub use many::hash_many;
pub use multi::MultiHasher;
#[cfg(feature = "std")]
pub use reader::{CheckedReadError, CheckedReader};
#[cfg(feature = "rustcrypto")]
pub use rustcrypto::Sha2;
