//! The corpus adapter.
fn main() {}
