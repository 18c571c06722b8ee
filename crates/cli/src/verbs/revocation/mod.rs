//! What was revoked: certificates by CRLs and OCSP answers, and lists of our own for what no authority covers.

pub mod check;
mod fetching;
pub mod inspect;
pub mod list;
