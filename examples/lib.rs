//! Holds the examples; nothing of its own.
