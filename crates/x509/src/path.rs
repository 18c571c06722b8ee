//! Paths from a certificate to a trust anchor (RFC 5280 §6).

mod builder;

pub use builder::{Answer, PathBuilder, Paths};
