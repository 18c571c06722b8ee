//! Signed revocation lists: what is on them, and who signed.

pub mod create;
pub mod describe;
pub mod entries;
mod file;
pub mod sign;
