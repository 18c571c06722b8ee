//! Paths from a certificate to a trust anchor (RFC 5280 §6).

mod builder;
mod candidates;
pub(crate) mod constraints;
mod issuer;
mod message;
mod ordered;
mod paths;
pub(crate) mod policy;
mod reason;
mod signatures;
mod stack;
pub(crate) mod whole;

pub use builder::{Answer, PathBuilder};
pub use paths::Paths;
