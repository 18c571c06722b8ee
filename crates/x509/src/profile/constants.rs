//! The profiles, each beside its specification.

mod fulcio;
mod notation;
mod rfc;
