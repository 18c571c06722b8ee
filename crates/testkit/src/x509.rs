//! Certificates and chains of them, right and wrong, from a seed. Everything is written byte by byte here: nothing is asked
//! whether it may.
//!
//! ```
//! use testkit::x509::{Chain, Mutation};
//!
//! // The same seed is the same chain on every machine.
//! let chain = Chain::generate(7);
//! assert_eq!(chain.leaf, Chain::generate(7).leaf);
//!
//! // A chain of 4 with one thing wrong: certificate 1 below the root has expired.
//! let expired = Chain::with(7, 4, &[Mutation::Expired]);
//! assert_eq!((expired.anchors.len(), expired.intermediates.len()), (1, 2));
//! ```

mod case;
mod certificate;
mod changes;
mod constraints;
mod der;
mod extension;
mod key;
mod mutation;
mod name;
mod plan;
mod policies;

pub use case::{Chain, TIME};
pub use certificate::{CertificateSpec, Time};
pub use der::{oid, tlv};
pub use extension::ExtensionSpec;
pub use key::{Key, SignatureKind};
pub use mutation::Mutation;
pub use name::{Form, name};
pub use plan::Plan;
