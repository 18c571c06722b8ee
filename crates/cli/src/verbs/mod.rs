//! One file a verb: its arguments, and what it does with the library.

pub mod completions;
pub mod demo;
pub mod key_generate;
pub mod key_inspect;
pub mod key_public;
pub mod list;
pub mod sign;
pub mod verify;
