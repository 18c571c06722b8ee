//! A timestamping authority as a process: what it answers, what it refuses, and how it ends.

mod crowds;
mod ends;
mod kills;
mod refused;
mod server;
mod wire;
