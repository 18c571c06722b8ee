//! What the registry of our own does, honest and not, seen over TCP and through the programs that others wrote.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "hostile/auth.rs"]
mod auth;
#[path = "hostile/client.rs"]
mod client;
#[path = "hostile/faults.rs"]
mod faults;
#[path = "hostile/programs.rs"]
mod programs;
#[path = "hostile/pull.rs"]
mod pull;
#[path = "hostile/push.rs"]
mod push;
