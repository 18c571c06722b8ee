//! Path building and validation, by the public interface.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod anchors;
mod boringssl;
mod building;
mod chains;
mod corpus;
mod limbo;
mod notation;
mod ordered;
mod pkits;
mod refusals;
mod worst_cases;
mod x509test;
