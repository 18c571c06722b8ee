//! Path building and validation, by the public interface.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod boringssl;
mod building;
mod chains;
mod corpus;
mod limbo;
mod pkits;
mod refusals;
