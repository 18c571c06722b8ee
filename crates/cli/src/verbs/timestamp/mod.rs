//! Timestamps of RFC 3161: asked for, verified, shown and given.

mod digest;
pub mod inspect;
pub mod request;
pub mod serve;
pub mod verify;
