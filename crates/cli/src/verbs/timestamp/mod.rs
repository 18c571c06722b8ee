//! Timestamps of RFC 3161: asked for, verified, shown and given.

pub mod serve;
