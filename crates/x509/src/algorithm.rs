//! The algorithms that X.509 names, and which of them a verifier takes.

mod identifier;
mod rules;

#[cfg(feature = "issue")]
pub(crate) use identifier::RSASSA_PSS;
pub use identifier::{AlgorithmError, SignatureAlgorithm, SignatureKind};
pub use rules::{AlgorithmRules, KeyError, KeyKind, Weakening};
