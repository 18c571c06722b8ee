//! Content digests by the OCI grammar, checked readers and the hashing of many blobs.
#![no_std]
