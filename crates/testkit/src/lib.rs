//! What the tests of this workspace share: external programs, corpora, loopback registries, layouts and mutators.
//!
//! It imports no crate of the workspace and yields bytes, so that a test never checks our code against itself.
//!
//! ```
//! use testkit::{LayoutBuilder, bit_flips, sha256};
//!
//! let mut layout = LayoutBuilder::new();
//! let image = layout.image("hello");
//! layout.tag(&image, "v1");
//! let manifest = &layout.files()[&image.path()];
//! assert_eq!(image.digest(), sha256(manifest));
//!
//! assert_eq!(bit_flips(manifest).count(), manifest.len() * 8);
//! ```
//!
//! | variable | effect |
//! |---|---|
//! | `COUNTERSIGN_PEERS` | folder that is searched for external programs before `PATH` |
//! | `COUNTERSIGN_REQUIRE_PEERS=1` | a missing pinned program fails the test that wants it |
//! | `COUNTERSIGN_CORPORA` | folder of the public test corpora |
//! | `COUNTERSIGN_REQUIRE_CORPORA=1` | a missing corpus fails the test that wants it |
//!
//! # What this crate does not do
//!
//! It is never published and verifies nothing. It signs nothing but the certificates of feature `x509` and the timestamps of feature `tsp`, which are generated. It starts only programs that are already installed,
//! and only on loopback addresses.
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test helper reports a broken fixture or machine by panicking: that is how a test fails"
)]

#[cfg(feature = "bag")]
pub mod bag;
mod base64;
mod bytes;
mod corpora;
#[cfg(feature = "crl")]
pub mod crl;
mod json;
mod layout;
mod loopback;
#[cfg(feature = "ocsp")]
pub mod ocsp;
mod prng;
mod program;
mod registry;
mod skip;
#[cfg(feature = "tsp")]
pub mod tsp;
#[cfg(feature = "x509")]
pub mod x509;

pub use base64::base64;
pub use bytes::{ByteChange, ByteMutant, bit_flips, byte_deletions, truncations};
pub use corpora::{corpora, jsonl};
pub use json::{JsonChange, JsonMutant, json_mutants};
pub use layout::{LayoutBuilder, LayoutFiles, Stored, load_layout, sha256, write_layout};
pub use loopback::{LoopbackRequest, LoopbackServer, Piece, head, reply};
pub use prng::Prng;
pub use program::{Program, program};
pub use registry::{
    Api, Auth, Bearer, Behaviour, Bogus, Fault, Filter, HostileRegistry, Matcher, Realm, Registry,
    SeenRequest, Snapshot, Times, Uploads,
};
