//! Strict JSON, canonical JSON (JCS), base64, hex and PEM for bytes that nobody vouches for.
#![no_std]
