//! The certificates of a path, judged by bags of evidence.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod attacks;
mod bags;
mod needs;
mod rules;
mod scene;
mod statuses;
mod verdicts;
