//! X.509 certificates: what is in them, what is wrong with them, where they lead, and new ones.

pub mod describe;
pub mod fresh;
pub mod inspect;
pub mod issue;
pub mod lint;
mod looking;
mod naming;
mod profile;
pub mod request;
pub mod verify;
