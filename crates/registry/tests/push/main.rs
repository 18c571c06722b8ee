//! Pushing to the registry that can be told to go wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod attach;
mod delete;
mod manifest;
#[path = "../pushing/mod.rs"]
mod pushing;
mod refusal;
mod sources;
mod upload;
mod where_to;
