//! Holds the benches; nothing of its own.
