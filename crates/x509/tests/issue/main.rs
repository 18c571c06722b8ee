//! Certificates and requests that are issued, read again by this library and by OpenSSL.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod openssl;
mod refusals;
mod requests;
mod support;
mod written;
