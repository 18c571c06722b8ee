//! OCI references, manifests, indexes and layouts over the bytes that arrived, and the reads a verification wants.
#![no_std]
