//! Paths from a certificate to a trust anchor (RFC 5280 §6).

mod builder;
pub(crate) mod constraints;
pub(crate) mod policy;

pub use builder::{Answer, PathBuilder, Paths};
