//! What was revoked: certificates by CRLs and OCSP answers, and lists of our own for what no authority covers.

pub mod check;
pub mod inspect;
pub mod list;
