//! What is required of a signature, who counts as whom, and the decision with its reasons.
#![no_std]
