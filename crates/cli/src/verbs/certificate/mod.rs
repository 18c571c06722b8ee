//! X.509 certificates: what is in them, and what is wrong with them.

pub mod describe;
pub mod inspect;
pub mod lint;
mod profile;
pub mod read;
