//! The only door to cryptography: keys, signatures and the table of what may verify what.
#![no_std]
