//! One fetch as a value: what a verification needs from the network, and what came back.
#![no_std]
