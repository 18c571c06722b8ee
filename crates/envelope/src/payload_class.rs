//! `critical.type` of simple signing.

pub(crate) const COSIGN_TYPE: &str = "cosign container image signature";
pub(crate) const ATOMIC_TYPE: &str = "atomic container signature";
